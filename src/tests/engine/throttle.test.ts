import { describe, expect, it } from 'vitest';
import { baseRun } from '../support/evaluate-text.ts';

/**
 * A burst of requests empties the bucket by 2 s. It then refills until another burst takes all tokens at 22 s. The rate
 * changes in between.
 */
const RUSHES = (before: string, after: string, changedAt: number): string => `
scenario: throttled
until: 23s
state: { limit: ${before}, demand: 0.0 }
services: { api: { throttle: { rate: limit, burst: 500 } } }
load: [{ id: crowd, to: api, arrivals: { dist: constant, rate: demand } }]
processes:
  operator: { steps: [{ id: change, at: ${changedAt}s, set: { limit: ${after} } }] }
  crowd_control:
    steps:
      - { id: first, at: 1s, set: { demand: 10000.0 } }
      - { id: pause, at: 2s, set: { demand: 0.0 } }
      - { id: second, at: 22s, set: { demand: 1000000.0 } }
      - { id: leave, delay: 1ms, set: { demand: 0.0 } }
`;

/** Number of requests that the throttle admits in the second burst. */
function admitted(text: string): number {
  const count = (more: string): number => {
    const { requests, failed } = baseRun(text.replace('until: 23s', `until: ${more}`)).services[0]!;
    return requests - failed;
  };
  return count('23s') - count('21s');
}

describe('a throttle with a burst of 1', () => {
  it.each(['3/s', '7/s', '30/s', '300/s', '7000/s'])('admits a steady stream at its rate of %s', (rate) => {
    const { requests, failed } = baseRun(`
scenario: steady
until: 20s
services: { api: { throttle: { rate: ${rate}, burst: 1 } } }
load: [{ id: users, to: api, arrivals: { dist: constant, rate: ${rate} } }]
`).services[0]!;
    // Intervals between arrivals are whole microseconds, so some loads are slightly above the throttle's rate.
    expect(failed / requests).toBeLessThan(0.02);
    expect(requests).toBeGreaterThan(50);
  });

  it('admits at most its rate', () => {
    const { requests, failed } = baseRun(`
scenario: rush
until: 100s
services: { api: { throttle: { rate: 3/s, burst: 1 } } }
load: [{ id: users, to: api, arrivals: { dist: constant, rate: 1000/s } }]
`).services[0]!;
    expect(requests - failed).toBeOneOf([300, 301]);
  });
});

describe('a throttle whose rate changes', () => {
  it('fills at the rate of each time', () => {
    for (const [before, after, tokens] of [
      ['1.0', '1.0', 20],
      ['1.0', '10.0', 110],
      ['10.0', '1.0', 110],
      ['10.0', '0.0', 100],
    ] as const) {
      // A fraction of a token may be left over from the first burst.
      expect(admitted(RUSHES(before, after, 12)) - tokens).toBeOneOf([0, 1]);
    }
  });

  it('has at most its burst', () => {
    expect(admitted(RUSHES('1000.0', '1.0', 12))).toBe(500);
    // By default, the burst is one second's worth of tokens at the current rate.
    const byDefault = (before: string, after: string): string =>
      RUSHES(before, after, 21).replace(', burst: 500', '');
    expect(admitted(byDefault('10.0', '1.0'))).toBe(1);
    expect(admitted(byDefault('1.0', '10.0'))).toBe(10);
  });

  it('is full after a period without a limit', () => {
    expect(admitted(RUSHES('limit_off', '1.0', 12).replace('limit_off', '1000000000.0'))).toBe(500);
  });
});
