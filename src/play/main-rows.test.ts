import { expect, test } from 'vitest';
import type { Run } from '../result.ts';
import type { Quantity } from '../views/card/quantities.ts';
import { splitQuantities } from './main-rows.ts';

const page = { variant: 'page' } as Run;
const yours = { variant: 'yours' } as Run;

function quantity(kind: Quantity['kind'], name: string, ofPage: number, ofYours = ofPage): Quantity {
  const value = (x: number) => ({ cell: String(x), clause: '', short: '', x });
  return {
    kind,
    name,
    head: name,
    better: 'lower',
    of: (run) => value(run === page ? ofPage : ofYours),
  };
}

const names = (quantities: readonly Quantity[]) => quantities.map(({ name }) => name);

const many = (change: (i: number) => number): Quantity[] => [
  ...Array.from({ length: 30 }, (_, i) => quantity('impact', `s${i}`, 100, change(i))),
  quantity('mark', 'fixed', 5),
  quantity('outcome', 'worst', 7),
];

test('a short list has no rest', () => {
  const few = Array.from({ length: 12 }, (_, i) => quantity('impact', `s${i}`, 1));
  expect(splitQuantities(few, page, yours)).toEqual({ main: few, rest: [] });
});

test('marks and outcomes are always shown, with the services that change most', () => {
  const { main, rest } = splitQuantities(
    many((i) => (i >= 27 ? 100 + i : 100)),
    page,
    yours,
  );
  expect(main).toHaveLength(10);
  expect(names(main).slice(-5)).toEqual(['s27', 's28', 's29', 'fixed', 'worst']);
  expect(rest).toHaveLength(22);
  expect(names(rest)).not.toContain('fixed');
});

test('large changes of services don’t displace marks and outcomes', () => {
  const { main } = splitQuantities(
    many(() => 1000),
    page,
    yours,
  );
  expect(names(main)).toEqual(expect.arrayContaining(['fixed', 'worst']));
});
