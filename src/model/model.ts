import type { Span } from '../diagnostic/diagnostic.ts';
import type { Delay } from '../scenario/ast/delay.ts';
import type { Value } from '../scenario/ast/expr.ts';
import type { Moment, NumberDraw, Process, Profile, Scenario, Target } from '../scenario/ast/scenario.ts';
import type { Type } from '../scenario/ast/types.ts';
import type { Block, Inputs, Layout } from './layout.ts';
import type { Runtime } from './runtime.ts';

/** A compiled scenario: its state layout, and functions over it. Used by both runs and searches. */
export interface Model {
  readonly scenario: Scenario;
  readonly layout: Layout;
  /** The choice of an initial state. Null if there is only one. */
  readonly init: InitModel | null;
  readonly runtime: Runtime;
  /** Locations of expressions that can fail, by `EvaluationError.site`. */
  readonly sites: readonly Span[];
  readonly processes: readonly ProcessModel[];
  readonly channels: readonly ChannelModel[];
  readonly services: readonly ServiceModel[];
  readonly loads: readonly LoadModel[];
  /** All calls: those from steps, then those from services, then those from loads. */
  readonly edges: readonly EdgeModel[];
  readonly faults: readonly FaultModel[];
  readonly marks: readonly Guard[];
  readonly invariants: readonly Guard[];
  /** Conditions on a state `s` and the state `o` before it. */
  readonly stepInvariants: readonly Guard[];
  readonly reachable: readonly Guard[];
  readonly temporal: readonly { readonly from: Guard | null; readonly to: Guard }[];
  readonly finals: readonly Fn[];
  /** Named expressions, for traces. */
  readonly lets: readonly LetModel[];
  /** Expression inputs other than the state. */
  readonly inputs: Inputs;
  /** Functions that compute a measure from the values `v` of its metrics. They return NaN if it's undefined. */
  readonly measures: readonly Fn[];
  readonly outcomes: readonly ValueModel[];
  /** For each observed value, its measure, or null if it's compared with an outcome. */
  readonly quantities: readonly (ValueModel | null)[];
  readonly steady: Guard | null;
  /** For each service, the condition that counts as impact; null if impact is based on the error rate. */
  readonly impact: readonly (Guard | null)[];
  /** For each entry under `impact.conditions`, the condition and the number of users it affects. */
  readonly impactConditions: readonly { readonly is: Guard; readonly users: ValueModel | null }[];
  /** Conditions in observed facts, in scenario order. */
  readonly shown: readonly Guard[];
  /** The generated code for all expressions, for tests. */
  readonly source: string;
}

/** Several initial states: all combinations of values for some slots that meet a condition. */
export interface InitModel {
  readonly slots: readonly number[];
  /** The possible values of each slot. */
  readonly values: readonly (readonly Value[])[];
  readonly where: Fn | null;
  readonly site: number;
}

export interface LetModel {
  readonly name: string;
  /** Index of the process whose instances the expression belongs to, or -1. */
  readonly process: number;
  readonly value: Fn;
  readonly type: Type;
  readonly reads: Reads;
  /** Indices of measures that must have a value for this expression to have one. */
  readonly needs: readonly number[];
}

export interface ProcessModel {
  readonly process: Process;
  readonly block: Block;
  readonly steps: readonly (readonly BranchModel[])[];
  /** For each step, the draw that selects one of its branches, or null. */
  readonly rolls: readonly (RollModel | null)[];
  /** For each step, true if it's a single branch outside a group that doesn't receive, choose, or send. */
  readonly plain: readonly boolean[];
  /** Process indices of the queues that this process receives from. */
  readonly queues: readonly number[];
}

/** A number to draw. `b` is null if the distribution has one parameter. */
export interface DrawModel {
  readonly dist: NumberDraw['from']['dist'];
  readonly a: Fn;
  readonly b: Fn | null;
  readonly span: Span;
}

