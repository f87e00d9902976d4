import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Clock, ConstantValue, Dependency, Micros, ObservedFact } from '../../result.ts';
import type { Names } from './environment.ts';
import type { Expr, Value } from './expr.ts';
import type { Condition, Impact, Measure, ShownFact, Simulating, Varied } from './measuring.ts';
import type { Type } from './types.ts';

/** A checked scenario with all names resolved and all types known. The compiler's input. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly summary: string | null;
  readonly about: string | null;
  readonly assumes: readonly string[];
  readonly clock: Clock | null;
  /** How long a run lasts. Null: the scenario is only searched. */
  readonly until: Micros | null;
  readonly seed: number;
  readonly constants: readonly ConstantValue[];
  /** Observed facts of the scenario and the page. `own` lists the ids defined by the scenario. */
  readonly observed: readonly ObservedFact[];
  readonly own: readonly string[];
  readonly names: Names;
  readonly state: readonly Variable[];
  /** Settings of services and loads that something sets or reads, as variables named `service.key`. */
  readonly fields: readonly Variable[];
  readonly processes: readonly Process[];
  readonly channels: readonly Channel[];
  readonly services: readonly Service[];
  readonly loads: readonly Load[];
  readonly faults: readonly Fault[];
  readonly marks: readonly Mark[];
  readonly measures: readonly Measure[];
  readonly steady: Condition | null;
  readonly impact: Impact;
  /** Facts of all variants. A run checks only the facts of its variant. */
  readonly shown: readonly ShownFact[];
  readonly simulating: Simulating;
  readonly varied: readonly Varied[];
  readonly invariants: readonly Property[];
  readonly reachable: readonly Property[];
  readonly eventually: readonly LeadsTo[];
  readonly claims: Claims | null;
  readonly exploring: Exploring;
  /** Names under `show`, including unknown ones. */
  readonly show: readonly Named[];
  readonly lanes: readonly string[];
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** Initial value. For a timer, the time at which it is over. */
  readonly init: Value;
  /** Name of the constant that the initial value comes from. */
  readonly constant?: string | undefined;
  /** Lowest and highest value of a bounded int. */
  readonly bounds: readonly [number, number] | null;
  readonly span: Span;
}

export interface Process {
  readonly name: string;
  readonly index: number;
  /** Ids by index. A fleet has ids `name[0]`, `name[1]`, ... */
  readonly instances: readonly string[];
  /** A fleet: its instances have no names, and they are counted rather than traced. */
  readonly fleet: boolean;
  readonly locals: readonly Variable[];
  /** Constants that differ between instances. */
  readonly constants: readonly InstanceConstant[];
  readonly loop: Loop;
  readonly fair: 'weak' | 'strong' | 'none';
  readonly steps: readonly Step[];
  readonly span: Span;
}

export interface InstanceConstant {
  readonly name: string;
  readonly type: Type;
  /** By index of the instance. */
  readonly values: readonly Value[];
}

/** `period`: rounds start at multiples of the period. A round that overruns skips the rounds it missed. */
export type Loop =
  | { readonly kind: 'none' }
  | { readonly kind: 'forever' }
  | { readonly kind: 'period'; readonly period: Micros };

/** A step of a process. An `either` has several branches, and the first that can happen wins. Other steps have one. */
export interface Step {
  readonly id: string;
  readonly index: number;
  readonly branches: readonly Branch[];
  /** Index of its atomic group, or null. */
  readonly group: number | null;
  readonly span: Span;
}

export interface Branch {
  readonly id: string;
  /** Exits before the step happens, in order: `while` conditions that are false, then `skip_if`. */
  readonly exits: readonly Exit[];
  readonly when: Expr | null;
  readonly receive: Receive | null;
  readonly delay: Delay | null;
  readonly at: Moment | null;
  readonly choose: readonly Choice[];
  readonly set: readonly Assignment[];
  readonly send: readonly Send[];
  /** Services with queues that this step empties. */
  readonly empties: readonly string[];
  readonly call: Call | null;
  readonly next: Target;
  readonly weight: number | null;
  /** Participants that the arrow points to, for diagrams only. */
  readonly to: readonly string[];
  readonly say: Template | null;
  readonly span: Span;
}

/** Index of a step, the next round (with reset locals), or the end. */
export type Target = number | 'restart' | 'end';

export interface Exit {
  readonly kind: 'while' | 'skip';
  readonly test: Expr;
  readonly to: Target;
}

export interface Receive {
  readonly as: string;
  readonly where: Expr | null;
}

/** A duration or a distribution to draw it from. All parameters are durations. */
export type Delay =
  | { readonly dist: 'constant'; readonly value: Expr }
  | { readonly dist: 'uniform'; readonly min: Expr; readonly max: Expr }
  | { readonly dist: 'exponential'; readonly mean: Expr }
  | { readonly dist: 'lognormal'; readonly p50: Expr; readonly p99: Expr };

