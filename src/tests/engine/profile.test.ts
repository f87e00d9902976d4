import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { factorAt, rateTime, rateWork } from '../../engine/services/load.ts';
import { evaluate } from '../../hindcast.ts';
import { checkScenario } from '../../scenario/check/check.ts';
import { zoneOffset } from '../../time/zone.ts';
import { readYaml } from '../../yaml/read.ts';

const HOUR = 3_600_000_000;

function profileOf(start: string, zone: string) {
  const text = `scenario: day\nclock: { start: ${start}, zone: ${zone} }\nuntil: 3d\nservices: { api: {} }\nload:\n  - { id: users, to: api, arrivals: { dist: constant, rate: 1/s, profile: [{ at: '06:00', times: 0.5 }, { at: '18:00', times: 2 }] } }\n`;
  const source = fileSource('day.yaml', text);
  const { scenario } = checkScenario(source, readYaml(source, 'it').root!, {
    record: [],
    isZone: () => true,
    offsetAt: zoneOffset,
    variant: 'base',
  });
  return scenario!.loads[0]!.profile!;
}

describe('a daily profile', () => {
  test('follows the wall clock of its zone across daylight saving changes', () => {
    // 2025-11-02, 02:00: clocks in New York go back. Time 0 is 00:00 there, four hours behind UTC.
    const { at } = profileOf('2025-11-02T00:00:00-04:00', 'America/New_York');
    expect(at.filter((t) => t >= 0).slice(0, 4)).toEqual([7, 19, 31, 43].map((hour) => hour * HOUR));
    expect(at.filter((t) => t < 0).at(-1)).toBe(-6 * HOUR);
    // 2026-03-29, 02:00: clocks in Berlin go forward.
    const spring = profileOf('2026-03-29T00:00:00+01:00', 'Europe/Berlin');
    expect(spring.at.filter((t) => t >= 0).slice(0, 2)).toEqual([5 * HOUR, 17 * HOUR]);
  });

  test('is linear between its points', () => {
    const profile = profileOf('2026-01-10T00:00:00Z', 'UTC');
    expect(factorAt(profile, 6 * HOUR)).toBe(0.5);
    expect(factorAt(profile, 12 * HOUR)).toBeCloseTo(1.25, 12);
    expect(factorAt(profile, 24 * HOUR)).toBeCloseTo(1.25, 12);
  });

  test('has an integral, and the time for an amount is its inverse', () => {
    const profile = profileOf('2026-01-10T00:00:00Z', 'UTC');
    expect(rateWork(profile, 2, 6 * HOUR, 18 * HOUR)).toBeCloseTo(2 * 12 * 3600 * 1.25, 5);
    for (const amount of [1, 10_000, 54_000, 400_000]) {
      const time = rateTime(profile, 2, 7 * HOUR, amount);
      expect(rateWork(profile, 2, 7 * HOUR, 7 * HOUR + time)).toBeCloseTo(amount, 4);
    }
  });

  test('determines the arrivals of a load', () => {
    const text = `scenario: day\nclock: { start: 2026-01-10T00:00:00Z }\nuntil: 1d\nimpact: { window: 6h }\nservices: { api: {} }\nload:\n  - { id: users, to: api, arrivals: { dist: constant, rate: 1/s, profile: [{ at: '06:00', times: 0 }, { at: '18:00', times: 2 }] } }\n`;
    const { result } = evaluate(fileSource('day.yaml', text));
    // The profile rises from 0 at 06:00 to 2 at 18:00 and falls to 0 at 06:00. The base rate is one per second.
    expect(result!.runs[0]!.services[0]!.requests).toBeGreaterThanOrEqual(86_397);
    expect(result!.runs[0]!.services[0]!.requests).toBeLessThanOrEqual(86_401);
  });
});
