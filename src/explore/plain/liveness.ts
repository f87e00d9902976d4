import type { Value } from '../../scenario/ast/expr.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import { type ExploreOptions, reachedLimit } from '../space/options.ts';
import type { Move, SearchContext } from '../space/search-state.ts';
import { StateTable } from '../space/state-table.ts';

/** Heap bytes per state and per move, excluding the table. Measured on models with two to eight processes. */
const STATE_BYTES = 600;
const MOVE_BYTES = 40;

/**
 * Decides one `eventually` by looking for a fair execution in which, from some state on, the obligation is never
 * fulfilled. Each state is paired with a flag that is set while the obligation is open. A fair cycle of open states is a
 * violation. So is an open state in which no agent can move.
 *
 * Weak fairness: an agent that is always enabled eventually moves. A strongly connected set of open states has a fair
 * execution if each agent is disabled in one of its states or moves inside it. Strong fairness: an agent that is
 * enabled infinitely often eventually moves. States in which a starved agent is enabled are removed, and the rest is
 * checked again.
 *
 * Source: Baier and Katoen: Principles of Model Checking, 2008, chapter 6.6 (fair components)
 *
 * @param index index of the property in `eventually`
 */
export function violatesLeadsTo(
  context: SearchContext,
  codec: Codec,
  index: number,
  options: ExploreOptions,
): LivenessViolation | { readonly hit: string } | null {
  const graph = new ObligationGraph(context, codec, index);
  const hit = graph.build(options);
  return hit === null ? graph.violation() : { hit };
}

/** An execution in which an obligation is never fulfilled. */
export interface LivenessViolation {
  readonly moves: readonly Move[];
  /**
   * Index of the move from which the moves repeat forever; null if they end in a state in which no agent has to
   * move.
   */
  readonly loop: number | null;
}

/** An agent that fairness applies to: an instance of a fair process, or a running timer. */
type Agent = string;

class ObligationGraph {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly index: number;
  private readonly table: StateTable;
  private readonly words: Int32Array<ArrayBuffer>;
  private readonly numbers = new Map<string, number>();
  private readonly open: boolean[] = [];
  private readonly starts: number[] = [0];
  private readonly targets: number[] = [];
  private readonly movers: Agent[] = [];
  /** For each state, the agents that can move. */
  private readonly enabled: Set<Agent>[] = [];

  private get graph(): Graph {
    return { starts: this.starts, targets: this.targets };
  }

  constructor(context: SearchContext, codec: Codec, index: number) {
    this.context = context;
    this.codec = codec;
    this.index = index;
    this.table = new StateTable(codec.words);
    this.words = new Int32Array(codec.words);
  }

  /** Builds the graph. Returns the limit that stopped it early, or null. */
  build(options: ExploreOptions): string | null {
    this.addState([...this.context.searchLayout.initial], false, true, -1);
    let depth = 0;
    let levelEnd = this.table.size;
    for (let current = 0; current < this.table.size; current++) {
      if (current === levelEnd) {
        depth++;
        levelEnd = this.table.size;
      }
      const state = this.codec.decode(this.table.states, current * this.codec.words);
      const enabled = new Set<Agent>();
      for (const move of movesFrom(this.context, state)) {
        const agent = this.agentOf(move);
        if (agent !== null && move.uncertain !== true) enabled.add(agent);
        this.targets.push(this.addState(move.state, this.open[current]!, false, current));
        this.movers.push(agent ?? '');
      }
      this.enabled.push(enabled);
      this.starts.push(this.targets.length);
      const { size: states } = this.table;
      const transitions = this.targets.length;
      const bytes = this.table.bytes + this.codec.bytes + states * STATE_BYTES + transitions * MOVE_BYTES;
      const full = bytes > options.maxBytes;
      const hit = reachedLimit(options, this.codec, { states, transitions, depth, bytes, full });
      if (hit !== null) return hit;
    }
    return null;
  }

