import { expect, test } from 'vitest';
import { isFullTier } from '../support/draws.ts';
import { firstDifference } from './comparison.ts';
import { repositoryScenarios, withSmallFleets } from './repository.ts';

/** Write-ups take minutes in the reference runner, so they are left to the full tier. */
const scenarios = repositoryScenarios().filter(({ kind }) => isFullTier() || kind !== 'incidents');

test.each(scenarios)('the reference runner agrees on $name', ({ text, page }) => {
  expect(firstDifference(withSmallFleets(text), page)).toBeNull();
});
