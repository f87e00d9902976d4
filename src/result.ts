import type { CardKeys } from './result/card.ts';
import type { CurveResult, SweptCurve } from './result/curve.ts';
import type { Distribution, Sensitivity } from './result/distribution.ts';
import type {
  ConditionResult,
  MeasureSeries,
  Micros,
  OutcomeResult,
  QuantityResult,
  Recovery,
  ServiceSeries,
} from './result/measured.ts';
import type { StabilityMap } from './result/stability.ts';
import type { Validation } from './result/validation.ts';

export type { CardKeys } from './result/card.ts';
export type { CurveFit, CurveResult, SweptCurve } from './result/curve.ts';
export type { Distribution, Sensitivity, SensitivityPoint } from './result/distribution.ts';
export type { FixEffect, FixVerdict, FixWord, VariantKind } from './result/fixes.ts';
export type {
  ConditionResult,
  ConditionWindow,
  MeasureSeries,
  Micros,
  OutcomeResult,
  QuantityResult,
  Recovery,
  ServiceSeries,
} from './result/measured.ts';
export type { RunSummary } from './result/run-summary.ts';
export type { MapAxis, MapCell, MapVerdict, Stability, StabilityMap } from './result/stability.ts';
export type {
  Comparison,
  Label,
  NumberKind,
  NumberUsed,
  Probe,
  Probes,
  Support,
  Validation,
} from './result/validation.ts';
export { LABELS } from './result/validation.ts';

/** A scenario value as JSON: enum members and instance ids are strings, durations are in microseconds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Incremented when a field is removed or its meaning changes, but not when a field is added. */
export const RESULT_VERSION = 3;

/**
 * A scenario's results as plain JSON. It's the only part of the engine that views, pages, feeds, commands and other
 * programs read. The same text, seed and engine version always give the same bytes, so it contains no paths or build
 * times.
 */
export interface Result {
  version: typeof RESULT_VERSION;
  /** Engine version. */
  engine: string;
  /** The scenario's id, unique on its page. */
  scenario: string;
  title: string;
  summary: string | null;
  /** URL of the published account that the scenario is based on. */
  about: string | null;
  /** The assumptions, as sentences. */
  assumes: string[];
  /** The wall-clock time of time 0, or null. */
  clock: Clock | null;
  /** The duration of a run, or 0 for a scenario that is only searched. */
  until: Micros;
  constants: ConstantValue[];
  /** Observed facts that the scenario refers to or that are compared with a mark. */
  observed: ObservedFact[];
  /**
   * Impact that the base predicts outside all impact periods in the observed timeline and the front matter. Null if
   * these contain no impact period.
   */
  unobservedImpact: { service: string; from: Micros; to: Micros }[] | null;
  /** The base, followed by the variants in scenario order. Empty for a scenario that is only searched. */
  runs: Run[];
  /** Searches of the base and the variants, in the same order. Empty if the scenario doesn't request a search. */
  explorations: Exploration[];
  /** Sweeps of the base and the variants. Empty if the scenario requests a single run. */
  sweeps: Sweep[];
  /** How impact depends on the values under `vary`. */
  sensitivities: Sensitivity[];
  /** Where the base recovers for different values of two constants. Absent without a `map`. */
  map?: StabilityMap;
  /** Steps that never happened in the run of the base or of a variant, and why. */
  unfired: UnfiredStep[];
  /** Which loads, services and processes call which services. */
  dependencies: Dependency[];
  /** Members, pools and repeated or parallel calls of the base and the variants. Absent if no service has any. */
  setups?: ServiceSetup[];
  /** What the results depend on. Null if this wasn't determined, which takes hundreds of runs. */
  validation: Validation | null;
  /** The author's settings for how pages show the scenario. Absent if there are none. */
  card?: CardKeys;
  /** View names under `show`, in order. */
  show: string[];
  /** Lanes in the sequence diagram, in order. Empty if the scenario doesn't list any. */
  lanes: string[];
}

/** Where a number or fact comes from. Every view shows it. */
export type Basis = 'observed' | 'simulated' | 'estimated' | 'assumed';

