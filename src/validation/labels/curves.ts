import type { Comparison, Label, RunSummary, Support } from '../../result.ts';
import type { Curve } from '../../scenario/ast/curve.ts';
import type { Measurements } from '../probes/measurements.ts';
import { type Agreement, shareOf } from './dependence.ts';
import { HALF } from './labels.ts';

/** Minimum skill for a curve without a tolerance. */
const DEFAULT_SKILL = 0.5;

type CurveJudgment = Pick<Comparison, 'label' | 'reason' | 'support'>;

/** True if a run's curve is within the tolerance, over the part to which nothing was fitted. */
export function curveAgrees({ within }: Curve, index: number, summary: RunSummary | null): boolean {
  const found = summary?.curves?.[index];
  if (found === undefined || found.mae === null) return false;
  const { skill, mae } = within;
  const least = skill ?? (mae === null ? DEFAULT_SKILL : null);
  return (least === null || (found.skill ?? 0) >= least) && (mae === null || found.mae <= mae);
}

/** True if a flat line at the normal value would also agree. */
function baselineAgrees(curve: Curve): boolean {
  const { skill, mae } = curve.within;
  const values = counted(curve).flatMap(([, value]) => value ?? []);
  if (values.length === 0) return true;
  const away = values.reduce((sum, value) => sum + Math.abs(value - curve.normal), 0) / values.length;
  const least = skill ?? (mae === null ? DEFAULT_SKILL : 0);
  return least <= 0 && (mae === null || away <= mae);
}

/** The points to which nothing was fitted. */
function counted({ points, fitted }: Curve): Curve['points'] {
  return fitted === null ? points : points.filter(([t]) => t < fitted.from || t > fitted.to);
}

/** Labels for measures that are compared with observed series. The first rule that applies decides. */
export function labelCurves(curves: readonly Curve[], measured: Measurements): Comparison[] {
  return curves.map((curve, index) => {
    const isFitted = !counted(curve).some(([, value]) => value !== null);
    const facts = { isInput: curve.isInput, isFitted, isFlat: baselineAgrees(curve) };
    return {
      id: curve.measure,
      kind: 'curve',
      ...judge(curve, index, facts, measured),
      tags: curve.within.skill === null && curve.within.mae === null ? ['no tolerance stated'] : [],
      restsOn: [],
      observed: curve.normal,
      until: null,
      latest: null,
      within: curve.within.mae,
      curve: facts,
    };
  });
}

function judge(
  curve: Curve,
  index: number,
  { isInput, isFitted, isFlat }: NonNullable<Comparison['curve']>,
  measured: Measurements,
): CurveJudgment {
  const verdict = (label: Label, reason: string, support: Support | null = null): CurveJudgment => ({
    label,
    reason,
    support,
  });
  if (isFitted) {
    return verdict(
      'set by numbers',
      'Numbers were fitted to the whole series, so nothing is left to predict.',
    );
  }
  const agrees = (summary: RunSummary): boolean => curveAgrees(curve, index, summary);
  const part = curve.fitted === null ? '' : ' outside the fitted part';
  if (!agrees(measured.base)) {
    const skill = measured.base.curves?.[index]?.skill ?? null;
    const words = skill === null ? '' : ` (skill ${percent(skill)})`;
    return verdict('missed', `The curve doesn’t follow the series${part}${words}.`);
  }
  if (isInput) return verdict('given', 'The measure only repeats the load, which the model is given.');
  const runs = (all: readonly RunSummary[]): Agreement => ({
    agree: all.filter(agrees).length,
    of: all.length,
  });
  const [narrow, wide, seeds] = [runs(measured.narrow), runs(measured.wide), runs(measured.seeds)];
  const isRare = (one: Agreement): boolean => (shareOf(one) ?? 1) < HALF;
  if (isRare(seeds)) {
    return verdict(
      'set by numbers',
      `Set by the seed: the model agrees in ${seeds.agree} of ${seeds.of} runs with different seeds.`,
    );
  }
  const drawn = isRare(narrow) ? narrow : wide;
  if (isRare(drawn)) {
    return verdict(
      'set by numbers',
      `Set by numbers without a source: the model agrees in ${drawn.agree} of ${drawn.of} draws.`,
    );
  }
  if (isFlat) return verdict('says little', 'A flat line at the normal value would agree, too.');
  const failed = narrow.of + wide.of - narrow.agree - wide.agree;
  const sourced = measured.numbers.some(
    ({ number, less, more }) =>
      number.basis === 'sourced' && [less, more].some((summary) => summary !== null && !agrees(summary)),
  );
  if (failed === 0 && !sourced) {
    const input = measured.inputs.find(({ without }) => without !== null && !agrees(without));
    const all = `he model agrees in all ${narrow.of + wide.of} draws`;
    return input === undefined
      ? verdict('cannot fail', `T${all}, and if any input is left out.`)
      : verdict('given', `Follows only from \`${input.id}\`: t${all}.`);
  }
  const support = curve.fitted !== null ? 'tested' : sourced ? 'from sources' : 'worked out from inputs';
  const would =
    failed === 0
      ? 'the model agrees in all draws and rests on numbers with a source.'
      : `the model disagrees in ${failed} of ${narrow.of + wide.of} draws.`;
  const reason = `${curve.fitted === null ? 'Could have failed:' : 'Outside the fitted part,'} ${would}`;
  return verdict('holds up', reason, support);
}

function percent(share: number): string {
  const rounded = Math.floor(share * 100);
  return rounded < 0 ? `−${-rounded}%` : `${rounded}%`;
}
