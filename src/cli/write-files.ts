import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UsageError } from './io.ts';

/**
 * Writes new files below a folder, all or none: where one of them is there already, nothing is written.
 *
 * @param files texts by path below the folder
 * @param shown the folder as the user named it
 * @throws UsageError if a file is there already or can't be written
 */
export function writeNewFiles(folder: string, shown: string, files: ReadonlyMap<string, string>): void {
  const there = [...files.keys()].filter((file) => isThere(join(folder, file)));
  if (there.length > 0) {
    const list = there.map((file) => `\`${join(shown, file)}\``).join(', ');
    throw new UsageError(
      `${list} ${there.length === 1 ? 'is' : 'are'} there already, so nothing was written`,
      'nothing is ever overwritten: choose another name or folder, or move what is there',
    );
  }
  for (const [file, text] of files) {
    const place = join(folder, file);
    try {
      mkdirSync(dirname(place), { recursive: true });
      // Not even one that came into being since the look above.
      writeFileSync(place, text, { flag: 'wx' });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new UsageError(`\`${join(shown, file)}\` can't be written: ${code}`);
    }
  }
}

/** Also true for a link that leads nowhere: writing would follow it. */
function isThere(place: string): boolean {
  try {
    return lstatSync(place, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // Something above it is no folder: writing tells.
    return false;
  }
}
