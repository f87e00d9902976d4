import { StateWriter } from '../../engine/state/state-writer.ts';
import type { BranchModel, ProcessModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Target } from '../../scenario/ast/scenario.ts';
import { faultMoves, lossMoves, mayFail, normalizeTimers, timerMoves } from './fault-moves.ts';
import { hasCapacityFor, messagesOf, outcomes, receivable, type SentMessage } from './mail.ts';
import { isDown, type Move, restoredIn, type SearchContext } from './search-state.ts';
import { exitOptions, isMeasured, mayHold } from './unmeasured.ts';

/**
 * All transitions from a state. They ignore time but cover all behavior: each instance with each branch, choice,
 * and message; calls that succeed and calls that fail; timers that expire; faults that start and end; messages that
 * are lost. Steps have the same effect as in a run because they use the same `StateWriter`.
 */
export function movesFrom(context: SearchContext, s: Value[]): Move[] {
  context.model.runtime.refuel();
  const out: Move[] = [];
  for (const process of context.model.processes) {
    if (isDown(context, s, process.process.name)) continue;
    for (let i = 0; i < process.process.instances.length; i++) instanceMoves(context, process, i, s, out);
  }
  timerMoves(context, s, out);
  faultMoves(context, s, out);
  lossMoves(context, s, out);
  return out;
}

function instanceMoves(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  out: Move[],
): void {
  const b = process.block.base + instance * process.block.stride;
  const step = s[b] as number;
  const branches = process.steps[step] ?? [];
  for (const [branch, model] of branches.entries()) {
    if (!model.possible) continue;
    const label = { process: process.process.index, subject: instance, step, branch };
    const exits = exitOptions(model.exits, s, b);
    for (const exit of exits) {
      const all =
        exit < 0
          ? firings(context, process, instance, { s, sent: [], origin: s }, step, branch)
          : exitFirings(context, process, instance, s, step, model.exits[exit]!.to);
      const uncertain = exit < 0 ? model.when !== null && isMeasured(model.when) : exits.length > 1;
      for (const { kind, state, v, messages, between } of all) {
        const more = { ...(uncertain ? { uncertain } : {}), ...(between === undefined ? {} : { between }) };
        for (const after of outcomes(context, state, messages)) {
          out.push({ ...label, kind, v, state: after, ...more });
        }
      }
    }
  }
}

/** The effect of a branch and the rest of its atomic group. Messages are posted only after the whole group. */
interface Firing {
  readonly kind: 'step' | 'skip' | 'fail';
  readonly state: Value[];
  readonly v: readonly Value[];
  readonly messages: readonly SentMessage[];
  readonly between?: readonly (readonly Value[])[];
}

/** A partial transition: its state, its messages, and the state before it. */
interface PartialTransition {
  readonly s: Value[];
  readonly sent: readonly SentMessage[];
  readonly origin: Value[];
}

/** All ways a branch and the rest of its atomic group can fire from a state. */
function firings(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  { s, sent, origin }: PartialTransition,
  step: number,
  index: number,
): Firing[] {
  const branch = process.steps[step]![index]!;
  const b = process.block.base + instance * process.block.stride;
  if (branch.when !== null && !mayHold(branch.when, s, b)) return [];
  const out: Firing[] = [];
  for (const { v, mail } of receiveOptions(context, process, instance, s, branch)) {
    for (const choice of choices(branch, s, b, v)) {
      const messages = [...sent, ...messagesOf(context, process, instance, s, branch.send, choice)];
      if (!hasCapacityFor(context, origin, messages, [process.process.index, instance])) continue;
      const state = afterEffects(context, process, instance, s, branch, choice, mail);
      const fired: Firing = { kind: 'step', state, v: choice, messages };
      out.push(...restOfGroup(context, process, instance, step, branch.next, fired, origin));
    }
  }
  const edge = process.process.steps[step]!.branches[index]!.call?.edge;
  if (branch.call !== null && edge !== undefined && mayFail(context.model, edge)) {
    out.push({
      kind: 'fail',
      state: afterMove(context, process, b, s, branch.call.failTo),
      v: [],
      messages: [],
    });
  }
  return out;
}

/**
 * Each message that a branch can receive, as a variable, and the mailbox without it. If the branch doesn't receive,
 * there is a single empty option.
 */
