import { beforeAll, describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate, runHere, validateWith } from '../../hindcast.ts';
import type { SeriesFile } from '../../incident/series.ts';
import { seriesEntries } from '../../markdown/page.ts';
import type { Validation } from '../../result.ts';
import { createPageCompiler } from '../support/page.ts';

const { relabel } = (await import(new URL('../../site/client/relabel.js', import.meta.url).href)) as {
  relabel: (validation: Validation) => string[];
};

let compile: Awaited<ReturnType<typeof createPageCompiler>>;
beforeAll(async () => {
  compile = await createPageCompiler();
});

const START = Date.UTC(2025, 9, 20, 6);

/** One value per minute from 06:00, each for the preceding minute. */
const file = (values: readonly (number | '')[], unit = '%', window = '60s'): SeriesFile => ({
  name: 'errors',
  file: 'a/series/errors.csv',
  text: `# series: Errors of the shop\n# unit: ${unit}\n# stamp: end\n# window: ${window}\ntime,value\n${values
    .map((value, i) => `${new Date(START + i * 60_000).toISOString().replace('.000', '')},${value}`)
    .join('\n')}\n`,
});

/** All requests fail from 06:20 to 06:30. The run starts at 06:10. */
const RECORD = Array.from({ length: 46 }, (_, i) => (i > 20 && i <= 30 ? 100 : 0));

const scenario = (
  measure: string,
  more = '',
  outage = '{ value: 10m, source: "https://a.example/10" }',
): string => `scenario: outage
until: 30m
clock: { start: 2025-10-20T06:10:00Z }
observed: { broke: { at: 2025-10-20T06:20:00Z, source: https://a.example/broke } }
const: { down: ${outage} }
state: { up: true }
services: { shop: { available: up } }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: 10/s } }]
processes:
  operator:
    steps:
      - { id: break, at: observed.broke, set: { up: false } }
      - { id: repair, delay: down, set: { up: true } }
measure:
  ratio: ${measure}
${more}`;

const RATIO = 'is: sum(shop.errors) / sum(shop.arrivals)';

const evaluated = (text: string, series: SeriesFile, startedAt: number | null = null) =>
  evaluate(fileSource('a.yaml', text), { record: seriesEntries([series], startedAt).entries });

const page = (text: string, front = '', block = ''): string =>
  `---\ntitle: A page\nsummary: For a test.\nseverity: SEV3\nstarted_at: 2025-10-20T06:20:00Z\n${front}---\n\n${block}\n\n\`\`\`scenario\n${text}\n\`\`\`\n`;

