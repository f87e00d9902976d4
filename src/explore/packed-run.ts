import { RunError } from '../engine/run-error.ts';
import { EvaluationError } from '../model/runtime.ts';
import type { Codec } from './codec.ts';
import { type ExploreOptions, hitBound } from './explore-options.ts';
import type { Explored } from './explored.ts';
import type { MoveContext } from './extended.ts';
import { insideGroups } from './inside-groups.ts';
import { type PackedSearch, packedSearch } from './packed-search.ts';
import { packedCanonical } from './packed-symmetry.ts';
import { pathTo } from './path.ts';
import { localSteps } from './reduction.ts';
import { canonicalForm } from './symmetry.ts';

/** States that are expanded before the bounds and the caller are asked. */
const CHUNK = 4096;

/**
 * Searches by generated code over packed states: the same states in the same order as the plain search.
 *
 * @throws TooNarrow if a value does not fit its slot; the caller widens it and begins again
 * @throws RunError if an expression fails, at its place
 */
export function packedRun(context: MoveContext, codec: Codec, options: ExploreOptions): Explored {
  const search = packedSearch(context, codec, {
    // Room for one state more than allowed tells whether there are more.
    most: options.maxStates + 1,
    maxBytes: options.maxBytes,
    keepGoing: options.keepGoing,
    local: options.reduction ? localSteps(context) : null,
    canonical: packedCanonical(context, codec, options.symmetry),
  });
  try {
    return new PackedRun(context, codec, options, search).run();
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    const span = search.sites[error.site];
    throw span === undefined ? error : new RunError(`run/${error.code}`, span, error.message);
  }
}

class PackedRun {
  private readonly context: MoveContext;
  private readonly codec: Codec;
  private readonly options: ExploreOptions;
  private readonly search: PackedSearch;
  private hit: string | null = null;

  constructor(context: MoveContext, codec: Codec, options: ExploreOptions, search: PackedSearch) {
    this.context = context;
    this.codec = codec;
    this.options = options;
    this.search = search;
  }

  run(): Explored {
    const { search, options } = this;
    let depth = 0;
    let current = 0;
    let levelEnd = search.size;
    while (current < search.size && current < search.stop) {
      if (current === levelEnd) {
        depth++;
        levelEnd = search.size;
      }
      current = search.expand(current, Math.min(CHUNK, levelEnd - current));
      const { size: states, transitions, bytes, full } = search;
      this.hit = hitBound(options, { states, transitions, depth, bytes, full });
      if (this.hit !== null) break;
    }
    return this.outcome(depth);
  }

  /** The broken property whose state was met first, so that it lies nearest to the start. */
  private first(): { property: string; state: number } | null {
    const { invariants } = this.context.model.scenario;
    const broken = [
      ...invariants.map(({ name }, i) => ({ property: name, state: this.search.broken[i]! })),
      { property: 'deadlock', state: this.search.deadlock },
    ].filter(({ state }) => state >= 0);
    return broken.reduce<(typeof broken)[number] | null>(
      (least, one) => (least === null || one.state < least.state ? one : least),
      null,
    );
  }

  private outcome(depth: number): Explored {
    const { search, context, codec, options } = this;
    const { scenario } = context.model;
    const canonical = canonicalForm(context, options.symmetry);
    const [states, parents] = [search.states(), search.parents()];
    const first = this.first();
    const complete = this.hit === null && (first === null || options.keepGoing);
    const also = scenario.invariants.flatMap(({ name }, i) => (search.broken[i]! >= 0 ? [name] : []));
    return {
      verdict: first !== null ? 'violated' : complete ? 'holds' : 'incomplete',
      violation:
        first === null
          ? null
          : {
              property: first.property,
              moves: pathTo(context, codec, states, parents, first.state, canonical),
              loop: null,
            },
      alsoViolated: [...also, ...(search.deadlock >= 0 ? ['deadlock'] : [])],
      insideGroups: insideGroups(context, codec, { states, parents }, search.inside, canonical),
      complete,
      undecided: [],
      reached: scenario.reachable.flatMap(({ name }, i) => (search.reached[i] === 1 ? [name] : [])),
      states: Math.min(search.size, options.maxStates),
      transitions: search.transitions,
      depth,
      hit: this.hit,
      bytes: search.bytes,
    };
  }
}
