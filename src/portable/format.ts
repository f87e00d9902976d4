import { hashName } from '../engine/numbers/random.ts';
import type { Run } from '../result.ts';
import type { PackedData } from './data.ts';

/** A scenario that can be run where no code can be generated, such as on a page with a strict security policy. */
export interface PortableModel {
  readonly scenario: string;
  /** Version of the engine that the model is made for. */
  readonly engine: string;
  readonly seed: number;
  /** Constants that can have any value in their range. */
  readonly free: readonly FreeConstant[];
  readonly cases: readonly PortableCase[];
  /** For each case, the scenario to run and the scenario to search. */
  readonly data: PackedData;
}

/** A number with a range, in microseconds for a duration. */
export interface FreeConstant {
  readonly name: string;
  readonly type: string;
  readonly value: number;
  readonly range: readonly [number, number];
}

/** The base, a variant, or the base with one of the values in `vary`. */
export interface PortableCase {
  readonly id: string;
  /** The varied setting and its value as written; null for the base and variants. */
  readonly point: { readonly name: string; readonly text: string } | null;
  readonly patches: Run['patches'];
  /** Patches that make the searched model smaller. */
  readonly smaller: Run['patches'];
  /** Constants that the case doesn't set, so that readers can change them. */
  readonly drawable: readonly string[];
  readonly runs: boolean;
  readonly searches: boolean;
}

/** The key of a function that was made in advance. Two bodies in one model never have the same key. */
export function keyOf(body: string): string {
  return `${hashName(body).toString(36)}-${body.length.toString(36)}`;
}