export interface Clock {
  /** RFC 3339 with an offset, as written. */
  start: string;
  /** IANA time zone for showing times in addition to UTC. */
  zone: string;
  /** Time 0 in whole microseconds since 1970-01-01T00:00:00Z. */
  epoch: number;
}

export interface ConstantValue {
  name: string;
  value: Json;
  /** The constant's type. If it's `duration`, the value is in microseconds. */
  type: string;
  /** The basis, which is `assumed` unless the scenario sets `sourced` or `fitted`. */
  basis: 'assumed' | 'sourced' | 'fitted';
  /** URL or name of the source. */
  source: string | null;
  /** Id of the observed fact that the constant was fitted to. */
  fittedTo: string | null;
  range: [number, number] | null;
}

export interface ObservedFact {
  id: string;
  /** RFC 3339 with an offset, as written. */
  at: string;
  /** `at` as simulated time. Negative before time 0. */
  t: Micros;
  text: string;
  source: string | null;
  /** The latest possible time if the observed time is a range that starts at `t`; otherwise null. */
  latest: Micros | null;
  /** Tolerance for a mark with the same id, or null. */
  within: Micros | null;
  /** For a period, the condition that a run has to meet from `t` to `until`; otherwise null. */
  shows: string | null;
  /** End of the period, or null for a single moment. */
  until: Micros | null;
}

/** A call from a service, process or load to a service. */
export interface Dependency {
  from: string;
  kind: 'load' | 'service' | 'process';
  to: string;
  /** False if the caller's request succeeds even if this call fails. */
  required: boolean;
}

/** A service's initial settings, in the base run or a variant. `varies`: the value depends on the state. */
export interface ServiceSetup {
  variant: string;
  service: string;
  /** Number of members. Absent for a single server. */
  members?: number | 'varies';
  /** Maximum number of members that an autoscaler starts. Absent without an autoscaler. */
  mostMembers?: number | 'varies';
  /** The service's pools. Absent if it has none. */
  pools?: { name: string; size: number | 'unlimited' | 'varies' }[];
  /** Calls in order. Absent if each call is made once, after the previous one has ended. */
  calls?: { to: string; count: number | 'varies'; parallel: boolean }[];
}

/** Names of all views. A scenario can list them under `show`. */
export const VIEW_NAMES = [
  'timeline',
  'load',
  'latency',
  'backlog',
  'errors',
  'measures',
  'curves',
  'outcomes',
  'dependencies',
  'sequence',
  'sequence-table',
  'impact',
  'fit',
  'variants',
  'sweep',
  'sensitivity',
  'map',
  'verdicts',
  'counterexample',
  'side-by-side',
  'assumptions',
  'expectations',
  'state',
] as const;

/** One execution of the model: the base or a variant, with one seed. */
export interface Run {
  /** The variant's name, or `base`. */
  variant: string;
  /** The variant's changes: paths and new values, as written. Empty for the base. */
  patches: { path: string; value: string }[];
  seed: number;
  ended: { at: Micros; because: 'until' | 'idle' | 'waiting' };
  /** Number of transitions, including those in fleets. */
  transitions: number;
  participants: Participant[];
  /** Events in the order they happened. Fleets are counted, not traced. */
  trace: TraceEvent[];
  /** Number of events that exceed the limit for `trace`. */
  traceDropped: number;
  marks: MarkResult[];
  services: ServiceResult[];
  /** Harm that is defined under `impact.conditions`. */
  conditions: ConditionResult[];
  measures: MeasureSeries[];
  outcomes: OutcomeResult[];
  /** Observed values, compared with the outcomes and measures of the same names. */
  quantities: QuantityResult[];
  /** Measures compared with observed series. Absent if there are none. */
  curves?: CurveResult[];
  /** How the run recovered. Null without a `steady_state`. */
  recovery: Recovery | null;
  /** Faults with their start and end times, ordered by start time. */
  faults: { id: string; from: Micros; to: Micros | null }[];
  facts: FactResult[];
  properties: PropertyResult[];
  expectations: ExpectationResult[];
  /** Notes for the reader, as sentences. */
  notes: string[];
  /** Shared state at the end of the run, and the scenario's named expressions that have a value then. */
  final: { [name: string]: Json };
}

