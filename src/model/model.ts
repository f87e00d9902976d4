import type { Span } from '../diagnostic/diagnostic.ts';
import type { Value } from '../scenario/ast/expr.ts';
import type { Moment, Process, Profile, Scenario, Target } from '../scenario/ast/scenario.ts';
import type { Type } from '../scenario/ast/types.ts';
import type { Block, Inputs, Layout } from './layout.ts';
import type { Runtime } from './runtime.ts';

/**
 * A compiled expression.
 *
 * @param s state
 * @param b slot of the acting instance's program counter (0 where nobody acts)
 * @param now simulated time in microseconds
 * @param v values of the step's variables: choices and messages
 * @param o state before the step, for `old`
 */
export type Fn = (
  s: readonly Value[],
  b: number,
  now: number,
  v: readonly Value[],
  o: readonly Value[],
) => Value;

/**
 * What an expression gives while a measure that it reads has no value: a truth value, a failure, or whatever the sum
 * comes to (`nan`), where numbers may be none.
 */
export type WithoutValue = boolean | 'fails' | 'nan';

/** Positions of a step's variables in `v`. */
export type VariableSlots = ReadonlyMap<string, number>;

/** A compiled expression with what it reads, so that it is looked at again only when one of these changes. */
export interface Guard {
  readonly test: Fn;
  readonly reads: Reads;
}

/** What an expression reads, as slots of shared state, offsets in one's own block, and locals of whole processes. */
export interface Reads {
  readonly slots: readonly number[];
  readonly own: readonly number[];
  /** [process index, offset]: that field of any instance. */
  readonly fields: readonly (readonly [number, number])[];
  /** Numbers of measures. */
  readonly measures: readonly number[];
  /** It reads the clock through a timer. */
  readonly timers: boolean;
}

/**
 * A number: known, or worked out from the state. A truth value is 1 or 0; what is not limited is infinite. One that
 * stands for a constant with a range has the value of the run that goes on.
 */
export interface Quantity {
  readonly value: number;
  readonly from: Guard | null;
  readonly span: Span | null;
}

/** Parameters in microseconds. `fixed` if no draw is needed and no state is read. */
export interface DelayModel {
  readonly dist: 'constant' | 'uniform' | 'exponential' | 'lognormal';
  readonly a: Fn;
  readonly b: Fn | null;
  /** The same as numbers, known or followed. */
  readonly first: Quantity;
  readonly second: Quantity | null;
  readonly fixed: boolean;
  readonly span: Span;
}

/** How a client asks a service; see `Edge` of the scenario. */
export interface EdgeModel {
  /** Index of the service that is asked. */
  readonly service: number;
  /** What asks: `load`, `service` or `process`, with its index; of a process the step and branch too. */
  readonly from: EdgeOrigin;
  readonly required: boolean;
  readonly share: Quantity;
  /** Infinite for a client that waits for ever. */
  readonly timeout: Quantity;
  readonly retry: RetryModel | null;
  readonly breaker: BreakerModel | null;
  readonly cache: CacheModel | null;
  readonly span: Span;
}

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
  /** Infinite where a rate decides. */
  readonly failures: Quantity;
  readonly rate: Quantity;
  readonly window: number;
  readonly openFor: Quantity;
  readonly probes: number;
}

export interface CacheModel {
  readonly ttl: Quantity;
  /** 0 keeps no bad answers. */
  readonly negativeTtl: Quantity;
  readonly lookupGap: DelayModel | null;
  readonly keys: number;
}

export interface ServiceModel {
  readonly available: (Guard & { readonly share: boolean }) | null;
  readonly availability: Quantity;
  readonly concurrency: Quantity;
  readonly serviceTime: DelayModel | null;
  readonly slowdown: Quantity;
  readonly capacity: Quantity;
  readonly lifo: boolean;
  readonly dropsOldest: boolean;
  readonly maxWait: Quantity;
  readonly rate: Quantity;
  /** NaN where the text gives none: as much as a second brings, and at least 1. */
  readonly burst: Quantity;
  readonly waiting: Quantity;
  /** NaN where the text gives none. */
  readonly timeouts: Quantity;
  readonly drops: boolean;
  readonly latency: DelayModel | null;
  readonly calls: readonly (EdgeModel & { readonly edge: number })[];
}

