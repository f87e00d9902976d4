import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { checkText } from '../hindcast.ts';
import { checkAll, scenarioText } from './cases.ts';

const SCENARIO = (map: string, edit: (text: string) => string = (text) => text): string =>
  edit(`scenario: m
until: 10m
const: { rate: { value: 8.0, range: [4.0, 12.0] }, n: 3, patience: { value: 1s, range: [500ms, 4s] }, color: blue }
state: { up: true }
processes: { p: { steps: [{ id: stop, at: 1m, set: { up: false } }] } }
faults: [{ id: gone, at: 2m, for: 1m, set: { up: false } }]
steady_state: up
map: ${map}
`);

function found(text: string): string[] {
  return checkText(fileSource('m.yaml', text)).map(
    ({ code, message, span: { start } }) => `${start.line}:${start.column} ${code} ${message}`,
  );
}

const GOOD = '{ x: const.rate, y: const.patience }';

describe('the axes of a map', () => {
  test.each<[string, string[]]>([
    [GOOD, []],
    ['{ x: const.rate, y: { path: const.n, values: [1, 2, 5] } }', []],
    ['{ x: const.rate.value, y: { path: const.n, range: [1, 3] } }', []],
    ['{ x: const.rate, y: const.rate }', ['8:26 scenario/map both axes of the map are `const.rate`']],
    ['{ x: const.n, y: const.rate }', ['8:11 scenario/map `const.n` has no range to take values from']],
    [
      '{ x: const.color, y: const.rate }',
      ["8:11 scenario/map `const.color` is a string, so it can't be an axis of a map"],
    ],
    [
      '{ x: const.rate, y: { path: const.n, values: [1, 2.5] } }',
      ["8:55 scenario/map `2.5` isn't a value that `const.n` can have"],
    ],
    [
      '{ x: const.rate, y: { path: const.patience, values: [1, 2s] } }',
      ["8:59 scenario/map `1` isn't a value that `const.patience` can have"],
    ],
    [
      '{ x: const.rate, y: { path: const.n, values: [1, 3, 2] } }',
      ["8:58 scenario/map `2` isn't greater than the value before it"],
    ],
    [
      '{ x: const.rate, y: { path: const.n, range: [3, 3] } }',
      ["8:54 scenario/map `3` isn't greater than the value before it"],
    ],
    [
      '{ x: const.rate, y: { path: const.n, values: [1, 3], points: 4 } }',
      ['8:59 scenario/map an axis has either `values` or `points`'],
    ],
    [
      '{ x: { path: const.rate, points: 25 }, y: { path: const.patience, points: 17 } }',
      ['8:1 scenario/too-many this results in 425 cells of the map; the limit is 400'],
    ],
  ])('%s', (map, messages) => {
    expect(found(SCENARIO(map))).toEqual(messages);
  });

  test('are reported where a value doesn’t fit the scenario', () => {
    const sized = (text: string) => text.replace('{ p: { steps', '{ p: { instances: n, steps');
    expect(found(SCENARIO('{ x: const.rate, y: { path: const.n, values: [0, 1] } }', sized))).toEqual([
      expect.stringMatching(/^8:52 scenario\/instances /),
    ]);
  });
});

describe('values from a range', () => {
  const valuesOf = (own: string, range: string, axis = 'const.a'): string => {
    const text = SCENARIO(`{ x: ${axis}, y: const.rate }`, (base) =>
      base.replace('const: {', `const: { a: { value: ${own}, range: ${range} },`),
    );
    const { cases, diagnostics } = checkAll(scenarioText(fileSource('m.yaml', text)), {});
    expect(diagnostics).toEqual([]);
    return cases[0]!.scenario.map!.x.values.map(({ text: value }) => value).join(' ');
  };

  test.each([
    ['0.3', '[0.1, 0.45]', '0.1 0.135 0.17 0.205 0.24 0.275 0.31 0.345 0.38 0.415 0.45'],
    ['10m', '[5m, 20m]', '5m 6m30s 8m 9m30s 11m 12m30s 14m 15m30s 17m 18m30s 20m'],
    ['1s', '[250ms, 16s]', '250ms 379ms 574ms 871ms 1s320ms 2s 3s30ms 4s590ms 6s960ms 10s600ms 16s'],
    ['2.0', '[1.0, 10.0]', '1 1.26 1.58 2 2.51 3.16 3.98 5.01 6.31 7.94 10'],
    // There are fewer whole numbers and microseconds than points.
    ['3', '[1, 4]', '1 2 3 4'],
    ['1s', '[999999us, 1s]', '999ms999us 1s'],
    // Neither the ratio nor the tenth of the last range is a normal number.
    ['1.0', '[1.0e-300, 1.0e300]', '1e-300 1e+300'],
    ['0.0', '[0.0, 1.0e-322]', '0 1e-323 2e-323 3e-323 4e-323 5e-323 6e-323 7e-323 8e-323 9e-323 1e-322'],
  ])('%s in %s', (own, range, values) => {
    expect(valuesOf(own, range)).toBe(values);
  });

  test('can be fewer or more', () => {
    expect(valuesOf('3', '[1, 9]', '{ path: const.a, points: 2 }')).toBe('1 9');
    expect(valuesOf('3', '[1, 9]', '{ path: const.a, range: [0, 4], points: 3 }')).toBe('0 2 4');
  });
});

describe('a map needs', () => {
  const map = 'needs a trigger: without one, there is nothing to recover from';

  test.each<[string, (text: string) => string, string[]]>([
    [
      'a steady state',
      (text) => text.replace('steady_state: up\n', ''),
      ['7:1 scenario/needs-steady-state `map` needs a `steady_state`'],
    ],
    [
      'an end',
      (text) => text.replace('until: 10m\n', ''),
      ['7:1 scenario/map a map needs an `until`, since it shows runs'],
    ],
    ['a trigger', (text) => text.replace(/faults: .*\n/, ''), [`7:1 scenario/map a map ${map}`]],
    [
      'a trigger that ends',
      (text) => text.replace(', for: 1m', ''),
      [
        "6:16 scenario/map the fault `gone` never ends, so `map` can't show whether the scenario recovers from it",
      ],
    ],
    [
      'a trigger that ends in time',
      (text) => text.replace('for: 1m', 'for: 8m'),
      [
        "6:16 scenario/map the fault `gone` ends only after the run, so `map` can't show whether the scenario recovers from it",
      ],
    ],
  ])('%s', (_, edit, messages) => {
    expect(found(SCENARIO(GOOD, edit))).toEqual(messages);
  });

  test('no end of a fault that isn’t the trigger, or that starts on a condition', () => {
    const named = (text: string) =>
      text.replace(', for: 1m', '').replace('steady', 'trigger: p.stop\nsteady');
    expect(found(SCENARIO(GOOD, named))).toEqual([]);
    expect(found(SCENARIO(GOOD, (text) => text.replace('at: 2m', 'when: rate > 9.0')))).toEqual([]);
  });
});

test('a map is only checked for the base', () => {
  const text = SCENARIO(GOOD, (base) => `${base}variants: { calm: { faults: null, steady_state: null } }\n`);
  expect(found(text)).toEqual([]);
});
