import { type FileCache, keyOf } from '../../cache/file-cache.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import {
  type EvaluateOptions,
  type Evaluation,
  type RecordEntry,
  type ScenarioText,
  withValidation,
} from '../../hindcast.ts';
import { type LastResult, mentioned, type Unfinished } from '../../markdown/page.ts';
import type { Result } from '../../result.ts';
import { entryOf } from '../../yaml/node.ts';
import { JobFailure } from './job-failure.ts';
import {
  type EvaluationReport,
  failedEvaluation,
  placed,
  placedValidation,
  ResultStore,
} from './kept-results.ts';
import type { RunJob } from './run-job.ts';
import type { RunPool } from './run-pool.ts';
import type { ShippedResults } from './shipped-results.ts';

/** Remaining time that pages may wait for their scenarios, in milliseconds. Each wait is deducted. */
export interface Patience {
  left: number;
}

export interface PageRequest {
  readonly file: string;
  /** How long to wait for results. Can be shared by several pages. */
  readonly patience: Patience;
  /** Called once if a scenario finishes after the page stopped waiting for it: the page must be rendered again. */
  ready(): void;
}

/** Evaluates the scenarios on a page that is being rendered. */
export interface PageEvaluation {
  evaluate(text: ScenarioText, options: EvaluateOptions): Promise<Evaluation | Unfinished>;
  /** Cancels jobs that an earlier version of the page started and that this version doesn't need. */
  leave(): void;
}

export interface LiveSetting {
  readonly cache: FileCache;
  readonly engine: string;
  readonly shipped?: ShippedResults | null;
  readonly pool: RunPool;
  /** Determines what results depend on, one scenario at a time. Without it, pages have no labels. */
  readonly labelPool?: RunPool;
  readonly now: () => number;
  readonly report: (file: string, what: EvaluationReport) => void;
}

/** An evaluation that is running, or that finished after the page was rendered without it. */
interface Job {
  readonly key: string;
  readonly stop: AbortController;
  /** Resolves when the job has succeeded, failed or been canceled. */
  readonly ended: Promise<void>;
  outcome: { evaluation: Evaluation } | { failure: unknown } | null;
  /** The result of a single run of a scenario with many runs; null if there is none (yet). */
  quick: Result | null;
  ready: (() => void) | null;
}

/** A job that determines the labels of a scenario's comparisons. */
interface LabelJob {
  readonly key: string;
  readonly stop: AbortController;
  ready: () => void;
}

/** A scenario's previous result: the inputs that the page shows, and the keys it may be cached under. */
interface Last {
  readonly text: string;
  readonly record: readonly RecordEntry[];
  readonly keys: readonly string[];
}

/** Maximum and minimum wait for one scenario, in milliseconds. Most errors are found within the minimum. */
export const MOST_WAIT = 400;
const LEAST_WAIT = 40;

/**
 * Evaluates in other processes, with the same result cache as builds. A page waits briefly, is then rendered with the
 * previous result, and is rendered again when the new result is ready. Each scenario on a page has at most one job:
 * saving an edit cancels the job for the old text.
 */
export class LiveResults {
  readonly #setting: LiveSetting;
  readonly #store: ResultStore;
  /** Keyed by file and scenario. */
  readonly #jobs = new Map<string, Job>();
  readonly #labelJobs = new Map<string, LabelJob>();
  readonly #last = new Map<string, { last: Last; from: LiveResults }>();

  /** @param before results from before the engine was edited, shown until there are new ones */
  constructor(setting: LiveSetting, before: LiveResults | null = null) {
    this.#setting = setting;
    this.#store = new ResultStore(setting.cache, setting.engine, setting.shipped);
    if (before !== null) this.#last = new Map(before.#last);
  }

