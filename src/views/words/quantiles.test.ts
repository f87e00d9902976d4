import { expect, test } from 'vitest';
import { distributionOf } from '../../sweep/summarize.ts';
import { quantileText, rangeText } from './quantiles.ts';

const LATER = Number.POSITIVE_INFINITY;
const EARLIER = Number.NEGATIVE_INFINITY;
const write = String;

const list = (values: number[], later: number): number[] => [
  ...values,
  ...Array.from({ length: later }, () => LATER),
];

test('a percentile of runs that end first is after the end', () => {
  const some = distributionOf(list([1, 2, 3], 1));
  expect(quantileText(some, 'p50', write)).toBe('2');
  expect(quantileText(some, 'p95', write)).toBe('not by the end');
  expect(quantileText(distributionOf([EARLIER, EARLIER, 5]), 'p50', write)).toBe('base not by the end');
  expect(quantileText(distributionOf([]), 'p50', write)).toBe('–');
});

test('with few runs, the range is named after the lowest and highest value', () => {
  expect(rangeText(distributionOf([4, 7, 9]), write)).toBe('Lowest to highest: 4 to 9');
  expect(rangeText(distributionOf([4, 4]), write)).toBe('Lowest to highest: the same');
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(rangeText(distributionOf(hundred), write)).toBe('5–95%: 5 to 95');
  expect(rangeText(distributionOf(list(hundred.slice(0, 50), 50)), write)).toBe('5–95%: 5 to after the end');
});
