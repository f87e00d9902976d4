/**
 * The Result: what a scenario gave, as plain JSON. Views, pages, feeds, the command line and other programs read
 * this and nothing else of the engine. The same text, seed and engine version give the same bytes. It holds no
 * paths, no build times and nothing of the machine.
 */

import type { Exploration } from './result-exploration.ts';
import type { FactResult, MeasureSeries, Recovery, ServiceResult } from './result-services.ts';
import type { Sensitivity, Sweep } from './result-sweep.ts';
import type { Change, ExpectationResult, Json, Micros } from './result-units.ts';

export type {
  AgainstBase,
  BrokenInside,
  Exploration,
  ExploredProperty,
  ExploredStep,
  ExploredTiming,
  StaleRead,
} from './result-exploration.ts';
export type { Change, ExpectationResult, Json, Micros } from './result-units.ts';

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
