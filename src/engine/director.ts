import type { Value } from '../scenario/expr.ts';
import type { Actor } from './actor.ts';

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
