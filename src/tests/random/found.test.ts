import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstDifference } from './comparison.ts';

const FOLDER = new URL('found/', import.meta.url);

const cases = readdirSync(FOLDER)
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, FOLDER), 'utf8') }));

/** Cases that begin with `# open:` are unresolved. They show how the engine should behave. */
const isOpen = ({ text }: { text: string }): boolean => text.startsWith('# open:');

describe('scenarios on which the engine and the reference runner differed', () => {
  test.each(cases.filter((one) => !isOpen(one)))('$name agrees', ({ text }) => {
    expect(firstDifference(text)).toBeNull();
  });

  // If a case no longer differs, remove its first line.
  test.each(cases.filter(isOpen))('$name still differs', ({ text }) => {
    expect(firstDifference(text)).not.toBeNull();
  });
});
