import type { Micros } from './measured.ts';

/**
 * What a run shows about stability. `never-hurt`: the steady state holds from the trigger to the end, and nothing has
 * impact. `recovers`: it was hurt, and at the end it's back in its steady state. `metastable`: the trigger is over, but
 * the steady state never returns. `never-steady`: it isn't in its steady state before the trigger. `undecided`: none of
 * these.
 */
export type Stability = 'never-hurt' | 'recovers' | 'metastable' | 'never-steady' | 'undecided';

/** Where a scenario recovers from its trigger: one run for each combination of values of two constants. */
export interface StabilityMap {
  x: MapAxis;
  y: MapAxis;
  /** Row by row: all x values for the lowest y, then for the next one. */
  cells: MapCell[];
  /** The run with the scenario's own values. */
  own: MapVerdict;
}

export interface MapAxis {
  /** Path to the constant, in the form that variants use. */
  path: string;
  /** The scenario's own value. Durations are in microseconds. */
  own: { value: string; x: number };
  /** The values in ascending order. */
  values: { value: string; x: number }[];
}

export interface MapVerdict {
  stability: Stability;
  /** Why the run is undecided, or null. */
  why: string | null;
  /** Duration from the start of the trigger until the run is in its steady state for good, or null. */
  recoveredAfter: Micros | null;
  /** The longest total impact of a service or condition. Null if the run failed. */
  impact: Micros | null;
}

export interface MapCell extends MapVerdict {
  /** Positions of the cell's values on the axes, from 0. */
  x: number;
  y: number;
}
