import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { fileSource } from '../../diagnostic/source.ts';
import { type Evaluation, evaluate } from '../../hindcast.ts';
import type { RecordEntry } from '../../scenario/check/observed.ts';
import type { ObservedSeries } from '../../time/observed-series.ts';

const START = Date.UTC(2025, 0, 1) * 1000;
const MINUTE = 60_000_000;
const CLOCK = 'clock: { start: 2025-01-01T00:00:00Z }\n';

function evaluated(text: string, record: readonly RecordEntry[]): Evaluation {
  return evaluate(fileSource('a.yaml', `scenario: record\nuntil: 10m\n${text}`), { record, quick: true });
}

const lineOf = ({ code, message, hint }: Diagnostic): string =>
  `${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`;

function findings(text: string, record: readonly RecordEntry[]): string[] {
  return evaluated(text, record).diagnostics.map(lineOf);
}

const entry = (id: string, at: string, more: Partial<RecordEntry> = {}): RecordEntry => ({
  id,
  at: `2025-01-01T00:${at}Z`,
  text: `Text of ${id}`,
  source: null,
  ...more,
});

/** A switch that goes down after 2 minutes, and up after 5. */
const SWITCH = `state: { up: true, lost: 0 }
processes:
  operator:
    steps:
      - { id: break, delay: 2m, set: { up: false, lost: 12 } }
      - { id: repair, delay: 3m, set: { up: true } }
marks: { broke: '!up', repaired: up && lost > 0 }
`;

describe("an entry in the page's timeline", () => {
  test('is what marks with its id are compared with', () => {
    const { result, diagnostics } = evaluated(CLOCK + SWITCH, [
      entry('broke', '02:30', { within: 1 * MINUTE }),
      entry('repaired', '04:00', { latest: '2025-01-01T00:06:00Z' }),
    ]);
    expect(diagnostics).toEqual([]);
    const marks = result!.runs[0]!.marks.map(({ id, residual, within }) => [id, residual, within]);
    expect(marks).toEqual([
      ['broke', -MINUTE / 2, MINUTE],
      ['repaired', 0, null],
    ]);
  });

  test.each([
    [
      'before',
      entry('broke', '03:00', { within: 30_000_000 }),
      'fit/outside: `broke` happens 1m before the observed time; the tolerance is 30s',
    ],
    [
      'after',
      entry('broke', '01:55', { within: 1_000_000 }),
      'fit/outside: `broke` happens 5s after the observed time; the tolerance is 1s',
    ],
  ])('finds a mark that is %s it', (_, one, message) => {
    expect(findings(CLOCK + SWITCH, [one])[0]).toContain(message);
    const claim = 'expect: { base: { labels: { broke: missed } } }\n';
    expect(findings(CLOCK + SWITCH + claim, [one])).toEqual([]);
  });

  test('is compared with the base, not with variants, which did not happen', () => {
    const variants = 'variants: { late: { operator.break.delay: 4m } }\n';
    expect(findings(CLOCK + SWITCH + variants, [entry('broke', '02:00', { within: 1 })])).toEqual([]);
  });

  test.each([
    ['a fault', 'faults: [{ id: outage, at: observed.broke, set: { up: false } }]\n'],
    ['a basis', "const: { lag: { value: 2m, basis: 'fitted: observed.broke' } }\n"],
  ])('has no simulated time without a clock: %s', (_, text) => {
    expect(findings(SWITCH + text, [entry('broke', '02:00')])).toEqual([
      'scenario/needs-clock: a wall-clock time needs a `clock`, which sets when simulated time starts (add one: `clock: { start: 2025-10-19T23:30:00-07:00, zone: America/Los_Angeles }`)',
    ]);
  });

  test('is ignored if the clock is wrong, which is the only error', () => {
    const text = `clock: { start: noon }\n${SWITCH}faults: [{ id: outage, at: observed.broke, set: { up: false } }]\n`;
    expect(findings(text, [entry('broke', '02:00')]).map((one) => one.split(':')[0])).toEqual([
      'scenario/time',
    ]);
  });

  test('gives its time and its text to a fact of the scenario with its id', () => {
    const record = [entry('broke', '02:00', { latest: '2025-01-01T00:02:30Z', to: '2025-01-01T00:05:00Z' })];
    const own = 'observed: { broke: { within: 10s } }\n';
    const { result, diagnostics } = evaluated(CLOCK + SWITCH + own, record);
    expect(diagnostics).toEqual([]);
    expect(result!.observed.find(({ id }) => id === 'broke')).toMatchObject({
      text: 'Text of broke',
      t: 2 * MINUTE,
      latest: 2.5 * MINUTE,
      until: 5 * MINUTE,
      within: 10_000_000,
    });
    const shown = 'observed: { broke: { shows: "!up" } }\n';
    expect(findings(CLOCK + SWITCH + shown, record)).toEqual([
      'scenario/observed: `broke` has `shows`, but its start is a range (give the exact start of the period)',
    ]);
  });

  test('can be where the clock starts', () => {
    const at = (start: string) =>
      findings(`clock: { start: ${start} }\n${SWITCH}`, [
        entry('broke', '02:00', { within: 0 }),
        entry('later', '09:00', { at: 'soon' }),
      ]);
    expect(at('observed.broke - 2m')).toEqual([]);
    expect(at('observed.broke + 2m')[0]).toContain('`broke` happens 4m after the observed time');
    expect(at('observed.brok')[0]).toContain(
      'there is no observed entry named `brok` (did you mean `broke`?)',
    );
    expect(at('observed.later')).toEqual([]);
  });
});

