import type { Comparison, NumberUsed, Probe, Probes, RunSummary, Validation } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import type { JobSettings } from '../sweep/plan.ts';
import { zoneOffset } from '../time/zone.ts';
import type { YamlNode } from '../yaml/node.ts';
import { type Compared, dependences } from './dependence.ts';
import { labelMarks } from './labels.ts';
import { type Measurements, measure, type PlacedInput } from './measurements.ts';
import { liftNumbers, type ModelNumber } from './numbers.ts';
import { type ComparedPeriod, labelPeriods } from './periods.ts';
import { ProbedModel, type RunJobs } from './probes.ts';

/**
 * Labels every comparison of the base with the observed timeline, and lists the numbers that it rests on.
 *
 * @param scenario the checked base
 * @param root     the parsed text of `settings`
 */
export async function validateModel(
  scenario: Scenario,
  root: YamlNode,
  settings: JobSettings,
  runJobs: RunJobs,
): Promise<Validation> {
  const { until, observed } = scenario;
  const marks = comparedMarks(scenario);
  const periods = comparedPeriods(scenario);
  const lifted = liftNumbers(root);
  const numbers = lifted.numbers.map(published);
  const nothing = { numbers, comparisons: [], probes: null, runs: 0, left: 0 };
  if (until === null || marks.length + periods.length === 0) return nothing;
  const inputs = lifted.inputs.flatMap(({ id }): PlacedInput[] => {
    const fact = observed.find((one) => one.id === id);
    return fact === undefined || fact.t > until ? [] : [{ id, t: fact.t }];
  });
  const model = new ProbedModel(settings, root, scaleSetting(scenario, inputs), runJobs);
  const measured = await measure(model, lifted, inputs, until);
  if (measured === null) return nothing;
  const comparisons = [
    ...labelMarks(dependences(measured, marks), measured),
    ...labelPeriods(periods, measured),
  ];
  return {
    numbers,
    comparisons,
    probes: probesOf(measured, comparisons, marks, periods),
    runs: measured.runs,
    left: measured.left,
  };
}

function published({ section: _section, tokens: _tokens, ...number }: ModelNumber): NumberUsed {
  return number;
}

/** The probes in a form from which the labels can be recomputed. */
function probesOf(
  measured: Measurements,
  comparisons: readonly Comparison[],
  marks: readonly Compared[],
  periods: readonly ComparedPeriod[],
): Probes {
  const indices = comparisons.map(({ id, kind }) => {
    const places = kind === 'mark' ? marks : periods;
    return { kind, index: places.find((one) => one.id === id)!.index };
  });
  const probe = (summary: RunSummary | null): Probe =>
    summary === null
      ? null
      : indices.map(({ kind, index }) =>
          kind === 'mark' ? (summary.marks[index] ?? null) : (summary.facts[index] ?? false),
        );
  const base = probe(measured.base);
  const isSame = (one: Probe): boolean => JSON.stringify(one) === JSON.stringify(base);
  const [shorter, longer] = measured.timescale;
  return {
    base,
    numbers: measured.numbers
      .map(({ number, less, more }) => ({ id: number.id, less: probe(less), more: probe(more) }))
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
    narrow: measured.narrow.map(probe),
    wide: measured.wide.map(probe),
    seeds: measured.seeds.map(probe),
  };
}

function scaleSetting({ clock }: Scenario, inputs: readonly PlacedInput[]) {
  const epoch = clock?.epoch ?? null;
  const local = clock === null ? 0 : clock.epoch + zoneOffset(clock.zone, clock.epoch);
  return { epoch, inputs: inputs.map(({ t }) => t), dayStart: Math.floor(local / 1e6) % 86_400 };
}

function comparedMarks({ marks, observed }: Scenario): Compared[] {
  return marks.flatMap(({ id }, index): Compared[] => {
    const fact = observed.find((one) => one.id === id);
    return fact === undefined ? [] : [{ id, index, observed: fact.t, within: fact.within }];
  });
}

/** The periods that the base's run is compared with, in the order of its facts. */
function comparedPeriods({ shown }: Scenario): ComparedPeriod[] {
  return shown
    .filter(({ variant }) => variant === 'base')
    .map(({ id, from, to }, index) => ({ id, index, from, to }));
}
