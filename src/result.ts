/** Units of a Result, and what its parts have in common. */

/** Simulated time in whole microseconds since time 0 of the scenario. A length of time has the same unit. */
export type Micros = number;

/** A value of the language as JSON: enum members and instance ids as strings, durations in microseconds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Change {
  /** `name` of shared state, or `instance.name` of a local. */
  name: string;
  /**
   * What a number means that is time in microseconds: a length, the moment at which a timer of a run is over (`over at`),
   * or how long one of a search was set for (`left`, 0 once it is over). Absent for everything else.
   */
  unit?: 'length' | 'over at' | 'left';
  /** Null for a list, set or map of more than 12 items: then `added` and `removed` tell the change. */
  from: Json;
  to: Json;
  /** Items that a list or set gained and lost; empty for other types. */
  added: Json[];
  removed: Json[];
}

export interface ExpectationResult {
  /** The claim as a sentence. */
  claim: string;
  /** What was found, as a sentence. */
  found: string;
  met: boolean;
}

/** Views that a scenario may name under `show`: the words that those who write and those who draw have in common. */
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

/** A search of all interleavings of the base or a variant, timing ignored. */
export interface Exploration {
  variant: string;
  patches: { path: string; value: string }[];
  /** `holds` means that every property was decided over the whole space; `incomplete` that a bound was hit first. */
  verdict: 'holds' | 'violated' | 'incomplete';
  /** Name of the first property found broken, or `deadlock`. */
  property: string | null;
  /** Least number of moves to the violation; moves of faults, timers and losses are counted too. */
  steps: number | null;
  /** Distinct states met. */
  states: number;
  transitions: number;
  /** Most moves that a state lies from the start. */
  depth: number;
  bounds: {
    maxStates: number;
    symmetry: string[];
    reduction: boolean;
    /** What the search takes smaller than the text has it, as a variant's patches; absent where it takes the whole. */
    smaller?: { path: string; value: string }[];
    /** Properties that read a measure, which only runs know; absent where there are none. */
    leftToRuns?: string[];
  };
  /** The bound that ended the search early, in words, or null. */
  hit: string | null;
  properties: ExploredProperty[];
  /** The counterexample, or empty. */
  trace: ExploredStep[];
  /** For `eventually`: index in `trace` from which it repeats for ever; null where it just ends. */
  loop: number | null;
  /** Steps of the counterexample that used what they had read too early. */
  staleReads: StaleRead[];
  /** Whether the counterexample fits the delays of the text; null where there is none. */
  timing: ExploredTiming | null;
  /** For a variant of a base that is violated: how far the base's counterexample gets here. */
  againstBase: AgainstBase | null;
  expectations: ExpectationResult[];
}

/** The base's counterexample in a variant, move by move for as long as the same ones can be made. */
export interface AgainstBase {
  followed: number;
  of: number;
  /** The move that can't be made, in words; null if all can. */
  divergesAt: string | null;
  /** The moves that can, with what they do here. */
  trace: ExploredStep[];
  /** What the same participant can do in its place; null if it has to wait, or if nothing is different. */
  instead: ExploredStep | null;
}

export interface ExploredProperty {
  name: string;
  kind: 'invariant' | 'deadlock' | 'reachable' | 'eventually';
  /** The condition, as written; empty for deadlock. */
  is: string;
  verdict: 'holds' | 'violated' | 'reached' | 'not reached' | 'incomplete';
  /**
   * For an invariant that no state breaks, but an instant inside an atomic group does: where that is. Null where there
   * is none.
   */
  inside: BrokenInside | null;
}

/** An instant between two members of an atomic group. */
export interface BrokenInside {
  /** Instance whose group it is. */
  actor: string;
  /** The member before the instant. */
  after: string;
  /** The member behind it. */
  before: string;
  /** Moves before the group, on one way to it. */
  steps: number;
}

export interface ExploredStep {
  kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Participant that moves: an instance, a fault, or the timer's variable. */
  actor: string;
  process: string | null;
  step: string | null;
  to: string[];
  say: string;
  changes: Change[];
  /** Invariants that are broken from here on. */
  breaks: string[];
}

/** Between `check` and `use` (indices of the trace) others changed what the check had read. */
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
   * True: a run with lengths of time out of the stated ranges takes this order, with the order of what falls on one
   * instant as it may come. False: no lengths of time within the stated ranges give it. Null: neither is shown.
   */
  possible: boolean | null;
  /** Time of each step in that run; empty where none was found. */
  times: Micros[];
  /** What stands in the way or is left open, in words, or null. */
  note: string | null;
}

/** What a run tells of services: what clients met, series over time, how it recovered. Part of the Result; see `result.ts`. */