export interface LoadModel {
  readonly rate: Quantity;
  readonly profile: Profile | null;
  /** Index of its edge. */
  readonly edge: number;
}

/**
 * A scenario compiled: where its state lies and functions over it. Engines are siblings over this one shape: the run
 * gives every transition a time, an exploration gives none.
 */
export interface Model {
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly runtime: Runtime;
  /** Places of expressions that can fail, by the site of an `EvaluationError`. */
  readonly sites: readonly Span[];
  readonly processes: readonly ProcessModel[];
  readonly channels: readonly ChannelModel[];
  readonly services: readonly ServiceModel[];
  readonly loads: readonly LoadModel[];
  /** Who asks whom: steps first, then services, then loads. */
  readonly edges: readonly EdgeModel[];
  readonly faults: readonly FaultModel[];
  readonly marks: readonly Guard[];
  readonly invariants: readonly Guard[];
  readonly reachable: readonly Guard[];
  readonly eventually: readonly { readonly from: Guard | null; readonly to: Guard }[];
  readonly finals: readonly Fn[];
  /** What expressions read that is no state. */
  readonly inputs: Inputs;
  /** Functions of the values of a measure's metrics, `v`; NaN where there is no value. */
  readonly measures: readonly Fn[];
  readonly steady: Guard | null;
  /** Condition that counts as impact, by service; null for one that is judged by its error rate. */
  readonly impact: readonly (Guard | null)[];
  /** What facts of the record show, in the order of the scenario's. */
  readonly shown: readonly Guard[];
  /** The code of all expressions, for tests that hold it to its grammar. */
  readonly source: string;
}

export interface FaultModel {
  readonly when: Guard | null;
  readonly set: readonly Write[];
  /** Indices of the services whose queues its start empties. */
  readonly empties: readonly number[];
}

export interface ProcessModel {
  readonly process: Process;
  readonly block: Block;
  readonly steps: readonly (readonly BranchModel[])[];
  /** By step: one branch that takes, chooses and sends nothing, outside of groups. */
  readonly plain: readonly boolean[];
}

export interface BranchModel {
  readonly exits: readonly (Guard & { readonly to: Target; readonly kind: 'while' | 'skip' })[];
  readonly when: Guard | null;
  readonly where: Fn | null;
  /** It takes a message; its fields are `v[0]`. */
  readonly receives: boolean;
  readonly delay: DelayModel | null;
  readonly at: Moment | null;
  readonly choose: readonly Fn[];
  readonly set: readonly Write[];
  readonly send: readonly SendModel[];
  /** Indices of the services whose queues it empties. */
  readonly empties: readonly number[];
  readonly call: CallModel | null;
  readonly next: Target;
  readonly weight: number | null;
  readonly say: readonly (string | { readonly value: Fn; readonly type: Type })[] | null;
  readonly saysOld: boolean;
  /** What decides when it can fire. */
  readonly reads: Reads;
  /** What its effects are worked out from. */
  readonly setReads: Reads;
}

export interface CallModel {
  readonly service: number;
  readonly timeout: Fn | null;
  readonly failTo: Target;
  /** A failure leads straight back to it: one that took no time is told later, or time would stand still. */
  readonly pauses: boolean;
  /** Index of its edge. */
  readonly edge: number;
}

/** One assignment: a slot of shared state, or an offset in one's own block. */
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
  /** Null is to all instances but oneself. */
  readonly to: Fn | null;
  /** True if `to` gives one index, false if a list of them. */
  readonly single: boolean;
  /** By field; null is the zero of the field's type. The first field is the sender. */
  readonly body: readonly (Fn | null)[];
  readonly zeros: readonly Value[];
  readonly types: readonly Type[];
  readonly fieldNames: readonly string[];
  readonly named: readonly string[];
  readonly via: number | null;
}

export interface ChannelModel {
  readonly latency: DelayModel | null;
  readonly loss: Fn | null;
  readonly duplicate: Fn | null;
}
