import { expectationOf, withBase } from '../engine/claims.ts';
import { Recorder } from '../engine/state/trace.ts';
import type { Model } from '../model/model.ts';
import { startedAt, startsOf } from '../model/starts.ts';
import type { AgainstBase, BrokenInside, Exploration, ExploredProperty } from '../result.ts';
import type { Value } from '../scenario/ast/expr.ts';
import { TEMPORAL_WORDS } from '../scenario/ast/scenario.ts';
import { compareValues } from '../scenario/ast/value.ts';
import { type LivenessViolation, violatesTemporal } from './plain/liveness.ts';
import { Search } from './plain/search.ts';
import { reductionOf } from './reduce/partial-order.ts';
import { isInterchangeable } from './reduce/symmetry.ts';
import { judgeExploration, type SearchClaim, type SearchFindings } from './report/claims.ts';
import { compareWithBase, narrate } from './report/narrate.ts';
import { staleReads } from './report/stale-reads.ts';
import type { Codec } from './space/codec.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from './space/options.ts';
import { contextOf, type Move, type SearchContext } from './space/search-state.ts';
import { checkSearchable } from './space/searchable.ts';
import { leftToRuns, withoutMeasures } from './space/unmeasured.ts';
import { withWideSlots } from './space/wide-slots.ts';
import { schedule } from './times/schedule.ts';

/**
 * Searches a model faster, with the same states and counterexamples as the plain search. Returns null if it doesn't
 * support the model.
 */
export type FastSearch = (
  context: SearchContext,
) => ((codec: Codec, options: ExploreOptions) => Explored) | null;

/** Searches a model with the settings from its scenario, and describes the outcome for the Result. */
export function searchWith(fast: FastSearch, whole: Model, settings: SearchSettings): FinishedSearch {
  const model = withoutMeasures(whole);
  const { exploring } = model.scenario;
  const options: ExploreOptions = {
    ...EXPLORE_DEFAULTS,
    // Pages show the size of the whole state space, even if a property is violated.
    keepGoing: true,
    symmetry: exploring.symmetry,
    ...(exploring.maxStates === null ? {} : { maxStates: exploring.maxStates }),
    ...settings.options,
  };
  checkSearchable(model);
  const found = exploreWith(fast, model, options);
  const smaller = settings.smaller.length === 0 ? {} : { smaller: settings.smaller };
  const left = leftToRuns(whole, model);
  const moves = found.violation?.moves ?? [];
  const start = found.violation?.start ?? null;
  const started = start === null ? model : startedAt(model, start);
  const properties = propertiesOf(model, found);
  const steps = found.violation === null ? null : moves.length;
  const { verdict, states, hit, complete } = found;
  const findings = { verdict, steps, states, hit, complete, properties };
  const claims = withBase(
    judgeExploration(exploring.claims, findings),
    settings.base === null ? [] : judgeExploration(exploring.claims, settings.base.findings),
  );
  const { init } = model.scenario;
  return {
    moves,
    findings,
    start: new Map(init?.choose.map(({ name }, i) => [name, start?.[i] ?? null])),
    claims,
    bytes: found.bytes,
    expectedViolations: expectedViolations(model),
    exploration: {
      variant: settings.variant,
      patches: settings.patches,
      verdict,
      property: found.violation?.property ?? null,
      steps,
      states,
      ...(init === null ? {} : { initialStates: found.initialStates }),
      ...(init === null || start === null ? {} : { start: new Recorder(model, 0).start(start) }),
      transitions: found.transitions,
      depth: found.depth,
      bounds: {
        maxStates: options.maxStates,
        symmetry: [...options.symmetry],
        reduction: options.reduction,
        ...smaller,
        ...(left.length === 0 ? {} : { leftToRuns: left }),
      },
      hit,
      properties,
      trace: narrate(started, moves),
      loop: found.violation?.loop ?? null,
      staleReads: staleReads(model, moves),
      timing: found.violation === null ? null : schedule(started, moves),
      againstBase: settings.base === null ? null : againstBase(model, settings.base),
      expectations: claims.map(expectationOf),
    },
  };
}

export interface SearchSettings {
  readonly variant: string;
  readonly patches: Exploration['patches'];
  /** Differences between the searched model and the one used in runs. */
  readonly smaller: Exploration['patches'];
  /** Options that override the scenario's settings. */
  readonly options?: Partial<ExploreOptions>;
  /** For a variant, the base's search; null for the base itself. */
  readonly base: FinishedSearch | null;
}

/** A finished search, its claims, and the moves in its counterexample, which variants are compared with. */
export interface FinishedSearch {
  readonly exploration: Exploration;
  readonly claims: readonly SearchClaim[];
  readonly findings: SearchFindings;
  readonly moves: readonly Move[];
  /** The values of chosen variables in the counterexample's initial state; null if there is no counterexample. */
  readonly start: ReadonlyMap<string, Value | null>;
  /** Size of the search's tables in bytes. */
  readonly bytes: number;
  /** Names of properties that the scenario claims are violated. */
  readonly expectedViolations: readonly string[];
}

/**
 * Follows the base's counterexample in a variant. Null if the variant can't start in the counterexample's initial
 * state.
 */