  /** Adds a state paired with a flag for an open obligation. Returns its number. */
  private addState(state: Value[], wasOpen: boolean, first: boolean, parent: number): number {
    const { from, to } = this.context.model.eventually[this.index]!;
    const fulfilled = to.test(state, 0, 0, [], state) === true;
    const triggered = from === null ? first : from.test(state, 0, 0, [], state) === true;
    const open = !fulfilled && (wasOpen || triggered);
    this.codec.encode(state, this.words, open);
    const key = this.words.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.table.add(this.words, parent);
    this.open.push(open);
    this.numbers.set(key, this.table.size - 1);
    return this.table.size - 1;
  }

  private agentOf(move: Move): Agent | null {
    if (move.kind === 'timer') return `timer ${move.subject}`;
    if (move.process < 0 || move.kind === 'lose') return null;
    const { fair } = this.context.model.processes[move.process]!.process;
    return fair === 'none' ? null : `${move.process}.${move.subject}`;
  }

  private isStrong(agent: Agent): boolean {
    const process = Number(agent.split('.')[0]);
    return !agent.startsWith('timer') && this.context.model.processes[process]!.process.fair === 'strong';
  }

  violation(): LivenessViolation | null {
    const fair = this.fairSet(new Set(this.open.flatMap((open, i) => (open ? [i] : []))));
    return fair === null ? null : this.lasso(fair);
  }

  /** The first strongly connected set of open states that is found to have a fair execution. */
  private fairSet(inside: ReadonlySet<number>): number[] | null {
    const sets = components(this.graph, (node) => inside.has(node)).sort((a, b) => a[0]! - b[0]!);
    for (const set of sets) {
      const starved = this.starved(set);
      if (starved.length === 0) return set;
      if (!starved.every((agent) => this.isStrong(agent)) || !this.isSometimesDisabled(set, starved))
        continue;
      const rest = new Set(set.filter((node) => starved.every((agent) => !this.enabled[node]!.has(agent))));
      const smaller = this.fairSet(rest);
      if (smaller !== null) return smaller;
    }
    return null;
  }

  private isSometimesDisabled(set: readonly number[], agents: readonly Agent[]): boolean {
    return set.some((node) => agents.every((agent) => !this.enabled[node]!.has(agent)));
  }

  /** Agents for which staying in a set of states is unfair. */
  private starved(set: readonly number[]): Agent[] {
    const inside = new Set(set);
    const agents = new Set(set.flatMap((node) => [...this.enabled[node]!]));
    const moving = new Set<Agent>();
    for (const node of set) {
      for (let e = this.starts[node]!; e < this.starts[node + 1]!; e++) {
        if (inside.has(this.targets[e]!)) moving.add(this.movers[e]!);
      }
    }
    return [...agents].filter((agent) => {
      if (moving.has(agent)) return false;
      return this.isStrong(agent) || set.every((node) => this.enabled[node]!.has(agent));
    });
  }

  /** A path to a fair set, and a cycle in it that is fair to all agents. */
  private lasso(set: readonly number[]): LivenessViolation {
    const inside = new Set(set);
    const start = set[0]!;
    const stem = this.stem(start);
    const cycle: number[] = [];
    for (const goal of this.goals(set)) this.extendPath(cycle, start, inside, goal);
    const isToStart = (e: number): boolean => this.targets[e] === start;
    const isOpen = cycle.length === 0 ? this.edge(start, isToStart) !== null : !isToStart(cycle.at(-1)!);
    if (isOpen) this.extendPath(cycle, start, inside, isToStart);
    return {
      moves: [...stem, ...cycle].map((e) => this.moveAlong(e)),
      loop: cycle.length > 0 ? stem.length : null,
    };
  }

  /** Edges from the initial state to a node. */
  private stem(node: number): number[] {
    const edges: number[] = [];
    for (let at = node; this.table.parents[at]! >= 0; at = this.table.parents[at]!) {
      edges.unshift(this.edge(this.table.parents[at]!, (e) => this.targets[e] === at)!);
    }
    return edges;
  }

