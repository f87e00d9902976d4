import type { Comparison, Label, RunSummary, Support } from '../../result.ts';
import type { Quantity } from '../../scenario/ast/measuring.ts';
import { MINUTE } from '../../time/duration.ts';
import type { Measurements, ProbedNumber } from '../probes/measurements.ts';
import { type Dependence, shareOf } from './dependence.ts';
import { HALF } from './labels.ts';
import { type ComparedFact, isRepeated } from './repeats.ts';

/**
 * Fraction of draws that must agree if only numbers without a source can break a fact. If half were enough, any low
 * enough threshold would hold up, since a quantity can miss a threshold only on one side.
 */
const ROBUST = 0.9;
/**
 * If a number with a source can break a fact, this fraction must agree: roughly that of a normal distribution within
 * one standard deviation.
 */
const WITHIN_SPREAD = 2 / 3;

type FactJudgment = Pick<Comparison, 'label' | 'reason' | 'support'>;

/** The label for a fact that the run agrees with. The first rule that applies decides. */
function judgeFact(fact: ComparedFact, measured: Measurements, marks: readonly Dependence[]): FactJudgment {
  const { narrow, wide, inputs, seeds } = measured;
  const { agrees } = fact;
  const verdict = (label: Label, reason: string, support: Support | null = null): FactJudgment => ({
    label,
    reason,
    support,
  });
  const twin = marks.find((mark) => isRepeated(fact, mark, measured));
  if (twin !== undefined) return verdict('repeats', `Follows from the time of \`${twin.mark.id}\`.`);
  const draws = [...narrow, ...wide];
  const failed = draws.filter((summary) => !agrees(summary)).length;
  const breaking = inputs.filter(({ without }) => without !== null && !agrees(without));
  const sourced = measured.numbers.filter((one) => one.number.basis === 'sourced' && breaks(one, agrees));
  if (failed === 0 && sourced.length === 0) {
    const [input] = breaking;
    if (input === undefined) {
      return verdict(
        'cannot fail',
        `The model agrees in all ${draws.length} draws, and if any input is left out.`,
      );
    }
    return verdict('given', `Follows only from \`${input.id}\`: all ${draws.length} draws agree.`);
  }
  const lucky = shareOf({ agree: seeds.filter(agrees).length, of: seeds.length });
  if (lucky !== null && lucky < HALF) {
    return verdict(
      'set by numbers',
      `Set by the seed: the model disagrees in most runs with different seeds.`,
    );
  }
  const isRare = (runs: readonly RunSummary[], least: number): boolean =>
    (shareOf({ agree: runs.filter(agrees).length, of: runs.length }) ?? 1) < least;
  if (isRare(narrow, ROBUST) || isRare(wide, sourced.length > 0 ? WITHIN_SPREAD : ROBUST)) {
    return verdict(
      'set by numbers',
      `Depends on numbers without a source: ${failed} of ${draws.length} draws disagree.${deciding(measured, agrees)}`,
    );
  }
  const [only] = sourced;
  if (failed === 0 && breaking.length === 0 && sourced.length === 1 && !isMovedInTime(fact, measured)) {
    return verdict('given', `The model is given \`${only!.number.label}\`, and nothing else matters.`);
  }
  const reason =
    failed > 0
      ? `Could have failed: the model disagrees in ${failed} of ${draws.length} draws.`
      : `Rests on \`${only!.number.label}\` (${only!.number.written}, with a source): the model agrees in all ${draws.length} draws.`;
  return verdict('holds up', reason, sourced.length > 0 ? 'from sources' : 'worked out from inputs');
}

/** Lists the numbers without a source that can each determine the comparison. */
function deciding({ numbers }: Measurements, agrees: (summary: RunSummary) => boolean): string {
  const names = numbers
    .filter((one) => one.number.basis !== 'sourced' && breaks(one, agrees))
    .map(({ number }) => `\`${number.label}\` (${number.written})`);
  if (names.length === 0) return '';
  const rest = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return ` Changing any of these by 30% causes disagreement: ${names.slice(0, 2).join(', ')}${rest}.`;
}

function breaks({ less, more }: ProbedNumber, agrees: (summary: RunSummary) => boolean): boolean {
  return [less, more].some((summary) => summary !== null && !agrees(summary));
}

/**
 * True if moving or removing an input changes the compared value or period. For a period, also true if shortening all
 * times changes it.
 */
function isMovedInTime({ read, tolerance }: ComparedFact, { base, inputs, faster }: Measurements): boolean {
  const value = read(base);
  const ofInputs = inputs.flatMap(({ earlier, later, without }) => [earlier, later, without]);
  return [...ofInputs, ...(tolerance === null ? [faster] : [])].some(
    (summary) => summary !== null && read(summary) !== value,
  );
}

/** An observed period with a condition that the base must satisfy. */
export interface ComparedPeriod {
  readonly id: string;
  /** Index in the facts of the base run. */
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
    ...judgePeriod(period, measured, marks),
    tags: [],
    restsOn: [],
    observed: period.from,
    until: period.to,
    latest: null,
    within: null,
  }));
}

function judgePeriod(
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
    return { label: 'given', reason: 'The model is given both ends of the period.', support: null };
  }
  return judgeFact({ agrees, read: agrees, ends: [from, to], tolerance: null }, measured, marks);
}

/** Default tolerance of a value, as a fraction of the value. */
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
    ...judgeValue(quantity, index, measured, marks),
    tags: quantity.value.within === null ? ['no tolerance stated'] : [],
    restsOn: [],
    observed: quantity.value.value,
    until: null,
    latest: null,
    within: quantity.value.within,
  }));
}

function judgeValue(
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
