import { expect, test } from 'vitest';
import { firstDifference } from './comparison.ts';
import { repositoryScenarios, withSmallFleets } from './repository.ts';

test.each(repositoryScenarios())('the reference runner agrees on $name', ({ text, page }) => {
  expect(firstDifference(withSmallFleets(text), page)).toBeNull();
});
