import type { Comparison, FixVerdict, NumberUsed, Probe, Probes, RunSummary, Validation } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import type { JobSettings } from '../sweep/plan.ts';
import { MINUTE } from '../time/duration.ts';
import { zoneOffset } from '../time/zone.ts';
import type { YamlNode } from '../yaml/node.ts';
import { doesCount, isBetter, isSettled, type JudgedVariant, judgeFix } from './fixes/fixes.ts';
import { pairedRuns } from './fixes/paired-runs.ts';
import { curveAgrees, labelCurves } from './labels/curves.ts';
import { type Compared, dependences } from './labels/dependence.ts';
import { type ComparedPeriod, labelPeriods, labelValues } from './labels/facts.ts';
import { labelMarks } from './labels/labels.ts';
import { liftNumbers, type ModelNumber } from './numbers/numbers.ts';
import { isUncertain } from './numbers/provenance.ts';
import { type Measurements, measure, type PlacedInput } from './probes/measurements.ts';
import { ProbedModel, type RunJobs } from './probes/probes.ts';

/**
 * Labels every comparison of the base with the observed timeline, lists the numbers that the base depends on, and
 * evaluates the variants.
 *
 * @param variants the checked variants
 * @param root     the parsed text of `settings`
 */
export async function validateModel(
  scenario: Scenario,
  variants: readonly JudgedVariant[],
  root: YamlNode,
  settings: JobSettings,
  runJobs: RunJobs,
): Promise<Validation> {
  const { until, observed } = scenario;
  const marks = comparedMarks(scenario);
  const periods = comparedPeriods(scenario);
  const lifted = liftNumbers(root, settings.record);
  const numbers = lifted.numbers.map(published);
  const nothing = { numbers, comparisons: [], fixes: [], probes: null, runs: 0, left: 0 };
  if (until === null) return nothing;
  const inputs = lifted.inputs.flatMap(({ id }): PlacedInput[] => {
    const fact = observed.find((one) => one.id === id);
    return fact === undefined || fact.t > until ? [] : [{ id, t: fact.t }];
  });
  const model = new ProbedModel(settings, root, scaleSetting(scenario, inputs), runJobs);
  const { quantities, curves } = scenario;
  const isCompared = marks.length + periods.length + quantities.length + curves.length > 0;
  const measured = isCompared
    ? await measure(model, lifted, inputs, { until, starts: startsOf(scenario) })
    : null;
  const fixes = await judgeVariants(model, scenario, variants, drawable(lifted.numbers, measured));
  if (measured === null) return { ...nothing, fixes };
  const depend = dependences(measured, marks);
  const labeled = labelMarks(depend, measured);
  const counted = depend.filter(({ mark }) => {
    const label = labeled.find(({ id }) => id === mark.id)?.label;
    return label !== 'missed' && label !== 'repeats';
  });
  const comparisons = [
    ...labeled,
    ...labelPeriods(periods, measured, counted),
    ...labelValues(quantities, measured, counted),
    ...labelCurves(curves, measured),
  ];
  return {
    numbers,
    comparisons,
    fixes,
    probes: probesOf(measured, comparisons, scenario, marks, periods),
    runs: measured.runs,
    left: measured.left,
  };
}

async function judgeVariants(
  model: ProbedModel,
  base: Scenario,
  variants: readonly JudgedVariant[],
  numbers: readonly ModelNumber[],
): Promise<FixVerdict[]> {
  const byName = new Map(variants.map((one) => [one.name, one]));
  const names = variants.flatMap(({ name, redefines }) => (redefines === null ? [name] : []));
  const pairs = await pairedRuns(
    model,
    numbers,
    names,
    (name, made, more) => isSettled(base, byName.get(name)!, made, more),
    (run, written) => doesCount(base, run, written),
  );
  const verdicts = variants.map((variant) => judgeFix(base, variant, pairs.get(variant.name) ?? null));
  return withoutDelays(model, base, variants, verdicts);
}

/** Runs the variants that help for twice as long, since they may only delay harm until after the end of the run. */
async function withoutDelays(
  model: ProbedModel,
  base: Scenario,
  variants: readonly JudgedVariant[],
  verdicts: readonly FixVerdict[],
): Promise<FixVerdict[]> {
  const helping = variants.filter((_, i) => verdicts[i]!.verdict === 'helps');
  if (helping.length === 0) return [...verdicts];
  const names = ['base', ...helping.map(({ name }) => name)];
  const [longer, ...runs] = await model.cases(
    names.map((variant) => ({ change: { longer: 2 }, variant, run: 0 })),
  );
  const delayed = helping.filter((variant, i) => {
    const own = runs[i];
    return longer != null && own != null && !isBetter(base, variant, { base: longer, variant: own });
  });
  return verdicts.map((verdict) =>
    delayed.some(({ name }) => name === verdict.variant)
      ? { ...verdict, verdict: 'hardly any effect', reason: `${verdict.reason} ${ONLY_DELAYED}` }
      : verdict,
  );
}

