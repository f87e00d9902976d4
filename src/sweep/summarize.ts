import type { Run } from '../result.ts';
import type { RunSummary, Sensitivity, SensitivityPoint, Sweep, SweptMark } from '../result-sweep.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { distributionOf } from './distribution.ts';

/** The runs of one kind of one case. */
export interface MadeRuns {
  readonly variant: string;
  readonly kind: Sweep['kind'];
  readonly summaries: readonly RunSummary[];
}

/**
 * What many runs of one case tell together. Nothing hangs on the order in which they were made.
 *
 * @param shown the one run of the case that is told in full
 * @param base runs of the base of the same kind, or null for the base itself
 */
export function summarize(
  scenario: Scenario,
  shown: Run,
  { variant, kind, summaries }: MadeRuns,
  base: MadeRuns | null,
  seed: number,
): Sweep {
  const good = summaries.filter(({ error }) => error === null);
  const asked = new Set(shown.services.map(({ service }) => service));
  const services = scenario.services.flatMap(({ name }, i) => (asked.has(name) ? [{ name, i }] : []));
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
    recoveredAfter:
      scenario.steady === null ? null : distributionOf(good.map(({ recoveredAfter }) => recoveredAfter)),
    services: services.map(({ name, i }) => ({
      service: name,
      impact: distributionOf(good.map((one) => one.services[i]!.impact)),
      failed: distributionOf(good.map((one) => one.services[i]!.failed)),
      worstErrorRate: distributionOf(good.map((one) => one.services[i]!.worstErrorRate)),
    })),
    measures: scenario.measures.map(({ name }, i) => ({
      name,
      last: distributionOf(good.map(({ measures }) => measures[i]!.last)),
      least: distributionOf(good.map(({ measures }) => measures[i]!.least)),
      greatest: distributionOf(good.map(({ measures }) => measures[i]!.greatest)),
    })),
    differences: base === null ? [] : differencesOf(scenario, services, good, base),
    failed: { runs: failed.length, first: failed[0]?.error ?? null },
  };
}

function sweptMark(scenario: Scenario, id: string, times: readonly (number | null)[]): SweptMark {
  const fact = scenario.observed.find((one) => one.id === id);
  const within = fact?.within ?? null;
  const near = (at: number | null): boolean =>
    at !== null && fact !== undefined && Math.abs(at - fact.t) <= (within ?? 0);
  return {
    id,
    happened: times.filter((at) => at !== null).length,
    runs: times.length,
    at: distributionOf(times),
    within: within === null ? null : times.filter(near).length,
  };
}

/** Each run less the run of the base with the same number: both drew the same numbers. */
function differencesOf(
  scenario: Scenario,
  services: readonly { readonly name: string; readonly i: number }[],
  good: readonly RunSummary[],
  base: MadeRuns,
): Sweep['differences'] {
  const others = new Map(base.summaries.filter(({ error }) => error === null).map((one) => [one.run, one]));
  const less = (value: (summary: RunSummary) => number | null | undefined) =>
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
    distribution: less(value),
  });
  return [
    ...services.flatMap(({ name, i }) => [
      time(`${name} impact`, (one) => one.services[i]?.impact),
      {
        name: `${name} failed`,
        unit: 'requests' as const,
        distribution: less((one) => one.services[i]?.failed),
      },
    ]),
    ...(scenario.steady === null ? [] : [time('recovery', (one) => one.recoveredAfter)]),
    ...scenario.marks.map(({ id }, i) => time(id, (one) => one.marks[i])),
  ];
}

/** How impact hangs on what is varied, from one run for each value. */
export function sensitivitiesOf(
  scenario: Scenario,
  shown: Run,
  summaryAt: (name: string, index: number) => RunSummary,
): Sensitivity[] {
  const asked = new Set(shown.services.map(({ service }) => service));
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
            asked.has(service)
              ? [{ service, impact: summary.services[i]!.impact, failed: summary.services[i]!.failed }]
              : [],
          ),
          marks: scenario.marks.map(({ id }, i) => ({ id, at: summary.marks[i] ?? null })),
        },
      ];
    }),
  }));
}
