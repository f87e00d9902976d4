import type { Comparison, CurveResult, FixVerdict, NumberUsed, Result, Validation } from '../result.ts';
import { humanDuration } from '../time/duration.ts';
import { toleranceWords } from '../views/words/curve-words.ts';
import { fixWords } from '../views/words/fixes.ts';
import { count } from '../views/words/number-format.ts';
import { type Difference, difference, type Place, pair } from './difference.ts';

/**
 * Changes in how far the results can be trusted: tolerances, labels, verdicts on variants, and numbers without a
 * source. Labels are compared only if both versions have them.
 */
export function compareWorth(place: Place, before: Result, after: Result): Difference[] {
  const found = tolerances(place, tolerancesOf(before), tolerancesOf(after));
  const [old, fresh] = [before.validation, after.validation];
  return old === null || fresh === null ? found : [...found, ...validations(place, old, fresh)];
}

interface Tolerance {
  readonly id: string;
  readonly within: number | null;
  readonly text: string;
}

function tolerancesOf({ runs }: Result): Tolerance[] {
  const base = runs.find(({ variant }) => variant === 'base');
  const marks = (base?.marks ?? []).filter(({ observed }) => observed !== null);
  return [
    ...marks.map(({ id, within }) => ({ id, within, text: `±${humanDuration(within ?? 0)}` })),
    ...(base?.quantities ?? []).map(({ id, within, type }) => ({
      id,
      within,
      text: `±${type === 'duration' ? humanDuration(within ?? 0) : count(within ?? 0)}`,
    })),
    ...(base?.curves ?? []).flatMap(curveTolerances),
  ];
}

/** Both tolerances of a curve. A lower skill is more lenient, and so is a larger difference. */
function curveTolerances(curve: CurveResult): Tolerance[] {
  const { skill, mae } = curve.within;
  const none = { skill: null, mae: null };
  return [
    {
      id: `${curve.measure} (skill)`,
      within: skill === null ? null : 1 - skill,
      text: toleranceWords({ ...curve, within: { ...none, skill } }) ?? '',
    },
    {
      id: `${curve.measure} (difference)`,
      within: mae,
      text: toleranceWords({ ...curve, within: { ...none, mae } }) ?? '',
    },
  ];
}

function tolerances(place: Place, before: readonly Tolerance[], after: readonly Tolerance[]): Difference[] {
  const { both, removed, added } = pair(before, after, ({ id }) => id);
  const text = ({ within, text: words }: Tolerance): string | null => (within === null ? null : words);
  return [
    ...both.flatMap(([a, b]): Difference[] => {
      if (a.within === b.within) return [];
      const kind =
        b.within === null
          ? 'tolerance-removed'
          : a.within === null
            ? 'tolerance-added'
            : b.within > a.within
              ? 'tolerance-widened'
              : 'tolerance-narrowed';
      return [difference(place, kind, a.id, text(a), text(b))];
    }),
    ...removed
      .filter(({ within }) => within !== null)
      .map((one) => difference(place, 'tolerance-removed', one.id, text(one), null)),
    ...added
      .filter(({ within }) => within !== null)
      .map((one) => difference(place, 'tolerance-added', one.id, null, text(one))),
  ];
}

function validations(place: Place, before: Validation, after: Validation): Difference[] {
  const labels = pair(before.comparisons, after.comparisons, ({ id, kind }: Comparison) => `${kind} ${id}`);
  const fixes = pair(before.fixes, after.fixes, ({ variant, by }: FixVerdict) => `${by} ${variant}`);
  const unsourced = (numbers: readonly NumberUsed[]) => numbers.filter(({ basis }) => basis !== 'sourced');
  const numbers = pair(unsourced(before.numbers), unsourced(after.numbers), ({ label }) => label);
  return [
    ...labels.both
      .filter(([a, b]) => a.label !== b.label)
      .map(([a, b]) => difference(place, 'label-changed', a.id, a.label, b.label)),
    ...labels.added.map(({ id, label }) => difference(place, 'label-changed', id, null, label)),
    ...labels.removed.map(({ id, label }) => difference(place, 'label-changed', id, label, null)),
    ...fixes.both
      .filter(([a, b]) => a.verdict !== b.verdict)
      .map(([a, b]) =>
        difference({ ...place, variant: a.variant }, 'effect-changed', null, fixWords(a), fixWords(b)),
      ),
    ...numbers.added.map(({ label, written }) => difference(place, 'unsourced-number', label, null, written)),
  ];
}
