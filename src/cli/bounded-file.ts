import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * A regular file, never longer than it may be.
 *
 * @param most bytes
 * @returns null where there is no such file
 */
export function readBounded(path: string, most: number): Buffer | 'too large' | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile()) return null;
    return found.size > most ? 'too large' : readFileSync(file);
  } finally {
    closeSync(file);
  }
}
