import type { ProcessModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { hashName } from '../numbers/random.ts';

/** Why something was scheduled: whether it follows from the record by fixed delays alone. */
export interface Cause {
  readonly input: boolean;
  readonly observed: string | null;
}

export const NO_CAUSE: Cause = { input: false, observed: null };

/** A message on its way or in a mailbox: values by field, the first is the sender. */
export interface Message {
  /** Index of its channel; -1 for the instant one. */
  readonly via: number;
  readonly values: readonly Value[];
  readonly from: string;
  /** When it was sent, and by which transition. */
  readonly sent: { readonly at: number; readonly transition: number };
  /** Fields that its sender named. */
  readonly named: readonly string[];
}

/** One instance of a process while it runs. Its variables are in the state; here is what only time needs. */
export interface Actor {
  readonly number: number;
  readonly process: ProcessModel;
  readonly index: number;
  readonly id: string;
  readonly hash: number;
  /** Slot of its program counter. */
  readonly b: number;
  /** Raised when it moves on: what was scheduled before no longer counts. */
  stamp: number;
  /** Times at which the branches of its step fire; NaN for those not scheduled. */
  readonly due: number[];
  readonly causes: Cause[];
  /** Draws made, by branch of all steps, and for other purposes by their hash. */
  readonly drawn: Int32Array;
  readonly draws: Map<number, number>;
  /** It does not look at its step before this time: a loop with a period. */
  notBefore: number;
  /** When the round of its loop began. */
  roundStart: number;
  down: boolean;
  /** Faults that keep it down. */
  faults: number;
  /** It waits for the answer of a call. */
  calling: boolean;
  /** When it last asked. */
  asked: number;
  mailbox: Message[];
}

/** An instance at the start of the run. */
export function createActor(number: number, process: ProcessModel, index: number): Actor {
  const id = process.process.instances[index]!;
  const branches = Math.max(...process.steps.map((step) => step.length));
  return {
    number,
    process,
    index,
    id,
    hash: hashName(id),
    b: process.block.base + index * process.block.stride,
    stamp: 0,
    due: new Array<number>(branches).fill(Number.NaN),
    causes: new Array<Cause>(branches).fill(NO_CAUSE),
    drawn: new Int32Array(process.steps.reduce((sum, { length }) => sum + length, 0)),
    draws: new Map(),
    notBefore: 0,
    roundStart: 0,
    down: false,
    faults: 0,
    calling: false,
    asked: 0,
    mailbox: [],
  };
}

/**
 * Decides what a run would draw by chance: delays, choices, what becomes of messages and calls. A run with a director is
 * one that could happen by itself, as long as everything that the director says lies within the ranges of the text.
 */
export interface Director {
  /** Length of the delay of a branch that can fire from now on, in microseconds. */
  delay(actor: Actor, step: number, branch: number): number;
  /**
   * Which of the ways in which a transition can happen is taken.
   *
   * @param ways for each way the variables of its first step and the state behind it
   * @returns index of the way, or -1 for none
   */
  way(actor: Actor, ways: readonly { v: readonly Value[]; s: readonly Value[] }[]): number;
  /** How long each copy of a message is on its way, in microseconds; none for a message that is lost. */
  message(actor: Actor, receiver: Actor, via: number): readonly number[];
  /** How a call ends, and after how many microseconds. */
  call(actor: Actor, step: number, branch: number): { readonly ok: boolean; readonly length: number };
}
