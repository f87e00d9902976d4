import { expect, test } from 'vitest';
import { isFullTier } from '../support/draws.ts';
import { firstDifference } from './comparison.ts';
import { repositoryScenarios, withSmallFleets } from './repository.ts';

/** Write-ups and these scenarios take minutes in the reference runner, so they run only in the full tier. */
const SLOW = ['cascades.md#1', 'cache-stampede.yaml', 'services-as-they-are.md'];

const scenarios = repositoryScenarios().filter(
  ({ kind, name }) => isFullTier() || (kind !== 'incidents' && !SLOW.some((slow) => name.startsWith(slow))),
);

test.each(scenarios)('the reference runner agrees on $name', ({ text, page }) => {
  expect(firstDifference(withSmallFleets(text), page)).toBeNull();
});
