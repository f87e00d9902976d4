import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXPIRY_FILE } from '../preview/entries.ts';
import { readBounded } from './bounded-file.ts';
import { EXIT, type Io } from './io.ts';

const MOST_EXPIRY = 4096;

/**
 * `hindcast preview-prune`: removes previews whose last day is over, and those that do not say until when they stand.
 *
 * @param day this day, such as 2026-04-01
 */
export function previewPrune(folder: string, day: string, io: Io): number {
  const previews = resolve(io.cwd, folder, 'previews');
  for (const name of foldersIn(previews)) {
    if (!/^pr-\d+$/.test(name)) continue;
    const until = untilOf(join(previews, name, EXPIRY_FILE));
    if (until !== null && until >= day) continue;
    rmSync(join(previews, name), { recursive: true, force: true });
    io.stdout.write(`removed previews/${name}\n`);
  }
  return EXIT.fine;
}

/** Folders of a folder, without links; none where there is no such folder. */
function foldersIn(folder: string): string[] {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .map(({ name }) => name)
    .sort();
}

function untilOf(file: string): string | null {
  const bytes = readBounded(file, MOST_EXPIRY);
  if (bytes === null || bytes === 'too large') return null;
  const until = /"until": "(\d{4}-\d{2}-\d{2})"/.exec(bytes.toString('utf8'));
  return until?.[1] ?? null;
}
