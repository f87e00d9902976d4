import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LabelArea, type LabelRequest, type PlacedLabel, placeFlags, placeLabels } from './text-fit.ts';

const AREA: LabelArea = {
  left: 0,
  right: 900,
  levels: 2,
  blocked: [],
  blockedCost: 2,
  anchors: ['start', 'end'],
  size: 12,
  widths: [200, 100],
  lines: 1,
};

const request = (x: number, text = 'a label of some length'): LabelRequest => ({
  x,
  text,
  weight: 1,
  must: false,
  over: false,
});

function overlaps(labels: readonly PlacedLabel[]): number {
  return labels.filter((a, i) =>
    labels.some((b, k) => k > i && a.level === b.level && a.x0 < b.x1 && b.x0 < a.x1),
  ).length;
}

const requests = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 880 }),
    text: fc.string({ maxLength: 60 }),
    weight: fc.integer({ min: 0, max: 3 }),
    must: fc.boolean(),
    over: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('labels', () => {
  it('never overlap or leave their area', () => {
    fc.assert(
      fc.property(requests, (all) => {
        for (const labels of [placeLabels(all, AREA), placeFlags(all, { ...AREA, lines: 2 })]) {
          expect(overlaps(labels)).toBe(0);
          expect(labels.every((label) => label.x0 >= 0 && label.x1 <= 900)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('are all placed by placeFlags without a leader crossing a text', () => {
    const all = [10, 40, 70, 300, 305, 620, 640].map((x) => request(x));
    const labels = placeFlags(all, AREA);
    expect(labels).toHaveLength(all.length);
    const crossed = labels.filter((upper) =>
      labels.some(
        (lower) => lower.level < upper.level && lower.x0 < upper.request.x && upper.request.x < lower.x1,
      ),
    );
    expect(crossed).toEqual([]);
  });

  it('yield to heavier ones and are dropped where they do not fit', () => {
    const crowd = [100, 104, 108, 112, 116].map((x) =>
      request(x, 'a label that is rather long, in fact very long'),
    );
    const heavy = { ...request(110, 'the one that counts'), weight: 9 };
    const labels = placeLabels([...crowd, heavy], AREA);
    expect(labels.map((label) => label.request)).toContain(heavy);
    expect(labels.length).toBeLessThan(crowd.length + 1);
  });

  it('avoid blocked intervals', () => {
    const area = { ...AREA, blocked: [{ x0: 120, x1: 260 }] };
    expect(placeLabels([{ ...request(115), weight: 1 }], { ...area, left: -200 })[0]!.anchor).toBe('end');
  });
});