const ONLY_DELAYED = 'But it only delays the harm: in a run twice as long, it isn’t better than the base.';

/** The uncertain numbers, except those that probes couldn't change. */
function drawable(numbers: readonly ModelNumber[], measured: Measurements | null): ModelNumber[] {
  const probed = new Map((measured?.numbers ?? []).map((one) => [one.number, one]));
  return numbers.filter((number) => {
    const found = probed.get(number);
    return isUncertain(number) && found?.less !== null && found?.more !== null;
  });
}

function published({ section: _section, tokens: _tokens, ...number }: ModelNumber): NumberUsed {
  return number;
}

/** The probes, in a form from which the labels can be recomputed. */
function probesOf(
  measured: Measurements,
  comparisons: readonly Comparison[],
  { quantities, curves }: Scenario,
  marks: readonly Compared[],
  periods: readonly ComparedPeriod[],
): Probes {
  const indices = comparisons.map(({ id, kind }) => {
    if (kind === 'curve') return { kind, index: curves.findIndex(({ measure }) => measure === id) };
    if (kind === 'value') return { kind, index: quantities.findIndex((one) => one.id === id) };
    const places = kind === 'mark' ? marks : periods;
    return { kind, index: places.find((one) => one.id === id)!.index };
  });
  const probe = (summary: RunSummary | null): Probe =>
    summary === null
      ? null
      : indices.map(({ kind, index }) => {
          if (kind === 'curve') return curveAgrees(curves[index]!, index, summary);
          if (kind === 'period') return summary.facts[index] ?? false;
          return (kind === 'mark' ? summary.marks : summary.quantities)[index] ?? null;
        });
  const base = probe(measured.base);
  const isSame = (one: Probe): boolean => JSON.stringify(one) === JSON.stringify(base);
  const [shorter, longer] = measured.timescale;
  return {
    base,
    numbers: measured.numbers
      .map(({ number, less, more, isRefused }) => ({
        id: number.id,
        less: probe(less),
        more: probe(more),
        ...(isRefused ? { isRefused } : {}),
      }))
      .filter(({ less, more }) => !isSame(less) || !isSame(more)),
    inputs: measured.inputs.map(({ id, t, earlier, later, without }) => ({
      id,
      t,
      earlier: probe(earlier),
      later: probe(later),
      without: probe(without),
    })),
    shorter: probe(shorter),
    longer: probe(longer),
    fewer: probe(measured.counts[0]),
    more: probe(measured.counts[1]),
    faster: probe(measured.faster),
    units: probe(measured.units),
    lead: probe(measured.lead),
    starts: measured.starts,
    narrow: measured.narrow.map(probe),
    wide: measured.wide.map(probe),
    seeds: measured.seeds.map(probe),
  };
}

/** Observed times at the run's start. */
function startsOf({ observed }: Scenario): string[] {
  return observed.filter(({ t }) => Math.abs(t) <= MINUTE).map(({ id }) => id);
}

function scaleSetting({ clock }: Scenario, inputs: readonly PlacedInput[]) {
  const epoch = clock?.epoch ?? null;
  const local = clock === null ? 0 : clock.epoch + zoneOffset(clock.zone, clock.epoch);
  return { epoch, inputs: inputs.map(({ t }) => t), dayStart: Math.floor(local / 1e6) % 86_400 };
}

function comparedMarks({ marks, observed, inFittedPart }: Scenario): Compared[] {
  return marks.flatMap(({ id }, index): Compared[] => {
    const fact = observed.find((one) => one.id === id);
    if (fact === undefined) return [];
    const slack = ((fact.latest ?? fact.t) - fact.t) / 2;
    return [
      {
        id,
        index,
        observed: fact.t + slack,
        slack,
        within: fact.within,
        isFitted: inFittedPart.has(id),
      },
    ];
  });
}

/** The periods with which the base run is compared, in the order of its facts. */
function comparedPeriods({ shown }: Scenario): ComparedPeriod[] {
  return shown
    .filter(({ variant }) => variant === 'base')
    .map(({ id, from, to }, index) => ({ id, index, from, to }));
}
