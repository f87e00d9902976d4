import { fileSource } from '../diagnostic/source.ts';
import { Draws, hashName } from '../engine/numbers/random.ts';
import { type FinishedRun, run } from '../engine/run.ts';
import { RUN_LIMITS, RunError } from '../engine/state/run-error.ts';
import { compile } from '../model/compile.ts';
import type { Model } from '../model/model.ts';
import type { Run, RunSummary } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import {
  type CheckedCases,
  caseWithConstants,
  checkCase,
  checkCell,
  checkPoint,
  scenarioText,
} from '../scenario/cases.ts';
import type { SweepJob } from './plan.ts';
import { valueAt } from './range.ts';

/**
 * Executes the runs in jobs, one job after another. The most recently compiled model is reused, since consecutive jobs
 * often run the same case. A job's runs don't depend on earlier jobs.
 */
export class JobRunner {
  private readonly checked: CheckedCases | null;
  private ready: Ready | null = null;

  /** @param checked cases for which the jobs were planned; null in a thread, which parses each job's text */
  constructor(checked: CheckedCases | null = null) {
    this.checked = checked;
  }

  /** One summary for each of the job's runs, in order. A failed run's summary contains its error. */
  run(job: SweepJob): RunSummary[] {
    const ready = this.prepare(job);
    const out: RunSummary[] = [];
    if (ready === null) {
      for (let number = job.from; number < job.to; number++) out.push(emptySummary(number, INVALID));
      return out;
    }
    for (let number = job.from; number < job.to; number++) out.push(runOne(ready, job, number));
    return out;
  }

  /** Null if the text has errors and the job allows them. */
  private prepare(job: SweepJob): Ready | null {
    const { text, record, zone, variant, point, cell } = job;
    const drawing = job.kind === 'draws' || job.constants !== undefined;
    const key = JSON.stringify([text, record, zone, variant, point, cell, drawing]);
    if (this.ready?.key === key) return this.ready;
    const found = this.find(job) ?? readCase(job);
    if (found === null) {
      if (job.mayFail === true || job.kind === 'cell') return null;
      // Other jobs are planned only for valid scenarios, so this is a bug.
      throw new Error(INVALID);
    }
    const { scenario, patches } = found;
    const drawable = drawing ? drawableOf(scenario, patches) : [];
    const sizes = scenario.processes.flatMap(({ sizedBy }) =>
      sizedBy !== null && drawable.includes(sizedBy) ? [sizedBy] : [],
    );
    this.ready = { key, model: compile(scenario, drawable), patches, drawable, sizes };
    return this.ready;
  }

  private find({ variant, point, cell, mayFail }: SweepJob): RunnableCase | undefined {
    if (mayFail === true || (cell !== undefined && cell.length > 0)) return undefined;
    if (point === null) return this.checked?.cases.find((one) => one.variant === variant);
    return this.checked?.points.find(({ name, index }) => name === point.name && index === point.index);
  }
}

interface RunnableCase {
  readonly scenario: Scenario;
  readonly patches: Run['patches'];
}

/** A compiled case that is ready to run. */
interface Ready {
  readonly key: string;
  readonly model: Model;
  readonly patches: Run['patches'];
  readonly drawable: readonly string[];
  /** The drawable constants that set a number of instances. */
  readonly sizes: readonly string[];
}

/** Error message of a run whose scenario has errors. */
export const INVALID = 'the scenario has errors';

/**
 * A base's constants have to be within their ranges, but a variant's don't. A changed base is checked as if it were a
 * variant.
 */
const CHANGED = 'changed base';

/** Null if the text has errors. */
function readCase({ text, variant, point, cell, mayFail, ...page }: SweepJob): RunnableCase | null {
  const { source, yaml } = scenarioText(fileSource('', text));
  if (yaml.root === null) return null;
  const { scenario, patches } =
    cell !== undefined
      ? checkCell(source, yaml.root, cell, page)
      : point === null
        ? checkCase(source, yaml.root, mayFail === true && variant === 'base' ? CHANGED : variant, page)
        : checkPoint(source, yaml.root, point, page);
  return scenario === null ? null : { scenario, patches };
}

/**
 * The model for a run's constants. The number of instances determines the layout of the state, so a different number
 * needs a new model. Null if the scenario is invalid with these sizes, for example because their total is too large.
 */
function modelFor(ready: Ready, job: SweepJob, constants: Readonly<Record<string, number>>): Model | null {
  const { model, sizes, drawable } = ready;
  if (sizes.length === 0) return model;
  const { text, variant, ...page } = job;
  const { source, yaml } = scenarioText(fileSource('', text));
  const drawn = Object.fromEntries(sizes.map((name) => [name, constants[name]!]));
  const scenario = yaml.root === null ? null : caseWithConstants(source, yaml.root, variant, page, drawn);
  return scenario === null ? null : compile(scenario, drawable);
}

