import { describe, expect, test } from 'vitest';
import { ATTACKS } from './attacks.ts';

describe('nothing gets through', () => {
  const quick = ATTACKS.filter(({ slow }) => slow !== true);

  test.each(quick)('$name', async ({ run }) => {
    const { tried, through } = await run('short');
    expect(through).toEqual([]);
    expect(tried).toBeGreaterThan(0);
  });
});
