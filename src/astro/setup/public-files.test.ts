import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { publicLinks } from './public-files.ts';

it('reports links that point outside the site, and no others', () => {
  const top = mkdtempSync(join(tmpdir(), 'hindcast-public-'));
  try {
    mkdirSync(join(top, 'site/public/a'), { recursive: true });
    mkdirSync(join(top, 'site-two'));
    writeFileSync(join(top, 'site/here.txt'), '');
    writeFileSync(join(top, 'site-two/there.txt'), '');
    symlinkSync(join(top, 'site/here.txt'), join(top, 'site/public/here.txt'));
    symlinkSync(join(top, 'site-two/there.txt'), join(top, 'site/public/a/there.txt'));
    symlinkSync(join(top, 'site-two'), join(top, 'site/public/folder'));
    symlinkSync(join(top, 'nowhere'), join(top, 'site/public/nowhere'));
    const url = (path: string): URL => pathToFileURL(join(top, path));
    const found = publicLinks(url('site/public/'), url('site/'));
    expect(found.map(({ code, span }) => [code, span.file])).toEqual([
      ['site/public-link', 'public/a/there.txt'],
      ['site/public-link', 'public/folder'],
      ['site/public-link', 'public/nowhere'],
    ]);
    expect(publicLinks(url('site/none/'), url('site/'))).toEqual([]);
  } finally {
    rmSync(top, { recursive: true });
  }
});
