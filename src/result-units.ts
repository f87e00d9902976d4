/** Units of a Result, and what its parts have in common. */

/** Simulated time in whole microseconds since time 0 of the scenario. A length of time has the same unit. */
export type Micros = number;

/** A value of the language as JSON: enum members and instance ids as strings, durations in microseconds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Change {
  /** `name` of shared state, or `instance.name` of a local. */
  name: string;
  /**
   * What a number means that is time in microseconds: a length, the moment at which a timer of a run is over (`over at`),
   * or how long one of a search was set for (`left`, 0 once it is over). Absent for everything else.
   */
  unit?: 'length' | 'over at' | 'left';
  /** Null for a list, set or map of more than 12 items: then `added` and `removed` tell the change. */
  from: Json;
  to: Json;
  /** Items that a list or set gained and lost; empty for other types. */
  added: Json[];
  removed: Json[];
}

export interface ExpectationResult {
  /** The claim as a sentence. */
  claim: string;
  /** What was found, as a sentence. */
  found: string;
  met: boolean;
}
