import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, sep } from 'node:path';
import { badArchive, tooLarge } from '../../import/reading/diagnostics.ts';
import type { FileTree } from '../../import/record/source.ts';
import { readZipOf, ZipError } from '../input/zip.ts';

/** Maximum size of a file in an export or of a JSON file, in MiB. */
export const MAX_MEBIBYTES = 64;
const MAX_BYTES = MAX_MEBIBYTES * 1024 * 1024;
/** More files than any workspace export has. */
const MAX_FILES = 2_000_000;

/** A folder. Links aren't followed. */
export function openFolder(name: string, path: string): FileTree {
  const paths: string[] = [];
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const inside = join(entry.parentPath, entry.name)
      .slice(path.length)
      .split(sep)
      .join('/')
      .replace(/^\//, '');
    paths.push(inside);
    if (paths.length > MAX_FILES) throw badArchive(name, `it has more than ${MAX_FILES} files`);
  }
  // All files share one buffer. Separate buffers would be freed long after they were last used.
  let buffer = Buffer.allocUnsafe(0);
  return {
    name,
    paths: paths.sort(),
    async read(inside) {
      const handle = openSync(join(path, inside), 'r');
      try {
        const { size } = fstatSync(handle);
        if (size > MAX_BYTES)
          throw tooLarge(`${name}/${inside}`, `${MAX_MEBIBYTES} MiB`, 'export a shorter period');
        if (buffer.length < size) buffer = Buffer.allocUnsafe(size);
        return buffer.subarray(0, readSync(handle, buffer, 0, size, 0));
      } finally {
        closeSync(handle);
      }
    },
  };
}

/** An open archive. Only the file being read is in memory. */
export interface Archive extends FileTree {
  close(): void;
}

/**
 * Opens a ZIP archive.
 *
 * @throws ImportError if it's damaged, encrypted, or uses ZIP64
 */
export function openArchive(name: string, path: string): Archive {
  const handle = openSync(path, 'r');
  const close = (): void => closeSync(handle);
  const slice = (start: number, end: number): Buffer => {
    const buffer = Buffer.alloc(Math.max(0, Math.min(end, length) - start));
    for (let at = 0; at < buffer.length; ) {
      const read = readSync(handle, buffer, at, buffer.length - at, start + at);
      if (read === 0) break;
      at += read;
    }
    return buffer;
  };
  const length = fstatSync(handle).size;
  try {
    const entries = new Map(
      readZipOf({ length, slice }).flatMap((entry) =>
        entry.kind === 'file' ? [[entry.name, entry] as const] : [],
      ),
    );
    return {
      name,
      paths: [...entries.keys()].sort(),
      async read(inside) {
        const entry = entries.get(inside)!;
        if (entry.size > MAX_BYTES)
          throw tooLarge(`${name}/${inside}`, `${MAX_MEBIBYTES} MiB`, 'export a shorter period');
        return guarded(name, () => entry.bytes());
      },
      close,
    };
  } catch (error) {
    close();
    if (error instanceof ZipError) throw badArchive(name, error.message);
    throw error;
  }
}

function guarded<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ZipError) throw badArchive(name, error.message);
    throw error;
  }
}
