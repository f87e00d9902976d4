import { fileSource } from '../diagnostic/source.ts';
import { exp, ln } from '../engine/numbers/arithmetic.ts';
import { Draws, hashName } from '../engine/numbers/random.ts';
import { type Finished, run } from '../engine/run.ts';
import { RUN_LIMITS, RunError } from '../engine/state/run-error.ts';
import { compile } from '../model/compile.ts';
import type { Model } from '../model/model.ts';
import type { ConstantValue, RunSummary } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { checkCase, checkPoint } from '../scenario/cases.ts';
import { readYaml } from '../yaml/read.ts';
import type { SweepJob } from './plan.ts';

const CONSTANT = hashName('const');

/** Ranges whose ends are a factor of ten or more apart are drawn on the scale of their logarithm. */
const WIDE = 10;

/** Constants that a variant leaves to be drawn: those with a range, but for those that it sets itself. */
function drawableOf({ constants }: Scenario, patches: readonly { readonly path: string }[]): string[] {
  const fixed = new Set(patches.map(({ path }) => path));
  return constants
    .filter(
      ({ name, range }) => range !== null && !fixed.has(`const.${name}`) && !fixed.has(`const.${name}.value`),
    )
    .map(({ name }) => name);
}

/**
 * Values of the constants of one run, each uniform over its range. A constant has the same value in the run of the same
 * number of every variant, whatever other constants there are.
 */
function drawn(scenario: Scenario, names: readonly string[], seed: number, run: number): number[] {
  const draws = new Draws(seed, run);
  return names.map((name) => {
    const constant = scenario.constants.find((one) => one.name === name)!;
    return valueAt(constant, draws.uniform(CONSTANT, hashName(name), 0));
  });
}

function valueAt({ range, type }: ConstantValue, u: number): number {
  const [low, high] = range!;
  const logarithmic = low > 0 && high / low >= WIDE;
  const between = (from: number, to: number): number =>
    logarithmic ? from * exp(u * ln(to / from)) : from + u * (to - from);
  if (type === 'int') return Math.min(high, Math.floor(between(low, high + 1)));
  const value = Math.min(high, between(low, high));
  return type === 'duration' ? Math.round(value) : value;
}

/** A case ready to run. */
interface Ready {
  readonly key: string;
  readonly model: Model;
  readonly patches: Finished['run']['patches'];
  readonly drawable: readonly string[];
}

/**
 * Makes the runs of jobs, one job after the other. What the last one compiled is kept: jobs of one case follow each
 * other. The same job gives the same runs, whatever was made before it.
 */
export class JobRunner {
  private ready: Ready | null = null;

  /** One summary for each run of the job, in order. A run that ends with an error of the model tells it. */
  run(job: SweepJob): RunSummary[] {
    const ready = this.prepare(job);
    const out: RunSummary[] = [];
    for (let number = job.from; number < job.to; number++) out.push(runOne(ready, job, number));
    return out;
  }

  private prepare(job: SweepJob): Ready {
    const { text, record, variant, point } = job;
    const drawing = job.kind === 'draws';
    const key = JSON.stringify([text, record, variant, point, drawing]);
    if (this.ready?.key === key) return this.ready;
    const source = fileSource('', text);
    const { root } = readYaml(source, 'the scenario');
    if (root === null) throw new Error('the text of a job has errors');
    const { scenario, patches } =
      point === null ? checkCase(source, root, variant, record) : checkPoint(source, root, point, record);
    if (scenario === null) throw new Error('the text of a job has errors');
    const drawable = drawing ? drawableOf(scenario, patches) : [];
    this.ready = { key, model: compile(scenario, drawable), patches, drawable };
    return this.ready;
  }
}

function runOne({ model, patches, drawable }: Ready, job: SweepJob, number: number): RunSummary {
  const { scenario } = model;
  const { kind, seed, variant } = job;
  const values = drawn(scenario, drawable, seed, number);
  const constants = Object.fromEntries(drawable.map((name, i) => [name, values[i]!]));
  try {
    const finished = run(model, {
      variant,
      patches,
      seed,
      // What is shuffled is the order at one time alone: the draws are those of the run that is shown.
      run: kind === 'ties' || kind === 'point' ? 0 : number,
      limits: { ...RUN_LIMITS, ...job.limits },
      brief: true,
      drawn: values,
      ...(kind === 'ties' ? { shuffle: number } : {}),
    });
    return { ...summaryOf(model, finished, number), constants };
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return { ...emptySummary(number, error.message), constants };
  }
}

function summaryOf({ scenario }: Model, { run: made, claims }: Finished, number: number): RunSummary {
  return {
    run: number,
    marks: made.marks.map(({ at }) => at),
    facts: made.facts.map(({ verdict }) => verdict === 'agrees'),
    metastable: made.recovery?.metastable ?? null,
    recoveredAfter: made.recovery?.recoveredAfter ?? null,
    services: scenario.services.map(({ name }) => {
      const found = made.services.find(({ service }) => service === name);
      return {
        impact: (found?.windows ?? []).reduce((sum, { from, to }) => sum + (to ?? made.ended.at) - from, 0),
        failed: found?.failed ?? 0,
        worstErrorRate: found?.worstErrorRate ?? 0,
      };
    }),
    measures: made.measures.map(({ last, least, greatest }) => ({ last, least, greatest })),
    claims: claims.map(({ met }) => met),
    constants: {},
    error: null,
  };
}

/** What is left of a run that ended with an error. */
export function emptySummary(run: number, error: string): RunSummary {
  return {
    run,
    marks: [],
    facts: [],
    metastable: null,
    recoveredAfter: null,
    services: [],
    measures: [],
    claims: [],
    constants: {},
    error,
  };
}
