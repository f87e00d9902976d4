import { expect, test } from 'vitest';
import type { ImportReport } from '../../cli/output/reports.ts';
import { importIn, inFolder, sample } from './importing.ts';
import expected from './samples/expected.json' with { type: 'json' };

interface Got {
  readonly series: ImportReport['series'];
  readonly codes: readonly string[];
  readonly messages: readonly string[];
  /** The rows of a series: a time, then cells. */
  rows(index: number): string[][];
  text(index: number): string;
}

/** Imports series together with an incident. */
async function seriesOf(name: string, ...options: readonly string[]): Promise<Got> {
  return inFolder(async (bench) => {
    const { report, text } = await importIn(bench, [
      sample(name),
      sample('statuspage/incidents.v2.json'),
      '--new',
      'X',
      ...options,
    ]);
    const texts = report.series.map(({ file }) => text(`series/${file}`));
    return {
      series: report.series,
      codes: report.diagnostics.map(({ code }) => code),
      messages: report.diagnostics.map(({ message, span }) => `${span.start.line}: ${message}`),
      text: (index) => texts[index]!,
      rows: (index) =>
        texts[index]!.split('\n')
          .filter((line) => /^\d/.test(line))
          .map((line) => line.split(',')),
    };
  });
}

/** Imports series with an error. Returns its code, its message and its hint. */
async function failing(
  name: string,
  ...options: readonly string[]
): Promise<{ codes: string[]; report: string }> {
  return inFolder(async (bench) => {
    const files = [sample(name), sample('statuspage/incidents.v2.json')];
    const { report } = await importIn(bench, [...files, '--new', 'X', ...options]);
    expect(report.written).toEqual([]);
    return {
      codes: report.diagnostics.map(({ code }) => code),
      report: report.diagnostics.map(({ message, hint }) => `${message}; ${hint}`).join('\n'),
    };
  });
}

const utc = (seconds: number): string => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

test('a Prometheus range query: gaps stay gaps, and NaN is a gap', async () => {
  const wanted = expected['prometheus/query_range.matrix.json'];
  const got = await seriesOf('prometheus/query_range.matrix.json');
  expect(got.series).toHaveLength(wanted.length);
  wanted.forEach((one, i) => {
    expect(got.series[i]).toMatchObject({
      points: one.points,
      withoutValue: one.NaN + one.Inf,
      gaps: one.gaps,
      first: utc(one.first),
      last: utc(one.last),
    });
    expect(got.text(i)).toContain(`# step: ${one.step_s}s`);
  });
  expect(got.series[1]).toMatchObject({ unit: 's', name: 'job:latency_seconds:p99' });
  const at = got.rows(0).map(([time]) => time);
  expect(at).toContain('2026-03-29T00:57:00Z');
  expect(got.rows(0).find(([time]) => time === '2026-03-29T00:57:00Z')).toEqual(['2026-03-29T00:57:00Z', '']);
  expect(at).not.toContain('2026-03-29T00:58:00Z');
});

test.each([
  ['prometheus/vector.json', 'import/refused', /single value for each series/],
  ['prometheus/error.json', 'import/refused', /exceeded maximum resolution/],
  ['csv/ambiguous-day-month.csv', 'import/day-order', /unclear which number is the day/],
])('%s is refused', async (name, code, message) => {
  const { codes, messages } = await seriesOf(name);
  expect(codes).toEqual([code]);
  expect(messages[0]).toMatch(message);
});

test('a time that clocks skip is an error with its line', async () => {
  const { messages } = await seriesOf('csv/dst-spring-gap.europe-berlin.csv', '--zone', 'Europe/Berlin');
  const wanted = expected['csv/dst-spring-gap.europe-berlin.csv'].error.replace('last line', '7');
  expect(messages).toEqual([wanted]);
});

test('promtool as JSON and as text give the same points', async () => {
  const [json, text] = [
    await seriesOf('prometheus/promtool.o-json.json'),
    await seriesOf('prometheus/promtool.promql.txt'),
  ];
  expect(json.rows(0)).toHaveLength(12);
  expect(text.rows(0)).toEqual(json.rows(0));
});

test('Grafana’s raw CSV', async () => {
  const wanted = expected['grafana/panel-joined.raw.csv'];
  const { series, rows } = await seriesOf('grafana/panel-joined.raw.csv');
  expect(series.map(({ name }) => name)).toEqual(wanted.series);
  expect(series[0]).toMatchObject({ points: wanted.rows, withoutValue: wanted.gaps_in_first });
  expect(rows(1)[0]).toEqual(['2026-03-29T00:30:00Z', '0.42']);
});

