import { expect, test } from 'vitest';
import { incidentSchema } from '../incident/incident.ts';
import { actionTally, share, someOf } from './words.ts';

test('shortens a long list, but never hides just one name', () => {
  expect(someOf(['a', 'b', 'c'], 2)).toBe('a, b and c');
  expect(someOf(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2\u00A0more');
});

test.each([
  [9, 9, 'All 9 claims'],
  [2, 2, 'Both claims'],
  [1, 1, '1 claim'],
  [8, 9, '8 of 9 claims'],
  [0, 1, '0 of 1 claim'],
])('%i of %i', (some, all, text) => {
  expect(share(some, all, 'claim')).toBe(text);
});

test('counts actions by status', () => {
  const { actions } = incidentSchema.parse({
    title: 't',
    summary: 's',
    severity: 'SEV1',
    started_at: '2025-10-19T23:48:00-07:00',
    actions: [
      { id: 'a', title: 'A', status: 'announced' },
      { id: 'b', title: 'B', status: 'done' },
      { id: 'c', title: 'C', status: 'announced' },
    ],
  });
  expect(actionTally(actions)).toBe('1 done, 2 announced');
  expect(actionTally([])).toBe('');
});
