/** Simulated time in whole microseconds since time 0 of the scenario, or a duration in microseconds. */
export type Micros = number;

/** A value of a scenario as JSON: enum members and instance ids as strings, durations in microseconds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Increased when a field changes its meaning or is removed, but not when one is added. */
export const RESULT_VERSION = 2;

/**
 * The results of a scenario as plain JSON, and the only part of the engine that views, pages, feeds, commands and other
 * programs read. The same text, seed and engine version give the same bytes, so it contains no paths and no build times.
 */
export interface Result {
  version: typeof RESULT_VERSION;
  /** Version of the engine. */
  engine: string;
  /** Id of the scenario, unique on its page. */
  scenario: string;
  title: string;
  summary: string | null;
  /** URL of the published account that the scenario follows. */
  about: string | null;
  /** The assumptions, as sentences. */
  assumes: string[];
  /** The wall-clock time of time 0, or null. */
  clock: Clock | null;
  /** The duration of a run, or 0 for a scenario that is only searched. */
  until: Micros;
  constants: ConstantValue[];
  /** Observed facts that the scenario refers to or that a mark is compared with. */
  observed: ObservedFact[];
  /** The base, then the variants in the order of the scenario. Empty for a scenario that is only searched. */
  runs: Run[];
  /** Searches of the base and the variants, in the same order. Empty if the scenario doesn't ask for a search. */
  explorations: Exploration[];
  /** Sweeps of the base and the variants. Empty if the scenario asks for one run. */
  sweeps: Sweep[];
  /** How impact depends on the values under `vary`. */
  sensitivities: Sensitivity[];
  /** Which loads, services and processes call which services. */
  dependencies: Dependency[];
  /** Names of views under `show`, in order. */
  show: string[];
  /** Lanes of the sequence diagram, in order. Empty if the scenario doesn't list any. */
  lanes: string[];
}

/** How a number or fact is known. Every view shows it. */
export type Basis = 'observed' | 'simulated' | 'estimated' | 'assumed';

export interface Clock {
  /** RFC 3339 with offset, as written. */
  start: string;
  /** IANA name of the time zone in which times are shown in addition to UTC. */
  zone: string;
  /** Time 0 in whole microseconds since 1970-01-01T00:00:00Z. */
  epoch: number;
}

export interface ConstantValue {
  name: string;
  value: Json;
  /** `duration` values are microseconds. */
  type: string;
  /** `assumed` unless the scenario says `sourced` or `fitted`. */
  basis: 'assumed' | 'sourced' | 'fitted';
  /** URL or name of the source. */
  source: string | null;
  /** Id of the observed fact that the constant was fitted to. */
  fittedTo: string | null;
  range: [number, number] | null;
}

export interface ObservedFact {
  id: string;
  /** RFC 3339 with offset, as written. */
  at: string;
  /** The same moment as simulated time. Negative before time 0. */
  t: Micros;
  text: string;
  source: string | null;
  /** Tolerance for a mark with the same id, or null. */
  within: Micros | null;
  /** For a period, the condition that a run must meet from `t` to `until`, or null. */
  shows: string | null;
  /** End of the period, or null for a moment. */
  until: Micros | null;
}

/** A service, process or load that calls a service. */
export interface Dependency {
  from: string;
  kind: 'load' | 'service' | 'process';
  to: string;
  /** False if the caller's request succeeds even if this call fails. */
  required: boolean;
}

/** Names of all views. A scenario can list them under `show`. */
export const VIEW_NAMES = [
  'timeline',
  'load',
  'latency',
  'backlog',
  'errors',
  'measures',
  'dependencies',
  'sequence',
  'sequence-table',
  'impact',
  'fit',
  'variants',
  'sweep',
  'sensitivity',
  'verdicts',
  'counterexample',
  'side-by-side',
  'assumptions',
  'expectations',
  'state',
] as const;

/** One execution of the model: the base or a variant, with one seed. */
export interface Run {
  /** `base`, or the name of the variant. */
  variant: string;
  /** The changes of the variant: paths and new values, as written. Empty for the base. */
  patches: { path: string; value: string }[];
  seed: number;
  ended: { at: Micros; because: 'until' | 'idle' | 'deadlock' };
  /** Number of transitions, including those of fleets. */
  transitions: number;
  participants: Participant[];
  /** What participants did, in order. Fleets are counted, not traced. */
  trace: TraceEvent[];
  /** Number of events beyond the limit of `trace`. */
  traceDropped: number;
  marks: MarkResult[];
  services: ServiceResult[];
  measures: MeasureSeries[];
  /** Null without a `steady_state`. */
  recovery: Recovery | null;
  /** Faults with their start and end, in the order in which they started. */
  faults: { id: string; from: Micros; to: Micros | null }[];
  facts: FactResult[];
  properties: PropertyResult[];
  expectations: ExpectationResult[];
  /** Notes for readers of the run, as sentences. */
  notes: string[];
  /** Shared state at the end of the run. */
  final: { [name: string]: Json };
}

