import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { newestFirst, stateOf } from './write-up.ts';

const NONE = { mitigated_at: null, resolved_at: null };
const RESOLVED = { mitigated_at: null, resolved_at: '2026-03-02T09:00:00Z' };
const MITIGATED = { mitigated_at: '2026-03-02T09:00:00Z', resolved_at: null };

test('the state of an incident follows from its times', () => {
  expect([NONE, MITIGATED, RESOLVED].map((times) => stateOf(times, 'internal'))).toEqual([
    'ongoing',
    'mitigated',
    'resolved',
  ]);
});

test('the public edition calls no incident ongoing: its end may be internal', () => {
  expect([NONE, MITIGATED, RESOLVED].map((times) => stateOf(times, 'public'))).toEqual([
    null,
    null,
    'resolved',
  ]);
});

test('write-ups are sorted latest first, and equal times by id', () => {
  const all = ['b', 'a', 'late'].map((id) =>
    listed(id, { started_at: id === 'late' ? '2026-05-01T00:00:00Z' : '2026-03-01T10:00:00Z' }),
  );
  expect(newestFirst(all).map(({ id }) => id)).toEqual(['late', 'a', 'b']);
});
