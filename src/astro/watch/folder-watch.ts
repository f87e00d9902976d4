import type { DevWatcher } from './dev-site.ts';

/** Callbacks for changes in a folder. */
export interface Watched {
  /** The slug for a file, or null if the file isn't a page in this folder. */
  slugOf(path: string): string | null;
  /** Rereads one page and reports its diagnostics. */
  readOne(slug: string): Promise<void>;
  /** Rereads the folder after pages were added or removed. */
  readAll(): Promise<void>;
  /** True while any scenario is being simulated. */
  busy(): boolean;
  /** Called with internal errors. They have to be logged without stopping the server. */
  failed(error: unknown): void;
}

/**
 * Delay before reading a changed file, in milliseconds. Many editors truncate a file before writing it; the watcher
 * reports the truncation and suppresses further events for 50 ms.
 */
const SETTLING = 60;
/**
 * Minimum time between renderings of a page while scenarios are running, in milliseconds. The browser reloads the page
 * after each rendering.
 */
const GATHERING = 2000;

/** Rereads pages in a folder when they're saved or when their results are ready. Pages are read one at a time. */
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

  /** @param whole true if changing one page can show or hide others */
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
    // Other pages may list an added or removed page as related. Rereading unchanged pages is cheap.
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

  /** Schedules a page to be rendered again after one of its scenarios has finished. */
  refresh(slug: string): void {
    this.#due.add(slug);
    if (this.#timer !== null) {
      if (this.#watched.busy()) return;
      clearTimeout(this.#timer);
    }
    this.#timer = setTimeout(() => this.#flush(), this.#watched.busy() ? GATHERING : 0);
  }

  /** Rereads the folder once the current work is done. */
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
