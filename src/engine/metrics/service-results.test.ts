import { expect, test } from 'vitest';
import { baseRun } from '../../tests/support/evaluate-text.ts';

/** The window length in milliseconds of the series in a run of this length. */
function windowOf(until: string): number {
  const { services } = baseRun(`
scenario: windows
until: ${until}
services: { shop: {} }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: 30/m } }]
`);
  return services[0]!.series.every / 1000;
}

test.each([
  ['3s', 10],
  ['5s', 20],
  ['1m', 200],
  ['2m', 500],
  ['1h', 10_000],
  ['4h', 30_000],
  ['5h', 60_000],
  ['3d', 600_000],
])('a series of %s has the shortest round window that gives at most 480 values', (until, milliseconds) => {
  expect(windowOf(until)).toBe(milliseconds);
});
