import type { Names, ProcessEntry } from './cel/environment.ts';
import type { Context } from './context.ts';
import type { FlatStep } from './flatten.ts';
import type { Observations } from './observed.ts';

/** What the steps of one process are checked against. */
export interface ProgramContext {
  readonly context: Context;
  readonly names: Names;
  readonly process: ProcessEntry;
  readonly flat: readonly FlatStep[];
  readonly loops: boolean;
  readonly channels: readonly string[];
  readonly services: readonly string[];
  readonly observations: Observations;
  /** Atomic groups by step index. */
  readonly groups: ReadonlyMap<number, number>;
}
