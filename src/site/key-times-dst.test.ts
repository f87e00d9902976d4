import { describe, expect, test } from 'vitest';
import { humanDuration } from '../time/duration.ts';
import { listed } from './across/listed-fixture.ts';
import { incidentTimes, keyTimes, lengthOf } from './key-times.ts';

const text = (html: { toString(): string }) => html.toString().replace(/<[^>]+>/g, '');

const faces = (front: Parameters<typeof listed>[1]) => {
  const { incident } = listed('dst', front);
  const times = incidentTimes(incident);
  return keyTimes(incident).map(({ t, precision }) => [
    text(times.element(t, 'utc', precision)),
    text(times.element(t, 'zone', precision)),
  ]);
};

describe('over the end of summer time', () => {
  const front = {
    zone: 'Europe/Berlin',
    started_at: '2025-10-26T02:30:00+02:00',
    detected_at: '2025-10-26T02:30:00+01:00',
    resolved_at: '2025-10-26T03:30:00+01:00',
  };

  test('the hour that comes twice is told apart by its abbreviation', () => {
    expect(faces(front)).toEqual([
      ['26 Oct 00:30', '26 Oct 02:30 CEST'],
      ['26 Oct 01:30', '26 Oct 02:30 CET'],
      ['26 Oct 02:30', '26 Oct 03:30 CET'],
    ]);
  });

  test('a duration is what passed, not what the clock on the wall says', () => {
    const { incident } = listed('dst', front);
    expect(
      keyTimes(incident).map(({ since }) => (since === null ? null : humanDuration(since.value))),
    ).toEqual([null, '1 h', '2 h']);
    expect(humanDuration(lengthOf(incident)!.value)).toBe('2 h');
  });
});

test('over the beginning of summer time an hour is missing on the wall', () => {
  const front = {
    zone: 'America/New_York',
    started_at: '2026-03-08T01:45:00-05:00',
    resolved_at: '2026-03-08T03:15:00-04:00',
  };
  expect(faces(front)).toEqual([
    ['8 Mar 06:45', '8 Mar 01:45 EST'],
    ['8 Mar 07:15', '8 Mar 03:15 EDT'],
  ]);
  expect(humanDuration(lengthOf(listed('dst', front).incident)!.value)).toBe('30 min');
});

test('a zone half an hour off is written with its offset right', () => {
  const front = {
    zone: 'Australia/Lord_Howe',
    started_at: '2026-04-05T01:45:00+11:00',
    resolved_at: '2026-04-05T02:15:00+10:30',
  };
  expect(faces(front)[1]![1]).toMatch(/^5 Apr 02:15 /);
  expect(humanDuration(lengthOf(listed('dst', front).incident)!.value)).toBe('1 h');
});
