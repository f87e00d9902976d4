import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { Exploration, Result } from '../../result.ts';
import { count } from '../../views/words/number-format.ts';
import type { Io } from '../terminal/io.ts';
import { ProgressLine } from '../terminal/print.ts';
import { type EndedSearch, type SearchJob, type SearchMessage, SharedSignals } from './search-job.ts';

/** What came of a job. */
export interface SearchOutcome {
  /** Of searches that ended, in order. One that was cut off is among them, with the little that is known of it. */
  readonly searches: readonly EndedSearch[];
  /** Null if a finding is an error that let no search finish, or if the thread was cut off. */
  readonly result: Result | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** How long a search that was asked to end may take to do so, in milliseconds; then its thread is ended. */
const GRACE = 3000;

const MEBIBYTE = 2 ** 20;
/** Bounds on memory where the machine has plenty: of the tables, and of the heap around them. */
const MOST_TABLES = 1536 * MEBIBYTE;
const MOST_HEAP = 4096 * MEBIBYTE;

/** Runs jobs one after the other, each in a thread of its own, with progress on a terminal and an ear for Ctrl-C. */
export async function runSearches(
  jobs: readonly SearchJob[],
  io: Io,
): Promise<{ outcomes: SearchOutcome[]; interrupted: boolean }> {
  const outcomes: SearchOutcome[] = [];
  let thread: SearchThread | null = null;
  let interrupted = false;
  const deafen = io.onInterrupt?.(() => {
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
    deafen?.();
  }
  return { outcomes, interrupted };
}

/** A thread that does one job. */
class SearchThread {
  readonly outcome: Promise<SearchOutcome>;
  readonly #job: SearchJob;
  readonly #signals = new SharedSignals();
  readonly #worker: Worker;
  readonly #line: ProgressLine;
  readonly #searches: EndedSearch[] = [];
  /** The search that goes on, and since when. */
  #now: { readonly variant: string; readonly since: number } | null = null;

  constructor(job: SearchJob, io: Io) {
    // Less than the machine has where a container allows less.
    const memory = process.availableMemory();
    const maxBytes = Math.min(MOST_TABLES, Math.floor(memory / 3));
    this.#job = { ...job, explore: { maxBytes, ...job.explore } };
    this.#line = new ProgressLine(io);
    this.#worker = new Worker(new URL('./explore-worker.ts', import.meta.url), {
      workerData: { job: this.#job, memory: this.#signals.memory },
      // Older releases warn that they strip types: no news to who runs this.
      execArgv: ['--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: Math.floor(Math.min(MOST_HEAP, memory / 2) / MEBIBYTE) },
    });
    this.outcome = this.#run().finally(() => this.#line.stop());
  }

  /** Asks the search to end with what it knows. */
  end(): void {
    this.#signals.requestStop();
    const timer = setTimeout(() => this.cutOff(), GRACE);
    this.#worker.once('exit', () => clearTimeout(timer));
  }

  /** Ends the thread, whatever it does. */
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
        else if (failure === null) resolve(this.#cutShort('it was stopped'));
        else if (isOutOfMemory(failure)) resolve(this.#cutShort('the memory was used up'));
        else reject(failure);
      });
    });
  }

  #begin(variant: string): void {
    this.#now = { variant, since: performance.now() };
    this.#line.start(() => this.#progressText(variant));
  }

  #progressText(variant: string): string {
    const { states, depth, bytes } = this.#signals.progress;
    const rate = `${count(states / this.#seconds)} states/s`;
    const size = `${count(bytes / MEBIBYTE)} MiB`;
    const ending = this.#signals.stopRequested ? ', ending' : '';
    return `${variant}: ${count(states)} states, ${rate}, depth ${count(depth)}, ${size}${ending}`;
  }

  get #seconds(): number {
    return this.#now === null ? 0 : (performance.now() - this.#now.since) / 1000;
  }

  /** All that is known of a job whose thread came to an end by itself. */
  #cutShort(hit: string): SearchOutcome {
    const { states, transitions, depth, bytes } = this.#signals.progress;
    const { maxStates = 0, symmetry = [], reduction = true } = this.#job.explore;
    const exploration: Exploration = {
      variant: this.#now?.variant ?? this.#job.variant ?? 'base',
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

/** True for what a thread dies of when a model is too large for the heap, or for one table. */
function isOutOfMemory(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return (
    error instanceof RangeError && /allocation failed|maximum size|invalid .*length/i.test(error.message)
  );
}
