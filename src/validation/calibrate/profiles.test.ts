import { expect, test } from 'vitest';
import type { Parameter } from './parameters.ts';
import { extended, fittedConstant, profileOf, ridgesOf } from './profiles.ts';
import { nelderMead, type Position, spreadPositions, type TryAll } from './search.ts';

const parameter = (name: string): Parameter => ({
  name,
  type: 'double',
  was: 5,
  range: [0, 10],
  isLog: false,
});

const trying =
  (loss: (at: Position) => number): TryAll =>
  async (positions) =>
    positions.map((at) => ({ at, loss: loss(at) }));

const OPTIONS = { size: 0.15, steps: 200, tolerance: 1e-9 };
const LIMIT = 0.01;

test('the search finds a minimum, also at the edge of the space', async () => {
  const inside = trying(([x, y]) => (x! - 0.3) ** 2 + 10 * (y! - 0.7 * x!) ** 2);
  const found = await nelderMead(inside, { at: [0.9, 0.1], loss: 10 }, OPTIONS);
  expect(found.at[0]).toBeCloseTo(0.3, 2);
  expect(found.at[1]).toBeCloseTo(0.21, 2);
  const edge = trying(([x, y]) => (x! + 0.5) ** 2 + (y! - 0.5) ** 2);
  const [x, y] = (await nelderMead(edge, { at: [0.5, 0.9], loss: 2 }, OPTIONS)).at;
  expect(x).toBe(0);
  expect(y).toBeCloseTo(0.5, 2);
});

test('the first positions are in each interval of each dimension once', () => {
  const positions = spreadPositions(3, 10);
  for (const d of [0, 1, 2]) {
    const intervals = positions.map((at) => Math.floor(at[d]! * 10)).sort((a, b) => a - b);
    expect(intervals).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
  expect(spreadPositions(3, 10)).toEqual(positions);
});

test('a profile covers where the loss is at most the limit, with the other constants fitted again', async () => {
  // If only x changes, the loss is 2(x - 0.5)^2. If y is fitted again, it's (x - 0.5)^2 / 2.
  const tryAll = trying(([x, y]) => (x! - 0.5) ** 2 / 2 + 1.5 * (x! - 0.5 + (y! - 0.5)) ** 2);
  const best = { at: [0.5, 0.5], loss: 0 };
  const { low, high } = await profileOf(tryAll, 0, { best, limit: LIMIT, tolerance: 1e-6 });
  // (x - 0.5)^2 = 0.02. The reported end is the next value that was tried, so the interval is slightly too wide.
  expect(low).toBeLessThanOrEqual(0.3586);
  expect(low).toBeGreaterThan(0.31);
  expect(high).toBeGreaterThanOrEqual(0.6414);
  expect(high).toBeLessThan(0.69);
});

test('two constants of which only the sum matters are a ridge, and neither is determined', async () => {
  const tryAll = trying(([x, y]) => (x! + y! - 1) ** 2);
  const best = { at: [0.4, 0.6], loss: 0 };
  const options = { best, limit: 1e-4, tolerance: 1e-7 };
  const profiles = [await profileOf(tryAll, 0, options), await profileOf(tryAll, 1, options)];
  const parameters = [parameter('a'), parameter('b')];
  const constants = parameters.map((one, d) => fittedConstant(one, best.at[d]!, profiles[d]!));
  expect(constants.map(({ determined }) => determined)).toEqual(['not', 'not']);
  const [ridge] = ridgesOf(parameters, profiles);
  expect(ridge).toMatchObject({ constants: ['a', 'b'], direction: 'opposite' });
  for (const [a, b] of ridge!.examples) expect(Number(a) + Number(b)).toBeCloseTo(10, 0);
});

test('constants that the loss doesn’t depend on aren’t a ridge', async () => {
  const options = { best: { at: [0.4, 0.6], loss: 0 }, limit: 1e-4, tolerance: 1e-7 };
  const flat = trying(() => 0);
  const profiles = [await profileOf(flat, 0, options), await profileOf(flat, 1, options)];
  expect(profiles.map(({ low, high }) => [low, high])).toEqual([
    [0, 1],
    [0, 1],
  ]);
  expect(ridgesOf([parameter('a'), parameter('b')], profiles)).toEqual([]);
});

test('a second optimum somewhere else widens the interval', () => {
  const profile = { low: 0.1, high: 0.2, equals: [] };
  const tried = [
    { at: [0.9], loss: 0.005 },
    { at: [0.95], loss: 0.5 },
  ];
  const wide = extended(profile, 0, tried, LIMIT);
  expect(wide).toMatchObject({ low: 0.1, high: 0.9 });
  expect(fittedConstant(parameter('a'), 0.15, wide).determined).toBe('not');
});

test('a value at the end of its range is pointed out only if it’s determined', () => {
  const narrow = { low: 0.9, high: 1, equals: [] };
  expect(fittedConstant(parameter('a'), 1, narrow)).toMatchObject({ determined: 'well', isAtEnd: true });
  expect(fittedConstant(parameter('a'), 0.95, narrow).isAtEnd).toBe(false);
  expect(fittedConstant(parameter('a'), 1, { ...narrow, low: 0 }).isAtEnd).toBe(false);
  expect(fittedConstant(parameter('a'), 1, null)).toMatchObject({ determined: 'unknown', isAtEnd: false });
});
