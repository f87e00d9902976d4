import type { Model } from '../model/model.ts';
import type { Value } from '../scenario/expr.ts';
import { isAnonymous } from './anonymous.ts';
import { Codec, TooNarrow } from './codec.ts';
import { EXPLORE_DEFAULTS, type ExploreOptions, hitBound } from './explore-options.ts';
import type { Explored } from './explored.ts';
import { extend, type MoveContext } from './extended.ts';
import { brokenBetween, insideGroups } from './inside-groups.ts';
import { type LivenessViolation, violatesLeadsTo } from './liveness.ts';
import { movesFrom } from './moves.ts';
import { canBePacked } from './packed-code.ts';
import { packedRun } from './packed-run.ts';
import { pathTo } from './path.ts';
import { type Reduction, reductionOf } from './reduction.ts';
import { StateTable } from './state-table.ts';
import { isStuck } from './stuck.ts';
import { type Canonical, canonicalForm } from './symmetry.ts';

/**
 * Searches all interleavings, breadth first, so that the first violation of a safety property is a shortest one. States
 * are packed and compared in full. `eventually` is decided afterwards over the same moves, with weak fairness.
 *
 * @throws EvaluationError if an expression fails in a state
 */
export function explore(model: Model, options: ExploreOptions = EXPLORE_DEFAULTS): Explored {
  const context: MoveContext = { model, extended: extend(model) };
  const counted = { ...options, symmetry: [...options.symmetry, ...countedFleets(model, options)] };
  const safety = withShortest(context, searchSafety(context, counted), counted);
  return safety.complete ? withEventually(context, safety, options) : safety;
}

/** Fleets whose members nothing tells apart: how many are at each step with which locals is all there is to know. */
function countedFleets(model: Model, { countFleets, symmetry }: ExploreOptions): string[] {
  if (!countFleets) return [];
  const fleets = model.scenario.processes.filter((process) => process.fleet && process.instances.length > 1);
  return fleets
    .filter((process) => !symmetry.includes(process.name) && isAnonymous(model, process))
    .map(({ name }) => name);
}

function searchSafety(context: MoveContext, options: ExploreOptions): Explored {
  const packed = !options.plain && canBePacked(context.model);
  return withWideSlots(context, options.symmetry, (codec) =>
    packed ? packedRun(context, codec, options) : new Search(context, codec, options).run(),
  );
}

/**
 * A search that leaves out orders may find a way with local steps that it could do without. The shortest comes from
 * another one that leaves out nothing; if that one hits a bound, the longer way stays.
 */
function withShortest(context: MoveContext, found: Explored, options: ExploreOptions): Explored {
  if (found.violation === null || !options.reduction || reductionOf(context) === null) return found;
  const { violation } = searchSafety(context, { ...options, reduction: false, keepGoing: false });
  if (violation === null) return found;
  const alsoViolated = [...new Set([...found.alsoViolated, violation.property])];
  return { ...found, violation, alsoViolated };
}

/** Decides the `eventually` one by one; at the first violation of all that ends, unless the search goes on past them. */
function withEventually(context: MoveContext, safety: Explored, options: ExploreOptions): Explored {
  let all = safety;
  for (const [i, { name }] of context.model.scenario.eventually.entries()) {
    if (all.violation !== null && !options.keepGoing) {
      all = { ...all, undecided: [...all.undecided, name] };
      continue;
    }
    const found = withWideSlots(context, [], (codec) => violatesLeadsTo(context, codec, i, options));
    if (found === null) continue;
    if ('hit' in found) {
      const verdict = all.violation === null ? 'incomplete' : 'violated';
      all = {
        ...all,
        verdict,
        hit: all.hit ?? `${found.hit}, deciding ${name}`,
        undecided: [...all.undecided, name],
      };
    } else all = withLiveness(all, name, found);
  }
  return all;
}

function withLiveness(safety: Explored, property: string, found: LivenessViolation): Explored {
  return {
    ...safety,
    verdict: 'violated',
    violation: safety.violation ?? { property, ...found },
    alsoViolated: [...safety.alsoViolated, property],
  };
}

