/** The part of the development server's file watcher used here. */
export interface DevWatcher {
  add(path: string): unknown;
  emit(event: string, path: string): unknown;
  prependListener(event: string, listener: (path: string) => void): unknown;
  on(event: string, listener: (path: string) => void): unknown;
  off(event: string, listener: (path: string) => void): unknown;
}

/** A folder of pages watched by the development server. */
export interface OpenFolder {
  /** Rereads all pages in the folder. */
  reload(): Promise<void>;
  close(): void;
}

/** The parts of a site, other than pages, that an edit can break. */
type Edited = 'config' | 'collections';

/** A site's state while the development server runs. */
export class DevSite {
  readonly watcher: DevWatcher;
  /** Writes everything read so far. Otherwise, Astro would wait half a second after the last page. */
  readonly show: () => void;
  readonly #broken = new Map<Edited, string>();
  /** Digest of the configuration that was last read, even if it has errors. */
  configRead: string | null = null;
  /** How many times folders have been opened. */
  loads = 0;
  #closed = false;
  readonly #folders = new Map<string, OpenFolder>();

  /** Reloads the pages in all browsers. */
  readonly #reloadPages: () => void;

  constructor(watcher: DevWatcher, show: () => void, reloadPages: () => void) {
    this.watcher = watcher;
    this.show = show;
    this.#reloadPages = reloadPages;
  }

  /** Why the configuration or the collections couldn't be loaded after they were last edited. */
  get broken(): string[] {
    return [...this.#broken.values()];
  }

  /** Makes all pages show an error instead of their content until `clearBroken` is called. */
  setBroken(what: Edited, why: string): void {
    if (this.#broken.get(what) === why) return;
    this.#broken.set(what, why);
    this.#reloadPages();
  }

  clearBroken(what: Edited): void {
    if (this.#broken.delete(what)) this.#reloadPages();
  }

  isBroken(what: Edited): boolean {
    return this.#broken.has(what);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Replaces the folder previously opened under this name. Returns whether there was one. */
  open(name: string, folder: OpenFolder): boolean {
    const before = this.#folders.get(name);
    before?.close();
    this.loads++;
    this.#folders.set(name, folder);
    return before !== undefined;
  }

  /** Rereads all pages, for example after the engine was edited. */
  async reload(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.reload();
  }

  close(): void {
    this.#closed = true;
    for (const folder of this.#folders.values()) folder.close();
  }
}