/** A step, or an alternative of an `either`, that never happened in a run. */
export interface UnfiredStep {
  variant: string;
  process: string;
  /** Id of the step, or of the alternative. */
  step: string;
  /** The first instance that reached the step; null if none did. */
  instance: string | null;
  since: Micros | null;
  /** Total time that the instance was at the step, over all visits. */
  waited: Micros;
  /** Reasons, as sentences without a final period, most important first. */
  why: string[];
}

/** A lane in a diagram. */
export interface Participant {
  /** Unique in the run: an instance's id, or the name of a service or observed participant. */
  id: string;
  kind: 'instance' | 'fleet' | 'service' | 'record' | 'fault';
  /** The process that an instance or fleet belongs to. */
  process: string | null;
  /** Number of instances in a fleet, otherwise 1. */
  size: number;
}

export interface TraceEvent {
  t: Micros;
  /** Number of the transition. All events in one transition have the same number. */
  transition: number;
  /**
   * `step`: a step happened. `skip`: its `skip_if` was true. `deliver`: a message arrived after a delay (it has the
   * transition number of the send). `lose`: a message was lost. `crash`, `restart`: a process or a member crashed or
   * restarted. `start`, `end`: a fault started or ended. `fail`: a call failed. `scale`: an autoscaler changed the
   * desired number of members, or a member failed to start.
   */
  kind: 'step' | 'skip' | 'deliver' | 'lose' | 'crash' | 'restart' | 'start' | 'end' | 'fail' | 'scale';
  /** The participant that acted. */
  actor: string;
  process: string | null;
  step: string | null;
  /** Targets of the arrow: message receivers, or the step's `to`. */
  to: string[];
  /** The step's sentence with values filled in, or a generated sentence. */
  say: string;
  /** True if the author wrote the sentence. */
  said: boolean;
  changes: Change[];
  /** Message body for a `deliver`, a `lose` or a step that sends. */
  message: { [field: string]: Json } | null;
  /** True for an observed time, and for times that follow from it by fixed delays. */
  input: boolean;
  /** Id of the observed fact that the time comes from, or null. */
  observed: string | null;
  /** Names of invariants that become violated at this event. */
  breaks: string[];
  /** Names of invariants that hold again from this event on. */
  restores: string[];
}

export interface Change {
  /** `name` for shared state, or `instance.name` for a local. */
  name: string;
  /** True for an expression named under `let`. Absent for a variable. */
  derived?: true;
  /**
   * For values in microseconds: a duration (`length`), the time when a timer expires in a run (`over at`), or the time
   * left on a timer in a search (`left`, 0 if it has expired). Absent for other values.
   */
  unit?: 'length' | 'over at' | 'left';
  /** The old value; `to` is the new one. Both are null for a list, set or map with more than 12 items. */
  from: Json;
  to: Json;
  /** Items added to or removed from a list or set; empty for other types. */
  added: Json[];
  removed: Json[];
}

export interface MarkResult {
  id: string;
  /** The condition, as written. */
  is: string;
  at: Micros | null;
  /** `not-by-end`: the run ended first. `never`: the run became idle, so the mark can't happen anymore. */
  status: 'happened' | 'not-by-end' | 'never';
  /** `input` and `fit` aren't predictions: the time was an input, or a constant was fitted to it. */
  basis: 'computed' | 'input' | 'fit';
  /** Id of the observed fact that the mark is compared with, or null. */
  observed: string | null;
  /** Simulated time minus observed time. Null if either is missing. */
  residual: Micros | null;
  within: Micros | null;
}

/** An observed period with a condition (`shows`), compared with the run. */
export interface FactResult {
  /** Id of the observed fact. */
  id: string;
  /** The condition, as written. It applies from `from` to `to`. */
  shows: string;
  from: Micros;
  to: Micros;
  /** The variant that the period is compared with. */
  variant: string;
  verdict: 'agrees' | 'disagrees';
  /** The first time at which the condition didn't hold. */
  brokenAt: Micros | null;
  basis: 'computed' | 'fit';
}

