import type { Comparison } from '../result.ts';
import { MINUTE } from '../time/duration.ts';
import type { Dependence } from './dependence.ts';
import { type FactJudgment, judgeFact } from './facts.ts';
import type { Measurements } from './measurements.ts';

/** An observed period with a condition that the base has to meet. */
export interface ComparedPeriod {
  readonly id: string;
  /** Index among the facts of the base's run. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Labels for observed periods. The first rule that applies decides.
 *
 * @param marks the marks that count on their own
 */
export function labelPeriods(
  periods: readonly ComparedPeriod[],
  measured: Measurements,
  marks: readonly Dependence[],
): Comparison[] {
  return periods.map((period) => ({
    id: period.id,
    kind: 'period',
    ...judge(period, measured, marks),
    tags: [],
    restsOn: [],
    observed: period.from,
    until: period.to,
    within: null,
  }));
}

function judge(
  { index, from, to }: ComparedPeriod,
  measured: Measurements,
  marks: readonly Dependence[],
): FactJudgment {
  const agrees = (summary: Measurements['base']): boolean => summary.facts[index] ?? false;
  if (!agrees(measured.base)) {
    const reason = 'The run doesn’t meet the condition for the whole period.';
    return { label: 'missed', reason, support: null };
  }
  const isGiven = (t: number): boolean =>
    measured.inputs.some(
      (input) => input.without !== null && !agrees(input.without) && Math.abs(input.t - t) <= MINUTE,
    );
  if (isGiven(from) && isGiven(to)) {
    return { label: 'put in', reason: 'The model is given both ends of the period.', support: null };
  }
  return judgeFact({ agrees, read: agrees, ends: [from, to], tolerance: null }, measured, marks);
}
