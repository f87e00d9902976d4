/** The part of the development server's file watcher that is used. */
export interface DevWatcher {
  add(path: string): unknown;
  emit(event: string, path: string): unknown;
  prependListener(event: string, listener: (path: string) => void): unknown;
  on(event: string, listener: (path: string) => void): unknown;
  off(event: string, listener: (path: string) => void): unknown;
}

/** A folder of pages that the development server watches. */
export interface OpenFolder {
  /** Reads all its pages again. */
  reload(): Promise<void>;
  close(): void;
}

/** What can break besides pages. */
type Edited = 'config' | 'collections';

/** The state of a site while the development server runs. */
export class DevSite {
  readonly watcher: DevWatcher;
  /** Writes out what has been read so far. Astro would wait half a second after the last page. */
  readonly show: () => void;
  readonly #broken = new Map<Edited, string>();
  /** Digest of the configuration that was read last, even if it has errors. */
  configRead: string | null = null;
  /** How often folders have been opened. */
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

  /** Why something can't be loaded since its last edit, one text each. */
  get broken(): string[] {
    return [...this.#broken.values()];
  }

  /** Makes all pages show an error instead of their content, until `clearBroken`. */
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

  /** Replaces the folder that was opened under this name before. Returns whether there was one. */
  open(name: string, folder: OpenFolder): boolean {
    const before = this.#folders.get(name);
    before?.close();
    this.loads++;
    this.#folders.set(name, folder);
    return before !== undefined;
  }

  /** Reads all pages again, for example after the engine was edited. */
  async reload(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.reload();
  }

  close(): void {
    this.#closed = true;
    for (const folder of this.#folders.values()) folder.close();
  }
}