  get running(): number {
    return [...this.#jobs.values()].filter(({ outcome }) => outcome === null).length;
  }

  visit({ file, patience, ready }: PageRequest): PageEvaluation {
    const asked = new Set<string>();
    return {
      evaluate: (text, options) => {
        const place = `${file}\0${scenarioId(text.source.text)}`;
        asked.add(place);
        return this.#evaluate(place, file, text, options, { patience, ready });
      },
      leave: () => {
        const isGone = (place: string): boolean => place.startsWith(`${file}\0`) && !asked.has(place);
        for (const place of [...this.#jobs.keys()].filter(isGone)) this.#end(place);
        for (const place of [...this.#labelJobs.keys()].filter(isGone)) this.#endLabels(place);
      },
    };
  }

  /** Cancels a deleted page's evaluations. */
  forget(file: string): void {
    this.visit({ file, patience: { left: 0 }, ready: () => undefined }).leave();
  }

  /** Cancels all evaluations and ends the processes. */
  async close(): Promise<void> {
    for (const place of [...this.#jobs.keys()]) this.#end(place);
    for (const place of [...this.#labelJobs.keys()]) this.#endLabels(place);
    await this.#setting.pool.close();
    await this.#setting.labelPool?.close();
  }

  async #evaluate(
    place: string,
    file: string,
    scenario: ScenarioText,
    options: EvaluateOptions,
    { patience, ready }: Pick<PageRequest, 'patience' | 'ready'>,
  ): Promise<Evaluation | Unfinished> {
    const { now, report } = this.#setting;
    const start = now();
    const { source } = scenario;
    const { text } = source;
    const { record = [] } = options;
    const key = this.#store.keyFor(text, options, record);
    const old = this.#jobs.get(place);
    if (old !== undefined && old.key !== key) this.#end(place);
    const cached = this.#store.find(text, options);
    // A result that was simulated since the page was last rendered counts as run, not as cached.
    const run = cached === null || (old?.key === key && old.outcome !== null && old.ready !== null);
    if (cached !== null) this.#end(place);
    const job =
      cached === null ? (this.#jobs.get(place) ?? this.#begin(place, key, scenario, options)) : null;
    if (job !== null && job.outcome === null) {
      // An earlier rendering of the page has already waited for a job that is still running.
      const wait = Math.max(LEAST_WAIT, Math.min(MOST_WAIT, patience.left));
      await within(job.ended, job.ready === null ? wait : 0);
      patience.left -= now() - start;
    }
    if (job !== null && job.outcome === null) {
      job.ready = ready;
      const last = this.#lastOf(place);
      return { unfinished: true, last, ...(job.quick === null ? {} : { quick: job.quick }) };
    }
    if (job?.outcome != null && 'failure' in job.outcome) {
      this.#jobs.delete(place);
      throw job.outcome.failure;
    }
    const evaluation = cached ?? (job!.outcome as { evaluation: Evaluation }).evaluation;
    if (evaluation.result !== null) {
      const keys = this.#store.keysFor(text, options);
      this.#remember(place, { text, record: mentioned(text, record), keys });
    }
    const id = evaluation.result?.scenario ?? null;
    report(file, { run, scenario: id, milliseconds: now() - start });
    return this.#labeled(place, placed(evaluation, source), source, options, ready);
  }

  /** Adds labels to a result. If the labels aren't known yet, the page is rendered again once they are. */
  #labeled(
    place: string,
    evaluation: Evaluation,
    source: SourceText,
    options: EvaluateOptions,
    ready: () => void,
  ): Evaluation {
    const { labelPool } = this.#setting;
    if (labelPool === undefined || evaluation.result === null) return evaluation;
    const { text } = source;
    const known = this.#store.findValidated(text, options);
    if (known !== null) return withValidation(evaluation, placedValidation(known, source));
    const key = this.#store.labelKey(text, options);
    const current = this.#labelJobs.get(place);
    if (current?.key === key) {
      current.ready = ready;
      return evaluation;
    }
    current?.stop.abort();
    const job: LabelJob = { key, stop: new AbortController(), ready };
    this.#labelJobs.set(place, job);
    // A failure leaves the page without labels; a build reports it.
    void labelPool.run({ text, labels: true, options: jobOptions(options) }, job.stop.signal).then(
      (payload) => {
        this.#store.keepValidated(text, options, payload);
        this.#labelJobs.delete(place);
        job.ready();
      },
      () => undefined,
    );
    return evaluation;
  }

  #begin(place: string, key: string, scenario: ScenarioText, options: EvaluateOptions): Job {
    const { text } = scenario.source;
    const stop = new AbortController();
    const ended = this.#setting.pool.run({ text, options: jobOptions(options) }, stop.signal).then(
      (payload) => {
        job.outcome = { evaluation: this.#store.keep(text, options, payload) };
      },
      (failure: unknown) => {
        // If a job takes too much memory or time, its scenario gets an error. The next save starts the job again.
        job.outcome = failure instanceof JobFailure ? { evaluation: failedEvaluation(failure) } : { failure };
      },
    );
    const job: Job = { key, stop, ended, outcome: null, quick: null, ready: null };
    this.#jobs.set(place, job);
    if (asksForManyRuns(scenario)) this.#beginQuick(job, text, options);
    void ended.then(() => {
      if (!stop.signal.aborted) job.ready?.();
    });
    return job;
  }

  /** Starts a single run, whose result the page shows until the job is done. */
  #beginQuick(job: Job, text: string, options: EvaluateOptions): void {
    const quick = { text, options: { ...jobOptions(options), quick: true } };
    // A failure leaves the page as it is; the job reports it.
    void this.#setting.pool.run(quick, job.stop.signal).then(
      (payload) => {
        const { result }: Evaluation = JSON.parse(payload);
        if (job.outcome !== null || job.stop.signal.aborted || result === null) return;
        job.quick = result;
        job.ready?.();
      },
      () => undefined,
    );
  }

  #end(place: string): void {
    this.#jobs.get(place)?.stop.abort();
    this.#jobs.delete(place);
  }

  #endLabels(place: string): void {
    this.#labelJobs.get(place)?.stop.abort();
    this.#labelJobs.delete(place);
  }

  #remember(place: string, last: Last): void {
    const before = this.#last.get(place);
    this.#last.set(place, { last, from: this });
    if (before?.from === this && JSON.stringify(before.last) === JSON.stringify(last)) return;
    this.#setting.cache.write(this.#pointer(place), JSON.stringify(last));
  }

  /** A scenario's previous result, from this engine or from the previous engine in the same process. */
  #lastOf(place: string): LastResult | null {
    const held = this.#last.get(place);
    const from = held?.from ?? this;
    const last = held?.last ?? this.#read(place);
    if (last === null) return null;
    const { text, record, keys } = last;
    const result = from.#store.read(keys)?.result ?? null;
    return result === null ? null : { result, text, record };
  }

  #read(place: string): Last | null {
    const payload = this.#setting.cache.read(this.#pointer(place));
    return payload === null ? null : JSON.parse(payload);
  }

