import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { relatedOf } from './related.ts';

test('what a write-up names comes first, then what shares most with it, never itself', () => {
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
    ['b', 'named by this write-up'],
    ['c', 'both: api, db, dns'],
    ['d', 'both: api, dns'],
  ]);
  expect(related.get('b')).toEqual([]);
});
