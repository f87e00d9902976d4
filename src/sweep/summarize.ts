import { sixDigits } from '../engine/numbers/arithmetic.ts';
import type {
  CurveResult,
  Distribution,
  Run,
  RunSummary,
  Sensitivity,
  SensitivityPoint,
  Sweep,
  SweptCurve,
  SweptMark,
} from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { residualFrom } from '../time/observed-value.ts';

/**
 * The distribution of values, ignoring null and NaN. Infinite values count as smaller or larger than all others. Quantiles
 * use the nearest rank, so each is one of the values.
 */
export function distributionOf(values: readonly (number | null)[]): Distribution {
  const sorted = values
    .filter((value) => value !== null && !Number.isNaN(value))
    .sort((a, b) => a! - b!) as number[];
  const known = sorted.filter(Number.isFinite).map(sixDigits);
  const below = sorted.filter((value) => value === Number.NEGATIVE_INFINITY).length;
  const rank = (share: number): number | null =>
    known[Math.max(0, Math.ceil(share * sorted.length) - 1) - below] ?? null;
  return {
    n: known.length,
    below,
    above: sorted.length - known.length - below,
    least: rank(0),
    p5: rank(0.05),
    p25: rank(0.25),
    p50: rank(0.5),
    p75: rank(0.75),
    p95: rank(0.95),
    greatest: rank(1),
    span: known.length === 0 ? null : [known[0]!, known.at(-1)!],
    bins: binsOf(known),
  };
}

/** An event's time. If the run ends before the event, its time counts as later than all others. */
function orLater(time: number | null | undefined): number | null | undefined {
  return time === null ? Number.POSITIVE_INFINITY : time;
}

/** The recovery time; null if there was nothing to recover from. */
function recoveryTime({ triggered, recoveredAfter }: RunSummary): number | null {
  return triggered ? (recoveredAfter ?? Number.POSITIVE_INFINITY) : null;
}

const MAX_BINS = 24;

/** Counts in bins of equal width from the minimum to the maximum. If all values are equal, there's a single bin. */
function binsOf(sorted: readonly number[]): number[] {
  const [least, greatest] = [sorted[0], sorted.at(-1)];
  if (least === undefined || greatest === undefined) return [];
  if (least === greatest) return [sorted.length];
  const count = Math.min(MAX_BINS, sorted.length);
  const bins = Array.from({ length: count }, () => 0);
  for (const value of sorted) {
    const place = Math.floor(((value - least) / (greatest - least)) * count);
    bins[Math.min(count - 1, place)]!++;
  }
  return bins;
}

/** Runs of one kind for one case. */
export interface MadeRuns {
  readonly variant: string;
  readonly kind: Sweep['kind'];
  readonly summaries: readonly RunSummary[];
}

/**
 * Aggregates many runs of one case. Their order doesn't matter.
 *
 * @param shown the case's run that the Result contains in full
 * @param base the base's runs of the same kind, or null for the base itself
 */
export function summarize(
  scenario: Scenario,
  shown: Run,
  { variant, kind, summaries }: MadeRuns,
  base: MadeRuns | null,
  seed: number,
): Sweep {
  const good = summaries.filter(({ error }) => error === null);
  const shownServices = new Set(shown.services.map(({ service }) => service));
  const services = scenario.services.flatMap(({ name }, i) => (shownServices.has(name) ? [{ name, i }] : []));
  const failed = summaries.filter(({ error }) => error !== null);
  return {
    variant,
    kind,
    runs: summaries.length,
    seed,
    marks: shown.marks.map((mark, i) =>
      sweptMark(
        scenario,
        mark.id,
        good.map(({ marks }) => marks[i] ?? null),
      ),
    ),
    facts: shown.facts.map(({ id }, i) => ({
      id,
      agree: good.filter(({ facts }) => facts[i] === true).length,
      runs: good.length,
    })),
    metastable: scenario.steady === null ? null : good.filter(({ metastable }) => metastable === true).length,
    recoveredAfter: scenario.steady === null ? null : distributionOf(good.map(recoveryTime)),
    services: services.map(({ name, i }) => ({
      service: name,
      impact: distributionOf(good.map((one) => one.services[i]!.impact)),
      failed: distributionOf(good.map((one) => one.services[i]!.failed)),
      worstErrorRate: distributionOf(good.map((one) => one.services[i]!.worstErrorRate)),
    })),
    conditions: scenario.impact.conditions.map(({ name, unit }, i) => ({
      name,
      unit,
      impact: distributionOf(good.map(({ conditions }) => conditions[i]!.impact)),
      affected: distributionOf(good.map(({ conditions }) => conditions[i]!.affected)),
    })),
    measures: scenario.measures.map(({ name }, i) => ({
      name,
      last: distributionOf(good.map(({ measures }) => measures[i]!.last)),
      least: distributionOf(good.map(({ measures }) => measures[i]!.least)),
      greatest: distributionOf(good.map(({ measures }) => measures[i]!.greatest)),
    })),
    outcomes: scenario.outcomes.map(({ name, unit, is }, i) => ({
      name,
      type: is.type.kind === 'duration' ? 'duration' : 'number',
      unit,
      value: distributionOf(good.map(({ outcomes }) => outcomes[i]!)),
    })),
    quantities: scenario.quantities.map(({ id, value: { value, within } }, i) => {
      const values = good.map(({ quantities }) => quantities[i]!);
      const near = (one: number | null): boolean => one !== null && Math.abs(one - value) <= (within ?? 0);
      return {
        id,
        value: distributionOf(values),
        within: within === null ? null : values.filter(near).length,
      };
    }),
    ...(shown.curves === undefined ? {} : { curves: sweptCurves(shown.curves, good) }),
    differences: base === null ? [] : differencesOf(scenario, services, good, base),
    failed: { runs: failed.length, first: failed[0]?.error ?? null },
  };
}