/** A lane of a diagram. */
export interface Participant {
  /** Unique in the run: the id of an instance, or the name of a service or observed participant. */
  id: string;
  kind: 'instance' | 'fleet' | 'service' | 'record' | 'fault';
  /** The process of an instance or fleet. */
  process: string | null;
  /** Number of instances of a fleet, otherwise 1. */
  size: number;
}

export interface TraceEvent {
  t: Micros;
  /** Number of the transition. Events of one transition have the same number. */
  transition: number;
  /**
   * `step`: a step happened. `skip`: its `skip_if` was true. `deliver`: a message arrived some time after it was sent (it has
   * the transition of the send). `lose`: a message was lost. `crash`, `restart`: of a process. `start`, `end`: of a
   * fault. `fail`: a call failed.
   */
  kind: 'step' | 'skip' | 'deliver' | 'lose' | 'crash' | 'restart' | 'start' | 'end' | 'fail';
  /** Participant that acted. */
  actor: string;
  process: string | null;
  step: string | null;
  /** Targets of the arrow: receivers of messages, or the step's `to`. */
  to: string[];
  /** The sentence of the step with its values, or a generated one. */
  say: string;
  /** True if the author wrote the sentence. */
  said: boolean;
  changes: Change[];
  /** Body of the message of a `deliver`, `lose` or sending step. */
  message: { [field: string]: Json } | null;
  /** True for an observed time, and for what follows from it by fixed delays. */
  input: boolean;
  /** Id of the observed fact that the time comes from, or null. */
  observed: string | null;
  /** Names of invariants that are violated from this event on. */
  breaks: string[];
  /** Names of invariants that hold again from this event on. */
  restores: string[];
}

export interface Change {
  /** `name` of shared state, or `instance.name` of a local. */
  name: string;
  /**
   * For values in microseconds: a duration (`length`), the time at which a timer of a run is over (`over at`), or the time
   * left on a timer in a search (`left`, 0 if it is over). Absent for other values.
   */
  unit?: 'length' | 'over at' | 'left';
  /** Null for a list, set or map of more than 12 items; its change is in `added` and `removed`. */
  from: Json;
  to: Json;
  /** Items that a list or set gained and lost; empty for other types. */
  added: Json[];
  removed: Json[];
}

export interface MarkResult {
  id: string;
  /** The condition, as written. */
  is: string;
  at: Micros | null;
  /** `not-by-end`: the run ended first. `never`: the run became idle, so it can't happen anymore. */
  status: 'happened' | 'not-by-end' | 'never';
  /** `input` and `fit` aren't predictions: the time was an input, or a constant was fitted to it. */
  basis: 'prediction' | 'input' | 'fit';
  /** Id of the observed fact that it is compared with, or null. */
  observed: string | null;
  /** Simulated minus observed time. Null if one of them is missing. */
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
  /** The variant that is compared. */
  variant: string;
  verdict: 'agrees' | 'disagrees';
  /** The first time at which the condition didn't hold. */
  brokenAt: Micros | null;
  basis: 'prediction' | 'fit';
}

export interface PropertyResult {
  name: string;
  kind: 'invariant' | 'reachable';
  is: string;
  /** In this run. `at` is the first time at which it is violated or reached. */
  verdict: 'held' | 'violated' | 'reached' | 'not reached';
  at: Micros | null;
}

export interface ExpectationResult {
  /** The claim as a sentence. */
  claim: string;
  /** What the run or search showed, as a sentence. */
  found: string;
  met: boolean;
}

/** What clients of a service experienced. Counts are real requests: simulated requests times `scale`. */
export interface ServiceResult {
  service: string;
  /** Requests, not counting retries. */
  requests: number;
  failed: number;
  /** Real requests that one simulated request represents. */
  scale: number;
  /** A window of length `every` counts as impact if the share of failed requests is at least `threshold`. */
  threshold: number;
  every: Micros;
  /** Share of failed requests in each window of length `every` from time 0. Null without requests. */
  errorRate: (number | null)[];
  windows: ImpactWindow[];
  worstErrorRate: number;
  slo: { target: number; window: Micros } | null;
  /** Consumed share of the error budget: failed requests, divided by the number that the SLO allows at this run's mean rate. */
  budget: number | null;
  /** Maximum number of affected users: `users` of the service times the worst error rate. Null without `users`. */
  usersAffected: number | null;
  series: ServiceSeries;
}

