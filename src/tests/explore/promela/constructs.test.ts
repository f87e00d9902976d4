import { expect, test } from 'vitest';
import { scenariosIn } from '../reference/read-model.ts';
import { CONSTRUCTS } from './constructs.ts';
import { exportModel, withoutHiddenDeadlock } from './exported-model.ts';
import { readProgram } from './program.ts';
import { visitStates } from './states.ts';

test.each(Object.entries(CONSTRUCTS))('an exported model has the states of a search: %s', (_, text) => {
  const { promela, formulas: _formulas, complete, ...found } = exportModel(scenariosIn(text).get('base')!);
  expect(complete).toBe(true);
  expect(found.states).toBeGreaterThan(3);
  expect(withoutHiddenDeadlock(visitStates(promela)), promela).toEqual(withoutHiddenDeadlock(found));
  for (const defined of [[], ['LIVENESS']]) readProgram(promela, defined);
});
