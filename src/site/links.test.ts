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

test('a heading follows behind a hash, and ids are escaped', () => {
  expect(pagePath('/', { page: 'home' }, 'top')).toBe('/#top');
  expect(pagePath('/', { page: 'incident', id: 'a b?' })).toBe('/incidents/a%20b%3F/');
});
