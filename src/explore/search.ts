import { RunError } from '../engine/state/run-error.ts';
import type { Model } from '../model/model.ts';
import type { BrokenInside, Exploration, ExploredProperty } from '../result.ts';
import { type Expr, type Value, walk } from '../scenario/ast/expr.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { canBePacked } from './packed/code.ts';
import { packedRun } from './packed/search.ts';
import { type LivenessViolation, violatesLeadsTo } from './plain/liveness.ts';
import { Search } from './plain/search.ts';
import { reductionOf } from './reduce/partial-order.ts';
import { isInterchangeable } from './reduce/symmetry.ts';
import { judgeExploration, type SearchClaim } from './report/claims.ts';
import { follow, narrate } from './report/narrate.ts';
import { staleReads } from './report/stale-reads.ts';
import { Codec, TooNarrow } from './space/codec.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from './space/options.ts';
import { type Move, type SearchContext, searchLayoutOf } from './space/search-state.ts';
import { leftToRuns, withoutMeasures } from './space/unmeasured.ts';
import { schedule } from './times/schedule.ts';

/**
 * Searches all interleavings, breadth first, so that the first violation of a safety property is a shortest one. States
 * are packed and compared in full. `eventually` is decided afterwards over the same moves, with weak fairness.
 *
 * @throws EvaluationError if an expression fails in a state
 */
export function explore(model: Model, options: ExploreOptions = EXPLORE_DEFAULTS): Explored {
  const context: SearchContext = { model, extended: searchLayoutOf(model) };
  const counted = { ...options, symmetry: [...options.symmetry, ...counterAbstracted(model, options)] };
  const safety = withShortest(context, searchSafety(context, counted), counted);
  return safety.complete ? withEventually(context, safety, options) : safety;
}

/** Fleets whose members nothing tells apart: how many are at each step with which locals is all there is to know. */
function counterAbstracted(model: Model, { countFleets, symmetry }: ExploreOptions): string[] {
  if (!countFleets) return [];
  const fleets = model.scenario.processes.filter((process) => process.fleet && process.instances.length > 1);
  return fleets
    .filter((process) => !symmetry.includes(process.name) && isInterchangeable(model, process))
    .map(({ name }) => name);
}

function searchSafety(context: SearchContext, options: ExploreOptions): Explored {
  const packed = !options.plain && canBePacked(context.model);
  return withWideSlots(context, options.symmetry, (codec) =>
    packed ? packedRun(context, codec, options) : new Search(context, codec, options).run(),
  );
}

/**
 * A search that leaves out orders may find a way with local steps that it could do without. The shortest comes from
 * another one that leaves out nothing; if that one hits a bound, the longer way stays.
 */
function withShortest(context: SearchContext, found: Explored, options: ExploreOptions): Explored {
  if (found.violation === null || !options.reduction || reductionOf(context) === null) return found;
  const { violation } = searchSafety(context, { ...options, reduction: false, keepGoing: false });
  if (violation === null) return found;
  const alsoViolated = [...new Set([...found.alsoViolated, violation.property])];
  return { ...found, violation, alsoViolated };
}

/** Decides the `eventually` one by one; at the first violation of all that ends, unless the search goes on past them. */
function withEventually(context: SearchContext, safety: Explored, options: ExploreOptions): Explored {
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
  { model, extended }: SearchContext,
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

/** More variables than this make each state too large for a search to get anywhere. */
const MOST_VARIABLES = 2000;

/**
 * Tells what a search can't do.
 *
 * @throws RunError if the model is too large, or something hangs on how long a timer has left
 */
function refuse({ scenario, layout }: Model): void {
  if (layout.slots.length > MOST_VARIABLES) {
    const largest = scenario.processes.toSorted((a, b) => b.instances.length - a.instances.length)[0];
    const size = largest?.instances.length ?? 0;
    throw new RunError(
      'explore/too-large',
      largest?.span ?? scenario.processes[0]!.span,
      `a state of this model has ${layout.slots.length} variables; a search takes at most ${MOST_VARIABLES}`,
      largest === undefined || size < 3
        ? 'make the model smaller'
        : `search it with fewer instances: \`explore: { instances: { ${largest.name}: 3 } }\``,
    );
  }
  for (const expr of expressionsOf(scenario)) {
    walk(expr, (part) => {
      if (part.op !== 'call' || part.fn !== 'timer-left') return;
      throw new RunError(
        'explore/time-left',
        part.span,
        'a search knows whether a timer is over, and not how long it has left',
        'let the condition ask for `.over`, with a timer of its own',
      );
    });
  }
}

/** Everything that a search evaluates, but for sentences. */
function expressionsOf({ processes, faults, invariants, reachable, eventually }: Scenario): Expr[] {
  const sets = (all: readonly { key: Expr | null; value: Expr }[]) =>
    all.flatMap(({ key, value }) => [key, value]);
  const branches = processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches));
  const all: (Expr | null)[] = [
    ...branches.flatMap((branch) => [
      ...branch.exits.map(({ test }) => test),
      branch.when,
      branch.receive?.where ?? null,
      ...branch.choose.map(({ from }) => from),
      ...sets(branch.set),
      ...branch.send.flatMap(({ to, body }) => [to, ...body]),
    ]),
    ...faults.flatMap(({ when, set }) => [when, ...sets(set)]),
    ...[...invariants, ...reachable].map(({ is }) => is),
    ...eventually.flatMap(({ from, to }) => [from, to]),
  ];
  return all.filter((expr) => expr !== null);
}

