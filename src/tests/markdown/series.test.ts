import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seriesFilesOf } from '../../astro/content/series-files.ts';
import type { SeriesFile } from '../../incident/series.ts';
import { createPageCompiler } from '../support/page.ts';

let compile: Awaited<ReturnType<typeof createPageCompiler>>;
beforeAll(async () => {
  compile = await createPageCompiler();
});

const rows = (values: readonly (number | '')[]): string =>
  values.map((value, i) => `2025-10-20T06:${String(i).padStart(2, '0')}:00Z,${value}`).join('\n');

const file = (name: string, unit: string, values: readonly (number | '')[]): SeriesFile => ({
  name,
  file: `a/series/${name}.csv`,
  text: `# series: ${name} of the shop\n# unit: ${unit}\n# source: Prometheus\n# stamp: end\n# window: 60s\ntime,value\n${rows(values)}\n`,
});

const ERRORS = file('errors', '%', [0, 0, 1, 40, 41, '', '', 30, 1, 0]);
const LATENCY = file('latency', 'ms', [20, 21, 20, 900, 950, 960, 970, 400, 22, 20]);

const TIMELINE = `\`\`\`timeline
- { id: rise, at: 2025-10-20T06:03:00Z, kind: impact, to: 2025-10-20T06:08:00Z, text: Errors rise, moment: Errors rise, evidence: https://a.example/1 }
\`\`\`
`;

const page = (block: string, front = '', rest = ''): string =>
  `---\ntitle: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:02:30Z\n${front}---\n\n${TIMELINE}\n\`\`\`series\n${block}\n\`\`\`\n\n${rest}\n`;

const SERIES = [ERRORS, LATENCY];