/** What clients of a service met. Counts are of real requests: simulated ones times `scale`. */
export interface ServiceResult {
  service: string;
  /** Requests that came, retries not counted. */
  requests: number;
  failed: number;
  /** Real requests for which one simulated request stands. */
  scale: number;
  /** Impact is a window of `every` in which the share of failed requests is at least `threshold`. */
  threshold: number;
  every: Micros;
  /** Share of failed requests per window of `every` from time 0; null where no request came. */
  errorRate: (number | null)[];
  windows: ImpactWindow[];
  worstErrorRate: number;
  slo: { target: number; window: Micros } | null;
  /** Failed requests over those that the SLO allows in its window at this run's mean rate. 1 = all of it. */
  budget: number | null;
  /** Users that the impact reached at its worst: `users` of the service times the worst error rate; null where none are given. */
  usersAffected: number | null;
  series: ServiceSeries;
}

export interface ImpactWindow {
  from: Micros;
  /** Null if the run ended in it. */
  to: Micros | null;
  /** Requests that failed in it. */
  failed: number;
  worstErrorRate: number;
}

/**
 * A service over time: one value for each window of `every` from time 0, rounded to six digits. Null where nothing came
 * that a value could stand on. All lists have the same length.
 */
export interface ServiceSeries {
  every: Micros;
  /** Tries that reached the service, retries too, per second. */
  offered: (number | null)[];
  /** Requests answered well, per second. */
  goodput: (number | null)[];
  /** Requests that failed for good, per second. */
  errors: (number | null)[];
  /** Tries turned away by a full queue, a throttle or a breaker, per second. */
  rejected: (number | null)[];
  /** Tries that their client gave up, per second. */
  timeouts: (number | null)[];
  /** Mean number of requests that wait. */
  queue: (number | null)[];
  /** Mean number of requests in service. */
  busy: (number | null)[];
  /** Latency of requests answered well, from first try to answer. */
  p50: (Micros | null)[];
  p99: (Micros | null)[];
}

/** A measure that the scenario names, over time. */
export interface MeasureSeries {
  name: string;
  /** The expression, as written. */
  is: string;
  /** Values of a `duration` are microseconds. */
  type: 'double' | 'duration';
  /** Length of the sliding window that each value looks back on. */
  window: Micros;
  /** Distance of values; the first stands at `every`. */
  every: Micros;
  /** Null until the first full window, and where the expression has no value. At most 480, however often it is looked at. */
  values: (number | null)[];
  /** Value when the run ended, and least and greatest of all. */
  last: number | null;
  least: number | null;
  greatest: number | null;
}

/** How a run came back after its trigger; null where the scenario names no `steady_state`. */
export interface Recovery {
  /** The condition, as written. */
  steadyState: string;
  /** From the start of the first fault to the end of the last; `to` is null if one lasts to the end of the run. */
  trigger: { from: Micros; to: Micros | null } | null;
  /** The steady state held before the first fault. */
  steadyBefore: boolean;
  /** From here on the steady state holds to the end of the run; null if it does not. */
  recoveredAt: Micros | null;
  /** Length of time from the start of the trigger to `recoveredAt`. */
  recoveredAfter: Micros | null;
  /** The trigger is over and the steady state is not reached again in the rest of the run. */
  metastable: boolean;
}

/** A fact of the record that is no moment but a state of affairs (`shows`), held against the run. */
export interface FactResult {
  /** Id of the observed fact. */
  id: string;
  /** The condition, as written, over the time that the record gives. */
  shows: string;
  from: Micros;
  to: Micros;
  /** Variant in which the fact is looked for; `base` for what happened. */
  variant: string;
  verdict: 'agrees' | 'disagrees';
  /** First time at which the condition did not hold. */
  brokenAt: Micros | null;
  basis: 'prediction' | 'fit';
}

/** What many runs together tell. Part of the Result; see `result.ts`. */

/** Many runs of the base or of one variant, with other random numbers and, if asked for, other constants. */
export interface Sweep {
  variant: string;
  /**
   * What differs from run to run: `seeds` random numbers alone; `draws` constants drawn jointly from their ranges too;
   * `ties` the order of what happens at one instant. The same number of run has the same draws in each variant.
   */
  kind: 'seeds' | 'draws' | 'ties';
  runs: number;
  seed: number;
  marks: SweptMark[];
  facts: { id: string; agree: number; runs: number }[];
  /** Null where the scenario names no `steady_state`. */
  metastable: number | null;
  recoveredAfter: Distribution | null;
  services: SweptService[];
  /** The last value and the least and greatest of each measure. */
  measures: { name: string; last: Distribution; least: Distribution; greatest: Distribution }[];
  /** Against the base, run by run; empty for the base. */
  differences: { name: string; unit: 'microseconds' | 'requests'; distribution: Distribution }[];
  /** Runs that ended with an error of the model, with the first such error. */
  failed: { runs: number; first: string | null };
}

