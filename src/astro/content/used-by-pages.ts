import type { Used, UsedPage } from '../../cache/site-cache.ts';

/** Collects what a build uses from the cache. An unchanged page uses what it used in the last build. */
export class UsedByPages {
  readonly #last: Used;
  readonly #pages = new Map<string, UsedPage>();

  constructor(last: Used | null) {
    this.#last = last ?? {};
  }

  add(file: string, page: UsedPage): void {
    this.#pages.set(file, page);
  }

  /** Adds a page that wasn't recompiled. */
  keep(file: string, inputs: UsedPage['inputs'], body: string): void {
    const last = this.#last[file];
    this.add(file, { inputs, body, entries: last?.body === body ? last.entries : [] });
  }

  /** All pages, sorted by file. */
  all(): Used {
    return Object.fromEntries([...this.#pages].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
