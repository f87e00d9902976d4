import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { type Bench, createBench, LEASE, WRITE_UP } from '../../tests/support/command.ts';

interface Report {
  version: number;
  files: string[];
  diagnostics: Diagnostic[];
}

let bench: Bench;

beforeAll(() => {
  bench = createBench();
  // With this folder, all calls share a result cache.
  bench.write('node_modules/astro/package.json', '{}');
  bench.write('good/page.md', WRITE_UP);
  bench.write('good/lease.yml', LEASE);
  // Two broken files. One has its scenario in an indented fence.
  bench.write('site/b/page.md', WRITE_UP.replace('available: up', 'available: upp').replace('SEV3', 'SEV9'));
  bench.write('site/a.yaml', LEASE.replace('until: 1h', 'until: soon'));
  bench.write('site/lease.yaml', LEASE);
  // Files unrelated to Hindcast, or in skipped folders.
  bench.write('site/ci.yaml', 'name: build\nsteps: []\n');
  bench.write('site/readme.md', '# How to write\n\n    ```scenario\n    scenario: [\n    ```\n');
  bench.write('site/notes.txt', 'scenario: [');
  bench.write('site/empty.yaml', '');
  for (const folder of ['node_modules/p', 'dist', '.cache'])
    bench.write(`site/${folder}/x.yaml`, 'scenario: [');
  symlinkSync(join(bench.folder, 'site'), join(bench.folder, 'site/b/again'));
});

afterAll(() => bench.remove());

/** A scenario that is compared with the observed timeline. */
const CLAIMED = `scenario: claimed
title: Claims on labels
until: 1h
clock: { start: 2026-03-02T09:00:00Z }
observed:
  lost: { at: 2026-03-02T09:20:00Z, within: 3m }
  later: { at: 2026-03-02T09:50:00Z }
state: { up: true, late: false }
services: { writes: { available: up } }
load: [{ id: users, to: writes, arrivals: { dist: constant, rate: 1/s } }]
processes: { p: { steps: [{ id: lose, delay: 20m, set: { up: false } }, { id: tell, delay: 1m, set: { late: true } }] } }
marks: { lost: '!up', later: late }
variants: { v: { p.steps.lose.delay: 30m } }
`;

async function checkText(text: string): Promise<{ code: number; out: string }> {
  bench.write('claimed.yaml', text);
  return bench.call(['check', 'claimed.yaml']);
}

async function report(...paths: string[]): Promise<Report & { code: number }> {
  const { code, out, err } = await bench.call(['check', ...paths, '--format', 'json']);
  expect(err).toBe('');
  return { code, ...(JSON.parse(out) as Report) };
}

const places = ({ diagnostics }: Report) =>
  diagnostics.map(
    ({ severity, code, span }) => `${severity} ${code} ${span.file}:${span.start.line}:${span.start.column}`,
  );