/** A moment of simulated time. `observed` is the id of the observed fact that it comes from. */
export interface Moment {
  readonly t: Micros;
  readonly observed: string | null;
  readonly text: string;
}

export interface Choice {
  readonly name: string;
  /** A list, a set or a process. */
  readonly from: Expr;
  readonly type: Type;
}

export interface Assignment {
  readonly target: 'state' | 'local';
  readonly name: string;
  /** Item of a list or map to replace. Null: the whole value. */
  readonly key: Expr | null;
  readonly value: Expr;
  readonly span: Span;
}

/** The field of a message that contains its sender. */
export const SENDER = 'from';

export interface Send {
  readonly process: string;
  /** An instance, or a list or set of them. Null: all instances except the sender. */
  readonly to: Expr | null;
  /** Values in the order of the receiver's fields. Null: this message doesn't have the field. */
  readonly body: readonly (Expr | null)[];
  /** Names of the fields that this message has. */
  readonly fields: readonly string[];
  /** Index of the channel. Null: messages arrive at once and are never lost. */
  readonly via: number | null;
  readonly span: Span;
}

/** A step's call to a service. */
export interface Call {
  readonly service: string;
  /** Null: forever. */
  readonly timeout: Expr | null;
  readonly failTo: Target;
  readonly edge: Edge;
}

/** Text and the expressions in it. */
export type Template = readonly (string | Expr)[];

export interface Channel {
  readonly name: string;
  readonly latency: Delay | null;
  /** Shares from 0 to 1. */
  readonly loss: Expr | null;
  readonly duplicate: Expr | null;
  readonly order: 'fifo' | 'any';
  readonly capacity: number | null;
}

export interface Service {
  readonly name: string;
  /** A boolean, or the share of attempts that succeed. Null: always available. */
  readonly available: Expr | null;
  /** Attempts in service at once. Null: unlimited. */
  readonly concurrency: Expr | null;
  /** Work of an attempt, during which it occupies a slot. Null: none. */
  readonly serviceTime: Delay | null;
  /** Factor on `serviceTime`. Null: 1. */
  readonly slowdown: Expr | null;
  readonly queue: Queue;
  readonly throttle: Throttle;
  /** What happens to an attempt after its client timed out. */
  readonly onAbandon: 'keep_working' | 'drop';
  /** Travel time of a response, which occupies no slot. */
  readonly latency: Delay | null;
  readonly calls: readonly Edge[];
  readonly slo: { readonly target: number; readonly window: Micros } | null;
  /** How many users depend on it. Null: unknown. */
  readonly users: number | null;
}

export interface Queue {
  /** Null: unlimited. */
  readonly capacity: Expr | null;
  readonly order: 'fifo' | 'lifo';
  readonly whenFull: 'reject' | 'drop_oldest';
  /** An attempt that has waited this long leaves the queue and fails. Null: it waits forever. */
  readonly maxWait: Expr | null;
}

/** Limits on admitted attempts. Null means no limit. */
export interface Throttle {
  /** Attempts per second, as a token bucket of size `burst`. */
  readonly rate: Expr | null;
  readonly burst: Expr | null;
  /** The maximum amount of waiting work, as a duration: queue length × mean service time / concurrency. */
  readonly waiting: Expr | null;
  /** The same, as a multiple of the client's timeout. */
  readonly timeouts: Expr | null;
}

export interface Load {
  readonly id: string;
  readonly to: string;
  readonly dist: 'poisson' | 'constant';
  /** Requests per second. */
  readonly rate: Expr;
  /** Factors on `rate` over the day. Null: 1. */
  readonly profile: Profile | null;
  /** Real requests that one request of this load represents. */
  readonly scale: number;
  readonly edge: Edge;
  readonly span: Span;
}

/** A factor over simulated time: linear between points, constant before the first and after the last. */
export interface Profile {
  readonly at: readonly Micros[];
  readonly times: readonly number[];
}

/** How a client calls a service. A *request* consists of one or more *attempts*. */
export interface Edge {
  readonly to: string;
  /** False if the caller's request succeeds even if this call fails. */
  readonly required: boolean;
  /** Share of the caller's requests that make this call. Null: all. */
  readonly share: Expr | null;
  /** How long the client waits for an attempt. Null: forever. */
  readonly timeout: Expr | null;
  readonly retry: Retry | null;
  readonly breaker: Breaker | null;
  readonly cache: Cache | null;
  readonly span: Span;
}