  /**
   * For each agent, the edges that are fair to it: the ones it takes inside the set or, if there are none, the ones
   * into a state that disables it.
   */
  private goals(set: readonly number[]): ((edge: number) => boolean)[] {
    const inside = new Set(set);
    const agents = [...new Set(set.flatMap((node) => [...this.enabled[node]!]))].sort();
    return agents.flatMap((agent) => {
      const isMove = (e: number): boolean => this.movers[e] === agent;
      if (set.some((node) => this.edge(node, (e) => inside.has(this.targets[e]!) && isMove(e)) !== null)) {
        return [isMove];
      }
      const disabled = new Set(set.filter((node) => !this.enabled[node]!.has(agent)));
      return set.length > 1 ? [(e: number) => disabled.has(this.targets[e]!)] : [];
    });
  }

  /** The first matching edge from a node. Several edges can lead to the same state, through different agents. */
  private edge(node: number, matches: (edge: number) => boolean): number | null {
    for (let e = this.starts[node]!; e < this.starts[node + 1]!; e++) if (matches(e)) return e;
    return null;
  }

  /** Extends a path within the set by as few edges as possible, up to and including the first matching edge. */
  private extendPath(
    path: number[],
    start: number,
    inside: ReadonlySet<number>,
    matches: (edge: number) => boolean,
  ): void {
    const from = path.length === 0 ? start : this.targets[path.at(-1)!]!;
    /** For each node, the edge by which it was first reached and the node where that edge starts. */
    const reached = new Map<number, { edge: number; node: number } | null>([[from, null]]);
    const queue = [from];
    for (const node of queue) {
      const last = this.edge(node, (e) => inside.has(this.targets[e]!) && matches(e));
      if (last !== null) {
        const back = [last];
        for (let at = reached.get(node); at != null; at = reached.get(at.node)) back.unshift(at.edge);
        path.push(...back);
        return;
      }
      for (let e = this.starts[node]!; e < this.starts[node + 1]!; e++) {
        const target = this.targets[e]!;
        if (!inside.has(target) || reached.has(target)) continue;
        reached.set(target, { edge: e, node });
        queue.push(target);
      }
    }
  }

  private moveAlong(edge: number): Move {
    let low = 0;
    let high = this.starts.length - 1;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= edge) low = middle;
      else high = middle;
    }
    const state = this.codec.decode(this.table.states, low * this.codec.words);
    return movesFrom(this.context, state)[edge - this.starts[low]!]!;
  }
}

/** A directed graph as compressed sparse rows: the successors of node `i` are `targets[starts[i] .. starts[i + 1]]`. */
interface Graph {
  readonly starts: readonly number[];
  readonly targets: readonly number[];
}

/**
 * Finds the strongly connected components of a subgraph, without recursion.
 *
 * Source: R. Tarjan, Depth-first search and linear graph algorithms, 1972, https://doi.org/10.1137/0201010
 *
 * @param inside nodes of the subgraph
 */
function components(graph: Graph, inside: (node: number) => boolean): number[][] {
  const count = graph.starts.length - 1;
  const index = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const onStack = new Uint8Array(count);
  const edge = new Int32Array(count);
  const stack: number[] = [];
  const found: number[][] = [];
  let next = 0;
  const open = (node: number): void => {
    index[node] = next;
    low[node] = next++;
    stack.push(node);
    onStack[node] = 1;
    edge[node] = graph.starts[node]!;
  };
  const close = (root: number): void => {
    const component: number[] = [];
    for (;;) {
      const node = stack.pop()!;
      onStack[node] = 0;
      component.push(node);
      if (node === root) break;
    }
    found.push(component.sort((a, b) => a - b));
  };
  for (let start = 0; start < count; start++) {
    if (index[start] !== -1 || !inside(start)) continue;
    const path = [start];
    open(start);
    while (path.length > 0) {
      const node = path.at(-1)!;
      if (edge[node]! < graph.starts[node + 1]!) {
        const target = graph.targets[edge[node]!++]!;
        if (!inside(target)) continue;
        if (index[target] === -1) {
          open(target);
          path.push(target);
        } else if (onStack[target] === 1) low[node] = Math.min(low[node]!, index[target]!);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) low[parent] = Math.min(low[parent]!, low[node]!);
      if (low[node] === index[node]) close(node);
    }
  }
  return found;
}
