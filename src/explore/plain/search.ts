import type { Value } from '../../scenario/ast/expr.ts';
import { type Reduction, reductionOf } from '../reduce/partial-order.ts';
import {
  type BrokenAt,
  brokenBetween,
  insideGroups,
  isSteady,
  nearestViolation,
  pathToViolation,
} from '../reduce/path.ts';
import { type Canonical, canonicalForm } from '../reduce/symmetry.ts';
import type { Codec } from '../space/codec.ts';
import { movesFrom } from '../space/moves.ts';
import { type Explored, type ExploreOptions, reachedLimit } from '../space/options.ts';
import { initialStates, isStuck, type SearchContext } from '../space/search-state.ts';
import { LOOKAHEAD, StateTable } from '../space/state-table.ts';

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
  /** The first violation found of each violated property. */
  private readonly broken = new Map<string, BrokenAt>();
  /**
   * For each invariant, the index of the first state from which an atomic group breaks it between members, or -1.
   */
  private readonly inside: number[];
  private initialStates = 0;
  private transitions = 0;
  /** States with this index or a higher one don't have to be expanded. */
  private stop = Number.POSITIVE_INFINITY;
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
    for (const initial of initialStates(this.context)) {
      if (this.table.size <= this.options.maxStates) this.add(this.canonical(initial), -1);
    }
    let depth = 0;
    let levelEnd = this.table.size;
    this.initialStates = levelEnd;
    if (levelEnd > 1) this.hit = this.limitReached(depth);
    for (let current = 0; current < this.table.size && !this.isDone(current); current++) {
      if (current === levelEnd) {
        depth++;
        levelEnd = this.table.size;
      }
      this.expand(current, levelEnd);
      this.hit ??= this.limitReached(depth);
    }
    return this.outcome(depth);
  }

  /**
   * A violation ends the search once all earlier states have been expanded, so no other violation is closer to the
   * start.
   */
  private isDone(current: number): boolean {
    return this.hit !== null || (!this.options.keepGoing && current >= this.stop);
  }

  private expand(current: number, levelEnd: number): void {
    const state = this.codec.decode(this.table.states, current * this.codec.words);
    const moves = movesFrom(this.context, state);
    if (moves.length === 0 && isStuck(this.context, state)) {
      this.recordViolation({ property: 'deadlock', state: current, step: -1 }, current + 1);
    }
    const ample = this.reduction?.ample(moves, (move) => this.isKnown(move.state)) ?? moves;
    for (const move of ample) {
      if (move.between !== undefined) this.checkInside(move.between, current);
      this.checkStep(state, move.state, current, levelEnd);
      this.transitions++;
      this.add(this.canonical(move.state), current);
      // If there is at least one state more than the limit, the search is incomplete.
      if (this.table.size > this.options.maxStates) return;
    }
  }

  /** Other states at the same distance may be as close to a violation, so the whole level is expanded. */
  private checkStep(
    before: readonly Value[],
    after: readonly Value[],
    state: number,
    levelEnd: number,
  ): void {
    const { stepInvariants } = this.context.model.scenario;
    this.context.work.add(stepInvariants.length);
    for (const [step, { name }] of stepInvariants.entries()) {
      if (this.broken.has(name) || isSteady(this.context, step, before, after)) continue;
      this.recordViolation({ property: name, state, step }, levelEnd);
    }
  }

  private checkInside(between: readonly (readonly Value[])[], current: number): void {
    this.context.work.add(this.inside.length * between.length);
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
      work: this.context.work.done,
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
    const { model, work } = this.context;
    work.add(model.invariants.length + model.reachable.length);
    for (const [i, { name }] of model.scenario.invariants.entries()) {
      if (model.invariants[i]!.test(state, 0, 0, [], state) === true) continue;
      this.recordViolation({ property: name, state: index, step: -1 }, index + 1);
    }
    for (const [i, { name }] of model.scenario.reachable.entries()) {
      if (!this.reached.has(name) && model.reachable[i]!.test(state, 0, 0, [], state) === true) {
        this.reached.add(name);
      }
    }
  }

  /** @param stop index of the first state that a search for the nearest violation doesn't need to expand */
  private recordViolation(violation: BrokenAt, stop: number): void {
    if (this.broken.has(violation.property)) return;
    this.broken.set(violation.property, violation);
    this.stop = Math.min(this.stop, stop);
  }

  private outcome(depth: number): Explored {
    const { context, codec, table, canonical } = this;
    const first = nearestViolation([...this.broken.values()], table.parents);
    const complete = this.hit === null && (first === null || this.options.keepGoing);
    const path = first === null ? null : pathToViolation(context, codec, table, first, canonical);
    const violation =
      first === null
        ? null
        : {
            property: first.property,
            start: path!.start,
            moves: path!.moves,
            loop: null,
          };
    return {
      verdict: violation !== null ? 'violated' : complete ? 'holds' : 'incomplete',
      violation,
      alsoViolated: [...this.broken.keys()],
      insideGroups: insideGroups(context, codec, table, this.inside, canonical),
      complete,
      undecided: [],
      reached: [...this.reached],
      states: Math.min(this.table.size, this.options.maxStates),
      initialStates: Math.min(this.initialStates, this.options.maxStates),
      transitions: this.transitions,
      depth,
      hit: this.hit,
      bytes: this.table.bytes + this.codec.bytes,
    };
  }
}
