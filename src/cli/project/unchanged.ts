import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shortKey } from '../../astro/content/compiler.ts';
import { seriesFilesOf } from '../../astro/content/series-files.ts';
import { type FileCache, keyOf } from '../../cache/file-cache.ts';
import type { SiteCache, UsedPage } from '../../cache/site-cache.ts';
import type { IncidentSnapshot } from '../../compare/difference.ts';
import type { EditionName } from '../../config/options.ts';
import { pageVisibility } from '../../incident/front-matter.ts';
import type { Vocabulary } from '../../incident/vocabulary.ts';
import type { ComparedOnce, SourceFile } from './revision.ts';

/** What both versions of a write-up depend on. */
export interface UnchangedSetting {
  readonly cache: SiteCache;
  /** Version of the code that compiles pages. */
  readonly version: string;
  readonly edition: EditionName;
  readonly words: Vocabulary;
  readonly cwd: string;
}

/** The files of one version of a site. */
export interface VersionFiles {
  readonly incidents: readonly SourceFile[];
  readonly guides: readonly SourceFile[];
}

/**
 * Write-ups that are the same in two versions. They are compiled once, or not at all if a build or an earlier
 * comparison found no errors in them, since there is nothing to compare.
 */
export class UnchangedWriteUps implements ComparedOnce {
  readonly #setting: UnchangedSetting;
  readonly #compared: FileCache;
  /** Cache keys of the write-ups that are the same in both versions. */
  readonly #keys = new Map<string, string>();
  readonly #known = new Set<string>();
  readonly #compiled = new Map<string, IncidentSnapshot>();

  constructor(before: VersionFiles, after: VersionFiles, setting: UnchangedSetting) {
    this.#setting = setting;
    this.#compared = setting.cache.open('compared', setting.version);
    const [hiddenBefore, hidden] = [before, after].map((files) => hiddenIn(files, setting.edition));
    if (keyOf(hiddenBefore) !== keyOf(hidden)) return;
    const [namesBefore, names] = [before, after].map(({ incidents }) => incidents.map(({ slug }) => slug));
    const earlier = new Map(before.incidents.map((one) => [one.slug, one]));
    const built = new Map(
      Object.entries(setting.cache.lastUsed('build') ?? {}).map(([file, page]) => [
        basename(file, '.md'),
        page,
      ]),
    );
    for (const one of after.incidents) {
      const old = earlier.get(one.slug);
      if (old?.text !== one.text) continue;
      // A write-up depends on which other write-ups exist only if it lists related write-ups.
      const isRelated = one.text.includes('related');
      if (isRelated && keyOf(namesBefore) !== keyOf(names)) continue;
      const series = this.#seriesOf(one);
      if (keyOf(this.#seriesOf(old)) !== keyOf(series)) continue;
      const inputs = [setting.edition, setting.words, hidden, isRelated ? names : null, series];
      const key = keyOf(one.slug, one.text, ...inputs);
      this.#keys.set(one.slug, key);
      const isBuilt = !isRelated && series.length === 0 && this.#isBuilt(one, hidden!, built.get(one.slug));
      if (isBuilt || this.#compared.read(key) !== null) this.#known.add(one.slug);
    }
  }

  /** True if a write-up is the same in both versions and has no errors. */
  has(slug: string): boolean {
    return this.#known.has(slug);
  }

  /** The write-up as compiled for the other version, if the two versions are the same. */
  compiled(slug: string): IncidentSnapshot | undefined {
    return this.#compiled.get(slug);
  }

  /** Remembers a compiled write-up if it's the same in both versions. */
  add(snapshot: IncidentSnapshot): void {
    const key = this.#keys.get(snapshot.slug);
    if (key === undefined) return;
    this.#compiled.set(snapshot.slug, snapshot);
    if (snapshot.page !== null) this.#compared.write(key, '');
  }

  /** True if the last build of the edition accepted the same text. */
  #isBuilt({ text }: SourceFile, hidden: readonly string[], page: UsedPage | undefined): boolean {
    const { version, words } = this.#setting;
    const wanted = { version, text: shortKey(text), names: shortKey(words), hidden: shortKey(hidden) };
    return Object.entries(wanted).every(([name, value]) => page?.inputs[name] === value);
  }

  #seriesOf({ slug, file }: SourceFile): readonly (readonly [name: string, text: string])[] {
    const url = pathToFileURL(resolve(this.#setting.cwd, file));
    return seriesFilesOf(url, slug).map(({ name, text }) => [name, text] as const);
  }
}

/** Names of the pages that the edition may leave out. */
function hiddenIn({ incidents, guides }: VersionFiles, edition: EditionName): string[] {
  if (edition === 'internal') return [];
  return [...incidents, ...guides]
    .filter(({ file, text }) => pageVisibility(file, text) !== 'public')
    .map(({ slug }) => slug);
}