/** Constants to draw: all that have a range, except those set by the variant. */
function drawableOf({ constants }: Scenario, patches: Run['patches']): string[] {
  const fixed = new Set(patches.map(({ path }) => path));
  return constants
    .filter(
      ({ name, range }) => range !== null && !fixed.has(`const.${name}`) && !fixed.has(`const.${name}.value`),
    )
    .map(({ name }) => name);
}

function runOne(ready: Ready, job: SweepJob, number: number): RunSummary {
  const { patches, drawable } = ready;
  const { scenario } = ready.model;
  const { kind, seed, variant } = job;
  const { constants: given } = job;
  const values =
    given === undefined
      ? drawn(scenario, drawable, seed, number)
      : drawable.map((name) => given[name] ?? writtenValue(scenario, name));
  const constants = Object.fromEntries(drawable.map((name, i) => [name, values[i]!]));
  const model = modelFor(ready, job, constants);
  if (model === null) return { ...emptySummary(number, INVALID), constants };
  try {
    const finished = run(model, {
      variant,
      patches,
      seed,
      // `ties` shuffles only the order of simultaneous events, so it uses the same draws as the displayed run.
      run: kind === 'ties' || kind === 'point' || kind === 'cell' ? 0 : number,
      limits: { ...RUN_LIMITS, ...job.limits },
      brief: true,
      drawn: values,
      ...(kind === 'ties' ? { shuffle: number } : {}),
    });
    const summary = { ...summaryOf(model, finished, number), constants };
    return kind === 'cell' ? { ...summary, trigger: triggerOf(finished.run) } : summary;
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { ...emptySummary(number, error.message), constants };
  }
}

function writtenValue({ constants }: Scenario, name: string): number {
  return constants.find((one) => one.name === name)!.value as number;
}

const CONSTANT = hashName('const');

/**
 * Constant values for one run, each uniform over its range. In run `number`, a constant has the same value in every
 * variant, regardless of other constants.
 */
function drawn(scenario: Scenario, names: readonly string[], seed: number, number: number): number[] {
  const draws = new Draws(seed, number);
  return names.map((name) => {
    const constant = scenario.constants.find((one) => one.name === name)!;
    return valueAt(constant, draws.uniform(CONSTANT, hashName(name), 0));
  });
}

function summaryOf(
  { scenario }: Model,
  { run: made, claims, answered }: FinishedRun,
  number: number,
): RunSummary {
  return {
    run: number,
    marks: made.marks.map(({ at }) => at),
    facts: made.facts.map(({ verdict }) => verdict === 'agrees'),
    metastable: made.recovery?.metastable ?? null,
    triggered: made.recovery !== null && made.recovery.trigger !== null,
    recoveredAfter: made.recovery?.recoveredAfter ?? null,
    services: scenario.services.map(({ name }, i) => {
      const found = made.services.find(({ service }) => service === name);
      return {
        impact: (found?.windows ?? []).reduce((sum, { from, to }) => sum + (to ?? made.ended.at) - from, 0),
        answered: answered[i]!,
        failed: found?.failed ?? 0,
        worstErrorRate: found?.worstErrorRate ?? 0,
      };
    }),
    conditions: made.conditions.map(({ total, affected }) => ({ impact: total, affected })),
    measures: made.measures.map(({ last, least, greatest }) => ({ last, least, greatest })),
    outcomes: made.outcomes.map(({ value }) => value),
    quantities: made.quantities.map(({ simulated }) => simulated),
    ...(made.curves === undefined
      ? {}
      : {
          curves: made.curves.map(({ simulated, fitted, fit, rest }) => {
            const counted = fitted === null ? fit : rest;
            return { simulated, skill: counted?.skill ?? null, mae: counted?.mae ?? null };
          }),
        }),
    violated: made.properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name),
    claims: claims.map(({ met }) => met),
    constants: {},
    error: null,
  };
}

/** What a map needs to know about a run's trigger. */
function triggerOf({ recovery, ended }: Run): RunSummary['trigger'] {
  const to = recovery?.trigger?.to ?? null;
  // If nothing more happens after the trigger, the run ends with it, and its last state is for good.
  const isBack = ended.because !== 'until' && recovery?.recoveredAt != null;
  return { steadyBefore: recovery?.steadyBefore === true, isOver: to !== null && (to < ended.at || isBack) };
}

/** Summary of a run that failed with an error. */
function emptySummary(run: number, error: string): RunSummary {
  return {
    run,
    marks: [],
    facts: [],
    metastable: null,
    triggered: false,
    recoveredAfter: null,
    services: [],
    conditions: [],
    measures: [],
    outcomes: [],
    quantities: [],
    violated: [],
    claims: [],
    constants: {},
    error,
  };
}