/** Retries. The k-th one waits `base * factor^(k-1)`, but at most `cap`. */
export interface Retry {
  readonly max: Expr;
  readonly base: Expr | null;
  readonly factor: Expr | null;
  readonly cap: Expr | null;
  /**
   * How the actual wait is drawn from w: w itself (`none`), uniform from 0 to w (`full`), uniform from w/2 to w
   * (`equal`), exponential with mean w (`exponential`).
   */
  readonly jitter: 'none' | 'full' | 'equal' | 'exponential';
  /** Tokens of the edge: a retry costs one, a success adds `perSuccess`, up to `cap`. */
  readonly budget: { readonly start: Expr; readonly cap: Expr; readonly perSuccess: Expr } | null;
}

/** A circuit breaker. It opens after `failures` in a row, or if the share `rate` of the last `window` attempts failed. */
export interface Breaker {
  readonly failures: Expr | null;
  readonly rate: Expr | null;
  readonly window: number;
  readonly openFor: Expr;
  /** Attempts to let through after `openFor`. If all succeed, it closes. */
  readonly probes: number;
}

/** A cache of responses: successes for `ttl`, failures for `negativeTtl`. An entry is served until the next lookup after that. */
export interface Cache {
  readonly ttl: Expr;
  readonly negativeTtl: Expr | null;
  readonly lookupGap: Delay | null;
  /** Number of cache keys. Each request uses a random key. */
  readonly keys: number;
}

export interface Fault {
  readonly id: string;
  readonly at: Moment | null;
  readonly when: Expr | null;
  /** It ends at `until`, after `lasts`, or never if both are null. */
  readonly until: Moment | null;
  readonly lasts: Micros | null;
  readonly set: readonly Assignment[];
  /** Services with queues that are emptied when the fault starts. */
  readonly empties: readonly string[];
  /** Processes and services that are down during the fault. */
  readonly down: readonly string[];
  readonly span: Span;
}

export interface Mark {
  readonly id: string;
  readonly is: Expr;
  readonly text: string;
  readonly after: string | null;
  readonly which: 'first' | 'last' | number;
  readonly held: Micros;
  readonly span: Span;
}

export interface Property {
  readonly name: string;
  readonly is: Expr;
  readonly text: string;
  readonly span: Span;
}

export interface LeadsTo {
  readonly name: string;
  readonly text: string;
  readonly from: Expr | null;
  readonly to: Expr;
}

/** Claims about a run. */
export interface Claims {
  readonly happens: readonly Named[];
  readonly never: readonly Named[];
  readonly by: readonly {
    readonly mark: string;
    readonly at: Micros;
    readonly text: string;
    readonly span: Span;
  }[];
  readonly holds: readonly Named[];
  readonly violates: readonly Named[];
  readonly reaches: readonly Named[];
  readonly deadlock: { readonly value: boolean; readonly span: Span } | null;
  readonly finally: readonly Condition[];
  readonly metastable: { readonly value: boolean; readonly span: Span } | null;
  readonly recoversBy: { readonly after: Micros; readonly text: string; readonly span: Span } | null;
  /** In how many runs of the sweep each claim must hold. Null: claims are about the single run. */
  readonly inRuns: Numbered | null;
}

/** Claims about a search. */
export interface ExploreClaims {
  readonly holds: readonly Named[];
  readonly violates: readonly Named[];
  readonly inSteps: Numbered | null;
  readonly states: Numbered | null;
  readonly deadlock: { readonly value: boolean; readonly span: Span } | null;
}

export interface Named {
  readonly name: string;
  readonly span: Span;
}

export interface Numbered {
  readonly value: number;
  readonly span: Span;
}

/** Whether and how to search all interleavings. */
export interface Exploring {
  /** True if the scenario has `explore` or a claim about a search, or no `until`. */
  readonly requested: boolean;
  readonly maxStates: number | null;
  /** Processes with interchangeable instances. */
  readonly symmetry: readonly string[];
  readonly claims: ExploreClaims | null;
}

/** All calls to services: from loads, processes, then services, each in the order of the scenario. Each pair is listed once. */
export function dependenciesOf(scenario: Scenario): Dependency[] {
  const from = (name: string, kind: Dependency['kind'], edges: readonly Edge[]): Dependency[] =>
    edges.map(({ to, required }) => ({ from: name, kind, to, required }));
  const all = [
    ...scenario.loads.flatMap((load) => from(load.id, 'load', [load.edge])),
    ...scenario.processes.flatMap(({ name, steps }) =>
      from(
        name,
        'process',
        steps.flatMap(({ branches }) => branches.flatMap(({ call }) => (call === null ? [] : [call.edge]))),
      ),
    ),
    ...scenario.services.flatMap((service) => from(service.name, 'service', service.calls)),
  ];
  // A dependency is required if any of its calls is.
  const pairs = new Map<string, Dependency>();
  for (const one of all) {
    const key = JSON.stringify([one.from, one.to]);
    const before = pairs.get(key);
    pairs.set(key, before === undefined ? one : { ...before, required: before.required || one.required });
  }
  return [...pairs.values()];
}
