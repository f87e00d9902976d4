import { describe, expect, it } from 'vitest';
import { GOLDEN } from '../support/golden.ts';
import { goldenResults } from '../support/golden-results.ts';

describe('results', () => {
  // If this fails, a scenario no longer means what it meant: raise ENGINE_VERSION, and pin the new digests.
  it('have the pinned digests', () => {
    expect(goldenResults()).toEqual(GOLDEN);
  });
});
