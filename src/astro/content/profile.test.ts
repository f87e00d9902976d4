import { expect, test } from 'vitest';
import { profileTable } from './profile.ts';

test('a profile lists phases, and the ten slowest pages and scenarios', () => {
  const compiled = Array.from({ length: 12 }, (_, i) => ({ page: `${i}.md`, milliseconds: i * 10 }));
  const lines = profileTable(
    {
      compiled,
      scenarios: [
        { page: 'a.md', scenario: 'quick', run: true, milliseconds: 4 },
        { page: 'a.md', scenario: 'cached', run: false, milliseconds: 90 },
        { page: 'b.md', scenario: 'slow', run: true, milliseconds: 12_000 },
      ],
    },
    [{ name: 'start-up', milliseconds: 1234 }],
  ).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'phases outside of write-ups',
    '    1234 ms  start-up',
    'slowest pages of 12 compiled',
    '     110 ms  11.md',
  ]);
  expect(lines[12]).toBe('      20 ms  2.md');
  expect(lines.slice(13)).toEqual([
    'slowest scenarios of 2 run',
    '     12.0 s  b.md: slow',
    '       4 ms  a.md: quick',
  ]);
});
