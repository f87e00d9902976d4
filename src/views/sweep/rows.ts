import type { Distribution, Result, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { plainNumber } from '../drawing/chart.ts';
import { signedDuration } from '../trace/moments.ts';
import { count, countOf, percent } from '../words/number-format.ts';
import { labelPrecision, timesOf } from '../words/time-format.ts';

/** What a spread number is: how it is written, and in what unit a CSV has it. */
export type Quantity =
  | 'moment'
  | 'length'
  | 'requests'
  | 'share'
  | 'number'
  | 'change of length'
  | 'change of requests';

/** A number over the runs of a sweep. */
export interface SweepRow {
  group:
    | 'Mark'
    | 'Recovery'
    | 'Impact'
    | 'Failed requests'
    | 'Worst error rate'
    | 'Measure'
    | 'Against the base';
  name: string;
  variant: string;
  runs: number;
  spread: Distribution;
  quantity: Quantity;
}

/** All numbers of a sweep, in the order of the table. */
export function sweepRows(sweep: Sweep): SweepRow[] {
  const { variant, runs } = sweep;
  const row = (
    group: SweepRow['group'],
    name: string,
    spread: Distribution,
    quantity: Quantity,
  ): SweepRow => ({
    group,
    name,
    variant,
    runs,
    spread,
    quantity,
  });
  return [
    ...sweep.marks.map((mark) => row('Mark', mark.id, mark.at, 'moment')),
    ...(sweep.recoveredAfter === null || sweep.metastable === null
      ? []
      : [row('Recovery', 'time from the trigger’s start', sweep.recoveredAfter, 'length')]),
    ...sweep.services.flatMap((one) => [
      row('Impact', one.service, one.impact, 'length'),
      row('Failed requests', one.service, one.failed, 'requests'),
      row('Worst error rate', one.service, one.worstErrorRate, 'share'),
    ]),
    ...sweep.measures.flatMap((one) => [
      row('Measure', `${one.name}, least`, one.least, 'number'),
      row('Measure', `${one.name}, greatest`, one.greatest, 'number'),
      row('Measure', `${one.name}, at the end`, one.last, 'number'),
    ]),
    ...sweep.differences.map((one) =>
      row(
        'Against the base',
        one.name,
        one.distribution,
        one.unit === 'microseconds' ? 'change of length' : 'change of requests',
      ),
    ),
  ];
}

/** Writes values of a quantity for people. Moments are those of the incident's own clock. */
export function quantityWriter(result: Result): (value: number, quantity: Quantity) => string {
  const times = timesOf(result);
  const precision = labelPrecision(result);
  return (value, quantity) => {
    switch (quantity) {
      case 'moment':
        return times.say(value, precision);
      case 'length':
        return humanDuration(value);
      case 'requests':
        return count(value);
      case 'share':
        return percent(value);
      case 'number':
        return plainNumber(value);
      case 'change of length':
        return value === 0 ? 'no change' : signedDuration(value);
      case 'change of requests':
        return value === 0 ? 'no change' : `${value > 0 ? '+' : ''}${count(value)}`;
    }
  };
}

/** `50 runs with other random numbers`, as every view names a sweep. */
export function sweepName(sweep: Sweep, result: Result): string {
  const ranged = result.constants.filter(({ range }) => range !== null).length;
  const differs = {
    seeds: 'with other random numbers',
    draws: `with ${ranged === 1 ? 'one constant' : `${ranged} constants`} drawn from ${ranged === 1 ? 'its range' : 'their ranges'} and other random numbers`,
    ties: 'with what happens at one instant in other orders',
  }[sweep.kind];
  return `${count(sweep.runs)} runs ${differs}`;
}

/** In how many runs something came, in words. */
export function occursIn(n: number, runs: number): string {
  if (n === runs) return `in all ${count(runs)} runs`;
  return n === 0 ? `in none of ${count(runs)} runs` : `in ${count(n)} of ${count(runs)} runs`;
}

/** What a sweep says at once: how many runs, and in how many of them the run stayed down. */
export function sweepSummary(sweep: Sweep, result: Result): string {
  const parts = sweep.variant === 'base' ? [`${sweepName(sweep, result)}.`] : [];
  if (sweep.metastable !== null) {
    parts.push(
      `${sweep.variant === 'base' ? 'The base' : sweep.variant} is metastable ${occursIn(sweep.metastable, sweep.runs)}.`,
    );
  }
  if (sweep.failed.runs > 0) {
    parts.push(
      `${countOf(sweep.failed.runs, 'run')} ended with an error and ${sweep.failed.runs === 1 ? 'is' : 'are'} not counted: ${sweep.failed.first ?? 'unknown'}.`,
    );
  }
  return parts.join(' ');
}