describe('a measure and an observed series', () => {
  test('are aligned by the clock: the right model has skill 100%', () => {
    const { result, diagnostics } = evaluated(
      scenario(`{ ${RATIO}, observed: series.errors, within: { skill: 99%, mae: 1% } }`),
      file(RECORD),
    );
    expect(diagnostics).toEqual([]);
    const [curve] = result!.runs[0]!.curves!;
    expect(curve!.fit).toMatchObject({
      mae: 0,
      skill: 1,
      peakRatio: 1,
      peakLag: 0,
      recoveryLag: 0,
      n: 30,
      of: 30,
    });
    expect(curve!.met).toBe(true);
    expect(curve!.normal).toBe(0);
    expect(curve!.normalIs).toBe('the median of 11 points before the run starts');
  });

  test('a stamp at the start of the window moves the points', () => {
    const early = file(RECORD.slice(1));
    const series = { ...early, text: early.text.replace('stamp: end', 'stamp: start') };
    const { result } = evaluated(scenario(`{ ${RATIO}, observed: series.errors }`), series);
    expect(result!.runs[0]!.curves![0]!.fit).toMatchObject({ mae: 0, skill: 1 });
  });

  test('normal is the median before the incident starts, or as the scenario says', () => {
    const high = RECORD.map((value, i) => (i < 15 ? 2 : value));
    const text = scenario(`{ ${RATIO}, observed: series.errors }`);
    const started = evaluated(text, file(high), (START + 20 * 60_000) * 1000).result!.runs[0]!.curves![0]!;
    expect(started).toMatchObject({
      normal: 0.02,
      normalIs: 'the median of 21 points before the incident starts',
    });
    const own = evaluated(text.replace('observed: series', 'normal: 3%, observed: series'), file(high))
      .result!;
    expect(own.runs[0]!.curves![0]).toMatchObject({ normal: 0.03, normalIs: 'as the scenario says' });
  });

  test('a curve outside its tolerance fails the build, unless the miss is claimed', () => {
    const late = RECORD.map((_, i) => (i > 25 && i <= 35 ? 100 : 0));
    const text = scenario(`{ ${RATIO}, observed: series.errors, within: { skill: 60%, mae: 5% } }`);
    const { diagnostics } = evaluated(text, file(late));
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      "fit/outside: `ratio` doesn't follow `series.errors`: its skill is 0%, but at least 60% is required; the mean difference is 33.3%, but at most 5% is allowed",
    ]);
    const claimed = scenario(
      text.slice(text.indexOf('ratio: ') + 7).trim(),
      'expect: { base: { labels: { ratio: missed } } }\n',
    );
    expect(evaluated(claimed, file(late)).diagnostics).toEqual([]);
  });

  test.each([
    ['{ is: rate(shop.ok), observed: series.eror }', '%', 'scenario/unknown-series'],
    ['{ is: p99(shop.latency), observed: series.errors }', '%', 'scenario/series-unit'],
    ['{ is: rate(shop.ok), observed: series.errors }', 'ms', 'scenario/series-unit'],
    ['{ is: rate(shop.ok), observed: series.errors, window: 5m }', '%', 'scenario/series-window'],
    [
      '{ is: rate(shop.ok), observed: series.errors, within: { skill: 150% } }',
      '%',
      'scenario/series-within',
    ],
    ['{ is: rate(shop.ok), observed: series.errors, within: { mae: 5s } }', '%', 'scenario/series-within'],
    ['{ is: rate(shop.ok), within: { skill: 50% } }', '%', 'scenario/series-key'],
    ['{ is: rate(shop.ok), observed: errors }', '%', 'schema/value'],
  ])('%s with unit %s is %s', (measure, unit, code) => {
    expect(evaluated(scenario(measure), file(RECORD, unit)).diagnostics.map((one) => one.code)).toEqual([
      code,
    ]);
  });

  test('a series that ends before the run, and a scenario without a clock', () => {
    const text = scenario('{ is: rate(shop.ok), observed: series.errors }');
    expect(evaluated(text, file([0, 1, 2])).diagnostics[0]!.code).toBe('scenario/series-outside');
    const without = text
      .replace(/^(?:clock|observed):.*\n/gm, '')
      .replace('at: observed.broke', 'delay: 10m');
    expect(evaluated(without, file(RECORD)).diagnostics[0]!.code).toBe('scenario/needs-clock');
  });

  test('sweeps give a band and the share of the series inside', () => {
    const text = scenario(
      `{ ${RATIO}, observed: series.errors }`,
      'simulate: { runs: 5, draws: 20 }\n',
      '{ value: 10m, range: [5m, 15m] }',
    );
    const sweep = evaluated(text, file(RECORD)).result!.sweeps.find(({ kind }) => kind === 'draws')!;
    const [curve] = sweep.curves!;
    expect(curve!.of).toBe(30);
    expect(curve!.inside).toBe(30);
    // At 06:28, the shortest outages are over, but the longest aren't. At 06:22, none of them is over.
    expect([curve!.p5[17], curve!.p95[17]]).toEqual([0, 1]);
    expect([curve!.p5[11], curve!.p95[11]]).toEqual([1, 1]);
  });
});

describe('labels of curves', () => {
  const labelOf = async (text: string, values: readonly (number | '')[] = RECORD) => {
    const source = fileSource('a.yaml', text);
    const record = seriesEntries([file(values)], null).entries;
    const { validation } = (await validateWith(runHere, source, { record }))!;
    expect(relabel(JSON.parse(JSON.stringify(validation)))).toEqual(
      validation.comparisons.map(({ label }) => label),
    );
    return validation.comparisons.find(({ kind }) => kind === 'curve')!;
  };
  const compared = `{ ${RATIO}, observed: series.errors, within: { skill: 80% } }`;

  test('holds up if the numbers have sources', async () => {
    expect(await labelOf(scenario(compared))).toMatchObject({ label: 'holds up', support: 'from sources' });
  });

  test('is set by numbers without a source', async () => {
    expect(await labelOf(scenario(compared, '', '10m'))).toMatchObject({ label: 'set by numbers' });
  });

  test('is missed if it isn’t within the tolerance', async () => {
    const late = RECORD.map((_, i) => (i > 28 && i <= 38 ? 100 : 0));
    expect(await labelOf(scenario(compared), late)).toMatchObject({ label: 'missed' });
  });

  test('is given if the measure is the load', async () => {
    const load = `{ is: rate(shop.arrivals), observed: series.errors, within: { mae: 1 } }`;
    expect(
      await labelOf(
        scenario(load),
        RECORD.map(() => 1000),
      ),
    ).toMatchObject({ label: 'given' });
  });

  test('says little if a flat line would do', async () => {
    const wide = `{ ${RATIO}, observed: series.errors, within: { mae: 60% } }`;
    expect(await labelOf(scenario(wide))).toMatchObject({ label: 'says little' });
  });

  test('is given if it follows only from an input', async () => {
    const given = scenario(compared)
      .replace(', source: https://a.example/broke }', ' }, fixed: { at: 2025-10-20T06:30:00Z }')
      .replace('delay: down', 'at: observed.fixed');
    expect(await labelOf(given)).toMatchObject({ label: 'given' });
  });

  test('what numbers were fitted to isn’t predicted, and the rest is', async () => {
    const fitted = (part: string): string =>
      scenario(compared, '', `{ value: 10m, basis: 'fitted: series.errors${part}' }`);
    expect(await labelOf(fitted(''))).toMatchObject({ label: 'set by numbers', curve: { isFitted: true } });
    const rest = await labelOf(fitted('[..2025-10-20T06:25:00Z]'));
    expect(rest.curve!.isFitted).toBe(false);
    expect(rest.label).not.toBe('given');
  });
});

