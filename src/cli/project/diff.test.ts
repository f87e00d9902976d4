import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WRITE_UP } from '../../tests/compare/write-up.ts';
import { type Bench, createBench } from '../../tests/support/command.ts';

const FILE = 'content/incidents/cold.md';

describe('hindcast diff', () => {
  let bench: Bench;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: bench.folder,
      encoding: 'utf8',
    });
  const commit = (tag: string): void => {
    git('add', '.');
    git('commit', '-qm', tag);
    git('tag', tag);
  };

  beforeAll(() => {
    bench = createBench();
    // With this folder, all calls share a result cache.
    bench.write('node_modules/astro/package.json', '{}');
    bench.write('.gitignore', 'node_modules\n');
    git('init', '-q', '-b', 'main');
    bench.write(FILE, WRITE_UP.replace('instances: [A, B]', 'instances: [A, B, C]'));
    commit('three');
    bench.write(FILE, WRITE_UP);
    commit('two');
    symlinkSync('/etc/passwd', join(bench.folder, 'content/incidents/leak.md'));
    commit('link');
  });
  afterAll(() => bench.remove());

  it('compares a revision with the working tree without checking it out', async () => {
    bench.write(FILE, WRITE_UP.replace('fill_time: 18m', 'fill_time: 25m'));
    const { code, out, err } = await bench.call(['diff', 'two']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^4 changes in 1 write-up\.\n/);
    expect(out).toContain('cold-cache: mark recovered moved: 28 min after the start');
    expect(git('status', '--short')).toBe(` M ${FILE}\n`);
  });

  it('compares two revisions, as JSON and as a page', async () => {
    const { code, out } = await bench.call([
      'diff',
      'two',
      'three',
      '--format',
      'json',
      '--html',
      'diff.html',
    ]);
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({ version: 1, summary: '3 changes in 1 write-up.' });
    expect(report.differences[0]).toMatchObject({ kind: 'verdict-changed', cause: 'text' });
    const page = readFileSync(join(bench.folder, 'diff.html'), 'utf8');
    expect(page).toContain('<h2 dir="auto">Two writers, one record</h2>');
    expect(page).not.toMatch(/<script|\sstyle=/);
  });

  it('skips links in a revision', async () => {
    const { out } = await bench.call(['diff', 'two', 'link']);
    expect(out).toBe('No changes.\n');
  });

  it('exits with 1 if the later version can’t be built', async () => {
    bench.write(FILE, WRITE_UP.replace('set: { warm: true }', 'set: { warm: tru }'));
    const { code, out } = await bench.call(['diff', 'two']);
    expect(code).toBe(1);
    expect(out).toContain('no longer builds');
  });

  it.each(['nowhere', '--upload-pack=x', 'two:content'])('rejects the version %s', async (version) => {
    const { code, err } = await bench.call(['diff', '--', version]);
    expect(code).toBe(2);
    expect(err).toContain('is neither a folder nor a Git revision');
  });
});
