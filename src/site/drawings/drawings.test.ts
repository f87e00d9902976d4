import { expect, test } from 'vitest';
import { eventScale } from '../../incident/event.ts';
import { listed } from '../../tests/support/listed.ts';
import { DAY, HOUR, MINUTE } from '../../time/duration.ts';
import { incidentTimes } from '../record/key-times.ts';
import { eventBar, eventHours, eventMoments } from './event-axis.ts';
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

const front = {
  detected_at: '2026-03-01T10:05:00Z',
  mitigated_at: '2026-03-01T11:00:00Z',
  resolved_at: '2026-03-01T11:00:00Z',
  impact: [
    { service: 'api', from: '2026-03-01T10:00:00Z', to: '2026-03-01T10:30:00Z' },
    { service: 'api (again)', from: '2026-03-01T10:45:00Z', to: '2026-03-01T11:00:00Z' },
  ],
};

test('an event has a piece for each period, and its labels overlap neither each other nor a stem', () => {
  const { incident } = listed('one', front);
  const scale = eventScale(incident, [])!;
  const times = incidentTimes(incident);
  const bar = eventBar(
    scale,
    times,
    scale.bars[0]!.pieces.map((one) => ({ ...one, look: 'x' })),
  );
  expect(bar.toString().match(/<rect class="x" x="0%" y="0" width="50%"/g)).toHaveLength(1);
  expect(bar.toString().match(/<rect class="x" x="75%" y="0" width="25%"/g)).toHaveLength(1);
  const moments = eventMoments(scale, times).toString();
  expect(moments).toContain('Mitigated, Resolved');
  expect(moments.match(/class="event-moment"/g)).toHaveLength(3);
  // In a narrow window, the label at 10:05 has no space in either row.
  const [wide, narrow] = moments.split('event-narrow');
  expect(wide).toContain('Detected');
  expect(narrow).not.toContain('event-stem');
});

test('hours of an event are round local times', () => {
  const { incident } = listed('one', { ...front, zone: 'Asia/Kolkata' });
  const hours = eventHours(eventScale(incident, [])!, incidentTimes(incident)).toString();
  expect([...hours.matchAll(/>(\d\d:\d\d)</g)].map(([, text]) => text)).toEqual([
    '15:40',
    '15:50',
    '16:00',
    '16:10',
    '16:20',
  ]);
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