/** A search with the claims about it at their places, and the moves that a variant is held against. */
export interface FinishedSearch {
  readonly exploration: Exploration;
  readonly claims: readonly SearchClaim[];
  readonly moves: readonly Move[];
  /** Bytes of its tables. */
  readonly bytes: number;
  /** Names of the properties that the text claims can be violated. */
  readonly claimed: readonly string[];
}

export interface SearchSettings {
  readonly variant: string;
  readonly patches: Exploration['patches'];
  /** How the model differs from the one that runs. */
  readonly smaller: Exploration['patches'];
  /** Overrides of what the text asks for. */
  readonly options?: Partial<ExploreOptions>;
  /** The base's search, for a variant; null for the base itself. */
  readonly base: FinishedSearch | null;
}

/** Searches a model as its text asks, and tells what came out. */
export function search(whole: Model, settings: SearchSettings): FinishedSearch {
  const model = withoutMeasures(whole);
  const { exploring } = model.scenario;
  const options: ExploreOptions = {
    ...EXPLORE_DEFAULTS,
    // A page tells how large the whole space is, violated or not.
    keepGoing: true,
    symmetry: exploring.symmetry,
    ...(exploring.maxStates === null ? {} : { maxStates: exploring.maxStates }),
    ...settings.options,
  };
  refuse(model);
  const found = explore(model, options);
  const smaller = settings.smaller.length === 0 ? {} : { smaller: settings.smaller };
  const left = leftToRuns(whole, model);
  const moves = found.violation?.moves ?? [];
  const properties = propertiesOf(model, found);
  const claims = judgeExploration(model.scenario.exploring.claims, found, properties);
  return {
    moves,
    claims,
    bytes: found.bytes,
    claimed: claimedViolations(model),
    exploration: {
      variant: settings.variant,
      patches: settings.patches,
      verdict: found.verdict,
      property: found.violation?.property ?? null,
      steps: found.violation === null ? null : moves.length,
      states: found.states,
      transitions: found.transitions,
      depth: found.depth,
      bounds: {
        maxStates: options.maxStates,
        symmetry: [...options.symmetry],
        reduction: options.reduction,
        ...smaller,
        ...(left.length === 0 ? {} : { leftToRuns: left }),
      },
      hit: found.hit,
      properties,
      trace: narrate(model, searchLayoutOf(model), moves),
      loop: found.violation?.loop ?? null,
      staleReads: staleReads(model, moves),
      timing: found.violation === null ? null : schedule(model, moves),
      againstBase: settings.base === null ? null : follow(model, settings.base.moves),
      expectations: claims.map(({ claim, found: was, met }) => ({ claim, found: was, met })),
    },
  };
}

function claimedViolations({ scenario: { exploring } }: Model): string[] {
  const violates = exploring.claims?.violates.map(({ name }) => name) ?? [];
  return exploring.claims?.deadlock?.value === true ? [...violates, 'deadlock'] : violates;
}

function propertiesOf(model: Model, found: Explored): ExploredProperty[] {
  const { scenario } = model;
  const safety = (
    name: string,
    kind: 'invariant' | 'deadlock' | 'eventually',
    is: string,
  ): ExploredProperty => ({
    name,
    kind,
    is,
    inside: found.alsoViolated.includes(name) ? null : brokenInside(model, found, name),
    verdict: found.alsoViolated.includes(name)
      ? 'violated'
      : found.complete && !found.undecided.includes(name)
        ? 'holds'
        : 'incomplete',
  });
  return [
    ...scenario.invariants.map(({ name, text }) => safety(name, 'invariant', text)),
    safety('deadlock', 'deadlock', ''),
    ...scenario.eventually.map(({ name, text }) => safety(name, 'eventually', text)),
    ...scenario.reachable.map(
      ({ name, text }): ExploredProperty => ({
        name,
        kind: 'reachable',
        is: text,
        inside: null,
        verdict: found.reached.includes(name) ? 'reached' : found.complete ? 'not reached' : 'incomplete',
      }),
    ),
  ];
}

/** Where an invariant is broken inside an atomic group, told by its members. */
function brokenInside({ scenario, processes }: Model, found: Explored, name: string): BrokenInside | null {
  const inside = found.insideGroups.find(({ property }) => property === name);
  if (inside === undefined) return null;
  const move = inside.moves.at(-1)!;
  const { block } = processes[move.process]!;
  const { instances, steps } = scenario.processes[move.process]!;
  const placeIn = (s: readonly Value[]): number => s[block.base + move.subject * block.stride] as number;
  const between = move.between ?? [];
  const after = inside.at === 0 ? move.step : placeIn(between[inside.at - 1]!);
  return {
    actor: instances[move.subject]!,
    after: steps[after]!.id,
    before: steps[placeIn(between[inside.at]!)]!.id,
    steps: inside.moves.length - 1,
  };
}
