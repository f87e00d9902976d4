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
    expect(report).toMatchObject({ version: 1, summary: '4 changes in 1 write-up.' });
    expect(report.differences.map(({ kind }: { kind: string }) => kind).slice(0, 2)).toEqual([
      'effect-changed',
      'verdict-changed',
    ]);
    expect(report.differences[1]).toMatchObject({ cause: 'text' });
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

describe('hindcast diff --edition public', () => {
  let bench: Bench;
  const LEASE = `scenario: leasecanary
title: Canary
until: 1h
state: { up: true }
processes: { p: { steps: [{ id: lose, delay: 10m, set: { up: false } }] } }
marks: { lost: '!up' }`;
  const open = (word: string, text: string): string => `---
# canary${word}
title: An open page
summary: Text.
severity: SEV2
visibility: public
public: [body, timeline]
started_at: 2026-03-02T09:00:00Z
owner: canary${word}
root_causes: [canary${word}]
actions: [{ id: canary${word}, title: canary${word} }]
---

${text}

<!-- canary${word} -->

<!-- internal -->

canary${word}

<!-- /internal -->

\`\`\`timeline
- { id: began, at: 2026-03-02T09:00:00Z, kind: impact, text: ${text}, evidence: canary${word}, internal: [evidence] }
- { id: canary${word}, at: 2026-03-02T09:01:00Z, kind: impact, text: canary, evidence: x, visibility: internal }
\`\`\`

\`\`\`scenario
${LEASE.replace('10m', word === 'a' ? '10m' : '20m')}
\`\`\`
`;
  const hidden = (word: string): string =>
    `---\ntitle: canary${word}\nsummary: canary\nseverity: SEV1\nstarted_at: 2026-03-02T09:00:00Z\n---\n\ncanary${word}\n`;

  beforeAll(() => {
    bench = createBench();
    bench.write('node_modules/astro/package.json', '{}');
    for (const [folder, word, text] of [
      ['before', 'a', 'First.'],
      ['after', 'b', 'Second.'],
    ] as const) {
      bench.write(`${folder}/content/incidents/open.md`, open(word, text));
      bench.write(`${folder}/content/incidents/canary.md`, hidden(word));
      bench.write(`${folder}/content/incidents/canary-${word}.md`, hidden(word));
      bench.write(`${folder}/content/incidents/canary-broken-${word}.md`, '---\ntitle: [canary\n---\n');
    }
  });
  afterAll(() => bench.remove());

  it.each(['text', 'json', 'markdown'])('compares both versions after the cut, as %s', async (format) => {
    const argv = ['diff', 'before', 'after', '--format', format, '--html', 'diff.html'];
    const { out, err } = await bench.call([...argv, '--edition', 'public']);
    const page = readFileSync(join(bench.folder, 'diff.html'), 'utf8');
    for (const shown of [out, page]) {
      expect(shown).toContain('Second.');
      expect((shown + err).toLowerCase()).not.toContain('canary');
    }
    const whole = await bench.call([...argv, '--edition', 'internal']);
    expect(whole.out).toContain('canary');
  });

  it('exits with 1 if it is unclear whether a page is public', async () => {
    const { code } = await bench.call(['diff', 'before', 'after', '--edition', 'public']);
    expect(code).toBe(1);
  });

  it('is refused if the configuration, which names public services, can’t be read', async () => {
    bench.write('site/astro.config.mjs', 'export default {};');
    bench.write('site/content/incidents/open.md', open('a', 'First.'));
    for (const edition of [['--edition', 'public'], []]) {
      const { code, out, err } = await bench.callIn(join(bench.folder, 'site'), ['diff', '.', ...edition]);
      expect([code, out]).toEqual([2, '']);
      expect(err).toContain("the site's configuration can't be read");
    }
  });
});
