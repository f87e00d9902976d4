import type { Span } from '../../diagnostic/diagnostic.ts';
import type { CardKeys, Clock, ConstantValue, Micros, ObservedFact, VariantKind } from '../../result.ts';
import type { Curve } from './curve.ts';
import type { Delay } from './delay.ts';
import type { Names } from './environment.ts';
import type { Expr, Value } from './expr.ts';
import type { Init } from './init.ts';
import type { HelpsClaim, LabelClaim } from './label-claims.ts';
import type {
  Condition,
  Impact,
  Measure,
  Outcome,
  Quantity,
  ShownFact,
  Simulating,
  StabilityAxes,
  Varied,
} from './measuring.ts';
import type { Members, PartialFault } from './members.ts';
import type { Type } from './types.ts';

/** A checked scenario in which all names are resolved and all types are known. It's the compiler's input. */
export interface Scenario {
  readonly id: string;
  readonly title: string;
  readonly summary: string | null;
  readonly about: string | null;
  readonly assumes: readonly string[];
  readonly clock: Clock | null;
  /** Duration of a run; null if the scenario is only searched. */
  readonly until: Micros | null;
  readonly seed: number;
  readonly constants: readonly ConstantValue[];
  /** Observed entries that a number was fitted to. */
  readonly fitted: ReadonlySet<string>;
  /** Observed entries in a part of a series that a number was fitted to. */
  readonly inFittedPart: ReadonlySet<string>;
  /** Observed facts from the scenario and the page. `own` lists the ids defined in the scenario. */
  readonly observed: readonly ObservedFact[];
  readonly own: readonly string[];
  readonly names: Names;
  readonly state: readonly Variable[];
  /** The possible initial states; null if there is only one. */
  readonly init: Init | null;
  /** Settings of services and loads that are set or read elsewhere, as variables named `service.key`. */
  readonly fields: readonly Variable[];
  readonly processes: readonly Process[];
  readonly channels: readonly Channel[];
  readonly services: readonly Service[];
  readonly loads: readonly Load[];
  readonly faults: readonly Fault[];
  readonly marks: readonly Mark[];
  readonly measures: readonly Measure[];
  readonly outcomes: readonly Outcome[];
  readonly lets: readonly Let[];
  readonly quantities: readonly Quantity[];
  /** Measures of the base that are compared with observed series. */
  readonly curves: readonly Curve[];
  readonly steady: Condition | null;
  /** What triggers the failure. Empty means all faults. */
  readonly triggers: readonly Trigger[];
  readonly impact: Impact;
  /** Periods of impact in the page's timeline. */
  readonly impactPeriods: readonly { readonly from: Micros; readonly to: Micros }[];
  /** Observed facts for all variants. A run checks only the facts for its variant. */
  readonly shown: readonly ShownFact[];
  readonly simulating: Simulating;
  readonly varied: readonly Varied[];
  /** The axes of the base's stability map; null for a variant or without a map. */
  readonly map: StabilityAxes | null;
  readonly invariants: readonly Property[];
  readonly stepInvariants: readonly Property[];
  readonly reachable: readonly Property[];
  readonly temporal: readonly Temporal[];
  readonly claims: Claims | null;
  /** The variant's purpose. `fix` for the base. */
  readonly kind: VariantKind;
  /** Claims about the labels of the base's comparisons. Empty for a variant. */
  readonly labels: readonly LabelClaim[];
  readonly helps: HelpsClaim | null;
  readonly exploring: Exploring;
  /** How pages show the scenario; null if it doesn't say. */
  readonly card: CardKeys | null;
  /** Names under `show`, including unknown ones. */
  readonly show: readonly Named[];
  readonly lanes: readonly string[];
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  /** Initial value. For a timer, the time when it expires. */
  readonly init: Value;
  /** Name of the constant that the initial value comes from. */
  readonly constant?: string | undefined;
  /** Lowest and highest value of a bounded int. */
  readonly bounds: readonly [number, number] | null;
  readonly span: Span;
}

/** A named expression. Uses of the name are replaced with the expression; the name is kept for traces and views. */
export interface Let {
  readonly name: string;
  /** The process that defines the expression; null for the scenario. */
  readonly process: string | null;
  readonly is: Expr;
  readonly text: string;
  readonly span: Span;
}

export interface Process {
  readonly name: string;
  readonly index: number;
  /** The instances' ids, by index. A fleet's ids are `name[0]`, `name[1]`, ... */
  readonly instances: readonly string[];
  /** True for a fleet. Its instances have no names, and they're counted instead of traced. */
  readonly fleet: boolean;
  /** The constant that sets the number of instances, or null. */
  readonly sizedBy: string | null;
  /** True for the queue of a shared channel: a single instance without steps, whose mailbox other processes empty. */
  readonly isQueue: boolean;
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
  /** The constant's value for each instance. */
  readonly values: readonly Value[];
}

