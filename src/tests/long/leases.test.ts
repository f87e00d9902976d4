import { expect, test } from 'vitest';
import { baseRun } from '../support/evaluate-text.ts';
import { leases } from '../support/leases.ts';

test('a fleet of 10,000 whose leases all lapse recovers only after throttling', () => {
  const text = leases(10_000, '8h', '2025-10-20T02:25:00-07:00', '2025-10-20T04:14:00-07:00');
  const [lapse, held] = baseRun(text).marks;
  expect(lapse?.at).toBeGreaterThan(8 * 60e6);
  expect(lapse?.at).toBeLessThan(13 * 60e6);
  expect(held?.at).toBeGreaterThan(274 * 60e6);
  expect(held?.at).toBeLessThan(360 * 60e6);
});
