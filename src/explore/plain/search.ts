import type { Value } from '../../scenario/ast/expr.ts';
import { type Reduction, reductionOf } from '../reduce/partial-order.ts';
import { brokenBetween, insideGroups, pathTo } from '../reduce/path.ts';
import { type Canonical, canonicalForm } from '../reduce/symmetry.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import { type Explored, type ExploreOptions, reachedLimit } from '../space/options.ts';
import { isStuck, type SearchContext } from '../space/search-state.ts';
import { StateTable } from '../space/state-table.ts';

/** A state is expanded only if this many more states fit in the tables. */
const LOOKAHEAD = 4096;

/** Breadth-first search of the state space with fixed slot widths. */
export class Search {
  private readonly context: SearchContext;
  private readonly codec: Codec;
  private readonly canonical: Canonical;
  private readonly reduction: Reduction | null;
  private readonly options: ExploreOptions;
  private readonly table: StateTable;
  private readonly words: Int32Array<ArrayBuffer>;
  private readonly reached = new Set<string>();
  private readonly broken = new Set<string>();
  /**
   * For each invariant, the index of the first state from which an atomic group breaks it between members, or -1.
   */
  private readonly inside: number[];
  private transitions = 0;
  private first: { property: string; state: number } | null = null;
  private hit: string | null = null;

  constructor(context: SearchContext, codec: Codec, options: ExploreOptions) {
    this.context = context;
    this.codec = codec;
    this.options = options;
    this.canonical = canonicalForm(context, options.symmetry);
    this.reduction = options.reduction ? reductionOf(context) : null;
    this.table = new StateTable(codec.words);
    this.words = new Int32Array(codec.words);
    this.inside = context.model.invariants.map(() => -1);
  }

  run(): Explored {
    this.add(this.canonical([...this.context.searchLayout.initial]), -1);
    let depth = 0;
    let levelEnd = this.table.size;
    for (let current = 0; current < this.table.size && !this.isDone(current); current++) {
      if (current === levelEnd) {
        depth++;
        levelEnd = this.table.size;
      }
      this.expand(current);
      this.hit ??= this.limitReached(depth);
    }
    return this.outcome(depth);
  }

  /**
   * A violation ends the search once all earlier states have been expanded, so no other violation is closer to the
   * start.
   */
  private isDone(current: number): boolean {
    return (
      this.hit !== null || (this.first !== null && !this.options.keepGoing && current > this.first.state)
    );
  }

  private expand(current: number): void {
    const state = this.codec.decode(this.table.states, current * this.codec.words);
    const moves = movesFrom(this.context, state);
    if (moves.length === 0 && isStuck(this.context, state)) this.recordViolation('deadlock', current);
    const ample = this.reduction?.ample(moves, (move) => this.isKnown(move.state)) ?? moves;
    for (const move of ample) {
      if (move.between !== undefined) this.checkInside(move.between, current);
      this.transitions++;
      this.add(this.canonical(move.state), current);
      // If there is one state more than the limit, the search is incomplete.
      if (this.table.size > this.options.maxStates) return;
    }
  }

  private checkInside(between: readonly (readonly Value[])[], current: number): void {
    for (const [i, found] of this.inside.entries()) {
      if (found < 0 && brokenBetween(this.context, i, between) >= 0) this.inside[i] = current;
    }
  }

  private limitReached(depth: number): string | null {
    const { size: states } = this.table;
    const bytes = this.table.bytes + this.codec.bytes;
    const full = !this.table.fits(LOOKAHEAD, this.options.maxBytes - this.codec.bytes);
    return reachedLimit(this.options, this.codec, {
      states,
      transitions: this.transitions,
      depth,
      bytes,
      full,
    });
  }

  private isKnown(state: Value[]): boolean {
    this.codec.encode(this.canonical([...state]), this.words);
    return this.table.has(this.words);
  }

  private add(state: Value[], parent: number): void {
    this.codec.encode(state, this.words);
    if (!this.table.add(this.words, parent)) return;
    const index = this.table.size - 1;
    const { model } = this.context;
    for (const [i, { name }] of model.scenario.invariants.entries()) {
      if (model.invariants[i]!.test(state, 0, 0, [], state) !== true) this.recordViolation(name, index);
    }
    for (const [i, { name }] of model.scenario.reachable.entries()) {
      if (!this.reached.has(name) && model.reachable[i]!.test(state, 0, 0, [], state) === true) {
        this.reached.add(name);
      }
    }
  }

  private recordViolation(property: string, state: number): void {
    if (this.first === null || state < this.first.state) this.first = { property, state };
    this.broken.add(property);
  }

  private outcome(depth: number): Explored {
    const complete = this.hit === null && (this.first === null || this.options.keepGoing);
    const violation =
      this.first === null
        ? null
        : {
            property: this.first.property,
            moves: pathTo(
              this.context,
              this.codec,
              this.table.states,
              this.table.parents,
              this.first.state,
              this.canonical,
            ),
            loop: null,
          };
    return {
      verdict: violation !== null ? 'violated' : complete ? 'holds' : 'incomplete',
      violation,
      alsoViolated: [...this.broken],
      insideGroups: insideGroups(this.context, this.codec, this.table, this.inside, this.canonical),
      complete,
      undecided: [],
      reached: [...this.reached],
      states: Math.min(this.table.size, this.options.maxStates),
      transitions: this.transitions,
      depth,
      hit: this.hit,
      bytes: this.table.bytes + this.codec.bytes,
    };
  }
}
