import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Texts by the digest of what they were made from. What can't be read or written is a miss and a message, no error. */
export interface FileCache {
  read(key: string): string | null;
  write(key: string, payload: string): void;
}

/** Digest of the parts of a key. The parts are kept apart, so no two lists of parts give the same text. */
export function keyOf(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/**
 * A cache in a folder, one file an entry. An entry begins with a digest of its key and payload, so one that was cut,
 * changed or renamed is found out. Entries are written beside their place and moved there, so that nobody reads half
 * of one.
 *
 * @param folder made when the first entry is written
 * @param warn   told about a damaged entry, and once about a folder that can't be written
 */
export function createFileCache(folder: URL, warn: (message: string) => void): FileCache {
  const place = (key: string): URL => new URL(key, folder);
  let writable = true;
  let written = 0;
  return {
    read(key) {
      let entry: string;
      try {
        entry = readFileSync(place(key), 'utf8');
      } catch (error) {
        if (codeOf(error) !== 'ENOENT') warn(`cache: ${key.slice(0, 12)} can't be read (${codeOf(error)})`);
        return null;
      }
      const payload = entry.slice(65);
      if (entry.slice(0, 65) === `${sealOf(key, payload)}\n`) return payload;
      warn(`cache: entry ${key.slice(0, 12)} is damaged, so it is made anew`);
      return null;
    },
    write(key, payload) {
      if (!writable) return;
      const draft = new URL(`${key}.${process.pid}.${written++}.tmp`, folder);
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(draft, `${sealOf(key, payload)}\n${payload}`);
        renameSync(draft, place(key));
      } catch (error) {
        writable = false;
        remove(draft);
        warn(`cache: ${fileURLToPath(folder)} can't be written (${codeOf(error)}); results are not kept`);
      }
    },
  };
}

/** Removes the folders beside `folder`: those of other versions. */
export function removeSiblings(folder: URL): void {
  const parent = new URL('../', folder);
  const own = folder.pathname.split('/').at(-2);
  try {
    for (const name of readdirSync(parent)) {
      if (name !== own) rmSync(new URL(name, parent), { recursive: true, force: true });
    }
  } catch {
    // Nothing there, or not ours to remove: old entries only take room.
  }
}

function remove(file: URL): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never there: what failed before failed for the same reason.
  }
}

function sealOf(key: string, payload: string): string {
  return createHash('sha256').update(`${key}\0${payload}`).digest('hex');
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
