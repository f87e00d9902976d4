import { describe, expect, test } from 'vitest';
import { type Incident, incidentSchema } from '../../incident/incident.ts';
import { listed } from '../../tests/support/listed.ts';
import { HOUR, humanDuration, MINUTE } from '../../time/duration.ts';
import {
  dayInFull,
  durationOf,
  incidentTimes,
  keyTimes,
  phaseFrom,
  phases,
  startOf,
  writtenDay,
} from './key-times.ts';

const text = (html: { toString(): string }) => html.toString().replace(/<[^>]+>/g, '');

const faces = (front: Parameters<typeof listed>[1]) => {
  const { incident } = listed('dst', front);
  const times = incidentTimes(incident);
  return keyTimes(incident).map(({ t, precision }) => [
    text(times.element(t, 'utc', precision)),
    text(times.element(t, 'zone', precision)),
  ]);
};

describe('at the end of daylight saving time', () => {
  const front = {
    zone: 'Europe/Berlin',
    started_at: '2025-10-26T02:30:00+02:00',
    detected_at: '2025-10-26T02:30:00+01:00',
    resolved_at: '2025-10-26T03:30:00+01:00',
  };

  test('the zone abbreviation distinguishes the repeated hour', () => {
    expect(faces(front)).toEqual([
      ['Oct 26 00:30', 'Oct 26 02:30 CEST'],
      ['Oct 26 01:30', 'Oct 26 02:30 CET'],
      ['Oct 26 02:30', 'Oct 26 03:30 CET'],
    ]);
  });

  test('a duration is elapsed time, not the difference of local times', () => {
    const { incident } = listed('dst', front);
    expect(
      keyTimes(incident).map(({ since }) => (since === null ? null : humanDuration(since.value))),
    ).toEqual([null, '1 h', '2 h']);
    expect(humanDuration(durationOf(incident)!.value)).toBe('2 h');
  });
});

test('at the start of daylight saving time, an hour of local time is skipped', () => {
  const front = {
    zone: 'America/New_York',
    started_at: '2026-03-08T01:45:00-05:00',
    resolved_at: '2026-03-08T03:15:00-04:00',
  };
  expect(faces(front)).toEqual([
    ['Mar 8 06:45', 'Mar 8 01:45 EST'],
    ['Mar 8 07:15', 'Mar 8 03:15 EDT'],
  ]);
  expect(humanDuration(durationOf(listed('dst', front).incident)!.value)).toBe('30 min');
});

test('handles a daylight saving shift of half an hour', () => {
  const front = {
    zone: 'Australia/Lord_Howe',
    started_at: '2026-04-05T01:45:00+11:00',
    resolved_at: '2026-04-05T02:15:00+10:30',
  };
  expect(faces(front)[1]![1]).toMatch(/^Apr 5 02:15 /);
  expect(humanDuration(durationOf(listed('dst', front).incident)!.value)).toBe('1 h');
});

function incident(fields: Partial<Record<keyof Incident, unknown>> = {}): Incident {
  return incidentSchema.parse({
    title: 'The name is gone',
    summary: 'No address.',
    severity: 'SEV1',
    zone: 'America/Los_Angeles',
    started_at: '2025-10-19T23:48:00-07:00',
    ...fields,
  });
}

const WHOLE = incident({
  detected_at: '2025-10-20T00:11:00-07:00',
  identified_at: '2025-10-20T00:38:00-07:00',
  mitigated_at: '2025-10-20T02:25:00-07:00',
  resolved_at: '2025-10-20T21:20:00Z',
});

describe('key times', () => {
  test('count from the start, each with its duration and formula', () => {
    const rows = keyTimes(WHOLE).map(({ label, t, since }) => [label, t / MINUTE, since?.formula ?? null]);
    expect(rows).toEqual([
      ['Started', 0, null],
      ['Detected', 23, 'detected_at − started_at'],
      ['Identified', 50, 'identified_at − started_at'],
      ['Mitigated', 157, 'mitigated_at − started_at'],
      ['Resolved', 872, 'resolved_at − started_at'],
    ]);
  });

  test('are sorted, since a cause may be identified after the resolution', () => {
    const late = incident({
      resolved_at: '2025-10-20T00:48:00-07:00',
      identified_at: '2025-10-21T00:00:00-07:00',
    });
    expect(keyTimes(late).map(({ moment }) => moment)).toEqual([
      'started_at',
      'resolved_at',
      'identified_at',
    ]);
  });

  test('are formatted in UTC and the time zone of the incident', () => {
    const times = incidentTimes(WHOLE);
    expect(times.element(0, 'utc').toString()).toContain('Oct 20 06:48');
    expect(times.element(0, 'zone').toString()).toContain('Oct 19 23:48:00 PDT');
  });
});

describe('phases', () => {
  test('cover the time from start to end without gaps', () => {
    const parts = phases(keyTimes(WHOLE));
    expect(parts.map(({ begins }) => begins)).toEqual([
      'started_at',
      'detected_at',
      'identified_at',
      'mitigated_at',
    ]);
    expect(parts.slice(1).map(({ from }) => from)).toEqual(parts.slice(0, -1).map(({ to }) => to));
    expect(parts.at(-1)?.to).toBe(872 * MINUTE);
  });

  test('are unknown, not undetected, without a detection time', () => {
    const times = keyTimes(incident({ resolved_at: '2025-10-20T00:48:00-07:00' }));
    expect(phases(times)).toEqual([{ begins: 'unknown', from: 0, to: HOUR }]);
    expect(phaseFrom(times[0]!, times)).toBe('unknown');
    expect(phaseFrom(times[1]!, times)).toBe('resolved_at');
  });

  test('leave out empty intervals', () => {
    const at = '2025-10-20T00:48:00-07:00';
    const parts = phases(keyTimes(incident({ detected_at: at, identified_at: at, resolved_at: at })));
    expect(parts).toEqual([{ begins: 'started_at', from: 0, to: HOUR }]);
  });
});

describe('the duration', () => {
  test('ends with the resolution, or else the mitigation', () => {
    expect(durationOf(WHOLE)).toEqual({ value: 872 * MINUTE, until: 'resolved' });
    expect(durationOf(incident({ mitigated_at: '2025-10-20T00:48:00-07:00' }))).toEqual({
      value: HOUR,
      until: 'mitigated',
    });
    expect(durationOf(incident())).toBeNull();
  });
});

describe('days', () => {
  test('are in UTC', () => {
    expect(dayInFull(startOf(WHOLE))).toBe('October 20, 2025');
    expect(writtenDay('2025-10-23')).toBe('October 23, 2025');
    expect(writtenDay('2025-10-23T20:00:00-07:00')).toBe('October 24, 2025');
    expect(writtenDay('soon')).toBe('soon');
  });
});
