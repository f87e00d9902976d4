import type { DevWatcher } from './dev-site.ts';

/** What a watched folder can do. */
export interface Watched {
  /** Name of the page that a file is, or null if it is none of this folder. */
  slugOf(path: string): string | null;
  /** Reads one page anew, and tells what was found. */
  readOne(slug: string): Promise<void>;
  /** Reads the folder anew, since pages came or went. */
  readAll(): Promise<void>;
  /** Whether any scenario is still being simulated. */
  busy(): boolean;
  /** Told a fault of ours: it must not end the server, but must not be silent either. */
  failed(error: unknown): void;
}

/**
 * How long a change is left alone before it is read, in milliseconds. Who saves a file first empties it; the watcher
 * tells of that, and keeps silent about what follows within 50 ms.
 */
const SETTLING = 60;
/** While many scenarios are being simulated, pages are made anew this often, in milliseconds: each time the browser reloads. */
const GATHERING = 2000;

/** Reads pages of a folder anew, one after the other, when they are saved or when their results are there. */
export class FolderWatch {
  readonly #watched: Watched;
  #work: Promise<void> = Promise.resolve();
  readonly #due = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #stop: (() => void) | null = null;
  #closed = false;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** @param whole true where a change of one page may show or hide others */
  listen(watcher: DevWatcher, folder: string, whole: boolean): void {
    watcher.add(folder);
    const on = (read: (slug: string) => Promise<void>) => (path: string) => {
      const slug = this.#watched.slugOf(path);
      if (slug === null) return;
      this.#do(async () => {
        await new Promise((settled) => setTimeout(settled, SETTLING));
        this.#due.delete(slug);
        await read(slug);
      });
    };
    const { readOne, readAll } = this.#watched;
    // Another page may name this one as related, so all are looked at; those that stay as they are cost nothing.
    const listeners = {
      change: on(whole ? readAll : readOne),
      add: on(readAll),
      unlink: on(readAll),
    };
    for (const [event, listener] of Object.entries(listeners)) watcher.on(event, listener);
    this.#stop = () => {
      for (const [event, listener] of Object.entries(listeners)) watcher.off(event, listener);
    };
  }

  /** A scenario that a page did not wait for has ended. */
  refresh(slug: string): void {
    this.#due.add(slug);
    if (this.#timer !== null) {
      if (this.#watched.busy()) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => this.#flush(), this.#watched.busy() ? GATHERING : 0);
  }

  /** Reads the folder anew, after what goes on. */
  reload(): Promise<void> {
    return this.#do(() => this.#watched.readAll());
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#stop?.();
  }

  #flush(): void {
    this.#timer = null;
    this.#do(async () => {
      const due = [...this.#due];
      this.#due.clear();
      for (const slug of due) await this.#watched.readOne(slug);
    });
  }

  #do(step: () => Promise<void>): Promise<void> {
    this.#work = this.#work
      .then(() => (this.#closed ? undefined : step()))
      .catch((error: unknown) => {
        if (!this.#closed) this.#watched.failed(error);
      });
    return this.#work;
  }
}
