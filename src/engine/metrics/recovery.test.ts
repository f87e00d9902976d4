import { describe, expect, it } from 'vitest';
import { firstGap, type HoldInterval, recoveryOf, type TriggerParts } from './recovery.ts';
import { conditionWindows, impactWindows } from './service-results.ts';

const interval = (from: number, to: number | null, counts: [number, number] = [0, 0]): HoldInterval => ({
  from,
  to,
  counts,
});
const FAULT = [{ id: 'f', from: 60, to: 90 }];

const spans = (faults: TriggerParts['spans']): TriggerParts => ({ spans: faults, named: null });

describe('recovery', () => {
  it.each([
    ['the steady state never holds again', [interval(10, 65)], true, null],
    ['it holds again, but not to the end', [interval(10, 65), interval(120, 130)], false, null],
    [
      'it holds from some time to the end',
      [interval(10, 65), interval(120, 130), interval(150, null)],
      false,
      150,
    ],
    ['it never stops holding', [interval(10, null)], false, 60],
    ['it stops holding after the trigger ends', [interval(10, 91)], false, null],
  ] as const)('is computed when %s', (_what, steady, metastable, recoveredAt) => {
    expect(recoveryOf('x', steady, spans(FAULT), 300)).toEqual({
      steadyState: 'x',
      trigger: { from: 60, to: 90 },
      steadyBefore: true,
      metastable,
      recoveredAt,
      recoveredAfter: recoveredAt === null ? null : recoveredAt - 60,
    });
  });

  it('is not metastable while the trigger lasts', () => {
    const lasting = [...FAULT, { id: 'g', from: 100, to: null }];
    expect(recoveryOf('x', [interval(10, 65)], spans(lasting), 300)).toMatchObject({
      trigger: { from: 60, to: null },
      metastable: false,
      recoveredAt: null,
    });
  });

  it('has a trigger from the start of the first fault to the end of the last', () => {
    const two = [
      { id: 'late', from: 80, to: 200 },
      { id: 'early', from: 50, to: 60 },
    ];
    expect(recoveryOf('x', [interval(0, 55), interval(250, null)], spans(two), 300)).toMatchObject({
      trigger: { from: 50, to: 200 },
      recoveredAfter: 200,
    });
  });

  it.each([
    ['starts with the fault', [interval(60, null)], false],
    ['ends with the fault', [interval(20, 60)], true],
    ['ends before the fault', [interval(20, 59)], false],
    ['never holds', [], false],
  ] as const)(
    'decides whether the run was steady before the fault: the steady state %s',
    (_what, steady, before) => {
      expect(recoveryOf('x', steady, spans(FAULT), 300).steadyBefore).toBe(before);
    },
  );
});

describe('a condition over an interval', () => {
  const held = [interval(10, 20), interval(30, 50), interval(60, null)];
  it.each([
    [30, 50, null],
    [35, 45, null],
    [35, 51, 50],
    [15, 40, 20],
    [25, 40, 25],
    [60, 1000, null],
    [50, 55, 50],
  ])('from %i to %i breaks at %s', (from, to, brokenAt) => {
    expect(firstGap(held, from, to)).toBe(brokenAt);
  });
});

describe('impact', () => {
  it('by a condition joins intervals less than a window apart and counts their failures', () => {
    const rates = [0, 0.5, 0.2, 0, 1, null];
    const windows = conditionWindows(
      [interval(12, 18, [3, 9]), interval(25, 31, [10, 14]), interval(45, null, [14, 20])],
      rates,
      10,
    );
    expect(windows).toEqual([
      { from: 12, to: 31, failed: 11, worstErrorRate: 0.5 },
      { from: 45, to: null, failed: 6, worstErrorRate: 1 },
    ]);
  });

  it('by error rate spans windows without requests, and ends after more than five good ones', () => {
    const rates = [0, 0.5, null, null, 0.5, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, 0, 0, 0, 0.5];
    const failed = rates.map((rate) => (rate ?? 0) * 10);
    expect(impactWindows(rates, failed, 0.05, 10)).toEqual([
      { from: 10, to: 110, failed: 15, worstErrorRate: 0.5 },
      { from: 170, to: null, failed: 5, worstErrorRate: 0.5 },
    ]);
  });
});
