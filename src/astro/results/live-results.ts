import type { SourceText } from '../../diagnostic/source.ts';
import type { EvaluateOptions, Evaluation, RecordEntry } from '../../hindcast.ts';
import { type LastResult, mentioned, type Unfinished } from '../../markdown/page.ts';
import { type FileCache, keyOf } from './file-cache.ts';
import { type EvaluationReport, ResultStore, readEvaluation } from './kept-results.ts';
import type { RunPool } from './run-pool.ts';

/** How long pages still wait for their scenarios, in milliseconds. What they waited is taken off. */
export interface Patience {
  left: number;
}

/** One making of a page in development. */
export interface PageRequest {
  /** Name of the page's file. */
  readonly file: string;
  /** Of this page, or of several together. */
  readonly patience: Patience;
  /** Told once, when a scenario that the page did not wait for has ended: the page is to be made again. */
  ready(): void;
}

/** Evaluates the scenarios of a page that is being made. */
export interface PageEvaluation {
  evaluate(source: SourceText, options: EvaluateOptions): Promise<Evaluation | Unfinished>;
  /** Ends what an earlier text of the page began and this one does not ask for. */
  leave(): void;
}

export interface LiveSetting {
  readonly cache: FileCache;
  readonly engine: string;
  readonly pool: RunPool;
  readonly now: () => number;
  readonly told: (file: string, what: EvaluationReport) => void;
}

/** An evaluation that goes on, or that ended after the page had been made without it. */
interface Job {
  readonly key: string;
  readonly began: number;
  readonly stop: AbortController;
  /** Fulfilled when the job has ended, in whatever way. */
  readonly ended: Promise<void>;
  outcome: { payload: string } | { failure: unknown } | null;
  ready: (() => void) | null;
}

/** Where the last result of a scenario lies. */
interface Last {
  readonly text: string;
  readonly record: readonly RecordEntry[];
}

/** The most and the least that one scenario is waited for, in milliseconds. Most errors are found in the least time. */
export const MOST_WAIT = 400;
const LEAST_WAIT = 40;

/**
 * Evaluates on threads, with the cache of results that builds use. A page waits for a while; then it is made with the last
 * result, and made again when the new one is there. Each scenario of a page has one evaluation at most: a text that is
 * saved meanwhile ends that of the text before.
 */
export class LiveResults {
  readonly #setting: LiveSetting;
  readonly #store: ResultStore;
  /** By file and scenario. */
  readonly #jobs = new Map<string, Job>();
  readonly #last = new Map<string, { last: Last; from: LiveResults }>();

  /** @param before of an engine that was edited meanwhile: its results are the last ones for now */
  constructor(setting: LiveSetting, before: LiveResults | null = null) {
    this.#setting = setting;
    this.#store = new ResultStore(setting.cache, setting.engine);
    if (before !== null) this.#last = new Map(before.#last);
  }

