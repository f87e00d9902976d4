import { expectationOf, withBase } from '../engine/claims.ts';
import { RunError } from '../engine/state/run-error.ts';
import { Recorder } from '../engine/state/trace.ts';
import type { Model } from '../model/model.ts';
import { startedAt, startsOf } from '../model/starts.ts';
import type { AgainstBase, BrokenInside, Exploration, ExploredProperty } from '../result.ts';
import { type Expr, type Value, walk } from '../scenario/ast/expr.ts';
import { type Scenario, TEMPORAL_WORDS } from '../scenario/ast/scenario.ts';
import { compareValues } from '../scenario/ast/value.ts';
import { type LivenessViolation, violatesTemporal } from './plain/liveness.ts';
import { Search } from './plain/search.ts';
import { reductionOf } from './reduce/partial-order.ts';
import { isInterchangeable } from './reduce/symmetry.ts';
import { judgeExploration, type SearchClaim, type SearchFindings } from './report/claims.ts';
import { compareWithBase, narrate } from './report/narrate.ts';
import { staleReads } from './report/stale-reads.ts';
import { Codec, TooNarrow } from './space/codec.ts';
import { EXPLORE_DEFAULTS, type Explored, type ExploreOptions } from './space/options.ts';
import { contextOf, type Move, type SearchContext } from './space/search-state.ts';
import { leftToRuns, withoutMeasures } from './space/unmeasured.ts';
import { schedule } from './times/schedule.ts';

/** A search with more variables per state would never finish. */
const MAX_VARIABLES = 2000;

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
  /** Overrides the scenario's settings. */
  readonly options?: Partial<ExploreOptions>;
  /** For a variant, the base's search; null for the base itself. */
  readonly base: FinishedSearch | null;
}

/** A finished search, its claims, and the moves in its counterexample, with which variants are compared. */
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
 * Checks that a model can be searched.
 *
 * @throws RunError if the model is too large, or if anything depends on how much time is left on a timer
 */
function checkSearchable({ scenario, layout }: Model): void {
  if (layout.slots.length > MAX_VARIABLES) {
    const largest = scenario.processes.toSorted((a, b) => b.instances.length - a.instances.length)[0];
    const size = largest?.instances.length ?? 0;
    throw new RunError(
      'explore/too-large',
      (largest ?? scenario.state[0] ?? scenario.fields[0])!.span,
      `each state in this model has ${layout.slots.length.toLocaleString('en-US')} variables; the limit for a search is ${MAX_VARIABLES.toLocaleString('en-US')}`,
      largest === undefined || size < 3
        ? 'make the model smaller'
        : `search it with fewer instances: \`explore: { instances: { ${largest.name}: 3 } }\``,
    );
  }
  const branches = scenario.processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches));
  const draw = branches.flatMap((branch) => branch.draw)[0];
  if (draw !== undefined) {
    throw new RunError(
      'explore/draw',
      draw.span,
      `a search can't draw \`${draw.name}\`: it would have to try every possible number`,
      'choose from a few values instead (`choose`), or use alternatives with `chance`',
    );
  }
  for (const expr of expressionsOf(scenario)) {
    walk(expr, (part) => {
      if (part.op !== 'call' || part.fn !== 'timer-left') return;
      throw new RunError(
        'explore/time-left',
        part.span,
        'a search ignores time, so a condition can check only whether a timer is over, not how much time is left on it',
        'use `.over` instead; you may need a separate timer',
      );
    });
  }
}

/** All expressions that a search evaluates, except those in sentences. */
function expressionsOf(scenario: Scenario): Expr[] {
  const { processes, faults, invariants, stepInvariants, reachable, temporal } = scenario;
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
    ...[...invariants, ...stepInvariants, ...reachable].map(({ is }) => is),
    ...temporal.flatMap(({ from, to }) => [from, to]),
  ];
  return all.filter((expr) => expr !== null);
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
function counterAbstracted(model: Model, { countFleets, symmetry }: ExploreOptions): string[] {
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

/** Runs a search. Restarts it with wider slots until every value fits. */
function withWideSlots<T>(
  { model, searchLayout }: SearchContext,
  symmetry: readonly string[],
  run: (codec: Codec) => T,
): T {
  const { layout, processes } = model;
  const bounds = searchLayout.types.map((type, slot): readonly [number, number] | null =>
    type?.kind === 'instance'
      ? [0, layout.blockOf.get(type.process)!.size - 1]
      : (layout.slots[slot]?.bounds ?? null),
  );
  // Symmetry moves encoded values between instances, so their slots share an encoding.
  const groups = processes
    .filter(({ process }) => symmetry.includes(process.name))
    .flatMap(({ process, block: { base, stride } }) => {
      const mail = searchLayout.mail[process.index]!;
      const locals = Array.from({ length: stride }, (_, offset) =>
        process.instances.map((_id, i) => base + offset + i * stride),
      );
      return mail < 0 ? locals : [...locals, process.instances.map((_, i) => mail + i)];
    });
  const codec = new Codec(searchLayout.types, bounds, searchLayout.initial, groups);
  for (;;) {
    try {
      return run(codec);
    } catch (error) {
      if (!(error instanceof TooNarrow)) throw error;
      codec.widen(error.slot);
    }
  }
}
