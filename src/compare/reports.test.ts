import { describe, expect, it } from 'vitest';
import { type Difference, difference, ranked } from './difference.ts';
import { htmlReport } from './html-report.ts';
import { markdownReport } from './markdown-report.ts';
import { sentenceOf, summaryOf } from './sentences.ts';

const PLACE = { incident: 'cold', scenario: 'cold-cache', variant: 'base', cause: 'text' } as const;
const NONE = { incidents: [] };

const moved = (id: string, size: number): Difference =>
  difference(PLACE, 'mark-moved', id, '18 min', '25 min', size);

describe('reports of a comparison', () => {
  it('list the most important differences first', () => {
    const list = [
      difference(PLACE, 'prose-changed', null, 'One.', 'Two.'),
      moved('small', 1),
      moved('large', 2),
      difference(PLACE, 'verdict-changed', 'safe', 'holds', 'violated'),
    ];
    expect(ranked(list).map(({ kind, subject }) => subject ?? kind)).toEqual([
      'safe',
      'large',
      'small',
      'prose-changed',
    ]);
  });

  it('keep a comment short by folding all but ten differences', () => {
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
  ])('show an author’s %j only as code', (text) => {
    const report = markdownReport(
      [difference(PLACE, 'entry-changed', text, text, text)],
      new Map([['cold', text]]),
    );
    const line = report.split('\n').find((one) => one.startsWith('- '))!;
    // CommonMark: a code span ends at the first run of backticks as long as the opening run.
    const outside = line.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '');
    expect(outside).not.toMatch(/[@<[\]`#]/);
    expect(report.split('\n').filter((one) => one.startsWith('- '))).toHaveLength(1);
  });

  it('escape authors’ text in the page', () => {
    const page = htmlReport([difference(PLACE, 'entry-changed', '<b>x</b>', '<script>', '"&')], NONE, NONE);
    expect(page).not.toMatch(/<(?:b|script)>/);
    expect(page).toContain('&lt;script&gt;');
  });

  it('say that there are no changes', () => {
    expect(summaryOf([])).toBe('No changes.');
    expect(markdownReport([], new Map())).toBe('**No changes.**\n');
  });

  it('show changed sentences of prose', () => {
    const changed = difference(PLACE, 'prose-changed', null, 'It took 18 min.', 'It took 25 min.');
    expect(markdownReport([changed], new Map([['cold', 'Cold']]))).toBe(
      '**Only prose changed, in 1 write-up. No results changed.**\n\n' +
        '- `Cold`: `cold-cache`: prose changed: `It took 18 min.` → `It took 25 min.`\n',
    );
    const added = difference(PLACE, 'prose-changed', null, null, 'New.');
    const removed = difference(PLACE, 'prose-changed', null, 'Old.', null);
    expect([added, removed].map((one) => sentenceOf(one)[2])).toEqual(['prose added', 'prose removed']);
  });

  it.each([
    ['mark-moved', 'recovered', 'mark recovered moved: a → b'],
    ['verdict-changed', null, 'verdict: a → b'],
    ['moment-changed', 'resolved_at', 'resolved_at: a → b'],
    ['severity-changed', 'severity', 'severity: a → b'],
    ['failures-changed', null, 'failed requests: a → b'],
  ] as const)('write %s as a sentence', (kind, subject, sentence) => {
    const place = { ...PLACE, scenario: null, variant: null };
    const pieces = sentenceOf(difference(place, kind, subject, 'a', 'b'));
    expect(pieces.map((piece) => (typeof piece === 'string' ? piece : piece.quoted)).join('')).toBe(sentence);
  });
});
