import { existsSync, lstatSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where a site is built, and the folder that it replaces when it's complete. */
export interface PublishFolders {
  /** The output folder. */
  readonly target: string;
  /** Where the site is built, next to the output folder. */
  readonly next: string;
  /** Where the previous site is while it's being replaced. */
  readonly old: string;
}

/** The file operations of a swap. Tests replace them to simulate failures. */
export interface SwapFiles {
  rename(from: string, to: string): void;
  remove(path: string): void;
}

const FILES: SwapFiles = {
  rename: renameSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

export function publishFolders(outDir: string): PublishFolders {
  const target = outDir.replace(/[\\/]+$/, '');
  const beside = (ending: string): string => join(dirname(target), `.${basename(target)}.${ending}`);
  return { target, next: beside('next'), old: beside('old') };
}

/** Why an output folder can't be swapped by renaming, worded to follow its path. Null if it can. */
export function fixedBecause({ target }: Pick<PublishFolders, 'target'>): string | null {
  if (!existsSync(target)) return null;
  if (lstatSync(target).isSymbolicLink()) return 'is a symbolic link';
  if (isMountPoint(target)) return 'is a mount point';
  return existsSync(join(target, '.git')) ? 'contains `.git`' : null;
}

function isMountPoint(path: string): boolean {
  if (statSync(path).dev !== statSync(dirname(path)).dev) return true;
  // A bind mount of a folder on the same device appears only in the mount list.
  try {
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    return mounts.some((line) => line.split(' ')[4]?.replaceAll('\\040', ' ') === path);
  } catch {
    return false;
  }
}

/**
 * Replaces the output folder with the new site, with two renames. No matter when the process is killed, either the
 * previous or the new site is complete on disk, and `finishSwap` restores the output folder.
 */
export function swapIn({ target, next, old }: PublishFolders, files: SwapFiles = FILES): void {
  files.remove(old);
  const replaces = existsSync(target);
  if (replaces) files.rename(target, old);
  try {
    files.rename(next, target);
  } catch (error) {
    if (replaces) files.rename(old, target);
    throw error;
  }
  files.remove(old);
}

/**
 * Finishes a swap that was interrupted. The previous site is moved away only when the new one is complete, so if the
 * output folder is missing, the new one takes its place.
 *
 * @returns true if there was something to finish
 */
export function finishSwap({ target, next, old }: PublishFolders, files: SwapFiles = FILES): boolean {
  if (!existsSync(old)) return false;
  if (!existsSync(target)) files.rename(existsSync(next) ? next : old, target);
  files.remove(old);
  return true;
}
