import type { ProcessModel } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { hashName } from '../numbers/random.ts';

/** Why an event was scheduled, and whether only fixed delays separate it from an observed time. */
export interface Cause {
  readonly input: boolean;
  readonly observed: string | null;
}

export const NO_CAUSE: Cause = { input: false, observed: null };

/** Values of `drawnBranch` at an `either` with chances: nothing drawn yet, or any branch without a chance. */
export const UNDRAWN = -2;
export const REST = -1;

/** A message in transit or in a mailbox. It has one value per field; the first is the sender. */
export interface Message {
  /** Index of the message's channel; -1 for instant delivery. */
  readonly via: number;
  readonly values: readonly Value[];
  readonly from: string;
  /** The time and the transition in which the message was sent. */
  readonly sent: { readonly at: number; readonly transition: number };
  /** Fields set by the sender. */
  readonly named: readonly string[];
}

/**
 * Runtime data for one instance of a process. Its variables are in the state; these fields are used only in timed runs.
 */
export interface Actor {
  readonly number: number;
  readonly process: ProcessModel;
  readonly index: number;
  readonly id: string;
  readonly hash: number;
  /** Slot of the instance's program counter. */
  readonly b: number;
  /** Incremented when the instance moves on, which voids its previously scheduled events. */
  stamp: number;
  /** Times when the current step's branches fire; NaN if not scheduled. */
  readonly due: number[];
  readonly causes: Cause[];
  /** Number of draws so far: for each branch of any step, and by hash for other purposes. */
  readonly drawn: Int32Array;
  readonly draws: Map<number, number>;
  /** The branch drawn at an `either` with chances, `REST`, or `UNDRAWN`. Reset when the instance moves on. */
  drawnBranch: number;
  /** In a loop with a period, the time before which the instance doesn't evaluate its step. */
  notBefore: number;
  /** True while the instance waits for its next round, which begins with a separate event. */
  resting: boolean;
  /** Start of the current round of the instance's loop. */
  roundStart: number;
  down: boolean;
  /** Number of active faults that take the instance down. */
  faults: number;
  /** True while the instance is waiting for the response to a call. */
  calling: boolean;
  /** Time of the last call. */
  calledAt: number;
  mailbox: Message[];
}

/** Creates an instance as it is at the start of the run. */
export function createActor(number: number, process: ProcessModel, index: number): Actor {
  const id = process.process.instances[index]!;
  const branches = Math.max(0, ...process.steps.map((step) => step.length));
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
    drawnBranch: UNDRAWN,
    notBefore: 0,
    resting: false,
    roundStart: 0,
    down: false,
    faults: 0,
    calling: false,
    calledAt: 0,
    mailbox: [],
  };
}

/**
 * Makes decisions that are otherwise random: delays, choices, and outcomes of messages and calls. A run with a
 * director could also occur by chance, as long as all decisions are within the scenario's ranges.
 */
export interface Director {
  /** Delay of a branch that has just become ready, in microseconds. */
  delay(actor: Actor, step: number, branch: number): number;
  /** Chooses a branch of an `either` with chances. */
  alternative(actor: Actor, step: number): number;
  /**
   * Chooses one of several ways a transition can happen.
   *
   * @param ways for each way, the variables in its first step and the state after the transition
   * @returns index of the chosen way, or -1 for none
   */
  way(actor: Actor, ways: readonly { v: readonly Value[]; s: readonly Value[] }[]): number;
  /** Latency of each copy of a message in microseconds; empty if it is lost. */
  message(actor: Actor, receiver: Actor, via: number): readonly number[];
  /** Outcome of a call, and its duration in microseconds. */
  call(actor: Actor, step: number, branch: number): { readonly ok: boolean; readonly duration: number };
}
