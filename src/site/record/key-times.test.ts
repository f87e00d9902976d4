import { describe, expect, test } from 'vitest';
import { type Incident, incidentSchema } from '../../incident/incident.ts';
import { listed } from '../../tests/support/listed.ts';
import { HOUR, humanDuration, MINUTE } from '../../time/duration.ts';
import {
  dayInFull,
  incidentTimes,
  keyTimes,
  lengthOf,
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
  test('count from the start, with the duration that ends at each and its formula', () => {
    const rows = keyTimes(WHOLE).map(({ label, t, since }) => [label, t / MINUTE, since?.formula ?? null]);
    expect(rows).toEqual([
      ['Started', 0, null],
      ['Detected', 23, 'detected_at − started_at'],
      ['Identified', 50, 'identified_at − started_at'],
      ['Mitigated', 157, 'mitigated_at − started_at'],
      ['Resolved', 872, 'resolved_at − started_at'],
    ]);
  });

  test('stand by time: a cause may be identified after all is resolved', () => {
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

  test('are written in UTC and the zone of the incident', () => {
    const times = incidentTimes(WHOLE);
    expect(times.element(0, 'utc').toString()).toContain('20 Oct 06:48');
    expect(times.element(0, 'zone').toString()).toContain('19 Oct 23:48:00 PDT');
  });
});

describe('phases', () => {
  test('fill the time from start to end without a gap', () => {
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

  test('do not call an incident unnoticed whose detection is not stated', () => {
    const times = keyTimes(incident({ resolved_at: '2025-10-20T00:48:00-07:00' }));
    expect(phases(times)).toEqual([{ begins: 'unstated', from: 0, to: HOUR }]);
    expect(phaseFrom(times[0]!, times)).toBe('unstated');
    expect(phaseFrom(times[1]!, times)).toBe('resolved_at');
  });

  test('leave out stretches without length', () => {
    const at = '2025-10-20T00:48:00-07:00';
    const parts = phases(keyTimes(incident({ detected_at: at, identified_at: at, resolved_at: at })));
    expect(parts).toEqual([{ begins: 'started_at', from: 0, to: HOUR }]);
  });
});

describe('length', () => {
  test('ends with the resolution, else with the mitigation', () => {
    expect(lengthOf(WHOLE)).toEqual({ value: 872 * MINUTE, until: 'resolved' });
    expect(lengthOf(incident({ mitigated_at: '2025-10-20T00:48:00-07:00' }))).toEqual({
      value: HOUR,
      until: 'mitigated',
    });
    expect(lengthOf(incident())).toBeNull();
  });
});

describe('days', () => {
  test('are those of UTC', () => {
    expect(dayInFull(startOf(WHOLE))).toBe('20 October 2025');
    expect(writtenDay('2025-10-23')).toBe('23 October 2025');
    expect(writtenDay('2025-10-23T20:00:00-07:00')).toBe('24 October 2025');
    expect(writtenDay('soon')).toBe('soon');
  });
});
