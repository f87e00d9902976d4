import type { Distribution, Result, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { signedDuration } from '../trace/moments.ts';
import { count, countOf, percent, plainNumber } from '../words/number-format.ts';
import { labelPrecision, timesOf } from '../words/time-format.ts';
import { outcomeTitle } from './outcome-words.ts';

/** The quantity that a metric measures. It determines the format and the unit in a CSV. */
export type Quantity =
  | 'moment'
  | 'duration'
  | 'requests'
  | 'share'
  | 'number'
  | 'change in duration'
  | 'change in requests'
  | 'change in number';

/** A metric over all runs in a sweep. */
export interface SweepRow {
  group:
    | 'Mark'
    | 'Recovery'
    | 'Impact'
    | 'Failed requests'
    | 'Peak error rate'
    | 'Affected'
    | 'Measure'
    | 'Outcome'
    | 'Difference from the base';
  name: string;
  variant: string;
  runs: number;
  spread: Distribution;
  quantity: Quantity;
}

/** All metrics for a sweep, in table order. */
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
    ...(sweep.recoveredAfter === null || sweep.metastable === null || !wasTriggered(sweep.recoveredAfter)
      ? []
      : [row('Recovery', 'time since the trigger started', sweep.recoveredAfter, 'duration')]),
    ...sweep.services.flatMap((one) => [
      row('Impact', one.service, one.impact, 'duration'),
      row('Failed requests', one.service, one.failed, 'requests'),
      row('Peak error rate', one.service, one.worstErrorRate, 'share'),
    ]),
    ...sweep.conditions.flatMap((one) => [
      row('Impact', one.name, one.impact, 'duration'),
      ...(one.affected.n === 0
        ? []
        : [row('Affected', `${one.name} (${one.unit ?? 'users'})`, one.affected, 'number')]),
    ]),
    ...sweep.measures.flatMap((one) => [
      row('Measure', `${one.name}, min`, one.least, 'number'),
      row('Measure', `${one.name}, max`, one.greatest, 'number'),
      row('Measure', `${one.name}, final`, one.last, 'number'),
    ]),
    ...sweep.outcomes.map((one) => row('Outcome', outcomeTitle({ ...one, says: null }), one.value, one.type)),
    ...sweep.differences.map((one) =>
      row('Difference from the base', one.name, one.distribution, changeQuantity(one.unit)),
    ),
  ];
}

/** True if any run had a failure to recover from. */
export function wasTriggered({ n, above }: Distribution): boolean {
  return n + above > 0;
}

/** The quantity that a difference measures, based on its unit. */
export function changeQuantity(unit: Sweep['differences'][number]['unit']): Quantity {
  if (unit === 'microseconds') return 'change in duration';
  return unit === 'requests' ? 'change in requests' : 'change in number';
}

/** Formats values of a quantity for readers. Moments are shown on the incident's clock. */
export function quantityWriter(result: Result): (value: number, quantity: Quantity) => string {
  const times = timesOf(result);
  const precision = labelPrecision(result);
  return (value, quantity) => {
    switch (quantity) {
      case 'moment':
        return times.say(value, precision);
      case 'duration':
        return humanDuration(value);
      case 'requests':
        return count(value);
      case 'share':
        return percent(value);
      case 'number':
        return plainNumber(value);
      case 'change in duration':
        return value === 0 ? 'no change' : signedDuration(value);
      case 'change in requests':
        return value === 0 ? 'no change' : `${value > 0 ? '+' : ''}${count(value)}`;
      case 'change in number':
        return value === 0 ? 'no change' : `${value > 0 ? '+' : ''}${plainNumber(value)}`;
    }
  };
}

/** `50 runs with different random numbers`, the wording used in all views. */
export function sweepName(sweep: Sweep, result: Result): string {
  const ranged = result.constants.filter(({ range }) => range !== null).length;
  const differs = {
    seeds: 'with different random numbers',
    draws: `with different random numbers and ${ranged === 1 ? 'one constant drawn from its range' : `${ranged} constants drawn from their ranges`}`,
    ties: 'with simultaneous events in different orders',
  }[sweep.kind];
  return `${countOf(sweep.runs, 'run')} ${differs}`;
}

/** The number of runs in which something occurred: `in 2 of 3 runs`. */
export function occursIn(n: number, runs: number): string {
  if (n === runs) return runs === 1 ? 'in the only run' : `in all ${count(runs)} runs`;
  return n === 0 ? `in none of ${countOf(runs, 'run')}` : `in ${count(n)} of ${count(runs)} runs`;
}

/** Says what a sweep varied, how often the failure was metastable, and how many runs ended with an error. */
export function sweepSummary(sweep: Sweep, result: Result): string {
  const parts = sweep.variant === 'base' ? [`${sweepName(sweep, result)}.`] : [];
  if (sweep.metastable !== null) {
    parts.push(
      `${sweep.variant === 'base' ? 'The base' : sweep.variant} is metastable ${occursIn(sweep.metastable, sweep.runs)}.`,
    );
  }
  if (sweep.failed.runs > 0) {
    parts.push(
      `${countOf(sweep.failed.runs, 'run')} failed and ${sweep.failed.runs === 1 ? 'isn’t' : 'aren’t'} counted. First error: ${sweep.failed.first ?? 'unknown'}.`,
    );
  }
  return parts.join(' ');
}