/** The draw made when an instance reaches an `either` with chances. */
export interface RollModel {
  /** For each branch, its chance. Null for branches that share the remaining probability. */
  readonly chances: readonly (Fn | null)[];
  readonly span: Span;
}

export interface BranchModel {
  readonly exits: readonly (Guard & { readonly to: Target; readonly kind: 'while' | 'skip' })[];
  readonly when: Guard | null;
  /** The operands of `&&` in `when`, if the model explains waits; otherwise empty. */
  readonly parts: readonly PartModel[];
  readonly where: Fn | null;
  /** True if the branch receives a message, whose fields are then in `v[0]`. */
  readonly receives: boolean;
  /** True if the branch receives only the first message in a queue. */
  readonly head: boolean;
  /** Process index of the queue that the branch receives from, or -1 for the instance's mailbox. */
  readonly from: number;
  readonly delay: DelayModel | null;
  readonly at: Moment | null;
  readonly choose: readonly Fn[];
  readonly draw: readonly DrawModel[];
  readonly set: readonly Write[];
  readonly send: readonly SendModel[];
  /** Indices of services whose caches the branch empties, and of those whose queues it empties. */
  readonly clears: readonly number[];
  readonly empties: readonly number[];
  readonly call: CallModel | null;
  readonly next: Target;
  readonly weight: number | null;
  /** Indices of the triggers that refer to this branch, or null. */
  readonly triggers: readonly number[] | null;
  /** False if the branch's chance is 0, in which case a search doesn't take it. */
  readonly possible: boolean;
  readonly say: readonly (string | { readonly value: Fn; readonly type: Type })[] | null;
  readonly saysOld: boolean;
  /** Reads of the conditions that determine when the branch can fire. */
  readonly reads: Reads;
  /** Reads of the expressions in the branch's effects. */
  readonly setReads: Reads;
}

/** Two versions of a condition: while a measure that it reads is undefined, one is false and the other is true. */
export interface PartModel {
  readonly without: Fn;
  readonly within: Fn;
}

/** An assignment to a slot in shared state or to an offset in the acting instance's block. */
export interface Write {
  readonly shared: boolean;
  readonly at: number;
  readonly key: Fn | null;
  readonly keyed: 'list' | 'map' | null;
  readonly value: Fn;
  readonly site: number;
  readonly span: Span;
}

export interface SendModel {
  readonly process: number;
  /** The receiving instances. Null if the message goes to all instances except the sender. */
  readonly to: Fn | null;
  /** True if `to` returns one index, false if it returns a list. */
  readonly single: boolean;
  /** One value per field; null means the default value of the field's type. The first field is the sender. */
  readonly body: readonly (Fn | null)[];
  readonly zeros: readonly Value[];
  readonly types: readonly Type[];
  readonly fieldNames: readonly string[];
  readonly named: readonly string[];
  readonly via: number | null;
}

export interface CallModel {
  readonly service: number;
  readonly timeout: Fn | null;
  readonly failTo: Target;
  /**
   * True if a failure leads straight back to this step. If such a call took no time, its failure is reported later
   * so that time advances.
   */
  readonly pauses: boolean;
  /** Index of the edge for this call. */
  readonly edge: number;
}

export interface ChannelModel {
  readonly latency: DelayModel | null;
  readonly loss: Fn | null;
  readonly duplicate: Fn | null;
  /**
   * For a shared channel with a capacity, the steps of each process at which an instance can receive from the channel.
   */
  readonly receivers: readonly (readonly number[])[] | null;
}