type PropertyKind = 'invariant' | 'step invariant' | 'deadlock' | 'reachable' | ExecutionKind;
type ExecutionKind = 'eventually' | 'always eventually' | 'eventually always' | 'holds until';

export interface PropertyResult {
  name: string;
  kind: PropertyKind;
  is: string;
  says?: string;
  /**
   * The verdict in this run; `undecided` if only a search can decide. `at` is when the property is first violated or
   * reached.
   */
  verdict: 'held' | 'violated' | 'reached' | 'not reached' | 'undecided';
  at: Micros | null;
}

export interface ExpectationResult {
  /** The claim as a sentence. */
  claim: string;
  /** What the run or search showed, as a sentence. */
  found: string;
  met: boolean;
  /** True if the base also meets a variant's claim, which then isn't evidence for the variant. Absent otherwise. */
  baseToo?: true;
}

/** What a service's clients experienced. Counts are real requests: simulated requests times `scale`. */
export interface ServiceResult {
  service: string;
  /** Requests, not counting retries. */
  requests: number;
  failed: number;
  /** Number of real requests that each simulated request represents. */
  scale: number;
  /** A window of length `every` counts as impact if its share of failed requests is at least `threshold`. */
  threshold: number;
  /** The condition that counts as impact instead of failed requests, as written. Absent if there is none. */
  while?: string;
  every: Micros;
  /** Share of failed requests in each window of length `every`, starting at time 0. Null without requests. */
  errorRate: (number | null)[];
  windows: ImpactWindow[];
  worstErrorRate: number;
  slo: { target: number; window: Micros } | null;
  /** Share of the error budget used: failed requests divided by the number that the SLO allows at this mean rate. */
  budget: number | null;
  /** Maximum number of affected users: the service's `users` times the worst error rate. Null without `users`. */
  usersAffected: number | null;
  series: ServiceSeries;
}

export interface ImpactWindow {
  from: Micros;
  /** End of the period. Null if it lasts until the end of the run. */
  to: Micros | null;
  /** Number of requests that failed in this period. */
  failed: number;
  worstErrorRate: number;
}

/** A search of all interleavings of the base or a variant. Durations are ignored. */
export interface Exploration {
  variant: string;
  patches: { path: string; value: string }[];
  /** `holds`: every property was decided over all states. `incomplete`: a limit was reached first. */
  verdict: 'holds' | 'violated' | 'incomplete';
  /** Name of the first violated property, or `deadlock`. */
  property: string | null;
  /** Length of the shortest counterexample in moves. Faults, timers and lost messages count as moves. */
  steps: number | null;
  /** Number of distinct states. */
  states: number;
  initialStates?: number;
  /** Initial values that the counterexample starts with, also as text. Absent if there is only one initial state. */
  start?: { name: string; value: Json; text: string }[];
  transitions: number;
  /** Distance from the start to the farthest state, in moves. */
  depth: number;
  bounds: {
    maxStates: number;
    symmetry: string[];
    reduction: boolean;
    /** Patches that make the searched model smaller than the scenario. Absent if there are none. */
    smaller?: { path: string; value: string }[];
    /** Properties that depend on a measure, which only runs can check. Absent if there are none. */
    leftToRuns?: string[];
  };
  /** A description of the limit that stopped the search early, or null. */
  hit: string | null;
  properties: ExploredProperty[];
  /** The counterexample; empty if there is none. */
  trace: ExploredStep[];
  /** For an infinite execution: index in `trace` from which it repeats forever. Null if the execution ends. */
  loop: number | null;
  /** Steps in the counterexample that used outdated values. */
  staleReads: StaleRead[];
  /** Whether the counterexample is possible with the scenario's delays. Null without a counterexample. */
  timing: ExploredTiming | null;
  /** For a variant whose base is violated: how much of the base's counterexample is possible in the variant. */
  againstBase: AgainstBase | null;
  expectations: ExpectationResult[];
}

