import type { Comparison, RunSummary } from '../result.ts';
import { MINUTE } from '../time/duration.ts';
import { shareOf } from './dependence.ts';
import { HALF } from './labels.ts';
import type { Measurements } from './measurements.ts';

/** An observed period with a condition that the base has to meet. */
export interface ComparedPeriod {
  readonly id: string;
  /** Index among the facts of the base's run. */
  readonly index: number;
  readonly from: number;
  readonly to: number;
}

/** Labels for observed periods. The first rule that applies decides. */
export function labelPeriods(periods: readonly ComparedPeriod[], measured: Measurements): Comparison[] {
  return periods.map((period) => {
    const { label, reason } = judge(period, measured);
    const support = label === 'holds up' ? 'worked out from inputs' : null;
    const { id, from, to } = period;
    return {
      id,
      kind: 'period',
      label,
      support,
      reason,
      tags: [],
      restsOn: [],
      observed: from,
      until: to,
      within: null,
    };
  });
}

function judge(
  { index, from, to }: ComparedPeriod,
  { base, narrow, wide, inputs }: Measurements,
): Pick<Comparison, 'label' | 'reason'> {
  const agrees = (summary: RunSummary | null): boolean => summary?.facts[index] ?? false;
  if (!agrees(base))
    return { label: 'missed', reason: 'The run doesn’t meet the condition for the whole period.' };
  const draws = [...narrow, ...wide];
  const failed = draws.filter((summary) => !agrees(summary)).length;
  const breaking = inputs.filter(({ without }) => without !== null && !agrees(without));
  if (failed === 0 && breaking.length === 0) {
    return {
      label: 'cannot fail',
      reason: `It holds in all ${draws.length} draws, and without any of the inputs.`,
    };
  }
  const isRare = (runs: readonly RunSummary[]): boolean =>
    (shareOf({ agree: runs.filter(agrees).length, of: runs.length }) ?? 1) < HALF;
  if (isRare(narrow) || isRare(wide)) {
    return {
      label: 'set by numbers',
      reason: `Numbers without a source decide: it fails in ${failed} of ${draws.length} draws.`,
    };
  }
  const isGiven = (t: number): boolean => breaking.some((input) => Math.abs(input.t - t) <= MINUTE);
  if (isGiven(from) && isGiven(to))
    return { label: 'put in', reason: 'The model is given both ends of the period.' };
  return {
    label: 'holds up',
    reason:
      failed === 0
        ? `It holds in all ${draws.length} draws, and fails without \`${breaking[0]!.id}\`.`
        : `It would fail in ${failed} of ${draws.length} draws.`,
  };
}
