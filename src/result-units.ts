/** Units of a Result. */

/** Simulated time in whole microseconds since time 0 of the scenario. A length of time has the same unit. */
export type Micros = number;

/** A value of the language as JSON: enum members and instance ids as strings, durations in microseconds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
