import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { plainNumber } from '../words/number-format.ts';
import { timesOf } from '../words/time-format.ts';
import {
  downsample,
  durationAxis,
  fontOf,
  frameFor,
  placeHeadLabels,
  powerAxis,
  spacedTicks,
  timeAxis,
  utcWords,
  valueAxis,
} from './chart.ts';

const labels = (axis: { ticks: readonly { lines: readonly string[] }[] }) =>
  axis.ticks.map(({ lines }) => lines[0]);

describe('value axes', () => {
  it('start at 0 and end at a round value above the largest', () => {
    expect(labels(valueAxis(3, 88.7, 5))).toEqual(['0', '20', '40', '60', '80', '100']);
    expect(labels(valueAxis(0, 0.034, 4))).toEqual(['0', '0.01', '0.02', '0.03', '0.04']);
    expect(valueAxis(0, 0, 5).to).toBeGreaterThan(0);
    expect(labels(valueAxis(-13_735, -12_585, 3)).at(-1)).toBe('0');
  });

  it('use clock steps for durations', () => {
    expect(labels(durationAxis(0, 4 * MINUTE, 5))).toEqual(['0 s', '1 min', '2 min', '3 min', '4 min']);
    expect(labels(durationAxis(0, 9 * HOUR, 5))).toEqual(['0 s', '2 h', '4 h', '6 h', '8 h', '10 h']);
    expect(durationAxis(-3 * MINUTE, -2 * MINUTE, 4).to).toBe(0);
    expect(labels(powerAxis(20_000, 30 * SECOND))).toEqual(['10 ms', '100 ms', '1 s', '10 s', '1 min']);
  });

  it('drop labels that would overlap but keep the 0', () => {
    const kept = spacedTicks(durationAxis(-4 * MINUTE, MINUTE, 5), 120, 12).flatMap(({ lines }) => lines);
    expect(kept).toContain('0 s');
    expect(kept.filter((text) => text !== '').length).toBeLessThan(4);
  });

  it('write numbers with three or four significant digits', () => {
    expect([0, 0.04453, 12.345, 1234.5, -3, 88.74, -0.5].map(plainNumber)).toEqual([
      '0',
      '0.0445',
      '12.3',
      '1,235',
      '−3',
      '88.7',
      '−0.5',
    ]);
  });
});

describe('the time axis', () => {
  const clock = { start: '2026-03-29T00:30:00+01:00', zone: 'Europe/Berlin', epoch: 1_774_740_600_000_000 };
  const margins = {
    plot: { wide: 200, narrow: 170 },
    left: { wide: 50, narrow: 40 },
    right: { wide: 26, narrow: 26 },
    above: { wide: 1, narrow: 1 },
    below: 2,
  };

  it('shows the zone at the first tick and where the offset changes, and the day', () => {
    const axis = timeAxis(timesOf({ clock }), 0, 4 * HOUR, frameFor('wide', margins));
    const lines = axis.ticks.map((tick) => tick.lines);
    expect(lines[0]).toEqual(['00:30 CET', 'Mar 29']);
    expect(lines.map(([zone]) => zone).filter((text) => text!.includes('CEST'))).toHaveLength(1);
    expect(utcWords(timesOf({ clock }), 0, 4 * HOUR)).toBe(
      'Times are in Europe/Berlin (UTC+1, later UTC+2).',
    );
  });

  it('counts from the start of a run without a clock', () => {
    const axis = timeAxis(timesOf({ clock: null }), 0, 5 * MINUTE, frameFor('narrow', margins));
    expect(axis.ticks[0]!.lines).toEqual(['0 s', '']);
    expect(fontOf('narrow')).toBeGreaterThanOrEqual(12);
  });
});

describe('a line with more points than pixels', () => {
  const points = Array.from({ length: 5000 }, (_, i): [number, number | null] => [
    i,
    i === 2500 ? 99 : i % 7,
  ]);

  it('keeps its peaks, its ends and its order', () => {
    const left = downsample(points, 300);
    expect(left.length).toBeLessThanOrEqual(4 * 301);
    expect(left).toContainEqual([2500, 99]);
    expect([left[0], left.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(left.every(([x], i) => i === 0 || x > left[i - 1]![0])).toBe(true);
  });

  it('keeps a gap that is wider than a pixel and every point of a short line', () => {
    const gap = points.map(([x, y]): [number, number | null] => [x, x > 1000 && x < 1100 ? null : y]);
    expect(downsample(gap, 300).filter(([, y]) => y === null).length).toBeGreaterThanOrEqual(4);
    expect(downsample(points.slice(0, 600), 300)).toHaveLength(600);
    expect(downsample([], 300)).toEqual([]);
  });
});

describe('labels above a chart', () => {
  it('never overlap: heavier ones are placed first, and ones that don’t fit are dropped', () => {
    const wishes = [
      { at: 10, text: 'slow_disk', name: 'fault', weight: 3 },
      { at: 12, text: 'steady again', name: 'steady', weight: 2 },
      { at: 11, text: 'observed', name: 'observed', weight: 1 },
    ];
    const placed = placeHeadLabels(wishes, 2, 12, (at) => at, 300);
    expect(placed.map(({ text, row }) => [text, row])).toEqual([
      ['slow_disk', 0],
      ['steady again', 1],
    ]);
    expect(placeHeadLabels([wishes[0]!], 2, 12, () => 290, 300)[0]!.anchor).toBe('end');
  });
});