/** `period`: rounds start at multiples of the period. If a round overruns, the rounds that it misses are skipped. */
export type Loop =
  | { readonly kind: 'none' }
  | { readonly kind: 'forever' }
  | { readonly kind: 'period'; readonly period: Micros };

/**
 * A step in a process. An `either` has several branches, and the first one that can happen is taken. Other steps have a
 * single branch.
 */
export interface Step {
  readonly id: string;
  readonly index: number;
  readonly branches: readonly Branch[];
  /** True if branches have a `chance`, so a run draws one of them when an instance reaches the step. */
  readonly rolls: boolean;
  /** True if waiting here forever isn't a deadlock and needs no note. */
  readonly mayWait: boolean;
  /** Index of the step's atomic group, or null. */
  readonly group: number | null;
  readonly span: Span;
}

/** Shares count as adding up to 1 if their sum differs from 1 by no more than this. */
export const SHARE_TOLERANCE = 1e-9;

/** Maximum number of times that one attempt can repeat a call. */
export const MAX_CALLS = 10_000;

export interface Branch {
  readonly id: string;
  /** Ways to leave the step before it happens, in order: false `while` conditions, then `skip_if`. */
  readonly exits: readonly Exit[];
  readonly when: Expr | null;
  /** The parts of `when` between `&&`, as written. */
  readonly whenParts: readonly ConditionPart[];
  readonly receive: Receive | null;
  readonly delay: Delay | null;
  readonly at: Moment | null;
  readonly choose: readonly Choice[];
  readonly draw: readonly NumberDraw[];
  readonly set: readonly Assignment[];
  readonly send: readonly Send[];
  /** Services whose caches the step empties, and those whose queues it empties. */
  readonly clears: readonly Cleared[];
  readonly empties: readonly string[];
  readonly call: Call | null;
  readonly next: Target;
  /** The step's own fairness. Null if only the fairness of its process applies. */
  readonly fair: Process['fair'] | null;
  readonly weight: number | null;
  /** Probability that a run takes this branch when it reaches the `either`. Null without a `chance`. */
  readonly chance: Expr | null;
  /** Participants that the step's arrow points to. Only diagrams use this. */
  readonly to: readonly string[];
  readonly say: Template | null;
  readonly span: Span;
}

/** The index of a step, the next round (which resets locals), or the end. */
export type Target = number | 'restart' | 'end';

export interface Exit {
  readonly kind: 'while' | 'skip';
  readonly test: Expr;
  readonly to: Target;
}

/** A part of a condition, and its text. */
export interface ConditionPart {
  readonly is: Expr;
  readonly text: string;
}

export interface Receive {
  readonly as: string;
  /** The shared channel to take a message from. Null means the instance's mailbox. */
  readonly from: string | null;
  /** True if only the head of each queue can be taken. */
  readonly head: boolean;
  readonly where: Expr | null;
}

/** A moment in simulated time. `observed` is the id of the observed fact that determines it. */
export interface Moment {
  readonly t: Micros;
  readonly observed: string | null;
  readonly text: string;
}

/** A number to draw from a distribution when the step happens. All parameters are doubles. */
export interface NumberDraw {
  readonly name: string;
  readonly from: Extract<Delay, { readonly dist: 'constant' | 'uniform' | 'exponential' | 'lognormal' }>;
  readonly span: Span;
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
  /** The item to replace in a list or map; null to replace the whole value. */
  readonly key: Expr | null;
  readonly value: Expr;
  readonly span: Span;
}

/** The message field that contains the sender. */
export const SENDER = 'from';

export interface Send {
  /** The receiving process, or the shared channel. */
  readonly process: string;
  /** An instance, or a list or set of instances; null for all instances except the sender. */
  readonly to: Expr | null;
  /** Values in the receiver's field order; null if the message doesn't have the field. */
  readonly body: readonly (Expr | null)[];
  /** Names of the fields in this message. */
  readonly fields: readonly string[];
  /** Index of the channel. If null, messages arrive immediately and are never lost. */
  readonly via: number | null;
  readonly span: Span;
}

/** A step's call to a service. */
export interface Call {
  readonly service: string;
  /** How long the step waits for a response; null if there is no timeout. */
  readonly timeout: Expr | null;
  readonly failTo: Target;
  readonly edge: Edge;
}

/** Text with embedded expressions. */
export type Template = readonly (string | Expr)[];

