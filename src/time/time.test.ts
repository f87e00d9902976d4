import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, humanDuration, parseDuration } from './duration.ts';
import { formatUtc, parseInstant } from './instant.ts';
import { isTimeZone } from './zone.ts';

describe('durations', () => {
  it.each([
    ['90s', 90e6],
    ['1.5h', 5400e6],
    ['14h30m', 52_200e6],
    ['250ms', 250e3],
    ['3us', 3],
    ['0s', 0],
    ['2d', 172_800e6],
  ])('parses %s as %d microseconds', (text, micros) => {
    expect(parseDuration(text)).toBe(micros);
  });

  it.each(['', '5', 's', '5 s', '-5s', '5s5s', '5s1h', '1e3s', '5m ', 'PT5M', '99999999999999d'])(
    'rejects %j',
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  it('parses what it formats', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), (micros) => {
        expect(parseDuration(formatDuration(micros))).toBe(micros);
      }),
      { seed: 1 },
    );
  });

  it.each([
    [0, '0 s'],
    [1_500, '1.5 ms'],
    [8_200_000, '8.2 s'],
    [45_000_000, '45 s'],
    [90_000_000, '1 min 30 s'],
    [157 * 60e6, '2 h 37 min'],
    [-240e6, '−4 min'],
    [3 * 86_400e6, '3 d'],
  ])('writes %d as %s for readers', (micros, text) => {
    expect(humanDuration(micros)).toBe(text);
  });
});

describe('instants', () => {
  it('parses times with an offset like Date.parse', () => {
    for (const text of [
      '2025-10-19T23:48:00-07:00',
      '1969-12-31T23:59:59Z',
      '2024-02-29T12:00:00+05:30',
      '2100-03-01T00:00:00Z',
    ]) {
      expect(parseInstant(text)).toBe(Date.parse(text) * 1000);
    }
    expect(parseInstant('2025-10-19T23:48-07:00')).toBe(parseInstant('2025-10-20T06:48:00Z'));
    expect(parseInstant('2025-01-01T00:00:00.000001Z')).toBe(Date.parse('2025-01-01T00:00:00Z') * 1000 + 1);
  });

  it.each([
    '2025-10-19',
    '2025-10-19T23:48:00',
    '2025-02-29T00:00:00Z',
    '2025-13-01T00:00:00Z',
    '2025-01-01T24:00:00Z',
    '2025-01-01T00:00:00+25:00',
  ])('rejects %s', (text) => {
    expect(parseInstant(text)).toBeNull();
  });

  it('parses the UTC times that it formats', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6e13, max: 4e15 }), (epoch) => {
        expect(parseInstant(formatUtc(epoch))).toBe(epoch);
      }),
      { seed: 1 },
    );
  });
});

describe('zones', () => {
  it('accepts IANA names only', () => {
    expect(['UTC', 'America/Los_Angeles', 'Europe/Berlin'].every(isTimeZone)).toBe(true);
    expect(['PST', 'Mars/Olympus', '+02:00', ''].some(isTimeZone)).toBe(false);
  });
});