describe('a folder', () => {
  test('reports all errors of all files, by position', async () => {
    const found = await report('site');
    expect(found.code).toBe(1);
    expect(found.version).toBe(1);
    expect(found.files).toEqual(['site/a.yaml', 'site/b/page.md', 'site/lease.yaml']);
    expect(places(found)).toEqual([
      'error scenario/duration site/a.yaml:3:8',
      'error page/unknown-severity site/b/page.md:4:11',
      'error cel/unknown-name site/b/page.md:33:27',
      'warning review/duplicate-scenario site/lease.yaml:1:11',
      'warning scenario/no-effect site/lease.yaml:15:3',
    ]);
    expect(found.diagnostics[2]).toEqual({
      code: 'cel/unknown-name',
      severity: 'error',
      message: "`upp` isn't defined here",
      hint: 'did you mean `up`?',
      span: {
        file: 'site/b/page.md',
        start: { line: 33, column: 27 },
        end: { line: 33, column: 30 },
      },
    });
  });

  test('prints text with code frames, hints and a summary', async () => {
    const { code, out, err } = await bench.call(['check', 'site']);
    expect([code, err]).toEqual([1, '']);
    expect(out).toMatch(/^site\/a\.yaml:3:8 error /);
    expect(out).toMatch(/^> 33 \| {6}writes: \{ available: upp, .*\n {5}\| {27}\^\^\^$/m);
    expect(out).toContain('\n  hint: did you mean `up`?\n');
    expect(out).toMatch(
      /\n3 files, 3 errors, 2 warnings\n\d+ numbers in scenarios, \d+ without a source\nTo learn more about an error: hindcast explain CODE, for example hindcast explain scenario\/duration\n$/,
    );
    expect(out).not.toContain('\u001b');
    expect((await bench.call(['check', 'site'])).out).toBe(out);
  });

  test('passes if there are only warnings', async () => {
    const { code, out } = await bench.call(['check', 'good']);
    expect(code).toBe(0);
    expect(out).toMatch(/\n2 files, 0 errors, 1 warning\n(\d) numbers in scenarios, \1 without a source\n/);
    expect((await bench.call(['check', 'good/page.md'])).out).toBe(
      '1 file, 0 errors, 0 warnings\n3 numbers in scenarios, 3 without a source\n',
    );
  });

  test('says that claims about labels are checked elsewhere', async () => {
    const claims = `expect:
  base: { labels: { lost: set_by_numbers, later: missed } }
  v: { helps: { impact: writes } }`;
    const { code, out } = await checkText(`${CLAIMED}${claims}\n`);
    expect(code).toBe(0);
    expect(out).toContain(
      '\n3 claims about labels not checked here; builds and hindcast fit --labels check them\n',
    );
    const one = await checkText(`${CLAIMED}expect: { v: { helps: {} } }\n`);
    expect(one.out).toContain(
      '\n1 claim about labels not checked here; builds and hindcast fit --labels check them\n',
    );
    // Claims that a check can decide aren't counted.
    const run = await checkText(`${CLAIMED}expect: { base: { run: { happens: lost } } }\n`);
    expect(run.out).not.toContain('not checked here');
    const json = await bench.call(['check', 'claimed.yaml', '--format', 'json']);
    expect(JSON.parse(json.out)).toMatchObject({ labelClaims: 0 });
  });

  test('keeps file names as given on the command line', async () => {
    const { files } = await report('./good', 'good/page.md', join(bench.folder, 'good'));
    expect(files).toHaveLength(2);
    const { files: absolute } = await report(join(bench.folder, 'good/lease.yml'));
    expect(absolute).toEqual([join(bench.folder, 'good/lease.yml')]);
  });
});

describe('a named file', () => {
  test('is always checked', async () => {
    expect(places(await report('site/ci.yaml'))).toContain('error schema/missing-key site/ci.yaml:1:1');
    expect(places(await report('site/readme.md'))).toEqual(['error page/front-matter site/readme.md:1:1']);
    expect(places(await report('site/empty.yaml'))).toEqual(['error yaml/empty site/empty.yaml:1:1']);
    expect(places(await report('site/notes.txt'))).toEqual(['error yaml/syntax site/notes.txt:1:12']);
  });

  test("is reported if it isn't text, and other files are still checked", async () => {
    bench.write('odd/zero.yaml', new Uint8Array([0, 1]));
    bench.write('odd/lease.yaml', LEASE);
    const found = await report('odd');
    expect(found.code).toBe(1);
    expect(places(found)).toEqual([
      'warning scenario/no-effect odd/lease.yaml:15:3',
      'error file/unreadable odd/zero.yaml:1:1',
    ]);
    const { out } = await bench.call(['check', 'odd/zero.yaml']);
    expect(out).toBe(
      "odd/zero.yaml:1:1 error file/unreadable: `odd/zero.yaml` isn't a text file: it contains null bytes\n\n1 file, 1 error, 0 warnings\nTo learn more about this error: hindcast explain file/unreadable\n",
    );
  });
});

describe('a guide', () => {
  test('is recognized by its folder and needs no incident', async () => {
    bench.write('docs/guides/one.md', '---\ntitle: One\nsummary: What it teaches.\n---\n\nText.\n');
    bench.write('docs/guides/two.md', '---\ntitle: Two\nseverity: SEV1\n---\n\n`sim: x.const.y`\n');
    expect(places(await report('docs'))).toEqual([
      'error schema/missing-key docs/guides/two.md:2:1',
      'error schema/unknown-key docs/guides/two.md:3:1',
      'error page/unknown-scenario docs/guides/two.md:6:1',
    ]);
  });
});

describe('a write-up', () => {
  test('is checked as in a build: related write-ups, views, diagrams', async () => {
    const related = WRITE_UP.replace('severity:', 'related: [gone, other]\nseverity:');
    const show =
      '\n```show\nscenario: leases\nview: timelin\n```\n\n```mermaid\nsequenceDiagram\n  A->>\n```\n';
    bench.write('build/page.md', related + show);
    bench.write('build/other.md', WRITE_UP);
    expect(places(await report('build/page.md'))).toEqual([
      'error page/unknown-related build/page.md:4:11',
      'error page/unknown-view build/page.md:46:7',
      'error page/diagram build/page.md:51:3',
    ]);
  });
});

describe('the public edition', () => {
  const PAGE = `---\ntitle: A\nsummary: B.\nseverity: SEV3\nstarted_at: 2025-10-20T08:10:00Z\nvisibility: public\n---\n\n`;

  test('reports a link to an internal page', async () => {
    bench.write(
      'open/content/incidents/one.md',
      `${PAGE}<!-- public -->\n\n[see](../two/)\n\n<!-- /public -->\n`,
    );
    bench.write(
      'open/content/incidents/two.md',
      PAGE.replace('visibility: public\n', '').replace('title: A', 'title: B'),
    );
    expect((await bench.call(['check', 'open'])).out).toBe('2 files, 0 errors, 0 warnings\n');
    const { code, out } = await bench.call(['check', 'open', '--edition', 'public']);
    expect(code).toBe(1);
    expect(out).toContain('open/content/incidents/one.md:11:1 error edition/needs-internal: ');
    expect(out).toContain('2 files, 1 error, 0 warnings\n');
  });

  test('ignores errors in internal pages', async () => {
    bench.write('inside/content/incidents/one.md', PAGE.replace('visibility: public', 'color: red'));
    expect((await bench.call(['check', 'inside'])).code).toBe(1);
    expect((await bench.call(['check', 'inside', '--edition', 'public'])).code).toBe(0);
  });
});
