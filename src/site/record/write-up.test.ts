import { expect, test } from 'vitest';
import { stateOf } from './write-up.ts';

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