export interface ImpactWindow {
  from: Micros;
  /** Null if it lasts to the end of the run. */
  to: Micros | null;
  /** Requests that failed in it. */
  failed: number;
  worstErrorRate: number;
}

/**
 * A service over time: one value for each window of length `every` from time 0, rounded to six digits. Null without
 * samples. All lists have the same length.
 */
export interface ServiceSeries {
  every: Micros;
  /** Attempts that reached the service, including retries, per second. */
  offered: (number | null)[];
  /** Requests that succeeded, per second. */
  goodput: (number | null)[];
  /** Requests that failed after all retries, per second. */
  errors: (number | null)[];
  /** Attempts that were rejected by a full queue, a throttle or a breaker, per second. */
  rejected: (number | null)[];
  /** Attempts that timed out, per second. */
  timeouts: (number | null)[];
  /** Mean number of waiting attempts. */
  queue: (number | null)[];
  /** Mean number of attempts in service. */
  busy: (number | null)[];
  /** Latency of requests that succeeded, from the first attempt to the response. */
  p50: (Micros | null)[];
  p99: (Micros | null)[];
}

/** A measure over time. */
export interface MeasureSeries {
  name: string;
  /** The expression, as written. */
  is: string;
  /** Values of a `duration` are microseconds. */
  type: 'double' | 'duration';
  /** Length of the sliding window. */
  window: Micros;
  /** Time between values. The first value is at `every`. */
  every: Micros;
  /** Null before the first full window, and where the expression is undefined. At most 480 values. */
  values: (number | null)[];
  /** The value at the end of the run, and the lowest and highest of all. */
  last: number | null;
  least: number | null;
  greatest: number | null;
}

/** How a run recovered after its faults. */
export interface Recovery {
  /** The condition, as written. */
  steadyState: string;
  /** From the start of the first fault to the end of the last one. `to` is null if one lasts to the end of the run. */
  trigger: { from: Micros; to: Micros | null } | null;
  /** Whether the steady state held before the first fault. */
  steadyBefore: boolean;
  /** Time from which the steady state holds until the end of the run. Null if there is no such time. */
  recoveredAt: Micros | null;
  /** Duration from the start of the trigger to `recoveredAt`. */
  recoveredAfter: Micros | null;
  /** Whether the trigger is over, but the steady state is never reached again. */
  metastable: boolean;
}

/** A search of all interleavings of the base or a variant. Durations are ignored. */
export interface Exploration {
  variant: string;
  patches: { path: string; value: string }[];
  /** `holds`: every property was decided over all states. `incomplete`: a bound was reached first. */
  verdict: 'holds' | 'violated' | 'incomplete';
  /** Name of the first property that is violated, or `deadlock`. */
  property: string | null;
  /** Length of the shortest counterexample, in moves. Faults, timers and lost messages are moves too. */
  steps: number | null;
  /** Number of distinct states. */
  states: number;
  transitions: number;
  /** Distance of the farthest state from the start, in moves. */
  depth: number;
  bounds: {
    maxStates: number;
    symmetry: string[];
    reduction: boolean;
    /** How the searched model is smaller than the scenario, as patches. Absent if it isn't. */
    smaller?: { path: string; value: string }[];
    /** Properties that read a measure, which only runs can check. Absent if there are none. */
    leftToRuns?: string[];
  };
  /** The bound that ended the search early, in words, or null. */
  hit: string | null;
  properties: ExploredProperty[];
  /** The counterexample, or empty. */
  trace: ExploredStep[];
  /** For `eventually`: index in `trace` from which it repeats forever. Null if it ends. */
  loop: number | null;
  /** Steps of the counterexample that used outdated values. */
  staleReads: StaleRead[];
  /** Whether the counterexample is possible with the delays of the scenario. Null without a counterexample. */
  timing: ExploredTiming | null;
  /** For a variant, if the base is violated: how far the base's counterexample gets. */
  againstBase: AgainstBase | null;
  expectations: ExpectationResult[];
}