export interface Channel {
  readonly name: string;
  /** True for a queue that any process can receive from. */
  readonly shared: boolean;
  readonly latency: Delay | null;
  /** The shares of messages that are lost or duplicated, from 0 to 1. */
  readonly loss: Expr | null;
  readonly duplicate: Expr | null;
  readonly order: 'fifo' | 'any';
  readonly capacity: number | null;
}

/**
 * True if a channel keeps messages from all senders in a single order, which requires a shared channel without latency.
 */
export function hasOneLine({ shared, latency }: Channel): boolean {
  return shared && latency === null;
}

/** Steps, by process, at which an instance can receive from a shared channel. */
export function receivingSteps(processes: readonly Process[], channel: string): number[][] {
  return processes.map(({ steps }) =>
    steps.flatMap(({ index, branches }) =>
      branches.some(({ receive }) => receive?.from === channel) ? [index] : [],
    ),
  );
}

export interface Service {
  readonly name: string;
  /** A boolean, or the share of attempts that succeed. Null if the service is always available. */
  readonly available: Expr | null;
  /** True if attempts fail on arrival rather than after their work. */
  readonly failsFast: boolean;
  /** Maximum number of attempts served concurrently; null if unlimited. */
  readonly concurrency: Expr | null;
  /** How long an attempt occupies a slot; null if it takes no time. */
  readonly serviceTime: Delay | null;
  /** A factor for `serviceTime`; null means 1. */
  readonly slowdown: Expr | null;
  /** True if all attempts are processed concurrently and share the capacity of the slots. */
  readonly shared: boolean;
  readonly queue: Queue;
  readonly throttle: Throttle;
  /** What happens to an attempt after its client times out. */
  readonly onAbandon: 'keep_working' | 'drop';
  /** Travel time of a response, which doesn't occupy a slot. */
  readonly latency: Delay | null;
  /** The service's members; null for a single server. */
  readonly members: Members | null;
  readonly calls: readonly ServiceCall[];
  readonly pools: readonly Pool[];
  /** True if an attempt releases its slot before it makes its calls. */
  readonly releases: boolean;
  readonly slo: { readonly target: number; readonly window: Micros } | null;
  /** Number of users who depend on the service; null if unknown. */
  readonly users: number | null;
}

/** A resource other than slots. An attempt in service waits for one unit, in order of arrival. */
export interface Pool {
  readonly name: string;
  /** Number of units in the pool; null if unlimited. */
  readonly size: Expr | null;
  readonly held: 'always' | 'working' | 'calling';
}

export interface Queue {
  /** Maximum number of waiting attempts; null if unlimited. */
  readonly capacity: Expr | null;
  readonly order: 'fifo' | 'lifo' | 'priority';
  readonly whenFull: 'reject' | 'drop_oldest';
  /** Attempts that have waited this long leave the queue and fail; null if there's no limit. */
  readonly maxWait: Expr | null;
}

/** Limits on admitted attempts; null if there are none. */
export interface Throttle {
  /** Attempts per second, enforced by a token bucket with a capacity of `burst`. */
  readonly rate: Expr | null;
  readonly burst: Expr | null;
  /** Maximum backlog as a duration: queue length × mean service time / concurrency. */
  readonly waiting: Expr | null;
  /** Maximum backlog as a multiple of the client's timeout. */
  readonly timeouts: Expr | null;
}

export interface Load {
  readonly id: string;
  readonly to: string;
  readonly dist: 'poisson' | 'constant';
  /** Requests per second. */
  readonly rate: Expr;
  /** Factors for `rate` over the course of a day; null means 1. */
  readonly profile: Profile | null;
  /** Number of real requests that each request from this load represents. */
  readonly scale: number;
  readonly edge: Edge;
  readonly span: Span;
}

/** A factor over simulated time: linear between points, constant before the first point and after the last point. */
export interface Profile {
  readonly at: readonly Micros[];
  readonly times: readonly number[];
}

/** How a client calls a service. A *request* consists of one or more *attempts*. */
export interface Edge {
  readonly to: string;
  /** False if the caller's request can succeed even though this call fails. */
  readonly required: boolean;
  /** Share of the caller's requests that make this call; null for all. */
  readonly share: Expr | null;
  /** How long the client waits for an attempt; null if there is no timeout. */
  readonly timeout: Expr | null;
  readonly retry: Retry | null;
  readonly breaker: Breaker | null;
  readonly cache: Cache | null;
  /** Priority in queues, lowest first. Null means the priority of the request being served, or 0. */
  readonly priority: Expr | null;
  readonly span: Span;
}

/** A call that a service makes for each attempt. */
export interface ServiceCall extends Edge {
  /** Number of times that the call is made. Null means once. */
  readonly count: Expr | null;
  /** True if the call is made together with adjacent calls that are also parallel. */
  readonly parallel: boolean;
}

