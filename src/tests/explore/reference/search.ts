import type { Value } from '../../../scenario/ast/expr.ts';
import type { LeadsTo, Property, Scenario } from '../../../scenario/ast/scenario.ts';
import { compareValues } from '../../../scenario/ast/value.ts';
import { evaluate, type PlainMessage, type PlainState } from './expressions.ts';
import { initialState, isStuck, movesOf } from './moves.ts';

/**
 * Searches all interleavings of a scenario breadth-first, always to the end. States are strings in a Set. Transitions
 * and expressions are interpreted from the checked scenario. No code is shared with the model or the engines, so the
 * results are independent.
 *
 * @throws TooManyStates beyond `most`
 */
export function plainSearch(scenario: Scenario, most = 300_000): PlainResult {
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
  /** All states, in the order they were found. */
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
 * A state as a string, equal for equal states. Instantly delivered messages are one queue per receiver, an ordered link
 * is a queue, and messages in an unordered channel are a multiset.
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
      const contents = messages.map(({ sender, values }): Value => [sender, values]);
      return [key, via !== null && channels[via]!.order === 'any' ? contents.sort(compareValues) : contents];
    });
  return JSON.stringify([state.shared, state.processes, state.faults, mail]);
}

/**
 * Decides one `eventually` under weak fairness, straight from the definition. The property is violated if the pairs
 * with an open obligation include a strongly connected set that is fair to every agent: the agent moves inside the set,
 * or is disabled somewhere in it. A single pair without moves is such a set if no fair agent can move in it.
 *
 * @throws TooManyStates beyond `most` pairs
 * @throws Error for a process with strong fairness, which isn't supported
 */
export function violatesEventually(scenario: Scenario, promise: LeadsTo, most = 100_000): boolean {
  const graph = graphOf(scenario, promise, most);
  const isFair = (agent: string): boolean => {
    if (agent.startsWith('timer')) return true;
    const process = scenario.processes.find(({ name }) => agent.startsWith(`${name}[`));
    if (process?.fair === 'strong') throw new Error('strong fairness is not searched');
    return process !== undefined && process.fair === 'weak';
  };
  return openComponents(graph).some((nodes) => {
    const inside = new Set(nodes);
    const agents = new Set(nodes.flatMap((node) => graph.edges[node]!.map(({ agent }) => agent)));
    return [...agents].filter(isFair).every((agent) => {
      const moves = nodes.some((node) =>
        graph.edges[node]!.some((edge) => edge.agent === agent && inside.has(edge.to)),
      );
      return moves || nodes.some((node) => !graph.edges[node]!.some((edge) => edge.agent === agent));
    });
  });
}

/** States paired with a flag for an open obligation, and the moves between them. */
interface Graph {
  readonly open: boolean[];
  readonly edges: { readonly to: number; readonly agent: string }[][];
}

function graphOf(scenario: Scenario, { from, to }: LeadsTo, most: number): Graph {
  const graph: Graph = { open: [], edges: [] };
  const states: PlainState[] = [];
  const numbers = new Map<string, number>();
  const enter = (state: PlainState, wasOpen: boolean, first: boolean): number => {
    const scope = { scenario, state, self: null, variables: {} };
    const triggered = from === null ? first : evaluate(from, scope) === true;
    const open = (wasOpen || triggered) && evaluate(to, scope) !== true;
    const key = `${open} ${textOf(scenario, state)}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (states.length >= most) throw new TooManyStates(`more than ${most} pairs`);
    numbers.set(key, states.length);
    graph.open.push(open);
    return states.push(state) - 1;
  };
  enter(initialState(scenario), false, true);
  for (let node = 0; node < states.length; node++) {
    graph.edges.push(
      movesOf(scenario, states[node]!).map(({ agent, state }) => ({
        to: enter(state, graph.open[node]!, false),
        agent,
      })),
    );
  }
  return graph;
}

/** Strongly connected components of the open pairs, by two depth-first searches, the second one backward (Kosaraju). */
function openComponents({ open, edges }: Graph): number[][] {
  const backwards: number[][] = open.map(() => []);
  edges.forEach((all, node) => {
    for (const { to } of all) if (open[node] && open[to]) backwards[to]!.push(node);
  });
  const left: number[] = [];
  const seen = new Set<number>();
  open.forEach((isOpen, root) => {
    if (!isOpen || seen.has(root)) return;
    seen.add(root);
    const path = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const edge = edges[top.node]![top.next++];
      if (edge === undefined) left.push(path.pop()!.node);
      else if (open[edge.to] && !seen.has(edge.to)) {
        seen.add(edge.to);
        path.push({ node: edge.to, next: 0 });
      }
    }
  });
  const placed = new Set<number>();
  return left.reverse().flatMap((root) => {
    if (placed.has(root)) return [];
    const nodes = [root];
    placed.add(root);
    for (const node of nodes) {
      for (const before of backwards[node]!) {
        if (placed.has(before)) continue;
        placed.add(before);
        nodes.push(before);
      }
    }
    return [nodes];
  });
}
