import { describe, expect, it } from 'vitest';
import { baseRun, lines } from '../support/evaluate-text.ts';

/** Goodput is about 30/s from the end of the first full window, at 10 s, and 0 during the outage from 30 s to 60 s. */
const SHOP = (process: string): string => `
scenario: shop
until: 2m
state: { up: true, done: false }
services: { shop: { concurrency: 4, service_time: 20ms, available: up } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 30/s }, timeout: 1s }]
measure: { goodput: { is: rate(shop.ok), window: 10s } }
faults: [{ id: outage, at: 30s, for: 30s, set: { up: false } }]
processes:
  operator:
    ${process}
`;

/** The operator's actions, with times in seconds. */
function acts(process: string): string[] {
  return lines(baseRun(SHOP(process))).filter((line) => line.includes('operator'));
}

describe('a step that waits for a measure', () => {
  it('fires once its condition becomes true', () => {
    expect(acts('steps: [{ id: act, when: goodput > 1.0 }]')).toEqual(['10 operator act']);
  });

  it('fires once the measure is defined', () => {
    expect(acts('steps: [{ id: act, when: has(goodput) }]')).toEqual(['10 operator act']);
  });

  it('fires after a later change too', () => {
    const [first, second] = acts(
      'steps: [{ id: fall, when: goodput < 1.0 }, { id: rise, when: goodput > 29.0 }]',
    );
    expect([first, second]).toEqual(['40 operator fall', '70 operator rise']);
  });

  it('leaves by `skip_if`', () => {
    expect(
      acts('steps: [{ id: act, when: done, skip_if: goodput < 1.0, skip_to: other }, { id: other }]'),
    ).toEqual(['40 operator skip', '40 operator other']);
  });

  it('leaves by `while`', () => {
    expect(acts("steps: [{ id: act, when: done, while: '!has(goodput)' }, { id: other }]")).toEqual([
      '10 operator skip',
      '10 operator other',
    ]);
  });

  it('fires if a later member of its atomic group waits for the measure', () => {
    expect(acts('atomic: [[one, two]]\n    steps: [{ id: one }, { id: two, when: goodput < 1.0 }]')).toEqual([
      '40 operator one',
      '40 operator two',
    ]);
  });

  it('fires in an alternative', () => {
    expect(
      acts('steps: [{ id: act, either: [{ id: low, when: goodput < 1.0 }, { id: timeout, delay: 50s }] }]'),
    ).toEqual(['40 operator low']);
  });

  it('waits forever if no requests are left that could change the measure', () => {
    const text = SHOP('steps: [{ id: act, when: goodput > 1000.0 }]');
    expect(baseRun(text).ended.because).toBe('until');
    expect(baseRun(text.replace('30/s', '0/s')).ended.because).toBe('waiting');
  });
});
