import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { relatedOf } from './related.ts';

test('lists linked write-ups first, then the most similar ones, never itself', () => {
  const related = relatedOf(
    [
      listed('d', { services: ['api'], categories: ['dns'], started_at: '2026-04-01T00:00:00Z' }),
      listed('c', { services: ['api', 'db'], categories: ['dns'], started_at: '2026-03-01T00:00:00Z' }),
      listed('b', { services: ['api'], started_at: '2026-02-01T00:00:00Z' }),
      listed('a', { services: ['api', 'db'], categories: ['dns'], related: ['b', 'gone'] }),
    ],
    { services: [] },
  );
  expect(related.get('a')!.map(({ id, why }) => [id, why])).toEqual([
    ['b', 'linked from this write-up'],
    ['c', 'in common: api, db, dns'],
    ['d', 'in common: api, dns'],
  ]);
  expect(related.get('b')).toEqual([]);
});
