import type { Span } from '../diagnostic/diagnostic.ts';
import type { Value } from '../scenario/expr.ts';
import type { Moment, Process, Scenario, Target } from '../scenario/scenario.ts';
import type { Type } from '../scenario/types.ts';
import type { Fn } from './emission.ts';
import type { Inputs } from './inputs.ts';
import type { Block, Layout } from './layout.ts';
import type { DelayModel, Guard, Reads } from './quantity.ts';
import type { Runtime } from './runtime.ts';
import type { EdgeModel, LoadModel, ServiceModel } from './service-model.ts';

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
