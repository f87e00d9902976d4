import { expect, test } from 'vitest';
import { BUGS, seedBugs } from '../random/seeded-run-bugs.ts';

test('random scenarios catch small mistakes in the engine', () => {
  const found = seedBugs(500, () => undefined);
  const missed = found.filter(({ noticed }) => !noticed).map(({ bug }) => bug.what);
  expect(BUGS.length).toBe(46);
  expect(missed.length, missed.join('\n')).toBeLessThan(2);
});