test('Grafana’s formatted CSV needs a zone, and its units are converted', async () => {
  const wanted = expected['grafana/panel-joined.formatted.berlin.csv'];
  const name = 'grafana/panel-joined.formatted.berlin.csv';
  expect((await seriesOf(name)).codes).toEqual(['import/no-zone']);
  const { series, rows, text } = await seriesOf(name, ...wanted.needs.split(' '));
  expect(rows(0)[0]?.[0]).toBe(wanted.first);
  expect(rows(0)[6]?.[0]).toBe(wanted.seventh);
  expect(Number(rows(1)[0]?.[1])).toBe(wanted.p99_first_seconds);
  expect(series.map(({ unit }) => unit)).toEqual(['%', 's']);
  expect(text(0)).toContain('# zone: local times were read as Europe/Berlin');
});

test.each([
  ['grafana/panel-single-series.csv', ['Value'], 8],
  ['grafana/legacy-series-as-rows.csv', ['error ratio'], 6],
  ['grafana/panel-old-excel-header.semicolon.csv', ['error ratio'], 8],
  ['grafana/dataframes.json', ['error ratio'], 22],
  ['csv/long.csv', ['error_ratio', 'p99_seconds'], 8],
  ['csv/wide.csv', ['requests', 'errors', 'p99'], 22],
  ['held-out/grafana-excel.utf16.csv', ['error ratio'], 2],
  ['held-out/cloudwatch-console.csv', ['5XXError'], 2],
])('%s has the series %j', async (name, names, points) => {
  const { series, codes } = await seriesOf(name, '--zone', 'Europe/Berlin');
  expect(codes).toEqual([]);
  expect(series.map((one) => one.name)).toEqual(names);
  expect(series.map((one) => one.points)).toEqual(names.map(() => points));
});

test('values: a decimal comma, a unit in the header, entities of frames', async () => {
  const old = await seriesOf('grafana/panel-old-excel-header.semicolon.csv', '--zone', 'Europe/Berlin');
  expect(old.rows(0)[3]).toEqual(['2026-03-29T00:45:00Z', '0.2268']);
  const wide = await seriesOf('csv/wide.csv');
  expect(wide.series.map(({ unit }) => unit)).toEqual(['1/s', '1/s', 'ms']);
  const frames = await seriesOf('grafana/dataframes.json');
  expect(frames.series[0]).toMatchObject({ unit: 'ratio', withoutValue: 2 });
});

const FORMATS = [
  'epoch_s',
  'epoch_ms',
  'epoch_us',
  'epoch_ns',
  'iso_no_colon',
  'jira',
  'local_no_zone',
  'rfc3339_offset',
  'rfc3339_z',
  'sql_utc',
];

test.each(FORMATS)('times as %s', async (format) => {
  const { rows, codes, series } = await seriesOf(`csv/time-formats/${format}.csv`, '--zone', 'Europe/Berlin');
  expect(codes).toEqual([]);
  expect(rows(0).map(([time]) => time)).toEqual(
    ['30', '35', '40', '45', '50'].map((minute) => `2026-03-29T00:${minute}:00Z`),
  );
  expect(series[0]?.unit).toBe('%');
});

test('times as seconds with a fraction, and with slashes', async () => {
  const float = await seriesOf('csv/time-formats/epoch_float.csv');
  expect(float.rows(0)[0]?.[0]).toBe('2026-03-29T00:30:00.5Z');
  const slashes = await seriesOf('csv/time-formats/slash_ymd.csv', '--zone', 'UTC');
  expect(slashes.rows(0)[0]?.[0]).toBe('2026-03-29T00:30:00Z');
});

test('in the repeated hour in autumn, the order of the rows decides', async () => {
  const { rows } = await seriesOf('held-out/autumn.csv', '--zone', 'Europe/Berlin');
  expect(rows(0).map(([time]) => time!.slice(11, 16))).toEqual([
    '23:30',
    '23:50',
    '00:10',
    '00:30',
    '00:50',
    '01:10',
    '01:30',
    '01:50',
    '02:10',
  ]);
});

test('Datadog: the start of the bucket, the first unit over the second, gaps', async () => {
  const { series, rows, text } = await seriesOf('held-out/datadog.query.json');
  expect(series[0]).toMatchObject({
    name: 'checkout.errors',
    unit: 'err/s',
    points: 4,
    withoutValue: 1,
    gaps: 1,
  });
  expect(rows(0)[2]).toEqual(['2026-03-29T00:32:00Z', '2.5']);
  expect(text(0)).toContain('# stamp: start');
});

