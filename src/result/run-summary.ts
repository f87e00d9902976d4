import type { Micros } from './measured.ts';

/** A curve from one run at the points of the observed series, and how close the two are in the part that counts. */
export interface RunCurve {
  simulated: (number | null)[];
  skill: number | null;
  mae: number | null;
}

/** The summary of one run in a sweep, as small, plain JSON that threads can exchange. */
export interface RunSummary {
  run: number;
  marks: (Micros | null)[];
  facts: boolean[];
  metastable: boolean | null;
  /** True if the run had a fault or a trigger to recover from. */
  triggered: boolean;
  recoveredAfter: Micros | null;
  /** For a cell of a map: whether the steady state held before the trigger, and whether the trigger ended in time. */
  trigger?: { steadyBefore: boolean; isOver: boolean };
  services: { impact: Micros; answered: number; failed: number; worstErrorRate: number }[];
  conditions: { impact: Micros; affected: number | null }[];
  measures: { last: number | null; least: number | null; greatest: number | null }[];
  /** Outcomes in scenario order. */
  outcomes: (number | null)[];
  quantities: (number | null)[];
  /** Measures compared with observed series, in scenario order. Absent if there are none. */
  curves?: RunCurve[];
  /** Names of violated invariants, in scenario order. */
  violated: string[];
  /** Whether each claim about a run is true, in the order of the claims. */
  claims: boolean[];
  /** Constants drawn for this run. Empty for `seeds` and `ties`. */
  constants: { [name: string]: number };
  /** The error that ended the run, or null. */
  error: string | null;
}