export interface ServiceModel {
  readonly available: (Guard & { readonly share: boolean }) | null;
  readonly availability: Quantity;
  readonly failsFast: boolean;
  readonly concurrency: Quantity;
  readonly serviceTime: DelayModel | null;
  readonly slowdown: Quantity;
  readonly capacity: Quantity;
  readonly lifo: boolean;
  readonly prioritized: boolean;
  readonly shared: boolean;
  readonly dropsOldest: boolean;
  readonly maxWait: Quantity;
  readonly rate: Quantity;
  /** The token bucket's capacity. NaN means the default: one second's worth of tokens, at least 1. */
  readonly burst: Quantity;
  readonly waiting: Quantity;
  /** Maximum backlog as a multiple of the client's timeout; NaN if there is no such limit. */
  readonly timeouts: Quantity;
  readonly drops: boolean;
  readonly latency: DelayModel | null;
  /** The service's members; null for a service without members. */
  readonly members: MembersModel | null;
  readonly calls: readonly ServiceCallModel[];
  readonly pools: readonly PoolModel[];
  /** True if an attempt frees its slot before it makes its calls. */
  readonly releases: boolean;
}

export interface MembersModel {
  readonly count: Quantity;
  readonly balance: 'round_robin' | 'least_busy' | 'random';
  readonly check: HealthCheckModel | null;
  readonly autoscale: AutoscaleModel | null;
  readonly span: Span;
}

/** A service's autoscaler. Settings that the scenario doesn't set are null. */
export interface AutoscaleModel {
  readonly metric: ValueModel;
  readonly target: Quantity | null;
  readonly above: Quantity | null;
  readonly below: Quantity | null;
  readonly every: Quantity;
  readonly step: Quantity;
  readonly min: Quantity;
  readonly max: Quantity;
  readonly startTime: DelayModel | null;
  readonly failures: Quantity;
  readonly cooldown: Quantity;
  /** Limit on starting members: a rate in members per second, or a condition. */
  readonly limit: Quantity | null;
  readonly limitIsSwitch: boolean;
  readonly span: Span;
}

export interface HealthCheckModel {
  readonly every: Quantity;
  readonly timeout: Quantity;
  readonly unhealthyAfter: Quantity;
  readonly healthyAfter: Quantity;
  readonly minHealthy: PortionModel;
  readonly serviceTime: DelayModel | null;
  readonly deep: boolean;
}

/** A number or share of members. */
export interface PortionModel {
  readonly size: Quantity;
  readonly isShare: boolean;
}

export interface LoadModel {
  readonly rate: Quantity;
  readonly profile: Profile | null;
  /** Index of the edge for the load's requests. */
  readonly edge: number;
}

/** How a client calls a service; see `Edge` in `scenario/ast/scenario.ts`. */
export interface EdgeModel {
  /** Index of the called service. */
  readonly service: number;
  readonly from: EdgeOrigin;
  readonly required: boolean;
  readonly share: Quantity;
  /** How long the client waits for a response. Infinite if it has no timeout. */
  readonly timeout: Quantity;
  readonly retry: RetryModel | null;
  readonly breaker: BreakerModel | null;
  readonly cache: CacheModel | null;
  /** The priority in queues. Null means the priority of the request being served, or 0. */
  readonly priority: Quantity | null;
  readonly span: Span;
}

/** A service's pool. */
export interface PoolModel {
  /** The pool's index among the pools of all services. */
  readonly index: number;
  readonly size: Quantity;
  readonly held: 'always' | 'working' | 'calling';
}

/** A service's call: an edge, and how many times an attempt uses the edge. */
export interface ServiceCallModel extends EdgeModel {
  /** Index of the edge for this call. */
  readonly edge: number;
  readonly count: Quantity;
  readonly parallel: boolean;
}

/** The caller in an edge. If it's a process, the branch's id is included. */
export type EdgeOrigin =
  | { readonly kind: 'load'; readonly index: number }
  | { readonly kind: 'service'; readonly index: number }
  | { readonly kind: 'process'; readonly index: number; readonly step: string };

export interface RetryModel {
  readonly max: Quantity;
  readonly base: Quantity;
  readonly factor: Quantity;
  readonly cap: Quantity;
  readonly jitter: 'none' | 'full' | 'equal' | 'exponential';
  readonly budget: {
    readonly start: Quantity;
    readonly cap: Quantity;
    readonly perSuccess: Quantity;
  } | null;
}

