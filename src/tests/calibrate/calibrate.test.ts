import { expect, test } from 'vitest';
import { calibrated, MINUTE, QUEUE } from './incidents.ts';

/** The queue with one constant to fit and one that has no effect. */
const TWO = {
  ...QUEUE,
  text: QUEUE.text.replace(' : grows)', ' : 3.0)').replace(' - drains', ' - 4.0'),
  ranges: { down: '[180s, 1200s]', other: '[1.0, 8.0]' },
  start: { down: '300s', other: '3.0' },
};
const TRUTH = { down: '600s', other: '5.0' };

test('recovers a known constant, and says of one without effect that it isn’t determined', async () => {
  const { constants, fitted, rest, isComplete, runs } = await calibrated(TWO, TRUTH);
  const [down, other] = constants;
  expect(down!.low.value).toBeLessThanOrEqual(600e6);
  expect(down!.high.value).toBeGreaterThanOrEqual(600e6);
  expect([down!.determined, other!.determined]).toEqual(['well', 'not']);
  expect([other!.low.written, other!.high.written]).toEqual(['1.0', '8.0']);
  expect(fitted.after.mae!).toBeLessThan(fitted.before.mae! / 10);
  expect([rest, isComplete]).toEqual([null, true]);
  // Nothing is random, so one run per set of values is enough.
  expect(runs).toBeLessThan(1000);
});

test('compares the part outside the window on its own', async () => {
  const { fitted, rest, window } = await calibrated(TWO, TRUTH, { to: 16 * MINUTE });
  expect([fitted.after.points, rest!.after.points]).toEqual([16, 23]);
  expect(rest!.after.mae).not.toBe(fitted.after.mae);
  expect(window).toEqual({ from: 0, to: 16 * MINUTE });
});

test('makes no more runs than it may, and then leaves open what is determined', async () => {
  const { constants, ridges, runs, isComplete } = await calibrated(TWO, TRUTH, { maxRuns: 100 });
  expect(runs).toBeLessThanOrEqual(100);
  expect(isComplete).toBe(false);
  expect(constants.map(({ determined }) => determined)).toEqual(['unknown', 'unknown']);
  expect(ridges).toEqual([]);
});
