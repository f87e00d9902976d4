import { describe, expect, test } from 'vitest';
import type { RecordEntry } from '../hindcast.ts';
import { evaluateText } from '../tests/support/evaluate-text.ts';

const OUTAGES = `
scenario: outages
clock: { start: 2026-03-02T09:00:00Z }
until: 1h
state: { up: true }
services: { shop: { available: up } }
load: [{ id: visitors, to: shop, arrivals: { dist: constant, rate: 10/s } }]
faults:
  - { id: first, at: 10m, for: 10m, set: { up: false } }
  - { id: second, at: 40m, for: 5m, set: { up: false } }
`;

const period = (from: string, to: string | null): RecordEntry => ({
  id: 'failing',
  at: `2026-03-02T${from}:00Z`,
  to: to === null ? null : `2026-03-02T${to}:00Z`,
  text: 'Pages fail',
  source: null,
  impact: true,
});

function foundIn(record: RecordEntry[]): unknown {
  const MINUTE = 60_000_000;
  const { result } = evaluateText(OUTAGES, { record });
  return (
    result!.unobservedImpact?.map(({ service, from, to }) => [service, from / MINUTE, to / MINUTE]) ?? null
  );
}

describe('predicted impact outside the observed periods', () => {
  test('is reported by service, with its times', () => {
    expect(foundIn([period('09:10', '09:20')])).toEqual([['shop', 40, 45]]);
    expect(foundIn([period('09:13', '09:15'), period('09:30', '10:00')])).toEqual([
      ['shop', 10, 13],
      ['shop', 15, 20],
    ]);
  });

  test('leaves out differences of up to one window', () => {
    expect(foundIn([period('09:11', '09:19'), period('09:40', '09:45')])).toEqual([]);
  });

  test('isn’t known without an observed period', () => {
    expect(foundIn([])).toBeNull();
    expect(foundIn([period('09:10', null)])).toBeNull();
    expect(foundIn([{ ...period('09:10', '09:20'), impact: false }])).toBeNull();
  });
});
