import type { LeadsTo, Scenario } from '../../scenario/scenario.ts';
import { evaluate, type PlainState } from './plain-eval.ts';
import { movesOf } from './plain-moves.ts';
import { TooManyStates, textOf } from './plain-search.ts';
import { initialState } from './plain-state.ts';

/** States paired with whether the promise is open in them, and who moves from each to which. */
interface Graph {
  readonly open: boolean[];
  readonly edges: { readonly to: number; readonly agent: string }[][];
}

/**
 * Decides one `eventually` under weak fairness by its definition: it is broken if among the pairs in which the promise
 * is open some strongly connected set gives every fair agent its turn: the agent moves inside the set, or somewhere in
 * it cannot move. A single pair without moves is such a set if no fair agent can move in it.
 *
 * @throws TooManyStates beyond `most` pairs
 * @throws Error for a process with strong fairness, which this does not know
 */
export function breaksPromise(scenario: Scenario, promise: LeadsTo, most = 100_000): boolean {
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

function graphOf(scenario: Scenario, { from, to }: LeadsTo, most: number): Graph {
  const graph: Graph = { open: [], edges: [] };
  const states: PlainState[] = [];
  const numbers = new Map<string, number>();
  const enter = (state: PlainState, wasOpen: boolean, first: boolean): number => {
    const scope = { scenario, state, self: null, variables: {} };
    const asked = from === null ? first : evaluate(from, scope) === true;
    const open = (wasOpen || asked) && evaluate(to, scope) !== true;
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

/** Strongly connected sets of open pairs, by two walks: one notes the order of leaving, the other goes backwards. */
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
