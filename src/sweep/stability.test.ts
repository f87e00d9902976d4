import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../result.ts';
import { evaluateText, resultOf } from '../tests/support/evaluate-text.ts';
import { RETRY_QUEUE } from '../tests/support/retry-queue.ts';
import { stabilityOf } from './stability.ts';

/** Each row of the map from the top, as the first letters of its results. */
function gridOf(more: string, edit = (text: string) => text): string[] {
  const { map } = resultOf(edit(RETRY_QUEUE(more)));
  const rows = map!.y.values.map((_, row) =>
    map!.cells
      .filter(({ y }) => y === row)
      .map(({ stability }) => (stability === 'never-steady' ? 'S' : stability[0]!))
      .join(''),
  );
  return rows.reverse();
}

const RATES = 'x: { path: const.rate, values: [2, 4, 6, 8, 11] }';

describe('the map of a queue', () => {
  test('is metastable where the retries alone exceed the capacity of 10 per second', () => {
    expect(gridOf(`map: { ${RATES}, y: const.retries }`)).toEqual([
      'rrmmS', // 2 attempts a request: 4, 8, 12, 16 per second
      'rrrrS',
    ]);
  });

  test('is never hurt where the slower server keeps up with the load', () => {
    const withoutRetries = (text: string) => text.replace('retries: { value: 1,', 'retries: { value: 0,');
    const slow = 'y: { path: const.slow, values: [1, 2, 4, 10] }';
    expect(gridOf(`map: { ${RATES}, ${slow} }`, withoutRetries)).toEqual([
      'rrrrS', // 20, 40, 60 and 80 per second, compared with a capacity of 10
      'nrrrS', // 8, 16, 24 and 32
      'nnrrS', // 4, 8, 12 and 16
      'nnnnS',
    ]);
  });

  test('says when the queue is empty again', () => {
    const { map } = resultOf(
      RETRY_QUEUE('map: { x: { path: const.rate, values: [4, 6, 8] }, y: const.retries }'),
    );
    const seconds = map!.cells.filter(({ y }) => y === 0).map(({ recoveredAfter }) => recoveredAfter! / 1e6);
    // In 10 s, 10 * (rate - 1) requests pile up, which the server works off at 10 - rate per second.
    const expected = [4, 6, 8].map((rate) => 10 + (10 * (rate - 1)) / (10 - rate));
    for (const [i, time] of seconds.entries()) expect(Math.abs(time - expected[i]!), `${i}`).toBeLessThan(3);
  });

  test('has the run with the scenario’s own values, which need not be on the map', () => {
    const { map, runs } = resultOf(
      RETRY_QUEUE('map: { x: { path: const.rate, values: [2, 3] }, y: const.retries }'),
    );
    expect(map!.own.stability).toBe('metastable');
    expect(runs[0]!.recovery!.metastable).toBe(true);
    expect([map!.x.own, map!.y.own]).toEqual([
      { value: '6', x: 6 },
      { value: '1', x: 1 },
    ]);
  });

  test('uses the same random numbers in each cell as the displayed run', () => {
    const poisson = (text: string) => text.replace('dist: constant', 'dist: poisson');
    const axes = 'x: { path: const.rate, values: [2, 4] }, y: const.retries';
    const at = (rate: string) =>
      resultOf(poisson(RETRY_QUEUE(`map: { ${axes} }`)).replace('value: 6.0', `value: ${rate}`));
    const { map } = at('6.0');
    const own = at('4.0').runs[0]!.recovery!.recoveredAfter;
    expect(own).not.toBeNull();
    expect(map!.cells.find(({ x, y }) => x === 1 && y === 1)!.recoveredAfter).toBe(own);
  });
});

describe('the values of an axis', () => {
  const valuesOf = (x: string): string[] =>
    resultOf(
      RETRY_QUEUE(`map: { x: ${x}, y: const.retries }`).replace('until: 5m', 'until: 41s'),
    ).map!.x.values.map(({ value }) => value);

  test('come from the constant’s range', () => {
    expect(valuesOf('const.rate')).toEqual('2 2.6 3.2 3.8 4.4 5 5.6 6.2 6.8 7.4 8'.split(' '));
    expect(valuesOf('{ path: const.rate, points: 3 }')).toEqual(['2', '5', '8']);
    expect(valuesOf('{ path: const.slow, points: 3 }')).toEqual(['1', '3.16', '10']);
  });

  test('come from the axis’s own range or list', () => {
    expect(valuesOf('{ path: const.rate, range: [1, 4], points: 4 }')).toEqual(['1', '2', '3', '4']);
    expect(valuesOf('{ path: const.rate, values: [1, 2.5] }')).toEqual(['1', '2.5']);
  });
});