export interface SweptMark {
  id: string;
  /** Runs in which it came. */
  happened: number;
  runs: number;
  at: Distribution;
  /** Runs in which it lies within the tolerance of the record; null where it has none. */
  within: number | null;
}

export interface SweptService {
  service: string;
  /** Time in impact. */
  impact: Distribution;
  failed: Distribution;
  worstErrorRate: Distribution;
}

/** How a number is spread over runs; quantiles by the nearest rank. All null where no run has a value. */
export interface Distribution {
  /** Runs that have a value. */
  n: number;
  least: number | null;
  p5: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  greatest: number | null;
  /** Equal bins from least to greatest, at most 24. */
  bins: number[];
}

/** How impact hangs on one number: the same scenario with other values of it, all else the same. */
export interface Sensitivity {
  name: string;
  /** Path of what is varied, as in a variant. */
  path: string;
  /** The value that the scenario itself has, where a constant is varied; null elsewhere. */
  own: { value: string; x: number } | null;
  points: SensitivityPoint[];
}

export interface SensitivityPoint {
  /** As written. */
  value: string;
  /** The value as a number: microseconds for moments and lengths of time. */
  x: number;
  services: { service: string; impact: Micros; failed: number }[];
  marks: { id: string; at: Micros | null }[];
}

/** What one run of a sweep leaves behind: small, plain JSON, so that runs can be made on other threads. */
export interface RunSummary {
  run: number;
  marks: (Micros | null)[];
  facts: boolean[];
  metastable: boolean | null;
  recoveredAfter: Micros | null;
  services: { impact: Micros; failed: number; worstErrorRate: number }[];
  measures: { last: number | null; least: number | null; greatest: number | null }[];
  /** Whether each claim about a run is met, in the order in which they are judged. */
  claims: boolean[];
  /** Constants as drawn for this run; empty for `seeds` and `ties`. */
  constants: { [name: string]: Json };
  /** The error that ended the run, or null. */
  error: string | null;
}

/**
 * The Result: what a scenario gave, as plain JSON. Views, pages, feeds, the command line and other programs read
 * this and nothing else of the engine. The same text, seed and engine version give the same bytes. It holds no
 * paths, no build times and nothing of the machine.
 */

/** Raised when a field changes its meaning or goes away; a new field alone does not raise it. */
export const RESULT_VERSION = 2;

/** Where a number or a fact comes from. Every view shows it. */
export type Basis = 'observed' | 'simulated' | 'estimated' | 'assumed';

export interface Result {
  version: typeof RESULT_VERSION;
  /** Version of the engine that made it: a digest of its sources' version, not of the machine. */
  engine: string;
  /** Id of the scenario, unique on its page. */
  scenario: string;
  title: string;
  summary: string | null;
  /** Address of the published account that the mechanism follows. */
  about: string | null;
  /** Sentences: each step or number that no source states. */
  assumes: string[];
  /** Wall clock of time 0, or null for a scenario that names none. */
  clock: Clock | null;
  /** How long a run lasts at the most. */
  until: Micros;
  constants: ConstantValue[];
  /** Facts of the record that the scenario refers to or that a mark is compared with. */
  observed: ObservedFact[];
  /** The base first, then each variant in the order of the text. Empty for a scenario that says no length of time. */
  runs: Run[];
  /** The base and each variant searched, in the same order. Empty for a scenario that asks for no search. */
  explorations: Exploration[];
  /** Many runs of the base and each variant; empty for a scenario that asks for one run. */
  sweeps: Sweep[];
  /** How impact hangs on numbers that the scenario varies. */
  sensitivities: Sensitivity[];
  /** Who asks whom; services in the order of the text. */
  dependencies: Dependency[];
  /** Names of the views that the scenario asks for, in order. */
  show: string[];
  /** Lanes of the sequence diagram, in order, where the scenario names them; else empty. */
  lanes: string[];
}

export interface Clock {
  /** RFC 3339 with offset, as written. */
  start: string;
  /** IANA name of the zone in which times are shown beside UTC. */
  zone: string;
  /** Time 0 in whole microseconds since 1970-01-01T00:00:00Z. */
  epoch: number;
}

export interface ConstantValue {
  name: string;
  value: Json;
  /** `duration` values are microseconds. */
  type: string;
  /** `assumed` unless the text says `sourced` or `fitted`. */
  basis: 'assumed' | 'sourced' | 'fitted';
  /** Address or sentence for a sourced constant. */
  source: string | null;
  /** Id of the observed fact that a fitted constant was chosen to meet. */
  fittedTo: string | null;
  range: [number, number] | null;
}