export interface ExploredProperty {
  name: string;
  kind: 'invariant' | 'deadlock' | 'reachable' | 'eventually';
  /** The condition, as written; empty for deadlock. */
  is: string;
  verdict: 'holds' | 'violated' | 'reached' | 'not reached' | 'incomplete';
  /** For an invariant that holds in all states, but not at some instant inside an atomic group: where. Otherwise null. */
  inside: BrokenInside | null;
}

/** An instant between two members of an atomic group. */
export interface BrokenInside {
  /** The instance that executes the group. */
  actor: string;
  /** Id of the step before the instant. */
  after: string;
  /** Id of the step after it. */
  before: string;
  /** Number of moves before the group, on one path to it. */
  steps: number;
}

export interface ExploredStep {
  kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** The actor: an instance, a fault, or the variable of a timer. */
  actor: string;
  process: string | null;
  step: string | null;
  to: string[];
  say: string;
  changes: Change[];
  /** Names of invariants that are violated from here on. */
  breaks: string[];
}

/** Between `check` and `use` (indices into the trace), others changed variables that the check had read. */
export interface StaleRead {
  actor: string;
  check: number;
  use: number;
  variables: string[];
  /** Indices of the steps that changed them. */
  changedBy: number[];
}

export interface ExploredTiming {
  /**
   * True: a run with durations within their ranges takes these steps in this order; simultaneous events can have any
   * order. False: no such run exists. Null: undecided.
   */
  possible: boolean | null;
  /** Time of each step in that run. Empty if none was found. */
  times: Micros[];
  /** Why it is impossible or undecided, in words, or null. */
  note: string | null;
}

/** The base's counterexample, replayed in a variant for as long as its moves are possible. */
export interface AgainstBase {
  followed: number;
  of: number;
  /** The first move that isn't possible, in words. Null if all are. */
  divergesAt: string | null;
  /** The moves before that, with their effects in the variant. */
  trace: ExploredStep[];
  /** What the participant can do instead. Null if it has to wait, or if all moves are possible. */
  instead: ExploredStep | null;
}

/** Many runs of the base or a variant. */
export interface Sweep {
  variant: string;
  /**
   * What differs between runs: random numbers (`seeds`); random numbers and constants drawn from their ranges (`draws`);
   * the order of simultaneous events (`ties`). Runs with the same number use the same random numbers in all variants.
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
  /** The last, lowest and highest value of each measure. */
  measures: { name: string; last: Distribution; least: Distribution; greatest: Distribution }[];
  /** Differences from the base, run by run. Empty for the base. */
  differences: { name: string; unit: 'microseconds' | 'requests'; distribution: Distribution }[];
  /** Number of runs that failed because of an error in the model, and the first error. */
  failed: { runs: number; first: string | null };
}

export interface SweptMark {
  id: string;
  /** Runs in which it happened. */
  happened: number;
  runs: number;
  at: Distribution;
  /** Runs in which it is within the tolerance of the observed time. Null without a tolerance. */
  within: number | null;
}

export interface SweptService {
  service: string;
  /** Time in impact. */
  impact: Distribution;
  failed: Distribution;
  worstErrorRate: Distribution;
}

/** The distribution of a number over runs. Quantiles use the nearest rank. All are null if no run has a value. */
export interface Distribution {
  /** Number of runs that have a value. */
  n: number;
  least: number | null;
  p5: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  greatest: number | null;
  /** Counts in at most 24 bins of equal width from `least` to `greatest`. */
  bins: number[];
}

/** How impact depends on one value: one run for each of several values, with everything else the same. */
export interface Sensitivity {
  name: string;
  /** Path of the value, as in a variant. */
  path: string;
  /** The base's value, if a constant is varied; otherwise null. */
  own: { value: string; x: number } | null;
  points: SensitivityPoint[];
}

export interface SensitivityPoint {
  /** As written. */
  value: string;
  /** The value as a number: microseconds for times and durations. */
  x: number;
  services: { service: string; impact: Micros; failed: number }[];
  marks: { id: string; at: Micros | null }[];
}

/** The summary of one run of a sweep, as small, plain JSON that threads can exchange. */
export interface RunSummary {
  run: number;
  marks: (Micros | null)[];
  facts: boolean[];
  metastable: boolean | null;
  recoveredAfter: Micros | null;
  services: { impact: Micros; failed: number; worstErrorRate: number }[];
  measures: { last: number | null; least: number | null; greatest: number | null }[];
  /** Whether each claim about a run is true, in the order of the claims. */
  claims: boolean[];
  /** Constants that were drawn for this run. Empty for `seeds` and `ties`. */
  constants: { [name: string]: Json };
  /** The error that ended the run, or null. */
  error: string | null;
}
