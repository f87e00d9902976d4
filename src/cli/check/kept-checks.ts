import { versionOf } from '../../astro/setup/sources.ts';
import { type FileCache, keyOf } from '../../cache/file-cache.ts';
import type { SiteCache, UsedPage } from '../../cache/site-cache.ts';
import { hasErrors } from '../../diagnostic/diagnostic.ts';
import { openSiteCache, projectCache } from '../input/result-cache.ts';
import type { Io } from '../terminal/io.ts';
import type { CheckedPage } from './review-page.ts';

/** Images are files that can change on their own, so pages that may have some are always checked again. */
const MAY_HAVE_PICTURES = /!\[|<(?:img|picture|source|svg|video|image)\b/i;

/** Cached pages that had no errors, keyed by everything that they depend on. */
export class KeptChecks {
  readonly #site: SiteCache;
  readonly #cache: FileCache;
  readonly #version: string;
  readonly #used = new Map<string, UsedPage>();

  /** Null outside a project. */
  static open(io: Io): KeptChecks | null {
    const folder = projectCache(io.cwd);
    return folder === null ? null : new KeptChecks(openSiteCache(folder, io));
  }

  private constructor(site: SiteCache) {
    this.#site = site;
    this.#version = versionOf('cli/check/check');
    this.#cache = site.open('checks', this.#version);
  }

  /** Returns the page as an earlier check found it. Otherwise, checks the page and caches it if it has no errors. */
  async find(
    file: string,
    text: string,
    inputs: readonly unknown[],
    check: () => Promise<CheckedPage>,
  ): Promise<CheckedPage> {
    if (MAY_HAVE_PICTURES.test(text)) return check();
    const key = keyOf(file, text, ...inputs);
    const known = this.#cache.read(key);
    if (known !== null) {
      this.#use(file, key);
      const { ids, ...page } = JSON.parse(known);
      return { ...page, ids: ids === null ? null : new Set(ids) };
    }
    const { ids, ...page } = await check();
    if (!hasErrors(page.diagnostics) && ids !== null) {
      this.#cache.write(key, JSON.stringify({ ...page, ids: [...ids] }));
      this.#use(file, key);
    }
    return { ...page, ids };
  }

  /** After a check of the whole site, records which entries it used, and removes entries from other versions. */
  finish(): void {
    this.#site.record('check', Object.fromEntries([...this.#used].sort(([a], [b]) => (a < b ? -1 : 1))));
    this.#site.removeOthers('checks', this.#version);
    this.#site.bound();
  }

  #use(file: string, key: string): void {
    this.#used.set(file, {
      inputs: {},
      body: null,
      entries: [{ entry: `checks/${key}`, name: file, inputs: {} }],
    });
  }
}
