import type { Comparison, RunSummary } from '../result.ts';
import type { Quantity } from '../scenario/ast/measuring.ts';
import type { Dependence } from './dependence.ts';
import { type FactJudgment, judgeFact } from './facts.ts';
import type { Measurements } from './measurements.ts';

/** Tolerance of a value without one, as a share of the value. */
const DEFAULT_SHARE = 0.1;

/**
 * Labels for observed values. The first rule that applies decides.
 *
 * @param marks the marks that count on their own
 */
export function labelValues(
  quantities: readonly Quantity[],
  measured: Measurements,
  marks: readonly Dependence[],
): Comparison[] {
  return quantities.map((quantity, index) => ({
    id: quantity.id,
    kind: 'value',
    ...judge(quantity, index, measured, marks),
    tags: quantity.value.within === null ? ['no tolerance stated'] : [],
    restsOn: [],
    observed: quantity.value.value,
    until: null,
    within: quantity.value.within,
  }));
}

function judge(
  { value: { value: observed, within } }: Quantity,
  index: number,
  measured: Measurements,
  marks: readonly Dependence[],
): FactJudgment {
  const tolerance = within ?? DEFAULT_SHARE * Math.abs(observed);
  const read = (summary: RunSummary): number | null => summary.quantities[index] ?? null;
  const agrees = (summary: RunSummary): boolean => {
    const value = read(summary);
    return value !== null && Math.abs(value - observed) <= tolerance;
  };
  const missed = (reason: string): FactJudgment => ({ label: 'missed', reason, support: null });
  const found = read(measured.base);
  if (found === null) return missed('The run has no such value.');
  if (!agrees(measured.base)) {
    const share =
      observed === 0 ? '' : ` by ${Math.round((100 * Math.abs(found - observed)) / Math.abs(observed))}%`;
    return missed(`Too ${found < observed ? 'low' : 'high'}${share}.`);
  }
  const judgment = judgeFact({ agrees, read, ends: [observed, observed], tolerance }, measured, marks);
  if (judgment.label === 'holds up' && tolerance >= Math.abs(observed) / 2) {
    const reason = 'The tolerance is half of the value or more: a guess would do.';
    return { label: 'says little', reason, support: null };
  }
  return judgment;
}