export interface ObservedFact {
  id: string;
  /** RFC 3339 with offset, as written. */
  at: string;
  /** The same moment as simulated time; negative if before time 0. */
  t: Micros;
  text: string;
  source: string | null;
  /** How far a simulated mark of the same id may be off, or null where the record states none. */
  within: Micros | null;
  /** A state of affairs that the record tells: the condition that a run must meet from `t` to `until`, or null. */
  shows: string | null;
  /** End of that state of affairs; null for a moment. */
  until: Micros | null;
}

/** One service, process or load that asks a service. */
export interface Dependency {
  from: string;
  kind: 'load' | 'service' | 'process';
  to: string;
  /** False for a call whose failure its caller survives. */
  required: boolean;
}

/** One execution of the model: the base or a variant, with one seed. */
export interface Run {
  /** `base`, or the name of the variant. */
  variant: string;
  /** What the variant changes: path and new value as written. Empty for the base. */
  patches: { path: string; value: string }[];
  seed: number;
  ended: { at: Micros; because: 'until' | 'idle' | 'deadlock' };
  /** Transitions that happened, fleets included. */
  transitions: number;
  participants: Participant[];
  /** What named participants did, in order. Anonymous fleets are counted, not traced. */
  trace: TraceEvent[];
  /** Events beyond the limit that `trace` does not hold. 0 = the trace is whole. */
  traceDropped: number;
  marks: MarkResult[];
  services: ServiceResult[];
  /** Measures that the scenario names. */
  measures: MeasureSeries[];
  recovery: Recovery | null;
  /** Faults as they came, for shading: each with its start and end. */
  faults: { id: string; from: Micros; to: Micros | null }[];
  facts: FactResult[];
  properties: PropertyResult[];
  expectations: ExpectationResult[];
  /** Sentences about the run that a reader must know, such as an action whose reason never came. */
  notes: string[];
  /** Shared state when the run ended. */
  final: { [name: string]: Json };
}

/** A lane of a diagram. */
export interface Participant {
  /** Unique in the run: an instance's id, a service's or record's name. */
  id: string;
  kind: 'instance' | 'fleet' | 'service' | 'record' | 'fault';
  /** Process of an instance or fleet. */
  process: string | null;
  /** Members of a fleet, else 1. */
  size: number;
}

export interface TraceEvent {
  t: Micros;
  /** Place in the order of all transitions of the run; events of one transition share it. */
  transition: number;
  /**
   * `step` a step fired; `skip` its `skip_if` was true; `deliver` a message arrived that had been on its way for some
   * time (its transition is that of the sending); `lose` a message was lost;
   * `crash`, `restart` of a process; `start`, `end` of a fault; `fail` a call failed.
   */
  kind: 'step' | 'skip' | 'deliver' | 'lose' | 'crash' | 'restart' | 'start' | 'end' | 'fail';
  /** Participant that acted. */
  actor: string;
  process: string | null;
  step: string | null;
  /** Participants that the event is addressed to: receivers of messages, or the step's `to`. */
  to: string[];
  /** The step's sentence with its values filled in; generated where the author gave none. */
  say: string;
  /** True if the author wrote the sentence. */
  said: boolean;
  changes: Change[];
  /** Body of the message of a `deliver`, `lose` or sending step. */
  message: { [field: string]: Json } | null;
  /** True for a moment taken from the record and what follows from it by fixed delays alone. */
  input: boolean;
  /** Where the record gives the time: id of the observed fact. */
  observed: string | null;
  /** Invariants that are broken from this event on, by name. */
  breaks: string[];
  /** Invariants that hold again from this event on, by name. */
  mends: string[];
}

export interface MarkResult {
  id: string;
  /** The condition, as written. */
  is: string;
  at: Micros | null;
  /** `not-by-end`: the run stopped at `until` first. `never`: the run went idle, so it can't come any more. */
  status: 'happened' | 'not-by-end' | 'never';
  /** `input` and `fit` are no predictions: those were taken from the record, or a constant was fitted to it. */
  basis: 'prediction' | 'input' | 'fit';
  /** Id of the observed fact it is compared with, if there is one of the same name. */
  observed: string | null;
  /** Simulated minus observed. Null where one of them is missing. */
  residual: Micros | null;
  within: Micros | null;
}

export interface PropertyResult {
  name: string;
  kind: 'invariant' | 'reachable';
  is: string;
  /** In this run only: `violated` with its first time, or `reached` with its first time. */
  verdict: 'held' | 'violated' | 'reached' | 'not reached';
  at: Micros | null;
}
