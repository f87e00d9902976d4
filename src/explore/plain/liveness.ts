import type { Value } from '../../scenario/ast/expr.ts';
import type { TemporalKind } from '../../scenario/ast/scenario.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { startAt } from '../reduce/path.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import { type ExploreOptions, reachedLimit } from '../space/options.ts';
import { initialStates, type Move, type SearchContext } from '../space/search-state.ts';
import { StateTable } from '../space/state-table.ts';
import { MOVE_WORK } from '../space/work.ts';
import { components, type Graph } from './components.ts';
import { Fairness, type Requirement } from './fairness.ts';
import { violatesUntil } from './until.ts';

/** Heap bytes per state and per move, excluding the table. Measured on models with two to eight processes. */
const STATE_BYTES = 600;
const MOVE_BYTES = 40;

/**
 * Decides one property of whole executions. A single state can violate `holds_until`. For the others, looks for a fair
 * execution that violates the property, over states paired with a flag:
 * - `eventually`: the flag is set while the obligation is open. From some state on, it stays open.
 * - `always_eventually`: the flag is set while the condition is false. From some state on, it stays false.
 * - `eventually_always`: the same flag, but the condition is false infinitely often.
 *
 * So a fair cycle of flagged states is a violation, or for `eventually_always` a fair cycle with a flagged state. A
 * flagged state in which no move is required counts as a cycle.
 *
 * Weak fairness: if a move stays possible, it eventually happens. A strongly connected set of states has a fair
 * execution if each requirement is impossible in one of its states or fulfilled inside it. Strong fairness: if a move
 * is possible infinitely often, it eventually happens. States in which a starved requirement is possible are removed,
 * and the rest is checked again.
 *
 * Source: Baier and Katoen: Principles of Model Checking, 2008, chapter 6.6 (fair components)
 *
 * @param index index of the property in `temporal`
 */
export function violatesTemporal(
  context: SearchContext,
  codec: Codec,
  index: number,
  options: ExploreOptions,
): LivenessViolation | { readonly hit: string } | null {
  const { kind } = context.model.scenario.temporal[index]!;
  if (kind === 'holds_until') return violatesUntil(context, codec, index, options);
  const graph = new ObligationGraph(context, codec, index, kind);
  const hit = graph.build(options);
  return hit === null ? graph.violation() : { hit };
}

/** An execution that violates a property. */
export interface LivenessViolation {
  /** The chosen values in the initial state. */
  readonly start: readonly Value[];
  readonly moves: readonly Move[];
  /** Index of the move where the repetition starts; null if the moves end in a state in which no agent has to move. */
  readonly loop: number | null;
}

class ObligationGraph {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly index: number;
  private readonly kind: TemporalKind;
  private readonly fairness: Fairness;
  private readonly table: StateTable;
  private readonly words: Int32Array<ArrayBuffer>;
  private readonly numbers = new Map<string, number>();
  private readonly open: boolean[] = [];
  private readonly starts: number[] = [0];
  private readonly targets: number[] = [];
  /** For each edge, the requirements that it fulfills. */
  private readonly fulfilled: (readonly Requirement[])[] = [];
  /** For each state, the requirements that can be fulfilled. */
  private readonly enabled: Set<Requirement>[] = [];

  private get graph(): Graph {
    return { starts: this.starts, targets: this.targets };
  }

  constructor(context: SearchContext, codec: Codec, index: number, kind: TemporalKind) {
    this.context = context;
    this.codec = codec;
    this.index = index;
    this.kind = kind;
    this.fairness = new Fairness(context.model);
    this.table = new StateTable(codec.words);
    this.words = new Int32Array(codec.words);
  }

  /** Builds the graph. Returns the limit that stopped it early, or null. */
  build(options: ExploreOptions): string | null {
    for (const initial of initialStates(this.context)) this.addState(initial, false, true, -1);
    let depth = 0;
    let levelEnd = this.table.size;
    for (let current = 0; current < this.table.size; current++) {
      if (current === levelEnd) {
        depth++;
        levelEnd = this.table.size;
      }
      const state = this.codec.decode(this.table.states, current * this.codec.words);
      const enabled = new Set<Requirement>();
      for (const move of movesFrom(this.context, state)) {
        this.context.work.add(MOVE_WORK);
        const fulfilled = this.fairness.of(move);
        if (move.uncertain !== true) for (const one of fulfilled) enabled.add(one);
        this.targets.push(this.addState(move.state, this.open[current]!, false, current));
        this.fulfilled.push(fulfilled);
      }
      this.enabled.push(enabled);
      this.starts.push(this.targets.length);
      const { size: states } = this.table;
      const transitions = this.targets.length;
      const bytes = this.table.bytes + this.codec.bytes + states * STATE_BYTES + transitions * MOVE_BYTES;
      const full = bytes > options.maxBytes;
      const hit = reachedLimit(options, this.codec, {
        states,
        transitions,
        depth,
        bytes,
        full,
        work: this.context.work.done,
      });
      if (hit !== null) return hit;
    }
    return null;
  }