  /** Evaluations that go on. */
  get running(): number {
    return [...this.#jobs.values()].filter(({ outcome }) => outcome === null).length;
  }

  visit({ file, patience, ready }: PageRequest): PageEvaluation {
    const asked = new Set<string>();
    return {
      evaluate: (source, options) => {
        const place = `${file}\0${scenarioId(source.text)}`;
        asked.add(place);
        return this.#evaluate(place, file, source, options, { patience, ready });
      },
      leave: () => {
        for (const place of [...this.#jobs.keys()]) {
          if (place.startsWith(`${file}\0`) && !asked.has(place)) this.#end(place);
        }
      },
    };
  }

  /** Ends the evaluations of a page that is gone. */
  forget(file: string): void {
    this.visit({ file, patience: { left: 0 }, ready: () => undefined }).leave();
  }

  /** Ends all evaluations, and the threads. */
  async close(): Promise<void> {
    for (const place of [...this.#jobs.keys()]) this.#end(place);
    await this.#setting.pool.close();
  }

  async #evaluate(
    place: string,
    file: string,
    source: SourceText,
    options: EvaluateOptions,
    { patience, ready }: Pick<PageRequest, 'patience' | 'ready'>,
  ): Promise<Evaluation | Unfinished> {
    const { now, told } = this.#setting;
    const start = now();
    const { text } = source;
    const record = options.record ?? [];
    const key = this.#store.keyFor(text, options, record);
    const old = this.#jobs.get(place);
    if (old !== undefined && old.key !== key) this.#end(place);
    const kept = this.#store.find(text, options);
    // What was simulated since the page was made last is no result of before.
    const run = kept === null || (old?.key === key && old.outcome !== null && old.ready !== null);
    if (kept !== null) this.#end(place);
    const job = kept === null ? (this.#jobs.get(place) ?? this.#begin(place, key, text, options)) : null;
    if (job !== null && job.outcome === null) {
      // A job that goes on from an earlier making of the page had its time.
      const wait = Math.max(LEAST_WAIT, Math.min(MOST_WAIT, patience.left));
      await within(job.ended, job.ready === null ? wait : 0);
      patience.left -= now() - start;
    }
    if (job !== null && job.outcome === null) {
      job.ready = ready;
      return { unfinished: true, last: this.#lastOf(place) };
    }
    if (job?.outcome != null && 'failure' in job.outcome) {
      this.#jobs.delete(place);
      throw job.outcome.failure;
    }
    const payload = kept ?? (job!.outcome as { payload: string }).payload;
    const evaluation = readEvaluation(payload, source);
    if (evaluation.result !== null) this.#remember(place, { text, record: mentioned(text, record) });
    const scenario = evaluation.result?.scenario ?? null;
    told(file, { run, scenario, milliseconds: now() - start });
    return evaluation;
  }

  #begin(place: string, key: string, text: string, options: EvaluateOptions): Job {
    const { pool, now } = this.#setting;
    const stop = new AbortController();
    const { record, seed, variant } = options;
    const given = {
      ...(record === undefined ? {} : { record }),
      ...(seed === undefined ? {} : { seed }),
      ...(variant === undefined ? {} : { variant }),
    };
    const ended = pool.run({ text, options: given }, stop.signal).then(
      (payload) => {
        job.outcome = { payload };
        this.#store.keep(text, options, payload);
      },
      (failure: unknown) => {
        job.outcome = { failure };
      },
    );
    const job: Job = { key, began: now(), stop, ended, outcome: null, ready: null };
    this.#jobs.set(place, job);
    void ended.then(() => {
      if (!stop.signal.aborted) job.ready?.();
    });
    return job;
  }

  #end(place: string): void {
    this.#jobs.get(place)?.stop.abort();
    this.#jobs.delete(place);
  }

  #remember(place: string, last: Last): void {
    const before = this.#last.get(place);
    this.#last.set(place, { last, from: this });
    if (before?.from === this && JSON.stringify(before.last) === JSON.stringify(last)) return;
    this.#setting.cache.write(this.#pointer(place), JSON.stringify(last));
  }

  /** The last result of a scenario: of this engine or, in the same process, of the one before. */
  #lastOf(place: string): LastResult | null {
    const held = this.#last.get(place);
    const from = held?.from ?? this;
    const last = held?.last ?? this.#read(place);
    if (last === null) return null;
    const payload = from.#store.find(last.text, { record: last.record });
    if (payload === null) return null;
    const { result }: Evaluation = JSON.parse(payload);
    return result === null ? null : { result, ...last };
  }

  #read(place: string): Last | null {
    const payload = this.#setting.cache.read(this.#pointer(place));
    return payload === null ? null : JSON.parse(payload);
  }

  #pointer(place: string): string {
    return keyOf('last', this.#setting.engine, place);
  }
}

/** Tells scenarios of a page apart. Texts that can't be read yet have one for all. */
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
