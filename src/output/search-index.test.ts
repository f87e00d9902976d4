import { expect, test } from 'vitest';
import { searchPageOf } from './search-index.ts';

const kindOf = (path: string) => searchPageOf(path, '<main></main>', () => null)?.meta['kind'] ?? null;

test.each([
  ['incidents/cold-cache/index.html', 'Incident'],
  ['guides/explore/index.html', 'Guide'],
  ['reference/language/index.html', 'Reference'],
  ['services/checkout/index.html', 'Service'],
  ['glossary/index.html', 'Page'],
  ['incidents/index.html', null],
  ['services/checkout/page/2/index.html', null],
  ['404.html', null],
])('%s is indexed as %s', (path, kind) => {
  expect(kindOf(path)).toBe(kind);
});

test('filters incidents by severity, year, service and tag', () => {
  const incident = {
    severity: 'SEV1',
    services: ['shop'],
    categories: ['dns'],
    started_at: '2026-03-02T09:00:00Z',
  };
  expect(searchPageOf('incidents/a/index.html', '', () => JSON.stringify({ incident }))?.filters).toEqual({
    kind: ['Incident'],
    severity: ['SEV1'],
    year: ['2026'],
    service: ['shop'],
    tag: ['dns'],
  });
});
