import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import { fittable, parsedValue, positionOf, writtenAt } from './parameters.ts';

const scenarioWith = (constant: string): string =>
  `scenario: a\nuntil: 1m\nconst: { x: ${constant} }\nstate: { n: 0 }\n`;

function constantIn(constant: string) {
  const source = fileSource('a.yaml', scenarioWith(constant));
  const { result, diagnostics } = evaluate(source, { only: 'run' });
  if (result === null) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const [parameter] = fittable(result.constants);
  return { value: result.constants[0]!.value, parameter: parameter! };
}

/** A value, its range, and the written value at a third of the range. */
const NOTATIONS = [
  ['10m', '[5m, 11m]', '7m'],
  ['250ms', '[10ms, 10s]', '100ms'],
  ['3', '[1, 10]', '2'],
  ['0.5', '[0.0, 3.0]', '1.0'],
  ['-0.5', '[-2.0, 4.0]', '0.0'],
  ['0.00002', '[0.00001, 0.00008]', '0.00002'],
] as const;

test.each(NOTATIONS)('%s in %s', (written, range, third) => {
  const { parameter } = constantIn(`{ value: ${written}, range: ${range} }`);
  expect(writtenAt(parameter, 1 / 3)).toBe(third);
  for (const at of [0, 0.1, 1 / 3, 0.777, 1]) {
    const there = writtenAt(parameter, at);
    // The search must use the same value that a scenario with the written value has.
    const again = constantIn(`{ value: ${there}, range: ${range} }`);
    expect(again.value).toBe(parsedValue(parameter, there));
    expect(again.parameter.type).toBe(parameter.type);
  }
});

test('a wide range is searched by ratios, and a narrow one by differences', () => {
  const wide = constantIn('{ value: 100, range: [10, 1000] }').parameter;
  expect(positionOf(wide, 100)).toBeCloseTo(0.5, 9);
  const narrow = constantIn('{ value: 150, range: [100, 200] }').parameter;
  expect(positionOf(narrow, 150)).toBe(0.5);
});

test('only numbers with a range are fitted', () => {
  const source = fileSource(
    'a.yaml',
    'scenario: a\nuntil: 1m\nconst: { a: 1, b: { value: 2, range: [1, 3] }, c: { value: 3, basis: assumed } }\nstate: { n: 0 }\n',
  );
  const { constants } = evaluate(source, { only: 'run' }).result!;
  expect(fittable(constants).map(({ name }) => name)).toEqual(['b']);
});
