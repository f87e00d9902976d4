import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import {
  finishSwap,
  fixedBecause,
  type PublishFolders,
  publishFolders,
  type SwapFiles,
  swapIn,
} from './publish-folder.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** An output folder with the old site, unless it's the first build, and the new site next to it. */
function built({ first = false } = {}): PublishFolders {
  const root = mkdtempSync(join(tmpdir(), 'hindcast-publish-'));
  made.push(root);
  const folders = publishFolders(join(root, 'dist/'));
  for (const [folder, text] of [[folders.next, 'new'], ...(first ? [] : [[folders.target, 'old']])]) {
    mkdirSync(join(folder!, 'incidents'), { recursive: true });
    for (const file of ['index.html', 'incidents/a.html']) writeFileSync(join(folder!, file), text!);
  }
  return folders;
}

/** The site in a folder: 'mixed' if its files come from different sites, or null if there is no folder. */
function siteIn(folder: string): string | null {
  if (!existsSync(folder)) return null;
  const texts = new Set(
    ['index.html', 'incidents/a.html'].map((file) => readFileSync(join(folder, file), 'utf8')),
  );
  return texts.size === 1 ? [...texts][0]! : 'mixed';
}

class Killed extends Error {}

/** File operations of a process that is killed after `at` operations. No operation runs after that. */
function killedAt(at: number): SwapFiles {
  let done = 0;
  const step = (operation: () => void): void => {
    if (done >= at) throw new Killed();
    done++;
    operation();
  };
  return {
    rename: (from, to) => step(() => renameSync(from, to)),
    remove: (path) => step(() => rmSync(path, { recursive: true, force: true })),
  };
}

describe('replacing the output folder', () => {
  test('publishes the new site and removes all other folders', () => {
    for (const first of [false, true]) {
      const folders = built({ first });
      swapIn(folders);
      expect(siteIn(folders.target)).toBe('new');
      expect([existsSync(folders.next), existsSync(folders.old)]).toEqual([false, false]);
    }
  });

  test.each([
    [0, 'old', 'old'],
    [1, 'old', 'old'],
    [2, null, 'new'],
    [3, 'new', 'new'],
  ])('survives a kill before operation %i', (at, before, after) => {
    const folders = built();
    expect(() => swapIn(folders, killedAt(at))).toThrow(Killed);
    expect(siteIn(folders.target)).toBe(before);
    // If the output folder is missing, both sites are complete next to it.
    if (before === null) expect([siteIn(folders.old), siteIn(folders.next)]).toEqual(['old', 'new']);
    finishSwap(folders);
    expect(siteIn(folders.target)).toBe(after);
    expect(existsSync(folders.old)).toBe(false);
    expect(finishSwap(folders)).toBe(false);
  });

  test.each([0, 1])('survives a kill before operation %i of finishing', (at) => {
    const folders = built();
    expect(() => swapIn(folders, killedAt(2))).toThrow(Killed);
    expect(() => finishSwap(folders, killedAt(at))).toThrow(Killed);
    finishSwap(folders);
    expect(siteIn(folders.target)).toBe('new');
  });

  test('keeps the old site if the second rename fails', () => {
    const folders = built();
    let renames = 0;
    const files: SwapFiles = {
      rename: (from, to) => {
        if (++renames === 2) throw new Error('EBUSY');
        renameSync(from, to);
      },
      remove: (path) => rmSync(path, { recursive: true, force: true }),
    };
    expect(() => swapIn(folders, files)).toThrow('EBUSY');
    expect([siteIn(folders.target), siteIn(folders.next)]).toEqual(['old', 'new']);
  });

  test('survives a process that is really killed between the renames', () => {
    const folders = built();
    const module = new URL('./publish-folder.ts', import.meta.url).href;
    const script = `
      import { renameSync, rmSync } from 'node:fs';
      import { swapIn } from ${JSON.stringify(module)};
      let renames = 0;
      swapIn(${JSON.stringify(folders)}, {
        rename: (from, to) => (++renames === 2 ? process.kill(process.pid, 'SIGKILL') : renameSync(from, to)),
        remove: (path) => rmSync(path, { recursive: true, force: true }),
      });
      for (;;);
    `;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
    expect(signal).toBe('SIGKILL');
    expect(siteIn(folders.target)).toBeNull();
    expect(finishSwap(folders)).toBe(true);
    expect(siteIn(folders.target)).toBe('new');
  });

  test('is refused where the folder can’t be renamed', () => {
    const folders = built();
    expect(fixedBecause(folders)).toBeNull();
    expect(fixedBecause({ target: '/proc' })).toBe('is a mount point');
    symlinkSync(folders.target, folders.old);
    expect(fixedBecause({ target: folders.old })).toBe('is a symbolic link');
    mkdirSync(join(folders.target, '.git'));
    expect(fixedBecause(folders)).toBe('contains `.git`');
  });
});