test('runs that fail are undecided, and reported once', () => {
  const text = RETRY_QUEUE(
    'outcomes: { share: "div(10, retries)" }\nmap: { x: { path: const.rate, values: [2, 6] }, y: const.retries }',
  );
  const { result, diagnostics } = evaluateText(text);
  expect(result!.map!.cells.map(({ stability, why }) => [stability, why?.split(':')[0] ?? null])).toEqual([
    ['undecided', 'the run failed'],
    ['undecided', 'the run failed'],
    ['recovers', null],
    ['metastable', null],
  ]);
  expect(diagnostics.map(({ code, severity }) => [code, severity])).toEqual([['run/sweep', 'warning']]);
  expect(diagnostics[0]!.message).toMatch(/^2 of 5 runs of the map failed; the first error was: /);
});

test('a map that would take too long is refused before its runs', () => {
  const cells = 'x: { path: const.rate, points: 25 }, y: { path: const.slow, points: 16 }';
  const codesFor = (map: string, events: number) =>
    evaluateText(RETRY_QUEUE(map), { limits: { events } }).diagnostics.map(({ code }) => code);
  let events = 1000;
  while (codesFor('', events).length > 0) events = Math.round(events * 1.2);
  expect(codesFor('map: { x: const.rate, y: const.retries }', events)).not.toContain('run/events');
  expect(codesFor(`map: { ${cells} }`, events)).toEqual(['run/events']);
});

test('a run that ends with its trigger, since nothing more happens, has recovered', () => {
  const { map, runs } = resultOf(`scenario: idle
until: 10m
const: { n: { value: 3, range: [1, 3] }, m: { value: 3, range: [1, 3] } }
state: { up: true }
faults: [{ id: gone, at: 2m, for: 1m, set: { up: false } }]
steady_state: up
map: { x: const.n, y: const.m }
`);
  expect(runs[0]!.ended).toEqual({ at: 180e6, because: 'idle' });
  expect(map!.own).toEqual({ stability: 'recovers', why: null, recoveredAfter: 60e6, impact: 0 });
});

describe('a run', () => {
  const SUMMARY: RunSummary = {
    ...{ run: 0, marks: [], facts: [], measures: [], outcomes: [], quantities: [], violated: [], claims: [] },
    ...{ constants: {}, error: null, services: [], conditions: [] },
    metastable: false,
    triggered: true,
    recoveredAfter: 0,
    trigger: { steadyBefore: true, isOver: true },
  };
  const impact = [{ impact: 60e6, affected: null }];

  test.each<[string, Partial<RunSummary>, string, string | null]>([
    ['always steady', {}, 'never-hurt', null],
    ['always steady, with impact', { conditions: impact }, 'recovers', null],
    ['steady again', { recoveredAfter: 5e6 }, 'recovers', null],
    ['never steady again', { recoveredAfter: null, metastable: true }, 'metastable', null],
    [
      'never steady',
      { recoveredAfter: null, metastable: true, trigger: { steadyBefore: false, isOver: true } },
      'never-steady',
      null,
    ],
    [
      'steady for a while',
      { recoveredAfter: null },
      'undecided',
      'the steady state returns, but doesn’t last until the end',
    ],
    [
      'during the trigger',
      { trigger: { steadyBefore: true, isOver: false } },
      'undecided',
      'the trigger isn’t over when the run ends',
    ],
    ['without a trigger', { triggered: false }, 'undecided', 'the trigger never happens'],
    ['with an error', { error: 'no', triggered: false }, 'undecided', 'the run failed: no'],
  ])('%s', (_, summary, stability, why) => {
    expect(stabilityOf({ ...SUMMARY, ...summary })).toMatchObject({ stability, why });
  });
});
