import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RunError } from '../../engine/state/run-error.ts';
import { exportModel, withoutHiddenDeadlock } from '../explore/promela/exported-model.ts';
import { readProgram } from '../explore/promela/program.ts';
import { visitStates } from '../explore/promela/states.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';
import { drawsOf } from '../support/draws.ts';
import { randomModel } from './models.ts';

/** Larger models take long to visit without generated code. */
const MOST = 2000;

const KINDS = [
  { name: 'models of shared state', eventful: false, properties: false, seed: 61 },
  { name: 'models with messages, timers, faults and calls', eventful: true, properties: false, seed: 62 },
  { name: 'models with properties of steps and executions', eventful: false, properties: true, seed: 63 },
  { name: 'models with all of these', eventful: true, properties: true, seed: 64 },
] as const;

test.each(KINDS)(
  'an exported model has the states and violations of a search: random $name',
  ({ eventful, properties, seed }) => {
    const count = drawsOf(100);
    let compared = 0;
    fc.assert(
      fc.property(randomModel(false, eventful, properties), ({ text }) => {
        let exported: ReturnType<typeof exportModel>;
        try {
          exported = exportModel(scenariosIn(text).get('base')!, { maxStates: MOST });
        } catch (error) {
          if (!(error instanceof RunError)) throw error;
          return;
        }
        const { promela, formulas: _, complete, ...found } = exported;
        if (!complete) return;
        expect(withoutHiddenDeadlock(visitStates(promela)), `${text}\n${promela}`).toEqual(
          withoutHiddenDeadlock(found),
        );
        for (const defined of [[], ['LIVENESS']]) readProgram(promela, defined);
        compared++;
      }),
      { seed, numRuns: count, endOnFailure: true },
    );
    expect(compared / count).toBeGreaterThan(0.3);
  },
);
