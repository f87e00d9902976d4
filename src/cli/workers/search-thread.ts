import { Worker } from 'node:worker_threads';
import { isOutOfMemory } from '../../astro/results/job-failure.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Exploration, Result } from '../../result.ts';
import { count, countOf } from '../../views/words/number-format.ts';
import type { Io } from '../terminal/io.ts';
import { ProgressLine } from '../terminal/print.ts';
import {
  type EndedSearch,
  executeSearch,
  type SearchJob,
  type SearchMessage,
  SharedSignals,
} from './search-job.ts';

export interface SearchOutcome {
  /** Finished searches, in order. A search that was cut off is included with what it had found by then. */
  readonly searches: readonly EndedSearch[];
  /** Null if an error prevented every search, or the thread was cut off. */
  readonly result: Result | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs jobs one after another, each on a thread, with progress in the terminal and Ctrl-C to end them. */
export async function runSearches(
  jobs: readonly SearchJob[],
  io: Io,
): Promise<{ outcomes: SearchOutcome[]; interrupted: boolean }> {
  if (io.threads === false) return { outcomes: jobs.map(searchHere), interrupted: false };
  const outcomes: SearchOutcome[] = [];
  let thread: SearchThread | null = null;
  let interrupted = false;
  const removeHandler = io.onInterrupt?.(() => {
    if (interrupted) thread?.cutOff();
    else thread?.end();
    interrupted = true;
  });
  try {
    for (const job of jobs) {
      if (interrupted) break;
      thread = new SearchThread(job, io);
      outcomes.push(await thread.outcome);
    }
  } finally {
    removeHandler?.();
  }
  return { outcomes, interrupted };
}

function searchHere(job: SearchJob): SearchOutcome {
  const searches: EndedSearch[] = [];
  const evaluation = executeSearch(job, {
    began: () => undefined,
    ended: (search) => searches.push(search),
    progress: () => false,
  });
  return { ...evaluation, searches };
}

/** How long a search may take to stop after a request, in milliseconds. After that, its thread is terminated. */
const GRACE = 3000;

const MEBIBYTE = 2 ** 20;
/** Memory limits on large machines: for the tables, and for the JavaScript heap. */
const MAX_TABLES = 1536 * MEBIBYTE;
const MAX_HEAP = 4096 * MEBIBYTE;

/** A thread that executes one job. */
class SearchThread {
  readonly outcome: Promise<SearchOutcome>;
  readonly #job: SearchJob;
  readonly #signals = new SharedSignals();
  readonly #worker: Worker;
  readonly #line: ProgressLine;
  readonly #searches: EndedSearch[] = [];
  /** The current search. */
  #current: { readonly variant: string; readonly since: number } | null = null;

  constructor(job: SearchJob, io: Io) {
    // Containers can have a lower limit than the machine.
    const memory = process.availableMemory();
    const maxBytes = Math.min(MAX_TABLES, Math.floor(memory / 3));
    this.#job = { ...job, explore: { maxBytes, ...job.explore } };
    this.#line = new ProgressLine(io);
    this.#worker = new Worker(new URL('./explore-worker.ts', import.meta.url), {
      workerData: { job: this.#job, memory: this.#signals.memory },
      // Older releases print a warning about type stripping.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      // A larger limit for tables also allows more of what isn't in tables.
      resourceLimits: {
        maxOldGenerationSizeMb: Math.floor(
          Math.max(Math.min(MAX_HEAP, memory / 2), (job.explore.maxBytes ?? 0) / 2) / MEBIBYTE,
        ),
      },
    });
    this.outcome = this.#run().finally(() => this.#line.stop());
  }

  /** Asks the search to stop and keep what it has found so far. */
  end(): void {
    this.#signals.requestStop();
    const timer = setTimeout(() => this.cutOff(), GRACE);
    this.#worker.once('exit', () => clearTimeout(timer));
  }

  /** Terminates the thread, no matter what it's doing. */
  cutOff(): void {
    this.#signals.requestStop();
    void this.#worker.terminate();
  }

  #run(): Promise<SearchOutcome> {
    return new Promise((resolve, reject) => {
      let done: SearchOutcome | null = null;
      let failure: unknown = null;
      this.#worker.on('message', (message: SearchMessage) => {
        if (message.kind === 'began') this.#begin(message.variant);
        else if (message.kind === 'ended') this.#searches.push(message.search);
        else done = { ...message, searches: this.#searches };
      });
      this.#worker.on('error', (error) => {
        failure = error;
      });
      this.#worker.on('exit', () => {
        if (done !== null) resolve(done);
        else if (failure === null) resolve(this.#partial('stopped'));
        else if (isOutOfMemory(failure)) resolve(this.#partial('out of memory'));
        else reject(failure);
      });
    });
  }

  #begin(variant: string): void {
    this.#current = { variant, since: performance.now() };
    this.#line.start(() => this.#progressText(variant));
  }

  #progressText(variant: string): string {
    const { states, depth, bytes } = this.#signals.progress;
    const rate = `${count(states / this.#seconds)} states/s`;
    const size = `${count(bytes / MEBIBYTE)} MiB`;
    const ending = this.#signals.stopRequested ? ', stopping' : '';
    return `${variant}: ${countOf(states, 'state')}, ${rate}, depth ${count(depth)}, ${size}${ending}`;
  }

  get #seconds(): number {
    return this.#current === null ? 0 : (performance.now() - this.#current.since) / 1000;
  }

  /** A job's partial outcome if its thread ended early. */
  #partial(hit: string): SearchOutcome {
    const { states, transitions, depth, bytes } = this.#signals.progress;
    const { maxStates = 0, symmetry = [], reduction = true } = this.#job.explore;
    const exploration: Exploration = {
      variant: this.#current?.variant ?? this.#job.variant ?? 'base',
      patches: [],
      verdict: 'incomplete',
      property: null,
      steps: null,
      states,
      transitions,
      depth,
      bounds: { maxStates, symmetry: [...symmetry], reduction },
      hit,
      properties: [],
      trace: [],
      loop: null,
      staleReads: [],
      timing: null,
      againstBase: null,
      expectations: [],
    };
    const search = { exploration, seconds: this.#seconds, bytes, claimed: [], undecided: [] };
    return { searches: [...this.#searches, search], result: null, diagnostics: [] };
  }
}
