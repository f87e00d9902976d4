import type { Scenario } from '../scenario/ast/scenario.ts';
import type { JobSettings } from '../sweep/plan.ts';
import { zoneOffset } from '../time/zone.ts';
import type { YamlNode } from '../yaml/node.ts';
import { type Compared, dependences } from './dependence.ts';
import { type Comparison, labelMarks } from './labels.ts';
import { measure, type PlacedInput } from './measurements.ts';
import { liftNumbers, type ModelNumber } from './numbers.ts';
import { type ComparedPeriod, labelPeriods } from './periods.ts';
import { ProbedModel, type RunJobs } from './probes.ts';

/** How far a model's comparisons with the observed timeline can be trusted. */
export interface Validation {
  readonly numbers: readonly ModelNumber[];
  readonly comparisons: readonly Comparison[];
  /** Number of runs that the labels are based on. */
  readonly runs: number;
  /** Number of numbers that weren't varied because there are too many. */
  readonly left: number;
}

/**
 * Labels every comparison of the base with the observed timeline. Null if the scenario has none.
 *
 * @param scenario the checked base
 * @param root     the parsed text of `settings`
 */
export async function validateModel(
  scenario: Scenario,
  root: YamlNode,
  settings: JobSettings,
  runJobs: RunJobs,
): Promise<Validation | null> {
  const { until, observed } = scenario;
  const marks = comparedMarks(scenario);
  const periods = comparedPeriods(scenario);
  if (until === null || marks.length + periods.length === 0) return null;
  const lifted = liftNumbers(root);
  const inputs = lifted.inputs.flatMap(({ id }): PlacedInput[] => {
    const fact = observed.find((one) => one.id === id);
    return fact === undefined || fact.t > until ? [] : [{ id, t: fact.t }];
  });
  const model = new ProbedModel(settings, root, scaleSetting(scenario, inputs), runJobs);
  const measured = await measure(model, lifted, inputs, until);
  if (measured === null) return null;
  return {
    numbers: lifted.numbers,
    comparisons: [...labelMarks(dependences(measured, marks), measured), ...labelPeriods(periods, measured)],
    runs: measured.runs,
    left: measured.left,
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
