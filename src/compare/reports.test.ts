import { describe, expect, it } from 'vitest';
import { type Difference, difference, ranked } from './difference.ts';
import { htmlReport } from './html-report.ts';
import { markdownReport } from './markdown-report.ts';
import { summaryOf } from './sentences.ts';

const PLACE = { incident: 'cold', scenario: 'cold-cache', variant: 'base', cause: 'text' } as const;
const NONE = { incidents: [] };

const moved = (id: string, size: number): Difference =>
  difference(PLACE, 'mark-moved', id, '18 min', '25 min', size);

describe('reports of a comparison', () => {
  it('tell the weightiest first', () => {
    const list = [
      difference(PLACE, 'prose-changed', null, '10 words', '12 words'),
      moved('small', 1),
      moved('large', 2),
      difference(PLACE, 'verdict-turned', 'safe', 'holds', 'violated'),
    ];
    expect(ranked(list).map(({ kind, subject }) => subject ?? kind)).toEqual([
      'safe',
      'large',
      'small',
      'prose-changed',
    ]);
  });

  it('keep a comment short: what is beyond ten stands behind a disclosure', () => {
    const report = markdownReport(
      Array.from({ length: 500 }, (_, i) => moved(`m${i}`, i)),
      new Map(),
    );
    const [open = '', folded = ''] = report.split('<details>');
    expect(open.match(/^- /gm)).toHaveLength(10);
    expect(folded).toContain('490 more');
    expect(folded).toContain('and 290 more');
    expect(report.length).toBeLessThan(65_000);
  });

  it.each([
    '@octocat please merge',
    '`@octocat`',
    '``` @octocat',
    'a ``b`` c',
    '[click](javascript:alert(1))',
    '<img src=x onerror=alert(1)>',
    'two\n\n# lines\u202e',
    '</details><script>',
    '`',
  ])('show %j of an author as code and nothing else', (text) => {
    const report = markdownReport(
      [difference(PLACE, 'entry-changed', text, text, text)],
      new Map([['cold', text]]),
    );
    const line = report.split('\n').find((one) => one.startsWith('- '))!;
    // CommonMark: a code span ends at the first run of backticks as long as the one that opened it.
    const outside = line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/[@<[\]`#]/);
    expect(report.split('\n').filter((one) => one.startsWith('- '))).toHaveLength(1);
  });

  it('escape what authors wrote in the page', () => {
    const page = htmlReport([difference(PLACE, 'entry-changed', '<b>x</b>', '<script>', '"&')], NONE, NONE);
    expect(page).not.toMatch(/<(?:b|script)>/);
    expect(page).toContain('&lt;script&gt;');
  });

  it('say that nothing changes', () => {
    expect(summaryOf([])).toBe('Nothing changes.');
    expect(markdownReport([], new Map())).toBe('**Nothing changes.**\n');
  });
});