describe('series blocks', () => {
  test('draw the series of one unit in one chart, with gaps, moments and data', async () => {
    const compiled = await compile(
      'a.md',
      page('show: [errors, latency]\ntitle: The shop'),
      {},
      { series: SERIES },
    );
    expect(compiled.diagnostics).toEqual([]);
    const { html } = compiled.page!.body;
    expect(html).toContain('The shop');
    expect(html.match(/class="hc-panel"/g)).toHaveLength(2);
    expect(html).toContain('Highest 41% at 06:04');
    expect(html).toContain('8 points, 1 gap');
    expect(html).toContain('hc-ch-span hc-ch-nodata');
    expect(html).toContain('hc-ch-bar hc-ch-impact');
    expect(html).toContain('Errors rise');
    expect(html).toContain('no data');
    expect(html).toContain('970 ms');
    // The CSV contains fractions and seconds, and an empty cell for a gap.
    expect(html).toContain('2025-10-20T06:03:00Z,0.4%0D%0A');
    expect(html).toContain('2025-10-20T06:05:00Z,%0D%0A');
    expect(html).toContain('2025-10-20T06:03:00Z,0.9%0D%0A');
    expect(html).toContain('A point every 1 min; each over 1 min.');
  });

  test('a line doesn’t cross a gap', async () => {
    const compiled = await compile('a.md', page('show: errors\nmoments: []'), {}, { series: SERIES });
    const line =
      /class="hc-ch-line hc-ch-record0[^"]*"[^>]*>\s*<path d="([^"]*)"|<path class="hc-ch-line hc-ch-record0"[^>]* d="([^"]*)"|hc-ch-record0[^>]*><path d="([^"]*)"/.exec(
        compiled.page!.body.html,
      );
    const d = (line?.[1] ?? line?.[2] ?? line?.[3])!;
    expect(d.match(/M/g)).toHaveLength(2);
  });

  test.each([
    ['show: erors', 'page/unknown-series', 'did you mean `errors`?'],
    ['show: [errors, nothing_like_it]', 'page/unknown-series', 'use one of `errors`, `latency`'],
    ['show: errors\nfrom: risen', 'page/time', 'did you mean `rise`?'],
    ['show: errors\nmoments: [risen]', 'page/unknown-entry', 'did you mean `rise`?'],
    [
      'show: errors\nfrom: 2026-01-01T00:00:00Z\nto: 2026-01-02T00:00:00Z',
      'page/empty-view',
      'leave them out',
    ],
    ['show: errors\nscenario: none', 'page/unknown-scenario', ''],
    ['show: errors\ncolour: red', 'schema/unknown-key', ''],
  ])('%s is %s', async (block, code, hint) => {
    const { diagnostics, page: made } = await compile('a.md', page(block), {}, { series: SERIES });
    expect(made).toBeNull();
    expect(diagnostics.map((one) => one.code)).toEqual([code]);
    expect(diagnostics[0]!.hint ?? '').toContain(hint);
    expect(diagnostics[0]!.span.start.line).toBeGreaterThan(12);
  });

  test.each([
    ['time,value\n2025-10-20 06:00,1\n', "isn't an RFC 3339 time", 2],
    ['time,value\n2025-10-20T06:00:00Z,1\n2025-10-20T06:00:00Z,2\n', "isn't later", 3],
    ['time,value\n2025-10-20T06:00:00Z,one\n', "isn't a number", 2],
    ['time,value\n2025-10-20T06:00:00Z,1,2\n', '3 cells instead of 2', 2],
    ['when,value\n', "isn't the header", 1],
    ['time,value\n2025-10-20T06:00:00Z,\n', 'no values', 1],
    ['# stamp: middle\ntime,value\n2025-10-20T06:00:00Z,1\n', "isn't a valid stamp", 1],
  ])('the file %j has an error', async (text, message, line) => {
    const broken: SeriesFile = { name: 'errors', file: 'a/series/errors.csv', text };
    const { diagnostics } = await compile(
      'a.md',
      page('show: [latency, errors]'),
      {},
      { series: [broken, LATENCY] },
    );
    expect(diagnostics.map((one) => one.code)).toEqual(['page/series-file']);
    expect(diagnostics[0]!.message).toContain(message);
    expect(diagnostics[0]!.span.file).toBe('a/series/errors.csv');
    expect(diagnostics[0]!.span.start.line).toBe(line);
  });
});

describe('files that aren’t read', () => {
  const site = mkdtempSync(join(tmpdir(), 'hindcast-series-'));
  const url = pathToFileURL(join(site, 'a.md'));
  const folder = join(site, 'a/series');
  beforeEach(() => mkdirSync(folder, { recursive: true }));
  afterEach(() => rmSync(folder, { recursive: true }));
  const row = 'time,value\n2025-10-20T06:00:00Z,1\n';
  const messages = async (): Promise<string[]> => {
    const series = seriesFilesOf(url, 'a.md');
    const { diagnostics } = await compile(
      'a.md',
      page('show: [latency]'),
      {},
      { series: [...series, LATENCY] },
    );
    return diagnostics.map(({ message, span }) => `${span.file}: ${message}`);
  };

  test('too large', async () => {
    writeFileSync(join(folder, 'errors.csv'), `${row}#`.padEnd(4 * 1024 * 1024 + 1));
    expect(await messages()).toEqual(['a/series/errors.csv: this file is larger than 4 MiB']);
    writeFileSync(join(folder, 'errors.csv'), `${row}#`.padEnd(4 * 1024 * 1024));
    expect(await messages()).toEqual([]);
  });

  test('with a name that scenarios can’t use', async () => {
    writeFileSync(join(folder, 'error-rate.csv'), row);
    expect(await messages()).toEqual(["a/series/error-rate.csv: `error-rate` can't be the name of a series"]);
  });

  test('too many', async () => {
    for (let i = 0; i < 203; i++) writeFileSync(join(folder, `s${1000 + i}.csv`), row);
    expect(await messages()).toEqual(['a/series/s1200.csv: this folder has more than 200 series']);
  });
});

describe('the public edition', () => {
  const front =
    'visibility: public\npublic: [title, summary, severity, started_at, body, timeline, scenarios]\n';

  test('has no series unless its block is public', async () => {
    const compiled = await compile(
      'a.md',
      page('show: errors', front),
      {},
      { series: SERIES, edition: 'public' },
    );
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.page!.body.html).not.toContain('errors of the shop');
    expect(compiled.page!.data.markdown).not.toContain('errors');
  });

  test('has the series of a public block', async () => {
    const text = page('show: errors\nvisibility: public # for all', front);
    const compiled = await compile('a.md', text, {}, { series: SERIES, edition: 'public' });
    expect(compiled.diagnostics).toEqual([]);
    expect(compiled.page!.body.html).toContain('errors of the shop');
    expect(compiled.page!.data.markdown).not.toContain('for all');
  });

  test('`public` can list series', async () => {
    const text = page('show: errors', front.replace('scenarios]', 'series]'));
    const compiled = await compile('a.md', text, {}, { series: SERIES, edition: 'public' });
    expect(compiled.page!.body.html).toContain('errors of the shop');
  });
});
