import { expect, it } from 'vitest';
import { baseRun } from '../support/evaluate-text.ts';
import { leases } from '../support/leases.ts';

/**
 * A shorter version of the outage: the database is down from minute 8 to minute 28, and operators throttle requests in
 * minute 50.
 */
const SHORT = leases(1_500, '90m', '2025-10-20T00:08:00-07:00', '2025-10-20T00:30:00-07:00');

/** Times of marks, in minutes. */
function minutes(text: string): Record<string, number | null> {
  const { marks } = baseRun(text);
  return Object.fromEntries(marks.map(({ id, at }) => [id, at === null ? null : at / 60e6]));
}

it('retries refused calls after a pause, until operators throttle them', () => {
  const { first_lapse: lapse, all_held: held } = minutes(SHORT);
  expect(lapse).toBeGreaterThan(9);
  expect(lapse).toBeLessThan(13);
  // After the restart, all instances make a call at the same time every 20 s, and the throttle admits about 8 of them.
  expect(held).toBeGreaterThan(53);
  expect(held).toBeLessThan(90);
});

it('never recovers all leases without throttling', () => {
  const unaided = SHORT.replace('establishments.throttle: throttled', 'establishments.slowdown: 1.0').replace(
    'establishments.queue: 0, ',
    '',
  );
  expect(unaided).not.toContain('throttle: throttled');
  expect(minutes(unaided)['all_held']).toBe(null);
});