describe('an observed value', () => {
  const value = (amount: number, within: number | null, unit: string | null = null) =>
    entry('lost', '00:00', { observed: { type: 'number', value: amount, unit, within } });
  const outcome = `${CLOCK}${SWITCH}outcomes: { lost: { is: lost, unit: orders } }\n`.replace(
    'lost: 0 }',
    'lost: 0 }',
  );

  test.each([
    [value(13, 2), []],
    [
      value(20, 2),
      ['fit/outside: `lost` is 12 orders, but 20 orders was observed; the tolerance is 2 orders'],
    ],
  ])('is compared with an outcome', (one, expected) => {
    expect(findings(outcome, [one]).map((line) => line.split(' (fix')[0])).toEqual(expected);
    const claimed = `${outcome}expect: { base: { labels: { lost: missed } } }\n`;
    if (expected.length > 0) expect(findings(claimed, [one])).toEqual([]);
  });
});

describe('an observed value of another kind', () => {
  const text = (
    more: string,
  ) => `${CLOCK}state: { slow: { type: duration, init: 90s }, many: 0.25, ready: false }
processes: { p: { steps: [{ id: go, delay: 2m, set: { ready: true } }] } }
${more}`;
  test.each([
    [
      'observed: { slow: { value: 30s, within: 10s } }\noutcomes: { slow: { is: slow } }',
      '`slow` is 1m30s, but 30s was observed; the tolerance is 10s',
    ],
    ['observed: { slow: { value: 85s, within: 10s } }\noutcomes: { slow: { is: slow } }', null],
    [
      'observed: { many: { value: 50%, within: 10% } }\noutcomes: { many: { is: many } }',
      '`many` is 0.25, but 0.5 was observed; the tolerance is 0.05',
    ],
    ['observed: { many: { value: 50%, within: 60% } }\noutcomes: { many: { is: many } }', null],
    [
      'observed: { many: { value: 3, within: 1, unit: orders } }\noutcomes: { many: { is: "1.0 / double(int(many))" } }',
      '`many` has no value; 3 orders was observed; the tolerance is 1 orders',
    ],
  ])('%s', (more, message) => {
    const found = findings(text(more), []).filter((line) => line.startsWith('fit/outside'));
    expect(found.map((line) => line.slice('fit/outside: '.length).split(' (fix')[0])).toEqual(
      message === null ? [] : [message],
    );
  });
});

