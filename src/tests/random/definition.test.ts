import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { handleAny, run, start } from '../../engine/run.ts';
import { RUN_LIMITS, RunError } from '../../engine/state/run-error.ts';
import { World } from '../../engine/world.ts';
import { movesFrom } from '../../explore/space/moves.ts';
import { contextOf, type SearchContext, timerBit } from '../../explore/space/search-state.ts';
import { compile } from '../../model/compile.ts';
import type { Model, ProcessModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { checkAll, scenarioText } from '../../scenario/cases.ts';
import { scenariosIn } from '../explore/reference/read-model.ts';
import { drawsOf } from '../support/draws.ts';
import { randomModel } from './models.ts';
import { scenarioOf } from './scenarios.ts';

/*
 * `explore/space/moves.ts` defines what a step does: `movesFrom` lists every transition from a state. In `explore.test.ts`, it's compared with the generated code of packed searches; here, with the two ways in which a run takes steps.
 */

const MAX_TRANSITIONS = 60;

test.each([
  ['the general way', (process: ProcessModel) => process],
  ['the fast way of fleets', asFleet],
])('every transition of a run is a move, taken in %s', (_, change) => {
  const runs = drawsOf(800);
  const found = { transitions: 0, idle: 0 };
  fc.assert(
    fc.property(randomModel(false, false), fc.integer({ min: 1, max: 2 ** 30 }), ({ text }, seed) => {
      const compiled = compile(scenariosIn(text).get('base')!);
      const model = { ...compiled, processes: compiled.processes.map(change) };
      const context = contextOf(model);
      // The state of a run doesn't include mailboxes or the phases of faults.
      fc.pre(context.searchLayout.size === model.layout.slots.length);
      const { transitions, idle } = compareRun(context, seed);
      found.transitions += transitions;
      found.idle += idle ? 1 : 0;
    }),
    { seed: 20_251_101, numRuns: runs },
  );
  expect(found.transitions / runs).toBeGreaterThan(10);
  expect(found.idle / runs).toBeGreaterThan(0.2);
});

test('the fast path for fleets gives the same Results as the general path', () => {
  let fast = 0;
  for (let seed = 1; seed <= drawsOf(1000); seed++) {
    const { cases } = checkAll(scenarioText(fileSource('scenario.yaml', scenarioOf(seed))), {});
    const { scenario } = cases[0]!;
    const model = compile(scenario);
    if (!model.processes.some(({ process, plain }) => process.fleet && plain.includes(true))) continue;
    fast++;
    const slow = model.processes.map((process) => ({ ...process, plain: process.plain.map(() => false) }));
    expect(outcomeOf({ ...model, processes: slow }, scenario.seed), `seed ${seed}`).toEqual(
      outcomeOf(model, scenario.seed),
    );
  }
  expect(fast).toBeGreaterThan(drawsOf(1000) * 0.15);
});

function outcomeOf(model: Model, seed: number): unknown {
  try {
    const limits = { ...RUN_LIMITS, instant: 1000, mailbox: 300 };
    return run(model, { variant: 'base', patches: [], seed, limits }).run;
  } catch (error) {
    if (error instanceof RunError) return `${error.code} at ${error.time}`;
    throw error;
  }
}

/** The process as a fleet, so that plain steps take the fast path. */
function asFleet(model: ProcessModel): ProcessModel {
  return { ...model, process: { ...model.process, fleet: true } };
}

/**
 * Compares each transition of a run with the moves from the state before it. If nothing more can happen in the run,
 * there must be no moves.
 */
function compareRun(context: SearchContext, seed: number): { transitions: number; idle: boolean } {
  const { model } = context;
  const options = { variant: 'base', keepTrace: false, shuffle: null, observer: null };
  const world = new World(model, seed, 0, RUN_LIMITS, options);
  start(world);
  while (world.queue.pop()) {
    world.now = world.queue.time;
    const before = searchState(world);
    const { transitions } = world;
    handleAny(world);
    if (world.transitions === transitions) continue;
    const after = searchState(world);
    const moves = movesFrom(context, before);
    if (!moves.some(({ kind, state }) => kind !== 'timer' && isSame(state, after)))
      throw new Error(`transition ${world.transitions} isn't a move: ${text(before)} to ${text(after)}`);
    if (world.transitions >= MAX_TRANSITIONS) return { transitions: MAX_TRANSITIONS, idle: false };
  }
  const left = movesFrom(context, searchState(world));
  if (left.length > 0) throw new Error(`the run is idle at ${text(searchState(world))}`);
  return { transitions: world.transitions, idle: true };
}

/** Converts a run's state to a search state, in which a running timer is 1. */
function searchState({ model, s, now }: World): Value[] {
  return model.layout.slots.map(({ type }, slot) =>
    type.kind === 'timer' ? timerBit((s[slot] as number) - now) : s[slot]!,
  );
}

function isSame(a: readonly Value[], b: readonly Value[]): boolean {
  return b.every((value, slot) => compareValues(a[slot]!, value) === 0);
}

function text(state: readonly Value[]): string {
  return JSON.stringify(state);
}
