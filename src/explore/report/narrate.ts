import { createActor } from '../../engine/state/actor.ts';
import { StateWriter } from '../../engine/state/state-writer.ts';
import { Recorder } from '../../engine/state/trace.ts';
import type { Model } from '../../model/model.ts';
import type { AgainstBase, Change, ExploredStep } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { movesFrom } from '../space/moves.ts';
import { contextOf, type Move, type SearchContext } from '../space/search-state.ts';
import { timerDurations } from '../times/constraints.ts';

/** Describes the moves in a counterexample: who moved, how, and which variables changed. */
export function narrate(model: Model, moves: readonly Move[]): ExploredStep[] {
  const recorder = new Recorder(model, 0);
  const context = contextOf(model);
  const { searchLayout } = context;
  let before: readonly Value[] = searchLayout.initial;
  /** The duration that each timer was last set to. A search doesn't track how much of it is left. */
  const left = new Map(
    searchLayout.timers.map((slot) => [slot, Math.max(0, model.layout.initial[slot] as number)]),
  );
  return moves.map((move) => {
    const step = describeMove(model, recorder, before, move, timerChanges(context, left, before, move));
    const breaks = newlyBroken(model, before, move.state);
    before = move.state;
    return { ...step, breaks };
  });
}

/** The timers that a move sets or that expire, with the time left. Updates `left`. */
function timerChanges(
  context: SearchContext,
  left: Map<number, number>,
  before: readonly Value[],
  move: Move,
): Change[] {
  const set = timerDurations(context, before, move);
  return context.searchLayout.timers.flatMap((slot): Change[] => {
    const from = left.get(slot)!;
    const to = move.state[slot] === 0 ? 0 : (set.get(slot) ?? from);
    left.set(slot, to);
    const { name } = context.model.layout.slots[slot]!;
    return from === to ? [] : [{ name, from, to, unit: 'left', added: [], removed: [] }];
  });
}

/** Names of invariants that hold before a move but not after it, and of step invariants that the move breaks. */
function newlyBroken(model: Model, before: readonly Value[], after: readonly Value[]): string[] {
  const steps = model.scenario.stepInvariants.flatMap(({ name }, i) =>
    model.stepInvariants[i]!.test(after, 0, 0, [], before) === true ? [] : [name],
  );
  const states = model.scenario.invariants.flatMap(({ name }, i) => {
    const test = model.invariants[i]!.test;
    return test(before, 0, 0, [], before) === true && test(after, 0, 0, [], after) !== true ? [name] : [];
  });
  return [...states, ...steps];
}

function describeMove(
  model: Model,
  recorder: Recorder,
  before: readonly Value[],
  move: Move,
  timers: readonly Change[],
): Omit<ExploredStep, 'breaks'> {
  const { scenario, layout } = model;
  const stepState = sentenceState(model, before, move);
  // Use the locals that the step set, since a new round of a loop resets them afterward.
  const after = layout.slots.map(({ process }, slot) => (process < 0 ? move.state[slot]! : stepState[slot]!));
  const changed = layout.slots.flatMap(({ type }, slot) =>
    type.kind === 'timer' || compareValues(before[slot]!, after[slot]!) === 0
      ? []
      : [{ slot, was: before[slot]! }],
  );
  const changes = [...recorder.changes(changed, after), ...timers];
  const plain = { kind: move.kind, process: null, step: null, to: [], changes };
  if (move.kind === 'timer') {
    const { name } = layout.slots[move.subject]!;
    return { ...plain, actor: name, say: `${name} expires` };
  }
  if (move.kind === 'start' || move.kind === 'end') {
    const { id, down } = scenario.faults[move.subject]!;
    const verb = move.kind === 'start' ? 'starts' : 'ends';
    return { ...plain, actor: id, to: [...down], say: `${id.replaceAll('_', ' ')} ${verb}` };
  }
  const process = scenario.processes[move.process]!;
  const actor = process.instances[move.subject]!;
  if (move.kind === 'lose')
    return { ...plain, actor, process: process.name, say: `a message to ${actor} is lost` };
  const step = process.steps[move.step]!;
  const branch = step.branches[move.branch]!;
  const label = {
    ...plain,
    actor,
    process: process.name,
    step: step.branches.length > 1 ? branch.id : step.id,
  };
  const name = step.id.replaceAll('_', ' ');
  if (move.kind === 'skip') return { ...label, say: `skips ${name}` };
  if (move.kind === 'fail')
    return { ...label, to: [branch.call!.service], say: `the call to ${branch.call!.service} fails` };
  const compiled = model.processes[move.process]!;
  const say = recorder.sentence(
    createActor(0, compiled, move.subject),
    move.step,
    compiled.steps[move.step]![move.branch]!,
    0,
    move.v,
    after,
    before,
    changes,
  );
  return { ...label, to: [...branch.to, ...branch.send.map((send) => send.process)], say };
}

/** The state after a step's assignments, before its instance moves on. */
function sentenceState(model: Model, before: readonly Value[], move: Move): readonly Value[] {
  if (move.kind !== 'step') return before;
  const { block, steps } = model.processes[move.process]!;
  const writer = new StateWriter(model, [...before]);
  writer.assign(steps[move.step]![move.branch]!.set, block.base + move.subject * block.stride, 0, move.v);
  return writer.s;
}

/**
 * Follows the base's counterexample in a variant: the same instances take the same steps for as long as they can. If
 * the variant diverges, includes the move that the same participant makes instead.
 *
 * @param baseMoves the base's counterexample
 * @returns null if the counterexample is empty
 */
export function compareWithBase(model: Model, baseMoves: readonly Move[]): AgainstBase | null {
  if (baseMoves.length === 0) return null;
  const context = contextOf(model);
  const made: Move[] = [];
  for (const move of baseMoves) {
    const moves = movesFrom(context, made.at(-1)?.state ?? [...context.searchLayout.initial]);
    const same = moves.find((one) => isSame(one, move) && compareValues(one.v, move.v) === 0);
    if (same !== undefined) {
      made.push(same);
      continue;
    }
    const other = moves.find((one) => one.process === move.process && one.subject === move.subject);
    const steps = narrate(model, other === undefined ? made : [...made, other]);
    return {
      followed: made.length,
      of: baseMoves.length,
      divergesAt: moveName(model, move),
      trace: steps.slice(0, made.length),
      instead: steps[made.length] ?? null,
    };
  }
  const trace = narrate(model, made);
  return { followed: baseMoves.length, of: baseMoves.length, divergesAt: null, trace, instead: null };
}

function isSame(one: Move, other: Move): boolean {
  return (
    one.kind === other.kind &&
    one.process === other.process &&
    one.subject === other.subject &&
    one.step === other.step &&
    one.branch === other.branch
  );
}

function moveName({ scenario, layout }: Model, move: Move): string {
  if (move.kind === 'timer') return `${layout.slots[move.subject]?.name ?? 'a timer'} expires`;
  if (move.process < 0)
    return `${scenario.faults[move.subject]?.id ?? 'a fault'} ${move.kind === 'start' ? 'starts' : 'ends'}`;
  const process = scenario.processes[move.process]!;
  const actor = process.instances[move.subject] ?? process.name;
  return `${actor}: ${(process.steps[move.step]?.id ?? 'a step').replaceAll('_', ' ')}`;
}