/** Each curve's band over the runs, and how many points of the series are inside the band. */
function sweptCurves(shown: readonly CurveResult[], runs: readonly RunSummary[]): SweptCurve[] {
  return shown.map(({ measure, observed }, i): SweptCurve => {
    const bands = observed.map((_, k) =>
      distributionOf(runs.map(({ curves }) => curves?.[i]?.simulated[k] ?? null)),
    );
    const banded = observed.flatMap((value, k) => {
      const { p5, p95 } = bands[k]!;
      return value === null || p5 === null || p95 === null ? [] : [value >= p5 && value <= p95];
    });
    return {
      measure,
      p5: bands.map(({ p5 }) => p5),
      p95: bands.map(({ p95 }) => p95),
      of: banded.length,
      inside: banded.filter((isInside) => isInside).length,
    };
  });
}

function sweptMark(scenario: Scenario, id: string, times: readonly (number | null)[]): SweptMark {
  const fact = scenario.observed.find((one) => one.id === id);
  const within = fact?.within ?? null;
  const near = (at: number | null): boolean =>
    at !== null && fact !== undefined && Math.abs(residualFrom(fact, at)) <= (within ?? 0);
  return {
    id,
    happened: times.filter((at) => at !== null).length,
    runs: times.length,
    at: distributionOf(times.map((at) => orLater(at) ?? null)),
    within: within === null ? null : times.filter(near).length,
  };
}

/** Each run minus the base's run with the same number. Both use the same random numbers. */
function differencesOf(
  scenario: Scenario,
  services: readonly { readonly name: string; readonly i: number }[],
  good: readonly RunSummary[],
  base: MadeRuns,
): Sweep['differences'] {
  const others = new Map(base.summaries.filter(({ error }) => error === null).map((one) => [one.run, one]));
  const minus = (value: (summary: RunSummary) => number | null | undefined) =>
    distributionOf(
      good.map((own) => {
        const other = others.get(own.run);
        const [a, b] = [value(own), other === undefined ? null : value(other)];
        return a == null || b == null ? null : a - b;
      }),
    );
  const time = (name: string, value: (summary: RunSummary) => number | null | undefined) => ({
    name,
    unit: 'microseconds' as const,
    distribution: minus(value),
  });
  return [
    ...services.flatMap(({ name, i }) => [
      time(`${name} impact`, (one) => one.services[i]?.impact),
      {
        name: `${name} failed`,
        unit: 'requests' as const,
        distribution: minus((one) => one.services[i]?.failed),
      },
    ]),
    ...scenario.impact.conditions.map(({ name }, i) =>
      time(`${name} impact`, (one) => one.conditions[i]?.impact),
    ),
    ...(scenario.steady === null ? [] : [time('recovery', recoveryTime)]),
    ...scenario.marks.map(({ id }, i) => time(id, (one) => orLater(one.marks[i]))),
    ...scenario.outcomes.map(({ name, is }, i) => ({
      name,
      unit: is.type.kind === 'duration' ? ('microseconds' as const) : ('outcome' as const),
      distribution: minus((one) => one.outcomes[i]),
    })),
  ];
}

/** How impact depends on each value in `vary`, from one run per value. */
export function sensitivitiesOf(
  scenario: Scenario,
  shown: Run,
  summaryAt: (name: string, index: number) => RunSummary,
): Sensitivity[] {
  const shownServices = new Set(shown.services.map(({ service }) => service));
  return scenario.varied.map(({ name, path, own, values }) => ({
    name,
    path,
    own: own === null ? null : { value: own.text, x: own.x },
    points: values.flatMap(({ text, x }, index): SensitivityPoint[] => {
      const summary = summaryAt(name, index);
      if (summary.error !== null) return [];
      return [
        {
          value: text,
          x,
          services: scenario.services.flatMap(({ name: service }, i) =>
            shownServices.has(service)
              ? [{ service, impact: summary.services[i]!.impact, failed: summary.services[i]!.failed }]
              : [],
          ),
          conditions: scenario.impact.conditions.map(({ name: condition }, i) => ({
            name: condition,
            ...summary.conditions[i]!,
          })),
          marks: scenario.marks.map(({ id }, i) => ({ id, at: summary.marks[i] ?? null })),
          outcomes: scenario.outcomes.map(({ name: outcome }, i) => ({
            name: outcome,
            value: summary.outcomes[i] ?? null,
          })),
        },
      ];
    }),
  }));
}
