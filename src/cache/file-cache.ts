import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Text cache, keyed by the digest of the inputs. A failed read or write is a miss with a warning, never an error. */
export interface FileCache {
  read(key: string): string | null;
  write(key: string, payload: string): void;
}

/** A digest of a key's parts. The parts are delimited, so different lists never have the same key. */
export function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * A cache in a folder, with one file per entry. Each entry starts with a digest of its key and payload, so that
 * truncated, changed, and renamed entries are detected. Entries are written to a temporary file and then renamed,
 * so a partial entry is never read.
 *
 * @param folder created with the first entry
 * @param warn   called for each damaged entry, and once if the folder isn't writable
 */
export function createFileCache(folder: URL, warn: (message: string) => void): FileCache {
  const fileOf = (key: string): URL => new URL(key, folder);
  let writable = true;
  let written = 0;
  return {
    read(key) {
      let entry: string;
      try {
        entry = readFileSync(fileOf(key), 'utf8');
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') warn(`cache: ${key.slice(0, 12)} can't be read (${codeOf(error)})`);
        return null;
      }
      const payload = entry.slice(65);
      if (entry.slice(0, 65) === `${sealOf(key, payload)}\n`) return payload;
      warn(`cache: entry ${key.slice(0, 12)} is damaged; recomputing it`);
      return null;
    },
    write(key, payload) {
      if (!writable) return;
      const draft = new URL(`${key}.${process.pid}.${written++}.tmp`, folder);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, `${sealOf(key, payload)}\n${payload}`);
        renameSync(draft, fileOf(key));
      } catch (error) {
        writable = false;
        remove(draft);
        warn(`cache: ${fileURLToPath(folder)} isn't writable (${codeOf(error)}); results won't be cached`);
      }
    },
  };
}

/** Removes the sibling folders of `folder`, which contain entries of other versions. */
export function removeSiblings(folder: URL): void {
  const parent = new URL('../', folder);
  const own = folder.pathname.split('/').at(-2);
  try {
    for (const name of readdirSync(parent)) {
      if (name !== own) rmSync(new URL(name, parent), { recursive: true, force: true });
    }
  } catch {
    // The folder is missing or can't be removed. Old entries only take up disk space.
  }
}

function remove(file: URL): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The temporary file was never created; the write failed for the same reason.
  }
}

function sealOf(key: string, payload: string): string {
  return createHash('sha256').update(`${key}\0${payload}`).digest('hex');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
