import type { Micros, ObservedFact } from '../../result.ts';
import { type Face, type Precision, precisionOf, type Times } from '../../views/words/time-format.ts';

/** A time as shown on each of the scenario's clocks: `Oct 20 06:48:23 UTC (Oct 19 23:48:23 PDT)`. */
export function bothFaces(times: Times, t: Micros, precision: Precision): string {
  const [first, second] = facesOf(times).map((face) =>
    `${clock(times, t, face, precision)} ${times.abbreviation(t, face)}`.trimEnd(),
  );
  return second === undefined ? first! : `${first} (${second})`;
}

/** The clock faces to show. Without a clock, there is one face, which counts from the start of the run. */
export function facesOf(times: Times): readonly Face[] {
  return times.faces.length === 0 ? ['utc'] : times.faces;
}

export function clock(times: Times, t: Micros, face: Face, precision: Precision): string {
  return `${times.day(t, face, precision)} ${times.hours(t, face, precision)}`.trimStart();
}

/** An observed time, or the range that it's in. */
export function observedClock(times: Times, { at, t, latest }: ObservedFact, face: Face): string {
  const from = clock(times, t, face, precisionOf(at));
  return latest === null ? from : `${from} to ${clock(times, latest, face, precisionOf(at))}`;
}

/** Text that is the same on all clocks appears only on the first line. */
export function onFirst(line: number, text: string): string {
  return line === 0 ? text : '';
}
