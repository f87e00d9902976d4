import { fileSource } from '../diagnostic/source.ts';
import { RUN_LIMITS } from '../engine/limits.ts';
import { type Finished, run } from '../engine/run.ts';
import { RunError } from '../engine/run-error.ts';
import { compile } from '../model/compile.ts';
import type { Model } from '../model/model.ts';
import type { RunSummary } from '../result-sweep.ts';
import { readYaml } from '../yaml/read.ts';
import { checkCase, checkPoint } from './cases.ts';
import { drawableOf, drawn } from './draw.ts';
import type { SweepJob } from './job.ts';

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