function receiveOptions(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  branch: BranchModel,
): { v: Value[]; mail: Value | null }[] {
  if (!branch.receives) return [{ v: [], mail: null }];
  const b = process.block.base + instance * process.block.stride;
  const slot = mailSlot(context, process, instance, branch);
  if (slot < 0) return [];
  const mail = s[slot] as readonly Value[];
  const matches = (values: readonly Value[]): boolean =>
    branch.where === null || branch.where(s, b, 0, [values], s) === true;
  return receivable(context, mail, matches, branch.head).map((at) => ({
    v: [(mail[at] as readonly Value[])[2]!],
    mail: mail.filter((_, i) => i !== at),
  }));
}

/**
 * The slot of the mailbox that a branch receives from: its instance's or a shared channel's. -1 if nothing is sent
 * there.
 */
function mailSlot(
  { searchLayout }: SearchContext,
  { process }: ProcessModel,
  instance: number,
  { from }: BranchModel,
): number {
  const first = searchLayout.mail[from < 0 ? process.index : from]!;
  return first < 0 || from >= 0 ? first : first + instance;
}

function choices(branch: BranchModel, s: Value[], b: number, v: Value[]): Value[][] {
  let all: Value[][] = [v];
  for (const from of branch.choose) {
    all = all.flatMap((one) => (from(s, b, 0, one, s) as readonly Value[]).map((item) => [...one, item]));
  }
  return all;
}

/** The state after one step. */
function afterEffects(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  branch: BranchModel,
  v: readonly Value[],
  mail: Value | null,
): Value[] {
  const b = process.block.base + instance * process.block.stride;
  const writer = new StateWriter(context.model, [...s], context.searchLayout.bounded);
  writer.assign(branch.set, b, 0, v);
  writer.move(process, b, branch.next, 0);
  const after = normalizeTimers(context, writer.s);
  keepWritten(context, branch, after);
  if (mail !== null) after[mailSlot(context, process, instance, branch)] = mail;
  return after;
}

/** Values written by a step are kept when faults that set the same variables end. */
function keepWritten({ searchLayout }: SearchContext, { set }: BranchModel, state: Value[]): void {
  if (searchLayout.faults.length === 0) return;
  const slots = set.flatMap(({ shared, at }) => (shared ? [at] : []));
  for (const { fault, variable } of restoredIn(searchLayout, slots)) {
    if (state[searchLayout.faults[fault]!] !== 1) continue;
    state[variable.before] = searchLayout.initial[variable.before]!;
    state[variable.written] = true;
  }
}

/**
 * All ways to leave a step through an exit. If an exit leads to a later member of the atomic group, the group
 * continues there.
 */
function exitFirings(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  step: number,
  to: Target,
): Firing[] {
  const b = process.block.base + instance * process.block.stride;
  const exited: Firing = { kind: 'skip', state: afterMove(context, process, b, s, to), v: [], messages: [] };
  return restOfGroup(context, process, instance, step, to, exited, s);
}

/** If a step leads to a later member of its atomic group, all the ways to complete the group, by firing or by exiting. */
function restOfGroup(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  step: number,
  to: Target,
  firing: Firing,
  origin: Value[],
): Firing[] {
  const { group } = process.process.steps[step]!;
  const inside =
    group !== null && typeof to === 'number' && to > step && process.process.steps[to]!.group === group;
  if (!inside) return [firing];
  const b = process.block.base + instance * process.block.stride;
  const between = [...(firing.between ?? []), firing.state];
  return process.steps[to]!.flatMap((member, index): Firing[] => {
    return exitOptions(member.exits, firing.state, b).flatMap((exit): Firing[] => {
      if (exit >= 0) {
        const next = member.exits[exit]!.to;
        const state = afterMove(context, process, b, firing.state, next);
        return restOfGroup(context, process, instance, to, next, { ...firing, state, between }, origin);
      }
      const partial = { s: firing.state, sent: firing.messages, origin };
      return firings(context, process, instance, partial, to, index).map((inner) => ({
        ...firing,
        state: inner.state,
        messages: inner.messages,
        between: [...between, ...(inner.between ?? [])],
      }));
    });
  });
}

/** The state with one instance moved to another step and nothing else changed. */
function afterMove(
  context: SearchContext,
  process: ProcessModel,
  b: number,
  s: Value[],
  to: Target,
): Value[] {
  const writer = new StateWriter(context.model, [...s], context.searchLayout.bounded);
  writer.move(process, b, to, 0);
  return normalizeTimers(context, writer.s);
}
