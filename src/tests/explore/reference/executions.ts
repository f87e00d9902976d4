import type { Scenario, Temporal } from '../../../scenario/ast/scenario.ts';
import { evaluate, type PlainMove, type PlainState } from './expressions.ts';
import { initialStates, movesOf } from './moves.ts';
import { TooManyStates, textOf } from './search.ts';

/**
 * A set of moves. If any of them stays possible, one of them has to happen. With strong fairness, one of them also has
 * to happen if any of them is possible infinitely often.
 */
export interface Demand {
  readonly name: string;
  readonly strong: boolean;
  readonly covers: (move: PlainMove) => boolean;
}

/** All fairness demands of a scenario, exactly as defined in the reference documentation. */
export function demandsOf({ processes }: Scenario, timers: readonly string[]): Demand[] {
  return [
    ...timers.map((timer) => ({
      name: timer,
      strong: false,
      covers: ({ agent }: PlainMove) => agent === timer,
    })),
    ...processes.flatMap(({ name, instances, fair, steps }) =>
      instances.flatMap((_, i): Demand[] => {
        const agent = `${name}[${i}]`;
        const fairOf = ({ by }: PlainMove) => steps[by!.step]!.branches[by!.branch]!.fair;
        const whole: Demand = {
          name: agent,
          strong: fair === 'strong',
          covers: (move) => move.agent === agent && fairOf(move) !== 'none',
        };
        const single = steps.flatMap(({ branches }, step) =>
          branches.flatMap((branch, index): Demand[] =>
            branch.fair === null || branch.fair === 'none'
              ? []
              : [
                  {
                    name: `${agent} ${branch.id}`,
                    strong: branch.fair === 'strong',
                    covers: ({ agent: who, by }) =>
                      who === agent && by!.step === step && by!.branch === index && by!.happens,
                  },
                ],
          ),
        );
        return fair === 'none' ? single : [whole, ...single];
      }),
    ),
  ];
}

/**
 * Decides a property of whole executions directly from its definition. `holds_until` is violated by a path. For the
 * others, a violation is a set of states in which an execution can stay forever, or a single state in which it can
 * stop. In such a set, each strong demand is either met, or none of its moves is ever possible. All combinations of the
 * two are tried.
 *
 * @throws TooManyStates beyond `most` states
 */
export function violatesTemporal(scenario: Scenario, property: Temporal, most = 100_000): boolean {
  if (property.kind === 'holds_until') return stepsToRelease(scenario, property, most) !== null;
  const graph = graphOf(scenario, property, most);
  const timers = new Set(
    graph.moves.flat().flatMap(({ agent }) => (agent.startsWith('timer') ? [agent] : [])),
  );
  const demands = demandsOf(scenario, [...timers]);
  const possible = demands.map(({ covers }) => graph.moves.map((all) => all.some(covers)));
  const strong = demands.flatMap((demand, i) => (demand.strong && possible[i]!.includes(true) ? [i] : []));
  const recurs = property.kind === 'eventually_always';
  for (let subset = 0; subset < 2 ** strong.length; subset++) {
    const never = strong.filter((_, i) => (subset & (2 ** i)) !== 0);
    const inside = graph.open.map(
      (open, node) => (open || recurs) && never.every((demand) => !possible[demand]![node]),
    );
    const found = componentsOf(graph, inside).some((nodes) => {
      const set = new Set(nodes);
      const met = (demand: number): boolean =>
        nodes.some((node) =>
          graph.moves[node]!.some((move, i) => {
            return demands[demand]!.covers(move) && set.has(graph.targets[node]![i]!);
          }),
        );
      return (
        nodes.some((node) => graph.open[node]) &&
        demands.every(({ strong: isStrong }, i) => {
          if (isStrong) return never.includes(i) || !possible[i]!.includes(true) || met(i);
          return met(i) || nodes.some((node) => !possible[i]![node]);
        })
      );
    });
    if (found) return true;
  }
  return false;
}

/**
 * Smallest number of moves to a state in which `hold` is false, if `until` was never true on the way there. Null if
 * there is no such state.
 */
function stepsToRelease(scenario: Scenario, { from, to }: Temporal, most = 100_000): number | null {
  const seen = new Set<string>();
  let level = initialStates(scenario);
  for (let depth = 0; level.length > 0; depth++) {
    const next: PlainState[] = [];
    for (const state of level) {
      const scope = { scenario, state, self: null, variables: {} };
      if (evaluate(to, scope) === true) continue;
      if (evaluate(from!, scope) !== true) return depth;
      for (const move of movesOf(scenario, state)) {
        const key = textOf(scenario, move.state);
        if (seen.has(key)) continue;
        if (seen.add(key).size > most) throw new TooManyStates(`more than ${most} states`);
        next.push(move.state);
      }
    }
    level = next;
  }
  return null;
}

/**
 * For each state of an execution, true if the property's obligation is pending in that state, or if its condition is
 * false.
 */
export function flagsAlong(scenario: Scenario, property: Temporal, states: readonly PlainState[]): boolean[] {
  let open = false;
  return states.map((state, i) => {
    open = flagAfter(scenario, property, state, open, i === 0);
    return open;
  });
}

function flagAfter(
  scenario: Scenario,
  { kind, from, to }: Temporal,
  state: PlainState,
  wasOpen: boolean,
  first: boolean,
): boolean {
  const scope = { scenario, state, self: null, variables: {} };
  if (evaluate(to, scope) === true) return false;
  if (kind !== 'eventually') return true;
  return wasOpen || (from === null ? first : evaluate(from, scope) === true);
}

/** States paired with a flag, and the moves between them. */
interface Graph {
  readonly open: boolean[];
  readonly moves: PlainMove[][];
  /** For each state, the states that its moves lead to. */
  readonly targets: number[][];
}

function graphOf(scenario: Scenario, property: Temporal, most: number): Graph {
  const graph: Graph = { open: [], moves: [], targets: [] };
  const states: PlainState[] = [];
  const numbers = new Map<string, number>();
  const enter = (state: PlainState, wasOpen: boolean, first: boolean): number => {
    const open = flagAfter(scenario, property, state, wasOpen, first);
    const key = `${open} ${textOf(scenario, state)}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (states.length >= most) throw new TooManyStates(`more than ${most} pairs`);
    numbers.set(key, states.length);
    graph.open.push(open);
    return states.push(state) - 1;
  };
  for (const state of initialStates(scenario)) enter(state, false, true);
  for (let node = 0; node < states.length; node++) {
    const moves = movesOf(scenario, states[node]!);
    graph.moves.push(moves);
    graph.targets.push(moves.map(({ state }) => enter(state, graph.open[node]!, false)));
  }
  return graph;
}

/** Strongly connected components of some states, by two depth-first searches, the second one backward (Kosaraju). */
function componentsOf({ targets }: Graph, inside: readonly boolean[]): number[][] {
  const backwards: number[][] = targets.map(() => []);
  targets.forEach((all, node) => {
    for (const to of all) if (inside[node] && inside[to]) backwards[to]!.push(node);
  });
  const left: number[] = [];
  const seen = new Set<number>();
  inside.forEach((isInside, root) => {
    if (!isInside || seen.has(root)) return;
    seen.add(root);
    const path = [{ node: root, next: 0 }];
    while (path.length > 0) {
      const top = path.at(-1)!;
      const to = targets[top.node]![top.next++];
      if (to === undefined) left.push(path.pop()!.node);
      else if (inside[to] && !seen.has(to)) {
        seen.add(to);
        path.push({ node: to, next: 0 });
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
