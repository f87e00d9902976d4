import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ATTACKS } from './attacks.ts';
import { guideText } from './guide.ts';
import { GUIDE, readResults } from './results.ts';

describe('nothing gets through', () => {
  const quick = ATTACKS.filter(({ slow }) => slow !== true);

  test.each(quick)('$name', async ({ run }) => {
    const { tried, through } = await run('short');
    expect(through).toEqual([]);
    expect(tried).toBeGreaterThan(0);
  });
});

describe('the guide “How we know”', () => {
  test('has the results of the last full run, in which nothing got through', () => {
    const results = readResults();
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ through }) => through > 0)).toEqual([]);
    for (const { attack, tried } of results) {
      const { least } = ATTACKS.find(({ name }) => name === attack)!;
      expect(tried, attack).toBeGreaterThanOrEqual(least);
    }
    expect(readFileSync(GUIDE, 'utf8'), 'run `npm run prove`').toBe(guideText(results));
  });
});
