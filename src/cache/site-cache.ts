import { readdirSync, rmSync, statSync } from 'node:fs';
import { createFileCache, type FileCache, removeSiblings } from './file-cache.ts';

/**
 * What a site's cache contains, by folder: scenario results with their labels, drawn diagrams, highlighted code, pages
 * that `hindcast check` checked, and pages that `hindcast diff` compared.
 */
export const CACHE_KINDS = ['results', 'diagrams', 'code', 'checks', 'compared'] as const;
export type CacheKind = (typeof CACHE_KINDS)[number];

/** Folder for records of what commands used. */
const USED = 'used';

/** Default for the maximum size of all entries after a build, in bytes. */
const MOST_BYTES = 512 * 1024 * 1024;

/** An entry's kind and key, separated by a slash. */
export type EntryName = `${CacheKind}/${string}`;

/** An entry that was used, and short digests of what its key depends on. */
export interface UsedEntry {
  readonly entry: EntryName;
  /** What the entry was used for: a scenario's id, a diagram's id, or the language of a code block. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** What one page used. */
export interface UsedPage {
  /** Short digests of what the page's body depends on. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Key of the page's body. */
  readonly body: string | null;
  readonly entries: readonly UsedEntry[];
}

/** What a command used in its last run, by the page's file. */
export type Used = Readonly<Record<string, UsedPage>>;

/** Number and size of all entries of one kind on disk. */
export interface KindSize {
  readonly entries: number;
  readonly bytes: number;
  /** Number of entries that no command used in its last run, including those of other versions. */
  readonly unused: number;
  readonly unusedBytes: number;
}

/**
 * A site's cache: one folder that can be saved and restored as a whole. Entries are files named by the digest of
 * everything they depend on, in a folder for each kind and version of the code.
 */
export class SiteCache {
  readonly folder: URL;
  readonly #warn: (message: string) => void;

  /**
   * @param folder Astro's cache folder
   * @param warn called for damaged entries, and if the cache isn't writable
   */
  constructor(folder: URL, warn: (message: string) => void) {
    this.folder = new URL('hindcast/', folder);
    this.#warn = warn;
  }

  folderOf(kind: CacheKind, version: string): URL {
    return new URL(`${kind}/${version}/`, this.folder);
  }

  open(kind: CacheKind, version: string): FileCache {
    return createFileCache(this.folderOf(kind, version), this.#warn);
  }

  /** What a command used the last time it processed the whole site; null if it never has. */
  lastUsed(command: string): Used | null {
    const record = this.#records().read(command);
    return record === null ? null : JSON.parse(record);
  }

  record(command: string, used: Used): void {
    this.#records().write(command, JSON.stringify(used));
  }

  /** The names of all entries that commands used in their last runs. Null if none have been recorded. */
  used(): ReadonlySet<string> | null {
    const records = namesIn(new URL(`${USED}/`, this.folder))
      .map((name) => this.lastUsed(name))
      .filter((used) => used !== null);
    if (records.length === 0) return null;
    return new Set(
      records.flatMap((used) =>
        Object.values(used).flatMap(({ entries }) => entries.map(({ entry }) => entry)),
      ),
    );
  }

  sizeOf(kind: CacheKind, used: ReadonlySet<string> | null = this.used()): KindSize {
    const all = this.#entries(kind);
    const unused = used === null ? [] : all.filter(({ name }) => !used.has(name));
    return { ...counted(all), unused: unused.length, unusedBytes: counted(unused).bytes };
  }

  /** Removes a kind's entries that were made by other versions of the code. */
  removeOthers(kind: CacheKind, version: string): void {
    removeSiblings(this.folderOf(kind, version));
  }

  /** Removes folders that this version of the cache doesn't use. */
  removeUnknown(): void {
    const known: ReadonlySet<string> = new Set([...CACHE_KINDS, USED]);
    for (const name of namesIn(this.folder)) if (!known.has(name)) remove(new URL(name, this.folder));
  }

  /**
   * Removes entries that no command used in its last run. If no runs have been recorded, nothing is removed.
   *
   * @returns what was removed
   */
  prune(kinds: readonly CacheKind[] = CACHE_KINDS): { entries: number; bytes: number } {
    const used = this.used();
    if (used === null) return { entries: 0, bytes: 0 };
    const unused = kinds.flatMap((kind) => this.#entries(kind).filter(({ name }) => !used.has(name)));
    for (const { file } of unused) remove(file);
    return counted(unused);
  }

  /** Prunes if all entries together take up more than `most` bytes. */
  bound(most: number = MOST_BYTES): void {
    const all = CACHE_KINDS.flatMap((kind) => this.#entries(kind));
    if (counted(all).bytes > most) this.prune();
  }

  /** Entries of all versions, and unfinished files that a killed process left behind. */
  #entries(kind: CacheKind): { name: string; file: URL; bytes: number }[] {
    const folder = new URL(`${kind}/`, this.folder);
    return namesIn(folder).flatMap((version) =>
      namesIn(new URL(`${version}/`, folder)).flatMap((key) => {
        const file = new URL(`${version}/${key}`, folder);
        const bytes = sizeOf(file);
        return bytes === null ? [] : [{ name: `${kind}/${key}`, file, bytes }];
      }),
    );
  }

  #records(): FileCache {
    return createFileCache(new URL(`${USED}/`, this.folder), this.#warn);
  }
}

/** A cache that reports the key of each entry that was found or written. */
export function noting(cache: FileCache, note: (key: string) => void): FileCache {
  return {
    read(key) {
      const found = cache.read(key);
      if (found !== null) note(key);
      return found;
    },
    write(key, payload) {
      cache.write(key, payload);
      note(key);
    },
  };
}

function counted(files: readonly { bytes: number }[]): { entries: number; bytes: number } {
  return { entries: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Sorted names in a folder; empty if it can't be read. */
function namesIn(folder: URL): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Null for anything but a file. */
function sizeOf(file: URL): number | null {
  try {
    const found = statSync(file);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}

function remove(path: URL): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // The folder is read-only. Unused entries only take up disk space.
  }
}
