import { chmodSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { UsageError } from './io.ts';
import { removeIfPossible } from './remove-file.ts';

/**
 * Writes a file either completely or not at all: writes a new file next to it, which then replaces it.
 *
 * @param shown the file as the user wrote it, for messages
 * @throws UsageError if the file can't be written
 */
export function writeWhole(place: string, content: string | Uint8Array, shown: string): void {
  const draft = `${place}.${process.pid}.tmp`;
  orUsageError(`write \`${shown}\``, () => {
    try {
      writeFileSync(draft, content, { flag: 'wx' });
      renameSync(draft, place);
    } catch (error) {
      removeIfPossible(draft);
      throw error;
    }
  });
}

/**
 * Replaces a file's content, either completely or not at all. The file keeps its permissions, and a link stays a link.
 *
 * @param shown the file as the user wrote it, for messages
 * @throws UsageError if the file can't be written
 */
export function replaceFile(place: string, content: string, shown: string): void {
  let draft: string | null = null;
  try {
    const real = realpathSync(place);
    draft = `${real}.${process.pid}.tmp`;
    writeFileSync(draft, content, { flag: 'wx' });
    chmodSync(draft, statSync(real).mode);
    renameSync(draft, real);
  } catch (error) {
    if (draft !== null) rmSync(draft, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError(`can't write \`${shown}\`: ${code}`, 'the file is unchanged');
  }
}

/**
 * Reports system errors, such as a full disk, as command errors.
 *
 * @param what completes the sentence "can't …"
 * @throws UsageError
 */
export function orUsageError<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
    throw new UsageError(`can't ${what}: ${error.code}`);
  }
}