function againstBase(model: Model, { start, moves }: FinishedSearch): AgainstBase | null {
  const names = model.scenario.init?.choose.map(({ name }) => name) ?? [];
  const values = startsOf(model, model.layout.initial).find((one) =>
    one.every((value, i) => {
      const wanted = start.get(names[i]!);
      return wanted == null || compareValues(wanted, value) === 0;
    }),
  );
  return values === undefined ? null : compareWithBase(startedAt(model, values), moves);
}

function expectedViolations({ scenario: { exploring } }: Model): string[] {
  const violates = exploring.claims?.violates.map(({ name }) => name) ?? [];
  return exploring.claims?.deadlock?.value === true ? [...violates, 'deadlock'] : violates;
}

function propertiesOf(model: Model, found: Explored): ExploredProperty[] {
  const { scenario } = model;
  const safety = (
    name: string,
    kind: ExploredProperty['kind'],
    is: string,
    says: string | null,
  ): ExploredProperty => ({
    name,
    kind,
    is,
    ...(says === null ? {} : { says }),
    inside: found.alsoViolated.includes(name) ? null : brokenInside(model, found, name),
    verdict: found.alsoViolated.includes(name)
      ? 'violated'
      : found.complete && !found.undecided.includes(name)
        ? 'holds'
        : 'incomplete',
  });
  return [
    ...scenario.invariants.map(({ name, text, says }) => safety(name, 'invariant', text, says)),
    ...scenario.stepInvariants.map(({ name, text, says }) => safety(name, 'step invariant', text, says)),
    ...(scenario.exploring.deadlockAllowed ? [] : [safety('deadlock', 'deadlock', '', null)]),
    ...scenario.temporal.map(({ name, kind, text, says }) => safety(name, TEMPORAL_WORDS[kind], text, says)),
    ...scenario.reachable.map(
      ({ name, text, says }): ExploredProperty => ({
        name,
        kind: 'reachable',
        is: text,
        ...(says === null ? {} : { says }),
        inside: null,
        verdict: found.reached.includes(name) ? 'reached' : found.complete ? 'not reached' : 'incomplete',
      }),
    ),
  ];
}

/** Where an invariant is broken inside an atomic group: the members before and after that point. */
function brokenInside({ scenario, processes }: Model, found: Explored, name: string): BrokenInside | null {
  const inside = found.insideGroups.find(({ property }) => property === name);
  if (inside === undefined) return null;
  const move = inside.moves.at(-1)!;
  const { block } = processes[move.process]!;
  const { instances, steps } = scenario.processes[move.process]!;
  const stepIn = (s: readonly Value[]): number => s[block.base + move.subject * block.stride] as number;
  const between = move.between ?? [];
  const after = inside.at === 0 ? move.step : stepIn(between[inside.at - 1]!);
  return {
    actor: instances[move.subject]!,
    after: steps[after]!.id,
    before: steps[stepIn(between[inside.at]!)]!.id,
    steps: inside.moves.length - 1,
  };
}

/**
 * Searches all interleavings breadth-first, so the first counterexample found for a safety property is a shortest one.
 * States are compared in full. Properties of whole executions are then decided over the same moves, with fairness.
 *
 * @throws EvaluationError if an expression fails in a state
 */
export function exploreWith(fast: FastSearch, model: Model, options: ExploreOptions): Explored {
  const context = contextOf(model);
  const abstracted = { ...options, symmetry: [...options.symmetry, ...counterAbstracted(model, options)] };
  const safety = withShortest(fast, context, searchSafety(fast, context, abstracted), abstracted);
  return safety.complete ? withTemporal(context, safety, options) : safety;
}

/**
 * Fleets whose members are interchangeable, so only the number of members at each step with the same locals matters.
 */
export function counterAbstracted(model: Model, { countFleets, symmetry }: ExploreOptions): string[] {
  if (!countFleets) return [];
  const fleets = model.scenario.processes.filter((process) => process.fleet && process.instances.length > 1);
  return fleets
    .filter((process) => !symmetry.includes(process.name) && isInterchangeable(model, process))
    .map(({ name }) => name);
}

function searchSafety(fast: FastSearch, context: SearchContext, options: ExploreOptions): Explored {
  const run = options.plain ? null : fast(context);
  return withWideSlots(context, options.symmetry, (codec) =>
    run === null ? new Search(context, codec, options).run() : run(codec, options),
  );
}

/**
 * With partial-order reduction, the counterexample can contain unnecessary local steps. A second search without
 * reduction finds a shortest one. If that search hits a limit, the longer counterexample is kept.
 */
function withShortest(
  fast: FastSearch,
  context: SearchContext,
  found: Explored,
  options: ExploreOptions,
): Explored {
  if (found.violation === null || !options.reduction || reductionOf(context) === null) return found;
  const { violation } = searchSafety(fast, context, { ...options, reduction: false, keepGoing: false });
  if (violation === null) return found;
  const alsoViolated = [...new Set([...found.alsoViolated, violation.property])];
  return { ...found, violation, alsoViolated };
}

/** Decides the properties of whole executions in order, up to the first violation or, with `keepGoing`, all of them. */
function withTemporal(context: SearchContext, safety: Explored, options: ExploreOptions): Explored {
  let all = safety;
  for (const [i, { name }] of context.model.scenario.temporal.entries()) {
    if (all.violation !== null && !options.keepGoing) {
      all = { ...all, undecided: [...all.undecided, name] };
      continue;
    }
    const found = withWideSlots(context, [], (codec) => violatesTemporal(context, codec, i, options));
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