/** Retries. The wait before the k-th retry is `base * factor^(k-1)`, limited to `cap`. */
export interface Retry {
  readonly max: Expr;
  readonly base: Expr | null;
  readonly factor: Expr | null;
  readonly cap: Expr | null;
  /**
   * How the actual wait is derived from the wait w: exactly w (`none`), uniform from 0 to w (`full`), uniform from
   * w/2 to w (`equal`), or exponential with mean w (`exponential`).
   */
  readonly jitter: 'none' | 'full' | 'equal' | 'exponential';
  /** Tokens for this edge: a retry takes one token, and a success adds `perSuccess`, up to `cap`. */
  readonly budget: { readonly start: Expr; readonly cap: Expr; readonly perSuccess: Expr } | null;
}

/**
 * A circuit breaker. It opens after `failures` consecutive failures, or if the share `rate` of the last `window`
 * attempts failed.
 */
export interface Breaker {
  readonly failures: Expr | null;
  readonly rate: Expr | null;
  readonly window: number;
  readonly openFor: Expr;
  /** Number of attempts allowed through after `openFor`. If they all succeed, the breaker closes. */
  readonly probes: number;
}

/**
 * A response cache: successes are kept for `ttl`, failures for `negativeTtl`. An entry is served until the first lookup
 * after it expires.
 */
export interface Cache {
  readonly ttl: Expr;
  readonly negativeTtl: Expr | null;
  readonly lookupGap: Delay | null;
  readonly keys: CacheKeys;
}

/** The keys of a cache. Each request uses a random one. */
export interface CacheKeys {
  readonly count: number;
  /** The k-th most popular key is used in proportion to 1 / k^exponent. With 0, all keys are equally popular. */
  readonly exponent: number;
  /** Number of keys for which a client keeps a response; at most `count`. */
  readonly size: number;
  /** Which response is replaced: the one used least recently, or the one stored first. */
  readonly eviction: 'lru' | 'fifo';
}

/** A service whose caches are emptied. */
export interface Cleared {
  readonly service: string;
  readonly span: Span;
}

export interface Fault {
  readonly id: string;
  readonly at: Moment | null;
  readonly when: Expr | null;
  /** The fault ends at `until`, after `lasts`, or never if both are null. */
  readonly until: Moment | null;
  readonly lasts: Micros | null;
  readonly set: readonly Assignment[];
  /** Services whose queues are emptied when the fault starts. */
  readonly clears: readonly Cleared[];
  readonly empties: readonly string[];
  /** Processes and services that the fault takes down. */
  readonly down: readonly string[];
  /** What the fault does to only some members of services; null if it has no `members`. */
  readonly partial: PartialFault | null;
  readonly span: Span;
}

/** A trigger of the failure: a fault, a step or alternative, or a moment. `name` is the text in the scenario. */
export type Trigger =
  | { readonly kind: 'fault'; readonly name: string }
  | { readonly kind: 'step'; readonly name: string; readonly process: string; readonly step: string }
  | { readonly kind: 'observed'; readonly name: string; readonly t: Micros };

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
  /** The property in words, or null. */
  readonly says: string | null;
  readonly span: Span;
}

/**
 * A property of whole executions.
 * - `eventually`: `to` becomes true, each time after `from` was true. If `from` is null, once after the start.
 * - `always_eventually`: `to` is true infinitely often.
 * - `eventually_always`: from some time on, `to` is always true.
 * - `holds_until`: `from` is true until `to` becomes true, which may never happen.
 */
export interface Temporal {
  readonly name: string;
  readonly kind: TemporalKind;
  readonly text: string;
  readonly says: string | null;
  readonly from: Expr | null;
  readonly to: Expr;
  readonly span: Span;
}

export type TemporalKind = 'eventually' | 'always_eventually' | 'eventually_always' | 'holds_until';

/** What to call each kind of property of whole executions in text for readers. */
export const TEMPORAL_WORDS = {
  eventually: 'eventually',
  always_eventually: 'always eventually',
  eventually_always: 'eventually always',
  holds_until: 'holds until',
} as const satisfies Record<TemporalKind, string>;

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
  /** Number of the sweep's runs in which each claim must hold; null if claims apply to the single run. */
  readonly inRuns: Numbered | null;
}

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

/** Whether to search all interleavings, and how. */
export interface Exploring {
  /** True if the scenario has `explore`, has a claim about a search, or has no `until`. */
  readonly requested: boolean;
  readonly maxStates: number | null;
  /** True if deadlocks aren't violations. */
  readonly deadlockAllowed: boolean;
  /** Processes with interchangeable instances. */
  readonly symmetry: readonly string[];
  readonly claims: ExploreClaims | null;
}
