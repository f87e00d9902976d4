import { describe, expect, it } from 'vitest';
import { GOLDEN } from '../support/golden.ts';
import { goldenResults } from '../support/golden-results.ts';

describe('results', () => {
  // Changed numbers mean a changed engine: raise ENGINE_VERSION. Then pin the new digests.
  it('have the pinned digests', () => {
    expect(goldenResults()).toEqual(GOLDEN);
  });
});