describe('an observed series', () => {
  const points = (values: readonly (number | null)[], from = 0): ObservedSeries['points'] =>
    values.map((one, i) => [START + (from + i) * MINUTE, one]);
  const series = (more: Partial<ObservedSeries> = {}): RecordEntry =>
    entry('series.queue', '00:00', {
      series: {
        unit: null,
        stamp: 'end',
        window: null,
        step: MINUTE,
        startedAt: null,
        points: points([0, 0, 0, 12, 12, 12, 12, 12, 12, 12, 12]),
        ...more,
      } as ObservedSeries,
    });
  const measured = (measure: string, more = '') => `${CLOCK}${SWITCH}measure: { queue: ${measure} }\n${more}`;
  const plain = '{ is: double(lost), observed: series.queue }';

  test.each([
    [
      '{ is: double(lost), observed: series.queu }',
      {},
      'scenario/unknown-series: there is no observed series named `queu` (did you mean `series.queue`?)',
    ],
    [
      '{ is: double(lost), observed: series.zzz }',
      {},
      'scenario/unknown-series: there is no observed series named `zzz` (use one of `series.queue`)',
    ],
    [
      plain,
      { unit: 'ms' },
      'scenario/series-unit: the series is in `ms`, but the measure is a number (compare the series with a measure of latency, such as `p99(shop.latency)`)',
    ],
    [
      '{ is: 5s, observed: series.queue }',
      {},
      'scenario/series-unit: the measure is a duration, but the series is in an unknown unit (set `# unit:` in the series file to ms or s, or compare a different measure)',
    ],
    [
      '{ is: 5s, observed: series.queue }',
      { unit: '%' },
      'scenario/series-unit: the measure is a duration, but the series is in `%` (set `# unit:` in the series file to ms or s, or compare a different measure)',
    ],
    [
      '{ is: 5s, observed: series.queue, normal: 3 }',
      { unit: 's' },
      "scenario/series-within: `3` isn't a duration (write it like `200ms`)",
    ],
    [
      '{ is: double(lost), observed: series.queue, within: { mae: 5s } }',
      {},
      "scenario/series-within: `5s` isn't a number or a share (write it in the measure’s unit; for a share, `5%` means 5 percentage points)",
    ],
    [
      '{ is: double(lost), observed: series.queue, within: { skill: half } }',
      {},
      "scenario/series-within: `half` isn't a valid skill (write a percentage of at most 100%, such as `60%`: 0% is no better than a flat line at the normal value)",
    ],
    [
      '{ is: double(lost), observed: series.queue, within: { skill: 101% } }',
      {},
      "scenario/series-within: `101%` isn't a valid skill (write a percentage of at most 100%, such as `60%`: 0% is no better than a flat line at the normal value)",
    ],
    [
      '{ is: double(lost), within: { skill: 10% }, normal: 3 }',
      {},
      'scenario/series-key: `within` has no effect without `observed` (name a series: `observed: series.name`)',
    ],
    [
      plain,
      { points: points([1, 2], 20) },
      'scenario/series-outside: `series.queue` has no values during the run (check `clock.start`, `until`, and the times in the series file)',
    ],
  ] as const)('has to fit its measure: %s, %o', (measure, more, finding) => {
    expect(findings(measured(measure), [series(more as Partial<ObservedSeries>)])[0]).toBe(finding);
  });

  test('is needed by a measure that names one', () => {
    expect(findings(measured(plain), [])[0]).toContain(
      'import one with `hindcast import FILE --into WRITE-UP`',
    );
    expect(findings(measured(plain).replace(CLOCK, ''), [series()])[0]).toContain('scenario/needs-clock');
    expect(findings(measured(plain).replace(CLOCK, 'clock: { start: noon }\n'), [series()])).toHaveLength(1);
  });

  test.each([
    ["'fitted: series.queue'", []],
    ["'fitted: series.queue[2025-01-01T00:01:00Z..repaired]'", []],
    [
      "'fitted: series.queu'",
      ['scenario/unknown-series: there is no observed series named `queu` (did you mean `series.queue`?)'],
    ],
    [
      "'fitted: series.queue[..repaird]'",
      ["scenario/unknown-observed: `repaird` isn't an observed entry or a time (did you mean `repaired`?)"],
    ],
    [
      "'fitted: series.queue[zzz..]'",
      [
        "scenario/unknown-observed: `zzz` isn't an observed entry or a time (write the id of an entry or an RFC 3339 time, or leave it out)",
      ],
    ],
  ])('can be what a number was fitted to: %s', (basis, expected) => {
    const text = measured(plain, `const: { lag: { value: 2m, basis: ${basis} } }\n`).replace(
      'delay: 2m',
      'delay: lag',
    );
    expect(findings(text, [series(), entry('repaired', '05:00')])).toEqual(expected);
  });

  test.each([
    [
      'double(lost) / 2.0',
      {},
      'skill: 60%, mae: 0.5',
      '',
      "doesn't follow `series.queue`: its skill is 50%, but at least 60% is required; the mean difference is 4.8, but at most 0.5 is allowed",
    ],
    ['double(lost)', {}, 'skill: 80%', '', null],
    [
      'double(lost) / 2.0',
      {},
      'skill: 60%',
      '',
      "doesn't follow `series.queue`: its skill is 50%, but at least 60% is required",
    ],
    ['double(lost)', {}, 'mae: 2', '', null],
    [
      'double(lost)',
      { points: points(Array.from({ length: 11 }, () => 0)) },
      'mae: 1',
      '',
      "doesn't follow `series.queue`: the mean difference is 9.6, but at most 1 is allowed",
    ],
    [
      'double(lost)',
      { points: points(Array.from({ length: 11 }, () => 0)) },
      'skill: 10%, mae: 1',
      '',
      "doesn't follow `series.queue`: its skill is undefined, but at least 10% is required; the mean difference is 9.6, but at most 1 is allowed",
    ],
    [
      '500ms * lost',
      { unit: 's' },
      'mae: 500ms',
      '',
      "doesn't follow `series.queue`: the mean difference is 4s800ms, but at most 500ms is allowed",
    ],
    [
      'double(lost) / 40.0',
      { unit: '%', points: points([0, 0, 0, 60, 60, 60, 60, 60, 60, 60, 60]) },
      'mae: 1%',
      '',
      "doesn't follow `series.queue`: the mean difference is 24%, but at most 1% is allowed",
    ],
    [
      'double(lost) / 2.0',
      {},
      'mae: 0.5',
      '[2025-01-01T00:05:00Z..]',
      "doesn't follow `series.queue` outside the part that it was fitted to: the mean difference is 3, but at most 0.5 is allowed",
    ],
    [
      'double(lost)',
      {},
      'mae: 0.5',
      '[..]',
      'has no value at any point of `series.queue` outside the part that it was fitted to',
    ],
    ['1.0 / double(lost - lost)', {}, 'mae: 0.5', '', 'has no value at any point of `series.queue`'],
  ] as const)(
    'is compared with its measure: %s, %o, %s, fitted to "%s"',
    (is, more, within, part, message) => {
      const fitted =
        part === '' ? '' : `const: { lag: { value: 2m, basis: 'fitted: series.queue${part}' } }\n`;
      const text = measured(
        `{ is: "${is}", window: 1m, observed: series.queue, within: { ${within} } }`,
        fitted,
      );
      const used = fitted === '' ? text : text.replace('delay: 2m', 'delay: lag');
      const record = [series(more as Partial<ObservedSeries>)];
      const found = findings(used, record).filter((line) => !line.startsWith('scenario/series-window'));
      expect(found.map((line) => line.split(/ \((?:fix|remove)/)[0])).toEqual(
        message === null ? [] : [`fit/outside: \`queue\` ${message}`],
      );
      const claimed = `${used}expect: { base: { labels: { queue: missed } } }\n`;
      if (message !== null)
        expect(findings(claimed, record).filter((line) => line.startsWith('fit/'))).toEqual([]);
    },
  );
});