/** Runs a search again with wider slots until every value fits. */
function withWideSlots<T>(
  { model, extended }: MoveContext,
  symmetry: readonly string[],
  run: (codec: Codec) => T,
): T {
  const { layout, processes } = model;
  const bounds = extended.types.map((type, slot): readonly [number, number] | null =>
    type?.kind === 'instance'
      ? [0, layout.blockOf.get(type.process)!.size - 1]
      : (layout.slots[slot]?.bounds ?? null),
  );
  // Instances that change places take their numbers with them.
  const groups = processes
    .filter(({ process }) => symmetry.includes(process.name))
    .flatMap(({ process, block: { base, stride } }) => {
      const mail = extended.mail[process.index]!;
      const locals = Array.from({ length: stride }, (_, offset) =>
        process.instances.map((_id, i) => base + offset + i * stride),
      );
      return mail < 0 ? locals : [...locals, process.instances.map((_, i) => mail + i)];
    });
  const codec = new Codec(extended.types, bounds, extended.initial, groups);
  for (;;) {
    try {
      return run(codec);
    } catch (error) {
      if (!(error instanceof TooNarrow)) throw error;
      codec.widen(error.slot, error.value);
    }
  }
}

/** States for which there must be room before the next one is expanded. */
const AHEAD = 4096;

/** One pass over the space with slots of fixed widths. */
class Search {
  private readonly context: MoveContext;
  private readonly codec: Codec;
  private readonly canonical: Canonical;
  private readonly reduction: Reduction | null;
  private readonly options: ExploreOptions;
  private readonly table: StateTable;
  private readonly words: Int32Array<ArrayBuffer>;
  private readonly reached = new Set<string>();
  private readonly broken = new Set<string>();
  /** For each invariant the first state from which a group goes that breaks it inside, or -1. */
  private readonly inside: number[];
  private transitions = 0;
  private first: { property: string; state: number } | null = null;
  private hit: string | null = null;

  constructor(context: MoveContext, codec: Codec, options: ExploreOptions) {
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
    this.add(this.canonical([...this.context.extended.initial]), -1);
    let depth = 0;
    let levelEnd = this.table.size;
    for (let current = 0; current < this.table.size && !this.done(current); current++) {
      if (current === levelEnd) {
        depth++;
        levelEnd = this.table.size;
      }
      this.expand(current);
      this.hit ??= this.bound(depth);
    }
    return this.outcome(depth);
  }

  /** A violation ends the search once every state before it was looked at: none nearer to the start is left. */
  private done(current: number): boolean {
    return (
      this.hit !== null || (this.first !== null && !this.options.keepGoing && current > this.first.state)
    );
  }

  private expand(current: number): void {
    const state = this.codec.decode(this.table.states, current * this.codec.words);
    const moves = movesFrom(this.context, state);
    if (moves.length === 0 && isStuck(this.context, state)) this.violate('deadlock', current);
    const enough = this.reduction?.ample(moves, (move) => this.isKnown(move.state)) ?? moves;
    for (const move of enough) {
      if (move.between !== undefined) this.lookInside(move.between, current);
      this.transitions++;
      this.add(this.canonical(move.state), current);
      // One state more than allowed tells that there are more.
      if (this.table.size > this.options.maxStates) return;
    }
  }

  private lookInside(between: readonly (readonly Value[])[], current: number): void {
    for (const [i, met] of this.inside.entries()) {
      if (met < 0 && brokenBetween(this.context, i, between) >= 0) this.inside[i] = current;
    }
  }

  private bound(depth: number): string | null {
    const { size: states, bytes } = this.table;
    const full = !this.table.hasRoom(AHEAD, this.options.maxBytes);
    return hitBound(this.options, { states, transitions: this.transitions, depth, bytes, full });
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
      if (model.invariants[i]!.test(state, 0, 0, [], state) !== true) this.violate(name, index);
    }
    for (const [i, { name }] of model.scenario.reachable.entries()) {
      if (!this.reached.has(name) && model.reachable[i]!.test(state, 0, 0, [], state) === true) {
        this.reached.add(name);
      }
    }
  }

  private violate(property: string, state: number): void {
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
      bytes: this.table.bytes,
    };
  }
}
