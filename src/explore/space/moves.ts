import { StateWriter } from '../../engine/state/state-writer.ts';
import type { BranchModel, ProcessModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Target } from '../../scenario/ast/scenario.ts';
import { faultMoves, lossMoves, mayFail, settled, timerMoves } from './fault-moves.ts';
import { candidates, hasRoomFor, lettersOf, outcomes, type SentMessage } from './mail.ts';
import { isDown, type Move, type SearchContext } from './search-state.ts';
import { isMeasured, mayHold, waysOn } from './unmeasured.ts';

/**
 * All transitions from a state, ignoring time and dropping no behaviour: every instance by every branch with every
 * choice and message, calls that succeed and fail, timers that end, faults that begin and end, messages that are lost.
 *
 * The meaning of a step is that of the run, through the same `StateWriter`.
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
    const label = { process: process.process.index, subject: instance, step, branch };
    const ways = waysOn(model.exits, s, b);
    for (const exit of ways) {
      const found =
        exit < 0
          ? firings(context, process, instance, { s, sent: [], origin: s }, step, branch)
          : leaving(context, process, instance, s, step, model.exits[exit]!.to);
      const unsure = exit < 0 ? model.when !== null && isMeasured(model.when) : ways.length > 1;
      for (const { kind, state, v, letters, between } of found) {
        const more = { ...(unsure ? { unsure } : {}), ...(between === undefined ? {} : { between }) };
        for (const after of outcomes(context, state, letters)) {
          out.push({ ...label, kind, v, state: after, ...more });
        }
      }
    }
  }
}

/** What a branch does, with the rest of its atomic group; its messages are posted when all of that has happened. */
interface Firing {
  readonly kind: 'step' | 'skip' | 'fail';
  readonly state: Value[];
  readonly v: readonly Value[];
  readonly letters: readonly SentMessage[];
  readonly between?: readonly (readonly Value[])[];
}

/** What a transition is at: the state so far, what it has sent, and the state before it. */
interface Under {
  readonly s: Value[];
  readonly sent: readonly SentMessage[];
  readonly origin: Value[];
}

/** Leaving by an exit, which goes on if it leads to a later member of an atomic group. */
function leaving(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  step: number,
  to: Target,
): Firing[] {
  const b = process.block.base + instance * process.block.stride;
  const left: Firing = { kind: 'skip', state: moved(context, process, b, s, to), v: [], letters: [] };
  return rest(context, process, instance, step, to, left, s);
}

/** All ways in which a branch fires from a state, with the rest of its atomic group. */
function firings(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  { s, sent, origin }: Under,
  step: number,
  index: number,
): Firing[] {
  const branch = process.steps[step]![index]!;
  const b = process.block.base + instance * process.block.stride;
  if (branch.when !== null && !mayHold(branch.when, s, b)) return [];
  const out: Firing[] = [];
  for (const { v, mail } of receipts(context, process, instance, s, branch)) {
    for (const choice of choices(branch, s, b, v)) {
      const letters = [...sent, ...lettersOf(context, process, instance, s, branch.send, choice)];
      if (!hasRoomFor(context, origin, letters)) continue;
      const state = effects(context, process, instance, s, branch, choice, mail);
      const fired: Firing = { kind: 'step', state, v: choice, letters };
      out.push(...rest(context, process, instance, step, branch.next, fired, origin));
    }
  }
  const asks = process.process.steps[step]!.branches[index]!.call?.asks;
  if (branch.call !== null && asks !== undefined && mayFail(context.model, asks)) {
    out.push({ kind: 'fail', state: moved(context, process, b, s, branch.call.failTo), v: [], letters: [] });
  }
  return out;
}

/** The message that a branch takes, if it takes one: its values as a variable, and the mail without it. */
function receipts(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  branch: BranchModel,
): { v: Value[]; mail: Value | null }[] {
  if (!branch.receives) return [{ v: [], mail: null }];
  const b = process.block.base + instance * process.block.stride;
  const first = context.extended.mail[process.process.index]!;
  if (first < 0) return [];
  const mail = s[first + instance] as readonly Value[];
  const fits = (values: readonly Value[]): boolean =>
    branch.where === null || branch.where(s, b, 0, [values], s) === true;
  return candidates(context, mail, fits).map((at) => ({
    v: [(mail[at] as readonly Value[])[2]!],
    mail: mail.filter((_, i) => i !== at),
  }));
}

function choices(branch: BranchModel, s: Value[], b: number, v: Value[]): Value[][] {
  let all: Value[][] = [v];
  for (const from of branch.choose) {
    all = all.flatMap((one) => (from(s, b, 0, one, s) as readonly Value[]).map((item) => [...one, item]));
  }
  return all;
}

/** The state behind one part. */
function effects(
  context: SearchContext,
  process: ProcessModel,
  instance: number,
  s: Value[],
  branch: BranchModel,
  v: readonly Value[],
  mail: Value | null,
): Value[] {
  const b = process.block.base + instance * process.block.stride;
  const writer = new StateWriter(context.model, [...s], context.extended.bounded);
  writer.assign(branch.set, b, 0, v);
  writer.move(process, b, branch.next, 0);
  const after = settled(context, writer.s);
  if (mail !== null) after[context.extended.mail[process.process.index]! + instance] = mail;
  return after;
}

/** The rest of an atomic group, if a step leads to a later member of it, by firing or by an exit. */
function rest(
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
    return waysOn(member.exits, firing.state, b).flatMap((exit): Firing[] => {
      if (exit >= 0) {
        const next = member.exits[exit]!.to;
        const state = moved(context, process, b, firing.state, next);
        return rest(context, process, instance, to, next, { ...firing, state, between }, origin);
      }
      const under = { s: firing.state, sent: firing.letters, origin };
      return firings(context, process, instance, under, to, index).map((inner) => ({
        ...firing,
        state: inner.state,
        letters: inner.letters,
        between: [...between, ...(inner.between ?? [])],
      }));
    });
  });
}

/** The state with an instance moved on and nothing else changed. */
function moved(context: SearchContext, process: ProcessModel, b: number, s: Value[], to: Target): Value[] {
  const writer = new StateWriter(context.model, [...s], context.extended.bounded);
  writer.move(process, b, to, 0);
  return settled(context, writer.s);
}
