import { expect, test } from 'vitest';
import { listed } from '../../tests/support/listed.ts';
import { awsResult } from '../../tests/support/results/run.ts';
import { ACTION_LISTS, allActions, listsOf } from './actions.ts';

const write = listed('one', {
  actions: [
    { id: 'none', title: 'No due date', status: 'open' },
    { id: 'late', title: 'Late', status: 'in_progress', due: '2026-03-30' },
    { id: 'today', title: 'Today', status: 'open', due: '2026-03-31' },
    { id: 'done', title: 'Done', status: 'done', due: '2026-01-01' },
    { id: 'said', title: 'Said', status: 'announced' },
  ],
});

const ids = (asOf: string | null, list: keyof typeof ACTION_LISTS) =>
  allActions([write], { asOf })
    .filter(ACTION_LISTS[list].holds)
    .map(({ action }) => action.id);

test('sorts overdue actions first, then by due date, then those without one', () => {
  expect(ids('2026-03-31', 'open')).toEqual(['late', 'today', 'none', 'said']);
});

test('has no list of overdue actions without `asOf`', () => {
  const names = (asOf: string | null) => listsOf({ asOf }).map(([list]) => list);
  expect(names('2026-03-31')).toContain('overdue');
  expect(names(null)).not.toContain('overdue');
});

test('an open action is overdue from the day after its due date', () => {
  expect(ids('2026-03-31', 'overdue')).toEqual(['late']);
  expect(ids('2026-04-01', 'overdue')).toEqual(['late', 'today']);
  expect(ids(null, 'overdue')).toEqual([]);
});

test('an action that a model includes is on the list of modeled ones', () => {
  const result = awsResult();
  const variant = result.runs.find(({ variant }) => variant !== 'base')!.variant;
  const tried = {
    ...listed('two', {
      actions: [{ id: 'fix', title: 'Fix', verified_by: `${result.scenario}#${variant}` }],
    }),
    scenarios: [{ id: result.scenario, title: result.title, text: '', result }],
  };
  const [action] = allActions([tried], { asOf: null });
  expect(action!.verifications.length).toBeGreaterThan(0);
  expect(action!.isModeled).toBe(true);
  expect(ACTION_LISTS.unverified.holds(action!)).toBe(false);
});
