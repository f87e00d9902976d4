/** What is used of the development server's watcher. */
export interface DevWatcher {
  add(path: string): unknown;
  emit(event: string, path: string): unknown;
  prependListener(event: string, listener: (path: string) => void): unknown;
  on(event: string, listener: (path: string) => void): unknown;
  off(event: string, listener: (path: string) => void): unknown;
}

/** A folder of pages that the development server watches. */
export interface OpenFolder {
  /** Reads all its pages anew. */
  reload(): Promise<void>;
  close(): void;
}

/** What is edited beside pages. */
type Edited = 'config' | 'collections';

/** What a site has while it is served in development. */
export class DevSite {
  readonly watcher: DevWatcher;
  /** Shows what was read by now. Without it that is put off for half a second, and again by each page that is read. */
  readonly show: () => void;
  readonly #broken = new Map<Edited, string>();
  /** Digest of the configuration that was read last, with errors or without. */
  configRead: string | null = null;
  /** How often folders were opened. */
  loads = 0;
  #closed = false;
  readonly #folders = new Map<string, OpenFolder>();

  /** Loads all pages anew that browsers show. */
  readonly #reloadPages: () => void;

  constructor(watcher: DevWatcher, show: () => void, reloadPages: () => void) {
    this.watcher = watcher;
    this.show = show;
    this.#reloadPages = reloadPages;
  }

  /** What can't be read since it was edited, as text. */
  get broken(): string[] {
    return [...this.#broken.values()];
  }

  /** All pages show from now on that something can't be read. */
  breaks(what: Edited, why: string): void {
    if (this.#broken.get(what) === why) return;
    this.#broken.set(what, why);
    this.#reloadPages();
  }

  heals(what: Edited): void {
    if (this.#broken.delete(what)) this.#reloadPages();
  }

  isBroken(what: Edited): boolean {
    return this.#broken.has(what);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** In place of the one that was opened by this name before. Returns whether there was one. */
  open(name: string, folder: OpenFolder): boolean {
    const before = this.#folders.get(name);
    before?.close();
    this.loads++;
    this.#folders.set(name, folder);
    return before !== undefined;
  }

  /** Reads all pages anew, such as after the engine was edited. */
  async reload(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.reload();
  }

  close(): void {
    this.#closed = true;
    for (const folder of this.#folders.values()) folder.close();
  }
}
