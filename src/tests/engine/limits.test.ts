import { describe, expect, it } from 'vitest';
import { baseRun } from '../support/evaluate-text.ts';

/** A million requests in the first second of a day, then the given rate. */
const BURST = (rest: string): string => `
scenario: burst
until: 24h
state: { rate: 1000000.0 }
services: { shop: { concurrency: unlimited } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: rate } }]
processes:
  crowd: { steps: [{ id: leave, delay: 1s, set: { rate: ${rest} } }] }
`;

describe('the event limit', () => {
  it('allows a burst of a million requests that ends', () => {
    const { services, ended } = baseRun(BURST('0.1'));
    expect(ended).toEqual({ at: 24 * 3600e6, because: 'until' });
    expect(services[0]!.requests).toBeGreaterThan(1_000_000);
  });

  it('ends a run early if its pace stays too high', () => {
    expect(() => baseRun(BURST('1000000.0'))).toThrow('at this pace');
  });
});