export interface BreakerModel {
  /** Number of failures that open the breaker. Infinite if it opens at a rate instead. */
  readonly failures: Quantity;
  readonly rate: Quantity;
  readonly window: number;
  readonly openFor: Quantity;
  readonly probes: number;
}

export interface CacheModel {
  readonly ttl: Quantity;
  /** How long a failure is cached. 0 if failures aren't cached. */
  readonly negativeTtl: Quantity;
  readonly lookupGap: DelayModel | null;
  readonly keys: {
    readonly count: number;
    /** Exponent of Zipf's law; 0 if all keys are equally popular. */
    readonly exponent: number;
    /** Number of keys for which a client keeps a response. */
    readonly size: number;
    /** True if using a response postpones its eviction. */
    readonly refreshes: boolean;
  };
}

export interface FaultModel {
  readonly when: Guard | null;
  readonly set: readonly Write[];
  /** Indices of services whose queues are emptied when the fault starts. */
  readonly clears: readonly number[];
  readonly empties: readonly number[];
  /** What the fault does to some members. Null if the fault has no `members`. */
  readonly partial: PartialFaultModel | null;
}

/** What a fault does to some members of services. A null setting isn't changed. */
export interface PartialFaultModel extends PortionModel {
  readonly effects: readonly {
    readonly service: number;
    readonly down: boolean;
    readonly slowdown: Quantity | null;
    readonly availability: Quantity | null;
  }[];
}

/** The parameters are in microseconds. A `fixed` delay needs no random draw and reads no state. */
export interface DelayModel {
  readonly dist: Delay['dist'];
  /** The values of an empirical distribution. Its parameters are the smallest and largest of these. */
  readonly values: readonly number[];
  readonly a: Fn;
  readonly b: Fn | null;
  /** `a` and `b` as quantities. */
  readonly first: Quantity;
  readonly second: Quantity | null;
  readonly fixed: boolean;
  readonly span: Span;
}

/**
 * A number that is fixed or computed from the state. Booleans are 1 or 0, and missing limits are infinite. A
 * drawable constant has its value in the current run.
 */
export interface Quantity {
  readonly value: number;
  readonly from: Guard | null;
  readonly span: Span | null;
}

/** A compiled condition and what it reads. The condition is reevaluated only when one of its inputs changes. */
export interface Guard {
  readonly test: Fn;
  readonly reads: Reads;
}

/** A compiled number that is undefined (NaN) while any measure in `needs` is undefined. */
export interface ValueModel extends Guard {
  /** Indices of the measures that have to be defined. */
  readonly needs: readonly number[];
}

/**
 * What an expression reads: slots in shared state, offsets in the acting instance's block, and fields in any
 * instance.
 */
export interface Reads {
  readonly slots: readonly number[];
  readonly own: readonly number[];
  /** [process index, offset] of fields that are read in any instance. */
  readonly fields: readonly (readonly [number, number])[];
  /** Indices of the measures. */
  readonly measures: readonly number[];
  /** True if the expression depends on the clock through a timer. */
  readonly timers: boolean;
}

/**
 * A compiled expression.
 *
 * @param s state
 * @param b slot of the acting instance's program counter (0 if there is none)
 * @param now simulated time in microseconds
 * @param v values of the step's variables (choices and messages)
 * @param o state before the step, for `old`
 */
export type Fn = (
  s: readonly Value[],
  b: number,
  now: number,
  v: readonly Value[],
  o: readonly Value[],
) => Value;

/** Indices of a step's variables in `v`. */
export type VariableSlots = ReadonlyMap<string, number>;

/** What an expression evaluates to while a measure that it reads is undefined: a boolean, an error, or NaN. */
export type WithoutValue = boolean | 'fails' | 'nan';
