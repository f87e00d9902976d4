import type { Value } from '../../scenario/expr.ts';
import type { Property, Scenario } from '../../scenario/scenario.ts';
import { compareValues } from '../../scenario/value.ts';
import { evaluate, type PlainMessage, type PlainState } from './plain-eval.ts';
import { movesOf } from './plain-moves.ts';
import { initialState, isStuck } from './plain-state.ts';

/** Thrown when a search meets more states than it was allowed. */
export class TooManyStates extends Error {}

/** What the plainest search found in the whole space. */
export interface PlainFinding {
  readonly states: number;
  readonly transitions: number;
  /** Most moves that a state lies from the start. */
  readonly depth: number;
  /** Least number of moves to a state that breaks each property. `deadlock` is one of them. */
  readonly violated: ReadonlyMap<string, number>;
  /** Least number of moves to a violation; null where nothing is violated. */
  readonly steps: number | null;
  /** Names of `reachable` conditions that some state met. */
  readonly reached: ReadonlySet<string>;
  /** All states, in the order of meeting. */
  readonly all: readonly PlainState[];
}

/**
 * All interleavings of a scenario, breadth first, always to the end. States are texts in a Set, transitions and
 * expressions are interpreted from the checked scenario: nothing is shared with the model, the engines or the explorer,
 * so that what both say has been worked out twice.
 *
 * @throws TooManyStates beyond `most`
 */
export function plainSearch(scenario: Scenario, most = 300_000): PlainFinding {
  const start = initialState(scenario);
  const seen = new Set([textOf(scenario, start)]);
  const violated = new Map<string, number>();
  const reached = new Set<string>();
  const all = [start];
  let transitions = 0;
  let depth = 0;
  let level = [start];
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

function failing(scenario: Scenario, state: PlainState): string[] {
  return scenario.invariants.filter(({ is }) => !holds(scenario, state, is)).map(({ name }) => name);
}

function holds(scenario: Scenario, state: PlainState, is: Property['is']): boolean {
  return evaluate(is, { scenario, state, self: null, variables: {} }) === true;
}

/**
 * A state as text, equal for equal states: what came the instant way is one queue for each receiver, a link that keeps
 * order is a queue, and what is on a channel without order has none.
 */
export function textOf({ channels }: Scenario, state: PlainState): string {
  const links = new Map<string, { via: number | null; messages: PlainMessage[] }>();
  for (const message of state.messages) {
    const { process, receiver, via, sender } = message;
    const key = `${process}[${receiver}] ${via ?? ''} ${via === null ? '' : sender}`;
    const link = links.get(key) ?? { via, messages: [] };
    link.messages.push(message);
    links.set(key, link);
  }
  const mail = [...links.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { via, messages }]) => {
      const said = messages.map(({ sender, values }): Value => [sender, values]);
      return [key, via !== null && channels[via]!.order === 'any' ? said.sort(compareValues) : said];
    });
  return JSON.stringify([state.shared, state.processes, state.faults, mail]);
}
