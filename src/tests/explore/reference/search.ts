import type { Value } from '../../../scenario/ast/expr.ts';
import type { Property, Scenario } from '../../../scenario/ast/scenario.ts';
import { compareValues } from '../../../scenario/ast/value.ts';
import { evaluate, type PlainMessage, type PlainState } from './expressions.ts';
import { initialStates, isOneLine, isStuck, movesOf } from './moves.ts';

/**
 * Exhaustively searches the interleavings of a scenario, breadth-first. States are strings in a Set. Transitions and
 * expressions are interpreted from the checked scenario. No code is shared with the model or the engines, so the
 * results are independent.
 *
 * @throws TooManyStates beyond `most`
 */
export function plainSearch(scenario: Scenario, most = 300_000): PlainResult {
  const starts = initialStates(scenario);
  const seen = new Set(starts.map((start) => textOf(scenario, start)));
  const violated = new Map<string, number>();
  const reached = new Set<string>();
  const all = [...starts];
  let transitions = 0;
  let depth = 0;
  let level = starts;
  for (; ; depth++) {
    const next: PlainState[] = [];
    for (const state of level) {
      for (const name of failing(scenario, state)) if (!violated.has(name)) violated.set(name, depth);
      for (const { name, is } of scenario.reachable) {
        if (holds(scenario, state, is)) reached.add(name);
      }
      const moves = movesOf(scenario, state);
      if (moves.length === 0 && isStuck(scenario, state) && !violated.has('deadlock')) {
        violated.set('deadlock', depth);
      }
      transitions += moves.length;
      for (const move of moves) {
        for (const { name, is } of scenario.stepInvariants) {
          const scope = { scenario, state: move.state, before: state, self: null, variables: {} };
          if (!violated.has(name) && evaluate(is, scope) !== true) violated.set(name, depth + 1);
        }
        const key = textOf(scenario, move.state);
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > most) throw new TooManyStates(`more than ${most} states`);
        next.push(move.state);
        all.push(move.state);
      }
    }
    if (next.length === 0) break;
    level = next;
  }
  const steps = violated.size === 0 ? null : Math.min(...violated.values());
  return { states: seen.size, transitions, depth, violated, steps, reached, all };
}

/** Result of the reference search of the whole state space. */
export interface PlainResult {
  readonly states: number;
  readonly transitions: number;
  /** Largest distance from the initial state, in moves. */
  readonly depth: number;
  /** For each violated property (including `deadlock`), the smallest number of moves to a violation. */
  readonly violated: ReadonlyMap<string, number>;
  /** Smallest number of moves to any violation; null if there is none. */
  readonly steps: number | null;
  /** Names of `reachable` conditions that hold in some state. */
  readonly reached: ReadonlySet<string>;
  /** All states, in the order in which they were found. */
  readonly all: readonly PlainState[];
}

function failing(scenario: Scenario, state: PlainState): string[] {
  return scenario.invariants.filter(({ is }) => !holds(scenario, state, is)).map(({ name }) => name);
}

function holds(scenario: Scenario, state: PlainState, is: Property['is']): boolean {
  return evaluate(is, { scenario, state, self: null, variables: {} }) === true;
}

/** Thrown if the search exceeds its maximum number of states. */
export class TooManyStates extends Error {}

/**
 * A state as a string. Equal states have equal strings. Instantly delivered messages form one queue per receiver,
 * messages on an ordered link form a queue, and messages in an unordered channel form a multiset.
 */
export function textOf(scenario: Scenario, state: PlainState): string {
  const { channels } = scenario;
  const links = new Map<string, { via: number | null; messages: PlainMessage[] }>();
  for (const message of state.messages) {
    const { process, receiver, via, sender } = message;
    const key = `${process}[${receiver}] ${via ?? ''} ${via === null || isOneLine(scenario, via) ? '' : sender}`;
    const link = links.get(key) ?? { via, messages: [] };
    link.messages.push(message);
    links.set(key, link);
  }
  const mail = [...links.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { via, messages }]) => {
      const contents = messages.map(({ sender, values }): Value => [sender, values]);
      return [key, via !== null && channels[via]!.order === 'any' ? contents.sort(compareValues) : contents];
    });
  return JSON.stringify([state.shared, state.processes, state.faults, mail]);
}
