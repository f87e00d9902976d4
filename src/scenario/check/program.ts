import type { Names, ProcessEntry } from '../ast/environment.ts';
import type { RawStep } from '../schema/processes.ts';
import type { Context, Path } from './context.ts';
import type { Observations } from './observed.ts';

/** A process's step before its expressions are checked. Positions are indices into the flat list of steps. */
export interface FlatStep {
  readonly raw: RawStep;
  readonly path: Path;
  /** `while` conditions that are checked at this step, innermost first, each with the step to go to if it's false. */
  readonly exits: { readonly path: Path; to: number }[];
  /** Where to continue after the step if it has no `then`. An index past the last step means the end of the program. */
  next: number;
}

/**
 * Flattens steps and `while` blocks. A block's condition is checked at its first step, and the end of the block leads
 * back to it.
 */
export function flattenSteps(raws: readonly RawStep[], path: Path, out: FlatStep[] = []): FlatStep[] {
  raws.forEach((raw, i) => {
    const at = [...path, i];
    if (raw.steps !== undefined && raw.while !== undefined) block(raw, at, out);
    else {
      const index = out.length;
      const repeats = raw.while !== undefined;
      out.push({
        raw,
        path: at,
        exits: repeats ? [{ path: [...at, 'while'], to: index + 1 }] : [],
        next: repeats ? index : index + 1,
      });
    }
  });
  return out;
}

function block(raw: RawStep, path: Path, out: FlatStep[]): void {
  const first = out.length;
  flattenSteps(raw.steps ?? [], [...path, 'steps'], out);
  const end = out.length;
  for (const step of out.slice(first)) {
    if (step.next === end) step.next = first;
    for (const exit of step.exits) if (exit.to === end) exit.to = first;
  }
  out[first]?.exits.push({ path: [...path, 'while'], to: end });
}

/** A step's id. For an `either` without an id, it's based on the position. */
export function stepId(step: FlatStep, index: number): string {
  return step.raw.id ?? `either_${index + 1}`;
}

/** Data that the checks of a process's steps need. */
export interface ProgramContext {
  readonly context: Context;
  readonly names: Names;
  readonly process: ProcessEntry;
  readonly flat: readonly FlatStep[];
  readonly loops: boolean;
  /** True if waiting at any step of the process is fine. */
  readonly mayWait: boolean;
  readonly channels: readonly string[];
  /** Names of the shared channels. */
  readonly queues: readonly string[];
  /** Names of the channels with a `capacity`. */
  readonly bounded: readonly string[];
  readonly services: readonly string[];
  /** Names under `lanes` and fault ids, which arrows can point to. */
  readonly drawn: readonly string[];
  readonly observations: Observations;
  /** The atomic group of each step that belongs to one, by the step's index. */
  readonly groups: ReadonlyMap<number, number>;
}
