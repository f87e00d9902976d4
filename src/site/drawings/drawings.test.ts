import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { DAY, HOUR, MINUTE } from '../../time/duration.ts';
import { keyTimes } from '../record/key-times.ts';
import { incidentStrip } from './incident-strip.ts';
import { durationAxis, stripPlot } from './strip-plot.ts';
import { yearStrip } from './year-strip.ts';

test('a duration axis is logarithmic and ends with round values', () => {
  const axis = durationAxis([3 * MINUTE, 5 * HOUR]);
  expect(axis.ticks.map(({ label }) => label)).toEqual(['1 min', '10 min', '1 h', '6 h']);
  const step = axis.at(10 * MINUTE) - axis.at(MINUTE);
  expect(axis.at(100 * MINUTE) - axis.at(10 * MINUTE)).toBeCloseTo(step, 1);
});

test.each([[0], [1], [MINUTE], [400 * DAY], [4000 * DAY]])(
  'an axis with the single value %d has two ends',
  (value) => {
    const axis = durationAxis([value]);
    expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
    expect(axis.at(value)).toBeGreaterThanOrEqual(2);
    expect(axis.at(value)).toBeLessThanOrEqual(98);
  },
);

test('a strip plot has a dot for every value, a table and no mean', () => {
  const plot = stripPlot('Time to detect by severity', [
    { label: 'SEV1', look: 'tone-critical', values: [MINUTE, 2 * MINUTE, HOUR] },
    { label: 'SEV2', look: 'tone-high', values: [] },
  ])!.toString();
  expect(plot.match(/plot-dot/g)).toHaveLength(3);
  expect(plot.match(/class="plot-median"/g)).toHaveLength(1);
  expect(plot).toContain('<th scope="row">SEV1</th>');
  expect(plot).not.toContain('SEV2');
  expect(plot).not.toMatch(/\bmean\b/);
  expect(stripPlot('Nothing', [])).toBeNull();
});

test('a strip groups equal times, and is empty for an incident with only one time', () => {
  const { incident } = listed('one', {
    detected_at: '2026-03-01T10:05:00Z',
    mitigated_at: '2026-03-01T11:00:00Z',
    resolved_at: '2026-03-01T11:00:00Z',
  });
  const strip = incidentStrip(keyTimes(incident), { posts: [10 * MINUTE, 40 * DAY] })!.toString();
  expect(strip.match(/strip-label/g)).toHaveLength(3);
  expect(strip).toContain('Mitigated, Resolved');
  expect(strip.match(/strip-post/g)).toHaveLength(1);
  expect(incidentStrip(keyTimes(listed('two').incident), { posts: [] })).toBeNull();
});

test('a year has a mark for each incident in the lane of its severity', () => {
  const lanes = [
    { id: 'SEV1', label: 'SEV1', look: 'tone-critical', order: 1 },
    { id: 'SEV2', label: 'SEV2', look: 'tone-high', order: 2 },
  ];
  const strip = yearStrip(
    2026,
    [listed('a'), listed('b', { resolved_at: '2026-03-04T10:00:00Z' })],
    lanes,
  ).toString();
  expect(strip.match(/class="year-mark"/g)).toHaveLength(2);
  expect(strip.match(/class="year-length"/g)).toHaveLength(1);
  expect(strip).not.toContain('<a');
});
