import type { Comparison, RunSummary } from '../result.ts';
import type { Quantity } from '../scenario/ast/measuring.ts';
import { shareOf } from './dependence.ts';
import { HALF } from './labels.ts';
import type { Measurements } from './measurements.ts';

/** Tolerance of a value without one, as a share of the value. */
const DEFAULT_SHARE = 0.1;

/** Labels for observed values. The first rule that applies decides. */
export function labelValues(quantities: readonly Quantity[], measured: Measurements): Comparison[] {
  return quantities.map((quantity, index): Comparison => {
    const { label, reason } = judge(quantity, index, measured);
    return {
      id: quantity.id,
      kind: 'value',
      label,
      support: label === 'holds up' ? 'worked out from inputs' : null,
      reason,
      tags: quantity.value.within === null ? ['no tolerance stated'] : [],
      restsOn: [],
      observed: quantity.value.value,
      until: null,
      within: quantity.value.within,
    };
  });
}

function judge(
  { value: { value: observed, within } }: Quantity,
  index: number,
  { base, narrow, wide, inputs }: Measurements,
): Pick<Comparison, 'label' | 'reason'> {
  const tolerance = within ?? DEFAULT_SHARE * Math.abs(observed);
  const agrees = (summary: RunSummary): boolean => {
    const value = summary.quantities[index] ?? null;
    return value !== null && Math.abs(value - observed) <= tolerance;
  };
  const found = base.quantities[index] ?? null;
  if (found === null) return { label: 'missed', reason: 'The run has no such value.' };
  if (!agrees(base)) {
    const share =
      observed === 0 ? '' : ` by ${Math.round((100 * Math.abs(found - observed)) / Math.abs(observed))}%`;
    return { label: 'missed', reason: `Too ${found < observed ? 'low' : 'high'}${share}.` };
  }
  const draws = [...narrow, ...wide];
  const failed = draws.filter((summary) => !agrees(summary)).length;
  const breaking = inputs.filter(({ without }) => without !== null && !agrees(without));
  if (failed === 0 && breaking.length === 0) {
    return {
      label: 'cannot fail',
      reason: `It agrees in all ${draws.length} draws, and without any of the inputs.`,
    };
  }
  const isRare = (runs: readonly RunSummary[]): boolean =>
    (shareOf({ agree: runs.filter(agrees).length, of: runs.length }) ?? 1) < HALF;
  if (isRare(narrow) || isRare(wide)) {
    return {
      label: 'set by numbers',
      reason: `Numbers without a source decide: it disagrees in ${failed} of ${draws.length} draws.`,
    };
  }
  if (tolerance >= Math.abs(observed) / 2) {
    return { label: 'says little', reason: 'The tolerance is half of the value or more: a guess would do.' };
  }
  return {
    label: 'holds up',
    reason:
      failed === 0
        ? `It agrees in all ${draws.length} draws, and disagrees without \`${breaking[0]!.id}\`.`
        : `It would disagree in ${failed} of ${draws.length} draws.`,
  };
}
