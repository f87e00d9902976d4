import { expect, test } from 'vitest';
import { publishedModel } from '../reference/read-model.ts';
import { exportModel, withoutHiddenDeadlock } from './exported-model.ts';
import { readProgram } from './program.ts';
import { visitStates } from './states.ts';

/** Small published models with locks, messages, faults, choices and groups. */
const MODELS = [
  'cas-counter',
  'chang-roberts',
  'die-hard',
  'dining-philosophers',
  'peterson-n',
  'transaction-commit',
  'treiber-stack',
  'two-phase-crash',
];

const variants = MODELS.flatMap((name) =>
  [...publishedModel(name)].map(([variant, scenario]) => ({ name, variant, scenario })),
);

test.each(variants)(
  'an exported model has the states and violations of a search: $name, $variant',
  ({ scenario }) => {
    const { promela, formulas: _, complete: _complete, ...found } = exportModel(scenario);
    expect(withoutHiddenDeadlock(visitStates(promela))).toEqual(withoutHiddenDeadlock(found));
    for (const defined of [[], ['LIVENESS']]) readProgram(promela, defined);
  },
);