export interface ExploredProperty {
  name: string;
  kind: PropertyKind;
  /** The condition, as written; empty for deadlock. */
  is: string;
  says?: string;
  verdict: 'holds' | 'violated' | 'reached' | 'not reached' | 'incomplete';
  /** Where an invariant that holds in all states is violated inside an atomic group. Otherwise null. */
  inside: BrokenInside | null;
}

/** An instant between two members of an atomic group. */
export interface BrokenInside {
  /** The instance that executes the group. */
  actor: string;
  /** Id of the step before the instant. */
  after: string;
  /** Id of the step after the instant. */
  before: string;
  /** Number of moves before the atomic group, on a path that leads to the group. */
  steps: number;
}

export interface ExploredStep {
  kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** The actor: an instance, a fault, or a timer's variable. */
  actor: string;
  process: string | null;
  step: string | null;
  to: string[];
  say: string;
  changes: Change[];
  /** Names of invariants that are violated from this step on. */
  breaks: string[];
}

/** Between `check` and `use` (indices into the trace), other participants changed variables that the check had read. */
export interface StaleRead {
  actor: string;
  check: number;
  use: number;
  variables: string[];
  /** Indices of the steps that changed the variables. */
  changedBy: number[];
}

export interface ExploredTiming {
  /**
   * True: a run with durations within their ranges takes these steps in this order; simultaneous events can have any
   * order. False: no such run exists. Null: undecided.
   */
  possible: boolean | null;
  /** Time of each step in a run that takes these steps. Empty if no such run was found. */
  times: Micros[];
  /** Why the order is impossible or undecided, or null. */
  note: string | null;
}

/** The base's counterexample, replayed in a variant as far as its moves are possible. */
export interface AgainstBase {
  followed: number;
  of: number;
  /** A description of the first move that isn't possible; null if all are possible. */
  divergesAt: string | null;
  /** The moves before the first impossible one, with their effects in the variant. */
  trace: ExploredStep[];
  /** What the participant can do instead. Null if the participant has to wait, or if all moves are possible. */
  instead: ExploredStep | null;
}

/** Many runs of the base or a variant. */
export interface Sweep {
  variant: string;
  /**
   * What differs between runs: random numbers (`seeds`); random numbers and constants drawn from their ranges
   * (`draws`); the order of simultaneous events (`ties`). Runs with the same number use the same random numbers in all
   * variants.
   */
  kind: 'seeds' | 'draws' | 'ties';
  runs: number;
  seed: number;
  marks: SweptMark[];
  facts: { id: string; agree: number; runs: number }[];
  /** Number of metastable runs. Null without a `steady_state`. */
  metastable: number | null;
  recoveredAfter: Distribution | null;
  services: SweptService[];
  conditions: SweptCondition[];
  /** The last, lowest and highest value of each measure. */
  measures: { name: string; last: Distribution; least: Distribution; greatest: Distribution }[];
  outcomes: SweptOutcome[];
  quantities: SweptQuantity[];
  /** Measures compared with observed series. Absent if there are none. */
  curves?: SweptCurve[];
  /** Differences from the base, run by run. Empty for the base. */
  differences: { name: string; unit: 'microseconds' | 'requests' | 'outcome'; distribution: Distribution }[];
  /** Number of runs that failed because of an error in the model, and the first error. */
  failed: { runs: number; first: string | null };
}

export interface SweptMark {
  id: string;
  /** Number of runs in which the mark was reached. */
  happened: number;
  runs: number;
  at: Distribution;
  /** Number of runs in which the mark is within the observed time's tolerance. Null without a tolerance. */
  within: number | null;
}

export interface SweptOutcome {
  name: string;
  type: OutcomeResult['type'];
  unit: string | null;
  value: Distribution;
}

export interface SweptQuantity {
  id: string;
  value: Distribution;
  /** Number of runs in which the value is within the tolerance. Null without a tolerance. */
  within: number | null;
}

export interface SweptService {
  service: string;
  /** Total duration of impact. */
  impact: Distribution;
  failed: Distribution;
  worstErrorRate: Distribution;
}

export interface SweptCondition {
  name: string;
  unit: string | null;
  /** Total time that the condition held. */
  impact: Distribution;
  affected: Distribution;
}
