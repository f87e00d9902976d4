import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { pagesIn } from './site.ts';

it('lists files in order and skips symbolic links and folders', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-pages-'));
  try {
    writeFileSync(join(folder, 'b.md'), '');
    writeFileSync(join(folder, 'a.md'), '');
    writeFileSync(join(folder, 'notes.txt'), '');
    symlinkSync('/etc/passwd', join(folder, 'leak.md'));
    symlinkSync(folder, join(folder, 'circle.md'));
    expect(pagesIn(pathToFileURL(`${folder}/`))).toEqual(['a', 'b']);
    expect(pagesIn(pathToFileURL(join(folder, 'nowhere/')))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
