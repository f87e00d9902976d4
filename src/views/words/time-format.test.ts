import { describe, expect, it } from 'vitest';
import type { Clock } from '../../result.ts';
import { HOUR, MINUTE, SECOND } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { precisionOf, timesOf } from './time-format.ts';

function clock(start: string, zone: string): { clock: Clock } {
  return { clock: { start, zone, epoch: parseInstant(start)! } };
}

const aws = timesOf(clock('2025-10-19T23:30:00-07:00', 'America/Los_Angeles'));

describe('times', () => {
  it('shows UTC and the zone with day and abbreviation', () => {
    const t = 18 * MINUTE + 2_900_000;
    expect([aws.hours(t, 'utc'), aws.hours(t, 'zone'), aws.say(t, 'second')]).toEqual([
      '06:48:02.9',
      '23:48:02.9',
      '23:48:03 PDT',
    ]);
    expect([aws.day(t, 'utc'), aws.day(t, 'zone')]).toEqual(['Oct 20', 'Oct 19']);
    expect(aws.element(t, 'zone').toString()).toBe(
      '<time datetime="2025-10-20T06:48:02.9Z">Oct 19 23:48:02.9 PDT</time>',
    );
    expect(aws.element(t, 'utc').toString()).toBe(
      '<time datetime="2025-10-20T06:48:02.9Z">Oct 20 06:48:02.9</time>',
    );
  });

  it('writes at most milliseconds in datetime attributes', () => {
    expect(aws.element(1_234_567, 'utc').toString()).toContain('datetime="2025-10-20T06:30:01.234Z"');
  });

  it('gives facts no more digits than their source does', () => {
    expect(precisionOf('2025-10-19T23:48:00-07:00')).toBe('minute');
    expect(precisionOf('2025-10-19T23:48Z')).toBe('minute');
    expect(precisionOf('2025-10-19T23:48:07Z')).toBe('exact');
    expect(aws.hours(18 * MINUTE, 'zone', 'minute')).toBe('23:48');
    expect(aws.hours(18 * MINUTE + SECOND, 'zone', 'minute')).toBe('23:48:01');
  });

  it('follows daylight saving time in both directions', () => {
    const autumn = timesOf(clock('2025-10-26T01:30:00+01:00', 'Europe/London'));
    expect([0, 30, 60].map((min) => autumn.say(min * MINUTE))).toEqual([
      '01:30:00 BST',
      '01:00:00 GMT',
      '01:30:00 GMT',
    ]);
    const spring = timesOf(clock('2025-03-09T01:30:00-08:00', 'America/Los_Angeles'));
    expect([0, 30].map((min) => spring.say(min * MINUTE))).toEqual(['01:30:00 PST', '03:00:00 PDT']);
  });

  it('uses zone abbreviations from all continents and falls back to offsets', () => {
    const at = (zone: string) => timesOf(clock('2025-10-20T06:00:00Z', zone)).abbreviation(0, 'zone');
    expect(
      [
        'Asia/Kolkata',
        'Australia/Sydney',
        'Africa/Johannesburg',
        'Europe/Berlin',
        'Asia/Tokyo',
        'America/Sao_Paulo',
      ].map(at),
    ).toEqual(['IST', 'AEDT', 'SAST', 'CEST', 'UTC+9', 'UTC−3']);
  });

  it('has one clock for UTC and none without a clock', () => {
    const utc = timesOf(clock('2025-10-20T06:00:00Z', 'UTC'));
    expect([utc.faces, utc.zone, utc.say(0)]).toEqual([['utc'], null, '06:00:00 UTC']);
    const none = timesOf({ clock: null });
    expect([
      none.faces,
      none.say(HOUR + 18 * MINUTE + 2_900_000),
      none.say(250_500),
      none.say(-SECOND),
    ]).toEqual([[], '1 h 18 min 2.9 s', '250.5 ms', '−1 s']);
    expect(none.element(2 * MINUTE, 'utc').toString()).toBe('<time datetime="PT120S">2 min</time>');
  });

  it('falls back to the written offset for an unknown zone', () => {
    const odd = timesOf(clock('2025-10-20T06:00:00+05:45', 'Mars/Olympus'));
    expect(odd.say(0)).toBe('06:00:00 UTC+5:45');
  });
});
