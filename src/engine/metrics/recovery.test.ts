import { describe, expect, it } from 'vitest';
import { firstGap, type HoldInterval, recoveryOf } from './recovery.ts';
import { conditionWindows, impactWindows } from './service-results.ts';

const stretch = (from: number, to: number | null, counted: [number, number] = [0, 0]): HoldInterval => ({
  from,
  to,
  counted,
});
const FAULT = [{ id: 'f', from: 60, to: 90 }];

describe('recovery', () => {
  it.each([
    ['the steady state is never met again', [stretch(10, 65)], true, null],
    ['it is met again, but not for good', [stretch(10, 65), stretch(120, 130)], false, null],
    [
      'it holds for good from some time on',
      [stretch(10, 65), stretch(120, 130), stretch(150, null)],
      false,
      150,
    ],
    ['it was never left', [stretch(10, null)], false, 60],
    ['it still holds when the trigger ends, and then no more', [stretch(10, 91)], false, null],
  ] as const)('where %s', (_what, steady, metastable, recoveredAt) => {
    expect(recoveryOf('x', steady, FAULT, 300)).toEqual({
      steadyState: 'x',
      trigger: { from: 60, to: 90 },
      steadyBefore: true,
      metastable,
      recoveredAt,
      recoveredAfter: recoveredAt === null ? null : recoveredAt - 60,
    });
  });

  it('is not told of a run whose trigger is not over', () => {
    const lasting = [...FAULT, { id: 'g', from: 100, to: null }];
    expect(recoveryOf('x', [stretch(10, 65)], lasting, 300)).toMatchObject({
      trigger: { from: 60, to: null },
      metastable: false,
      recoveredAt: null,
    });
  });

  it('begins at the first fault and ends with the last', () => {
    const two = [
      { id: 'late', from: 80, to: 200 },
      { id: 'early', from: 50, to: 60 },
    ];
    expect(recoveryOf('x', [stretch(0, 55), stretch(250, null)], two, 300)).toMatchObject({
      trigger: { from: 50, to: 200 },
      recoveredAfter: 200,
    });
  });

  it.each([
    ['begins with the fault', [stretch(60, null)], false],
    ['ends with the fault', [stretch(20, 60)], true],
    ['ends before it', [stretch(20, 59)], false],
    ['is never met', [], false],
  ] as const)('a steady state that %s', (_what, steady, before) => {
    expect(recoveryOf('x', steady, FAULT, 300).steadyBefore).toBe(before);
  });
});

describe('a state of affairs', () => {
  const held = [stretch(10, 20), stretch(30, 50), stretch(60, null)];
  it.each([
    [30, 50, null],
    [35, 45, null],
    [35, 51, 50],
    [15, 40, 20],
    [25, 40, 25],
    [60, 1000, null],
    [50, 55, 50],
  ])('from %i to %i is broken at %s', (from, to, brokenAt) => {
    expect(firstGap(held, from, to)).toBe(brokenAt);
  });
});

describe('impact', () => {
  it('by a condition joins what lies less than a window apart, and counts what failed in it', () => {
    const rates = [0, 0.5, 0.2, 0, 1, null];
    const windows = conditionWindows(
      [stretch(12, 18, [3, 9]), stretch(25, 31, [10, 14]), stretch(45, null, [14, 20])],
      rates,
      10,
    );
    expect(windows).toEqual([
      { from: 12, to: 31, failed: 11, worstErrorRate: 0.5 },
      { from: 45, to: null, failed: 6, worstErrorRate: 1 },
    ]);
  });

  it('by a share goes over windows without requests, and ends after more than five good ones', () => {
    const rates = [0, 0.5, null, null, 0.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.5];
    const failed = rates.map((rate) => (rate ?? 0) * 10);
    expect(impactWindows(rates, failed, 0.05, 10)).toEqual([
      { from: 10, to: 110, failed: 15, worstErrorRate: 0.5 },
      { from: 170, to: null, failed: 5, worstErrorRate: 0.5 },
    ]);
  });
});