test('a mark in the part of a series that numbers were fitted to counts as fitted', async () => {
  const marked = (part: string): string =>
    scenario(
      `{ ${RATIO}, observed: series.errors }`,
      '',
      `{ value: 10m, basis: 'fitted: series.errors${part}' }`,
    )
      .replace(
        'observed: { broke: { at: 2025-10-20T06:20:00Z, source: https://a.example/broke } }',
        'observed: { broke: { at: 2025-10-20T06:20:00Z, source: https://a.example/broke }, back: { at: 2025-10-20T06:30:00Z, within: 3m } }',
      )
      .concat("marks: { broke: '!up', back: { is: up, after: broke } }\n");
  const basisIn = (part: string): (string | null)[] => {
    const { result, diagnostics } = evaluated(marked(part), file(RECORD));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    return result!.runs[0]!.marks.map(({ basis }) => basis);
  };
  expect(basisIn('[..2025-10-20T06:25:00Z]')).toEqual(['fit', 'input']);
  expect(basisIn('[..back]')).toEqual(['fit', 'fit']);
  expect(basisIn('[2025-10-20T06:31:00Z..]')).toEqual(['input', 'input']);
  expect(basisIn('')).toEqual(['fit', 'fit']);
  const validated = await validateWith(runHere, fileSource('a.yaml', marked('[..back]')), {
    record: seriesEntries([file(RECORD)], null).entries,
  });
  const back = validated!.validation!.comparisons.find(({ id }) => id === 'back');
  expect(back).toMatchObject({ label: 'set by numbers' });
});

describe('on pages', () => {
  const text = scenario(`{ ${RATIO}, observed: series.errors, within: { skill: 90% } }`, 'figure: ratio\n');

  test('the model’s page has both curves, the difference and their data, and the card its figure', async () => {
    const gap = RECORD.map((value, i) => (i === 33 || i === 34 ? '' : value));
    const compiled = await compile('a.md', page(text), {}, { series: [file(gap)] });
    expect(compiled.diagnostics).toEqual([]);
    const { html } = compiled.page!.data.models[0]!;
    expect(html).toContain('hc-ch-line hc-ch-record');
    expect(html).toContain('hc-ch-line hc-ch-model');
    expect(html).toContain('hc-ch-line hc-ch-residual');
    expect(html).toContain('hc-ch-span hc-ch-nodata');
    expect(html).toContain(
      'Off by 0 points on average; skill 100% against normal (0%, the median of 21 points before the incident starts).',
    );
    expect(html).toContain('Kling–Gupta efficiency');
    expect(html).toContain('2025-10-20T06:25:00Z,1,1%0D%0A');
    expect(html).toContain('2025-10-20T06:33:00Z,,0%0D%0A');
    expect(compiled.page!.body.html).toContain('hc-ch-line hc-ch-record');
  });

  test('a public scenario needs a public series', async () => {
    const front = 'visibility: public\npublic: [title, summary, severity, started_at, body, scenarios]\n';
    const compiled = await compile(
      'a.md',
      page(text, front),
      {},
      { series: [file(RECORD)], edition: 'public' },
    );
    expect(compiled.diagnostics.map((one) => one.code)).toEqual(['edition/needs-internal']);
    const block = '```series\nshow: errors\nvisibility: public\n```';
    const shown = await compile(
      'a.md',
      page(text, front, block),
      {},
      { series: [file(RECORD)], edition: 'public' },
    );
    expect(shown.diagnostics).toEqual([]);
    expect(shown.page!.data.models[0]!.html).toContain('hc-ch-line hc-ch-record');
  });
});