  #pointer(place: string): string {
    return keyOf('last', this.#setting.engine, place);
  }
}

/** The options to send to a process. */
export function jobOptions({ record, seed, variant, waits, zone }: EvaluateOptions): RunJob['options'] {
  return {
    ...(record === undefined ? {} : { record }),
    ...(seed === undefined ? {} : { seed }),
    ...(variant === undefined ? {} : { variant }),
    ...(waits === undefined ? {} : { waits }),
    ...(zone === undefined ? {} : { zone }),
  };
}

/**
 * True if a scenario has draws, sweeps or varied values, so that a single run is much faster than the whole evaluation.
 */
function asksForManyRuns({ yaml: { root } }: ScenarioText): boolean {
  if (root === null) return false;
  const simulate = entryOf(root, 'simulate')?.value ?? null;
  const isSwept =
    simulate !== null && ['runs', 'draws', 'ties'].some((key) => entryOf(simulate, key) !== undefined);
  return isSwept || ['vary', 'map'].some((key) => entryOf(root, key) !== undefined);
}

/** An id that distinguishes the scenarios on a page. It's empty if the text has no readable id. */
function scenarioId(text: string): string {
  return /^scenario:\s*(["']?)([\w-]+)\1/m.exec(text)?.[2] ?? '';
}

async function within(ended: Promise<void>, milliseconds: number): Promise<void> {
  if (milliseconds <= 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, milliseconds);
  });
  await Promise.race([ended, late]);
  clearTimeout(timer);
}
