import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { writeUp } from '../support/page.ts';
import { outsideEnvironment } from './support/environment.ts';
import { scratchSite, until } from './support/scratch-site.ts';

const ASTRO = fileURLToPath(new URL('../../../node_modules/astro/bin/astro.mjs', import.meta.url));

test('a build that is killed leaves the old site complete, and the next build replaces it', async () => {
  const site = await scratchSite();
  try {
    await site.write('content/incidents/first.md', writeUp('The first text.'));
    const first = await site.build();
    expect(first.code, first.output).toBe(0);
    expect(first.output).toContain('published to');
    const before = site.built();
    expect(existsSync(join(site.folder, '.dist.next'))).toBe(false);

    await site.write('content/incidents/first.md', writeUp('The second text.'));
    const child = spawn(process.execPath, [ASTRO, 'build'], {
      cwd: site.folder,
      env: { ...outsideEnvironment(), ASTRO_TELEMETRY_DISABLED: '1' },
      stdio: 'ignore',
    });
    const ended = new Promise((done) => child.on('close', done));
    await until(
      async () => existsSync(join(site.folder, '.dist.next', 'incidents')) || child.exitCode !== null,
      () => 'the build to write pages',
    );
    child.kill('SIGKILL');
    await ended;
    expect(site.built()).toEqual(before);

    const third = await site.build();
    expect(third.code, third.output).toBe(0);
    expect(site.page('incidents/first')).toContain('The second text.');
    expect(existsSync(join(site.folder, '.dist.next'))).toBe(false);
    // Files in the search index are named after their content.
    const pagesOf = (built: object) => Object.keys(built).filter((file) => !file.startsWith('pagefind/'));
    expect(pagesOf(site.built())).toEqual(pagesOf(before));
  } finally {
    await site.dispose();
  }
});
