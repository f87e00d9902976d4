import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { timesOf } from '../words/time-format.ts';
import { ticks, timeScale } from './time-scale.ts';

function times(start: string, zone: string) {
  return timesOf({ clock: { start, zone, epoch: parseInstant(start)! } });
}

describe('ticks', () => {
  it('are at round times of their clock', () => {
    const kolkata = times('2025-10-20T10:07:00+05:30', 'Asia/Kolkata');
    const scale = timeScale([0, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR], 900, 0);
    expect(ticks(scale, kolkata, 'zone').map((tick) => tick.label)).toEqual([
      '10:15',
      '10:30',
      '10:45',
      '11:00',
      '11:15',
      '11:30',
      '11:45',
      '12:00',
      '12:15',
      '12:30',
      '12:45',
      '13:00',
    ]);
    expect(ticks(scale, kolkata, 'utc')[0]!.label).toBe('04:45');
  });

  it('show the day once and where the day or the offset changes', () => {
    const night = times('2025-10-19T22:00:00-07:00', 'America/Los_Angeles');
    const scale = timeScale([0, HOUR, 2 * HOUR, 3 * HOUR, 4 * HOUR], 500, 0);
    const days = ticks(scale, night, 'zone').flatMap((tick) => (tick.day === null ? [] : [tick.day]));
    expect(days).toEqual(['Oct 19 PDT', 'Oct 20 PDT']);
    const autumn = times('2025-10-26T00:00:00+01:00', 'Europe/London');
    const back = ticks(timeScale([0, HOUR, 2 * HOUR, 3 * HOUR], 400, 0), autumn, 'zone');
    expect(back.map((tick) => `${tick.label} ${tick.day}`)).toEqual([
      '00:00 Oct 26 BST',
      '01:00 null',
      '01:00 Oct 26 GMT',
      '02:00 null',
    ]);
  });

  it('show the time again after every break', () => {
    const scale = timeScale([0, MINUTE, 2 * MINUTE, 3 * HOUR + 20 * SECOND, 3 * HOUR + 2 * MINUTE], 900, 0);
    const pdt = times('2025-10-19T23:30:00-07:00', 'America/Los_Angeles');
    const found = ticks(scale, pdt, 'zone');
    for (const segment of scale.segments.filter((one) => !one.compressed)) {
      expect(found.some((tick) => segment.from <= tick.t && tick.t <= segment.to)).toBe(true);
    }
    for (const segment of scale.segments.filter((one) => one.compressed)) {
      expect(found.filter((tick) => segment.from < tick.t && tick.t < segment.to)).toEqual([]);
    }
  });

  it('are at round durations without a clock', () => {
    const scale = timeScale([0, 40_000, 120_500, 250_000, 400_000], 900, 0);
    expect(ticks(scale, timesOf({ clock: null }), 'utc').map((tick) => tick.label)).toEqual([
      '0 s',
      '50 ms',
      '100 ms',
      '150 ms',
      '200 ms',
      '250 ms',
      '300 ms',
      '350 ms',
      '400 ms',
    ]);
  });
});
