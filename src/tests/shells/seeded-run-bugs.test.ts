import { expect, test, vi } from 'vitest';
import { BUGS, seedBugs } from '../random/seeded-run-bugs.ts';

// 46 engines, each with up to 500 scenarios, took more than 15 minutes on a machine with a load of 8.
vi.setConfig({ testTimeout: 3_600_000 });

test('random scenarios catch small mistakes in the engine', () => {
  const found = seedBugs(500, () => undefined);
  const missed = found.filter(({ noticed }) => !noticed).map(({ bug }) => bug.what);
  expect(BUGS.length).toBe(46);
  expect(missed.length, missed.join('\n')).toBeLessThan(2);
});
