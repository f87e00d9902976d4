/** What is used of the development server's watcher. */
export interface DevWatcher {
  add(path: string): unknown;
  on(event: string, listener: (path: string) => void): unknown;
  off(event: string, listener: (path: string) => void): unknown;
}

/** A folder of pages that the development server watches. */
export interface OpenFolder {
  /** Reads all its pages anew. */
  reload(): Promise<void>;
  close(): void;
}

/** What a site has while it is served in development. */
export class DevSite {
  readonly watcher: DevWatcher;
  readonly #folders = new Map<string, OpenFolder>();

  constructor(watcher: DevWatcher) {
    this.watcher = watcher;
  }

  /** In place of the one that was opened by this name before, if any. */
  open(name: string, folder: OpenFolder): void {
    this.#folders.get(name)?.close();
    this.#folders.set(name, folder);
  }

  /** Reads all pages anew, such as after the engine was edited. */
  async reload(): Promise<void> {
    for (const folder of this.#folders.values()) await folder.reload();
  }

  close(): void {
    for (const folder of this.#folders.values()) folder.close();
  }
}
