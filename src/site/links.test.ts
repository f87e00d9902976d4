import { expect, test } from 'vitest';
import { filePath, pagePath } from './links.ts';

test.each([
  ['/', '/', '/incidents/aws-2025/', '/favicon.svg'],
  ['/a/b', '/a/b/', '/a/b/incidents/aws-2025/', '/a/b/favicon.svg'],
  ['/a/b/', '/a/b/', '/a/b/incidents/aws-2025/', '/a/b/favicon.svg'],
])('paths under %s', (base, home, incident, file) => {
  expect(pagePath(base, { page: 'home' })).toBe(home);
  expect(pagePath(base, { page: 'incident', id: 'aws-2025' })).toBe(incident);
  expect(pagePath(base, { page: 'guides' })).toBe(`${home}guides/`);
  expect(pagePath(base, { page: 'guide', id: 'explore' })).toBe(`${home}guides/explore/`);
  expect(filePath(base, 'favicon.svg')).toBe(file);
});

test('appends a hash and escapes ids', () => {
  expect(pagePath('/', { page: 'home' }, 'top')).toBe('/#top');
  expect(pagePath('/', { page: 'incident', id: 'a b?' })).toBe('/incidents/a%20b%3F/');
});

test.each([
  [{ page: 'incidents' }, '/incidents/'],
  [{ page: 'incidents', number: 3 }, '/incidents/page/3/'],
  [{ page: 'tag', id: 'dns', number: 1 }, '/tags/dns/'],
  [{ page: 'severity', id: 'sev1', number: 2 }, '/severities/sev1/page/2/'],
  [{ page: 'service', id: 'dynamodb' }, '/services/dynamodb/'],
  [{ page: 'actions', list: 'open', number: 2 }, '/actions/page/2/'],
  [{ page: 'actions', list: 'overdue', number: 1 }, '/actions/overdue/'],
  [{ page: 'glossary' }, '/glossary/'],
] as const)('%o has the path %s', (page, path) => {
  expect(pagePath('/', page)).toBe(path);
});
