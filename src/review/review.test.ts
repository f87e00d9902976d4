import { describe, expect, test } from 'vitest';
import { fileSource } from '../diagnostic/source.ts';
import { splitPage } from '../incident/front-matter.ts';
import { readIncident } from '../incident/read-incident.ts';
import { relativePath, reviewLinks, type WrittenLink } from './links.ts';
import { proseOf, reviewActions, reviewBlame, reviewRepeats } from './write-up-checks.ts';

const spanOf = fileSource('f.md', 'x').spanAt(0, 1);

describe('blame', () => {
  test.each([
    ['It was human error.', 'human error'],
    ['An operator-error of the worst kind.', 'operator-error'],
    ['She carelessly pressed it.', 'carelessly'],
    ['The team was at fault.', 'was at fault'],
    ['They should have noticed it.', 'should have noticed'],
    ['He could have easily seen it.', 'could have easily seen'],
    ['The engineer forgot to lock.', 'engineer forgot to'],
    ['Someone had failed\nto look.', 'Someone had failed to'],
    ['It was their fault.', 'their fault'],
    ['text: "A sloppy change"', 'sloppy'],
  ])('is reported in %j', (text, words) => {
    const found = reviewBlame('f.md', `Before.\n${text}\n`);
    expect(found.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['review/blame', 'warning', `\`${words}\` blames a person`],
    ]);
    const { start } = found[0]!.span;
    expect([start.line, start.column]).toEqual([2, text.indexOf(words.split(' ')[0]!) + 1]);
  });

  test.each([
    'The health check failed to see it, and the server forgot to answer.',
    'The operator restarted it by mistake and said so.',
    'The load balancer should have failed over.',
    'A fault of the network; the fault was cleared.',
    'Users saw errors. An error of the user interface.',
    'We failed over by hand.',
    '> It was human error, said the paper.',
    'The paper said “human error” and "operator error".',
    'The flag `--human-error` and https://example.com/human-error-and-blame',
    '```\nhuman error\n```',
    '- ~~~scenario\n  say: human error\n  ~~~',
    '<!-- human error -->',
  ])('is not reported in %j', (text) => {
    expect(reviewBlame('f.md', text)).toEqual([]);
  });

  test('is reported in timelines, and blanked text keeps its offsets', () => {
    const text = 'a\n```timeline\n- { text: human error }\n```\n``b ` c`` d\n```\ne';
    const prose = proseOf(text);
    expect(prose).toHaveLength(text.length);
    expect(prose).toContain('human error');
    expect(prose).not.toContain('b ` c');
    expect(prose.endsWith('e')).toBe(false);
    expect(reviewBlame('f.md', text)[0]!.span.start).toEqual({ line: 3, column: 11 });
  });
});

describe('links', () => {
  const site = {
    pages: [
      { path: '', ids: new Set<string>() },
      { path: 'incidents/one/', ids: new Set(['cause', 'effect']) },
      { path: 'incidents/two/', ids: new Set(['what-happened']) },
      { path: 'incidents/broken/', ids: null },
      { path: 'guides/race/', ids: new Set(['start']) },
    ],
    hasFile: (path: string) => path === 'report.pdf',
  };
  const look = (url: string) => {
    const links: WrittenLink[] = [{ url, span: spanOf }];
    return reviewLinks(links, 'incidents/one/', site).map(({ code, hint }) => [code, hint]);
  };

  test.each([
    'https://example.com/incidents/none/',
    'mailto:a@example.com',
    '//example.com/x',
    '#cause',
    '#record.actions',
    '',
    '../two/',
    '../two',
    '../two/index.html',
    '../two/#what-happened',
    '../broken/#whatever',
    '../../guides/race/#start',
    '../../',
    '../../report.pdf',
    '../two.json',
    '../two.md',
  ])('%j is valid', (url) => {
    expect(look(url)).toEqual([]);
  });

  test.each([
    ['../tow/', 'review/broken-link', 'did you mean `../two/`?'],
    ['../nothing-like-it/', 'review/broken-link', 'link to other write-ups as ../file-name/'],
    ['../../other.pdf', 'review/broken-link', 'link to other write-ups as ../file-name/'],
    ['#cuase', 'review/broken-fragment', 'did you mean `#cause`?'],
    ['../two/#nowhere', 'review/broken-fragment', 'use the id of a heading on that page'],
    ['two.md', 'review/file-link', 'link to the page: `../two/`'],
    ['../guides/race.md#start', 'review/file-link', 'link to the page: `../../guides/race/#start`'],
    ['/incidents/two/', 'review/rooted-link', 'make the link relative to this page: `../two/`'],
    ['%zz', 'review/broken-link', 'link to other write-ups as ../file-name/'],
  ])('%j is reported', (url, code, hint) => {
    expect(look(url)).toEqual([[code, hint]]);
  });

  test.each([
    ['incidents/a/', 'incidents/b/', '../b/'],
    ['incidents/a/', 'incidents/a/', './'],
    ['incidents/a/', '', '../../'],
    ['', 'guides/', 'guides/'],
  ])('from %j to %j is %j', (from, to, path) => {
    expect(relativePath(from, to)).toBe(path);
  });
});

test('reports open actions without an owner or a due date', () => {
  const actions = `actions:
  - { id: all, title: T, owner: ops, due: 2026-01-01 }
  - { id: bare, title: T }
  - { id: late, title: T, status: in_progress, owner: ops }
  - { id: done, title: T, status: done }
  - { id: public, title: T, status: announced }`;
  const text = `---\ntitle: T\nsummary: S\nseverity: SEV1\nstarted_at: 2025-01-01T00:00:00Z\n${actions}\n---\n`;
  const { incident, placeOf } = readIncident(splitPage('f.md', text).frontMatter!);
  expect(
    reviewActions(incident!, placeOf).map(({ code, span: { start } }) => [code, start.line, start.column]),
  ).toEqual([
    ['review/action-owner', 8, 11],
    ['review/action-due', 8, 11],
    ['review/action-due', 9, 11],
  ]);
});

test('reports a name that two files define, in the second one', () => {
  const given = (kind: 'action' | 'scenario' | 'title', name: string, file: string) => ({
    kind,
    name,
    file,
    span: fileSource(file, 'x').spanAt(0, 1),
  });
  const found = reviewRepeats([
    given('action', 'a', '1.md'),
    given('action', 'a', '1.md'),
    given('scenario', 'a', '1.md'),
    given('title', 'T', '1.md'),
    given('action', 'a', '2.md'),
    given('scenario', 'a', '2.md'),
    given('title', 'T', '3.md'),
    given('title', 't', '3.md'),
  ]);
  expect(found.map(({ code, span, message }) => [code, span.file, message])).toEqual([
    ['review/duplicate-action', '2.md', '1.md also has an action with the id `a`'],
    ['review/duplicate-scenario', '2.md', '1.md also has a scenario with the id `a`'],
    ['review/duplicate-title', '3.md', '1.md has the same title as this page'],
  ]);
});