  /** Adds a state paired with its flag. Returns the pair's number. */
  private addState(state: Value[], wasOpen: boolean, first: boolean, parent: number): number {
    const { from, to } = this.context.model.temporal[this.index]!;
    const isTrue = to.test(state, 0, 0, [], state) === true;
    const isTriggered = (): boolean =>
      this.kind !== 'eventually' || (from === null ? first : from.test(state, 0, 0, [], state) === true);
    const open = !isTrue && (wasOpen || isTriggered());
    this.codec.encode(state, this.words, open);
    const key = this.words.join();
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.table.add(this.words, parent);
    this.open.push(open);
    this.numbers.set(key, this.table.size - 1);
    return this.table.size - 1;
  }

  violation(): LivenessViolation | null {
    const recurs = this.kind === 'eventually_always';
    const inside = new Set(this.open.flatMap((open, i) => (open || recurs ? [i] : [])));
    const fair = this.fairSet(inside);
    return fair === null ? null : this.lasso(fair);
  }

  /** The first strongly connected set found that has a flagged state and a fair execution. */
  private fairSet(inside: ReadonlySet<number>): number[] | null {
    const sets = components(this.graph, (node) => inside.has(node)).sort((a, b) => a[0]! - b[0]!);
    for (const set of sets) {
      if (!set.some((node) => this.open[node])) continue;
      const starved = this.starved(set);
      if (starved.length === 0) return set;
      if (!starved.every(({ strong }) => strong) || !this.isSometimesDisabled(set, starved)) continue;
      const rest = new Set(set.filter((node) => starved.every((one) => !this.enabled[node]!.has(one))));
      const smaller = this.fairSet(rest);
      if (smaller !== null) return smaller;
    }
    return null;
  }

  private isSometimesDisabled(set: readonly number[], requirements: readonly Requirement[]): boolean {
    return set.some((node) => requirements.every((one) => !this.enabled[node]!.has(one)));
  }

  /** Requirements that aren't met by staying in a set of states. */
  private starved(set: readonly number[]): Requirement[] {
    const inside = new Set(set);
    const requirements = new Set(set.flatMap((node) => [...this.enabled[node]!]));
    const met = new Set<Requirement>();
    for (const node of set) {
      for (let e = this.starts[node]!; e < this.starts[node + 1]!; e++) {
        if (inside.has(this.targets[e]!)) for (const one of this.fulfilled[e]!) met.add(one);
      }
    }
    return [...requirements].filter((one) => {
      if (met.has(one)) return false;
      return one.strong || set.every((node) => this.enabled[node]!.has(one));
    });
  }

  /**
   * A path to a fair set of states, and a cycle inside the set. The cycle contains a flagged state and meets all
   * requirements.
   */
  private lasso(set: readonly number[]): LivenessViolation {
    const inside = new Set(set);
    const start = set.find((node) => this.open[node])!;
    const stem = this.stem(start);
    const cycle: number[] = [];
    for (const goal of this.goals(set)) this.extendPath(cycle, start, inside, goal);
    const isToStart = (e: number): boolean => this.targets[e] === start;
    const isOpen = cycle.length === 0 ? this.edge(start, isToStart) !== null : !isToStart(cycle.at(-1)!);
    if (isOpen) this.extendPath(cycle, start, inside, isToStart);
    return {
      start: this.startOf(start),
      moves: [...stem, ...cycle].map((e) => this.moveAlong(e)),
      loop: cycle.length > 0 ? stem.length : null,
    };
  }

  /** The values chosen in the initial state from which a node was first reached. */
  private startOf(node: number): readonly Value[] {
    let root = node;
    while (this.table.parents[root]! >= 0) root = this.table.parents[root]!;
    const state = this.codec.decode(this.table.states, root * this.codec.words);
    return startAt(this.context, (initial) => compareValues(initial, state) === 0).start;
  }

  /** Edges from an initial state to a node. */
  private stem(node: number): number[] {
    const edges: number[] = [];
    for (let at = node; this.table.parents[at]! >= 0; at = this.table.parents[at]!) {
      edges.unshift(this.edge(this.table.parents[at]!, (e) => this.targets[e] === at)!);
    }
    return edges;
  }

  /**
   * For each requirement, the edges that meet it: those that fulfill it inside the set or, if there are none, those
   * that lead to a state in which it is impossible.
   */
  private goals(set: readonly number[]): ((edge: number) => boolean)[] {
    const inside = new Set(set);
    const requirements = [...new Set(set.flatMap((node) => [...this.enabled[node]!]))];
    requirements.sort((a, b) => (a.name < b.name ? -1 : 1));
    return requirements.flatMap((one) => {
      const isMove = (e: number): boolean => this.fulfilled[e]!.includes(one);
      if (set.some((node) => this.edge(node, (e) => inside.has(this.targets[e]!) && isMove(e)) !== null)) {
        return [isMove];
      }
      const disabled = new Set(set.filter((node) => !this.enabled[node]!.has(one)));
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
    /** For each node, the edge that first reached it and the node where that edge starts. */
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