test('a name and a unit are for one series, which can be chosen', async () => {
  const file = 'prometheus/query_range.matrix.json';
  const both = await seriesOf(file);
  expect(both.series.length).toBeGreaterThan(1);
  for (const option of [
    ['--series-name', 'error ratio'],
    ['--unit', 'ratio'],
  ] as const) {
    const { codes, report } = await failing(file, ...option);
    expect(codes).toEqual(['import/several-series']);
    expect(report).toContain(`\`${option[0]}\` is for a single series`);
  }
  const shown = both.text(0).match(/^# series: (.*)$/m)![1]!;
  const labels = both.text(0).match(/^# labels: (.*)$/m)![1]!;
  const one = await seriesOf(
    file,
    '--series',
    `${shown} ${labels}`,
    '--series-name',
    'error ratio',
    '--unit',
    'ratio',
  );
  expect(one.series).toMatchObject([{ name: 'error ratio', unit: 'ratio' }]);
  expect(one.rows(0)).toEqual(both.rows(0));
  const none = await failing(file, '--series', 'latency');
  expect(none.codes).toEqual(['import/no-series']);
  expect(none.report).toContain(shown);
});

test('CloudWatch: points in any order', async () => {
  const data = await seriesOf('held-out/cloudwatch.data.json', '--unit', 'errors');
  expect(data.rows(0).map(([, value]) => value)).toEqual(['1', '4', '30']);
  expect(data.series[0]?.unit).toBe('errors');
  const statistics = await seriesOf('held-out/cloudwatch.statistics.json');
  expect(statistics.series[0]).toMatchObject({ name: 'Latency', unit: 'Seconds', points: 2 });
});

test('k6 and vegeta: samples are summarized by second', async () => {
  const json = await seriesOf('held-out/k6.json');
  expect(json.series.map(({ name, unit }) => [name, unit])).toEqual([['http_req_duration', 'ms']]);
  expect(json.rows(0)).toEqual([
    ['2026-03-29T00:30:00Z', '102', '100', '104'],
    ['2026-03-29T00:30:01Z', '107', '105', '109'],
  ]);
  const csv = await seriesOf('held-out/k6.csv');
  expect(csv.rows(0)[0]).toEqual(['2026-03-29T00:30:00Z', '100.5', '80.5', '120.5']);
  const vegeta = await seriesOf('held-out/vegeta.json');
  expect(vegeta.series.map(({ name, unit }) => [name, unit])).toEqual([
    ['latency', 's'],
    ['error ratio', 'ratio'],
  ]);
  expect(vegeta.rows(1)[0]).toEqual(['2026-03-29T00:30:00Z', '0.5', '0', '1']);
});

test('OpenMetrics: machine labels are dropped, a counter is refused or differenced', async () => {
  const gauge = await seriesOf('held-out/openmetrics.txt');
  expect(gauge.series[0]).toMatchObject({ name: 'checkout_queue_length', points: 3, withoutValue: 1 });
  expect(gauge.text(0)).toContain('# labels: {job="checkout"}');
  expect(gauge.text(0)).not.toContain('10.0.0.7');
  expect((await seriesOf('held-out/counter.openmetrics.txt')).codes).toEqual(['import/counter']);
  const { rows, series } = await seriesOf('held-out/counter.openmetrics.txt', '--difference');
  expect(
    rows(0)
      .slice(0, 4)
      .map(([, value]) => value),
  ).toEqual(['', '30', '5', '40']);
  expect(series[0]?.unit).toBe('per step');
});

test('beyond 5,000 points, each row is the mean, minimum and maximum of an interval', async () => {
  await inFolder(async (bench) => {
    const points = Array.from(
      { length: 20_000 },
      (_, i) => `${1_774_744_200 + i},${i === 7003 ? 900 : i % 10}`,
    );
    bench.write('long.csv', `time,value\n${points.join('\n')}\n`);
    bench.write(
      'old.md',
      '---\ntitle: Old\nsummary: Old.\nseverity: SEV2\nstarted_at: 2020-01-01T00:00:00Z\nresolved_at: 2020-01-01T01:00:00Z\n---\n',
    );
    const { text, report } = await importIn(bench, ['long.csv', '--into', 'old.md']);
    const rows = text('series/')
      .split('\n')
      .filter((line) => /^\d/.test(line));
    expect(rows.length).toBeGreaterThan(1000);
    expect(rows.length).toBeLessThanOrEqual(5000);
    const highest = rows.map((row) => row.split(',').map(Number)).filter(([, , , max]) => max === 900);
    expect(highest).toHaveLength(1);
    expect(report.series[0]?.notes.join()).toContain('more than 5,000 points');
    const mean = rows.reduce((sum, row) => sum + Number(row.split(',')[1]), 0) / rows.length;
    expect(mean).toBeCloseTo(4.5 + 897 / 20_000, 1);
  });
});

test('a long series is cut to the time around the incident', async () => {
  await inFolder(async (bench) => {
    const points = Array.from({ length: 20_000 }, (_, i) => `${1_774_744_200 - 600_000 + i * 60},${i}`);
    bench.write('long.csv', `time,value\n${points.join('\n')}\n`);
    const { report, text } = await importIn(bench, ['long.csv', sample('statuspage/incidents.v2.json')]);
    const rows = text('series/')
      .split('\n')
      .filter((line) => /^\d/.test(line));
    expect(rows[0]).toMatch(/^2026-03-28T23:56:00Z,/);
    expect(rows.at(-1)).toMatch(/^2026-03-29T04:05:00Z,/);
    expect(report.series[0]?.notes.join()).toContain('20,000 points');
  });
});
