import { getHeapStatistics } from 'node:v8';
import { JobFailure } from '../../astro/results/job-failure.ts';
import { placed } from '../../astro/results/kept-results.ts';
import type { RunProcess } from '../../astro/results/run-process.ts';
import type { Exploration } from '../../result.ts';
import { count, countOf } from '../../views/words/number-format.ts';
import type { Io } from '../terminal/io.ts';
import { ProgressLine } from '../terminal/print.ts';
import { attemptSearch } from './search-attempt.ts';
import {
  type EndedOrder,
  type EndedSearch,
  executeSearch,
  type SearchAnswer,
  type SearchJob,
  type SearchNews,
  type SearchOutcome,
  type SearchProgress,
  searchedSource,
} from './search-job.ts';

/**
 * Runs jobs one after another, with progress in the terminal and Ctrl-C to end them. Small searches run here, since
 * starting a process would take longer. All others run in a process whose memory is limited.
 */
export async function runSearches(
  jobs: readonly SearchJob[],
  io: Io,
): Promise<{ outcomes: SearchOutcome[]; interrupted: boolean }> {
  if (io.threads === false) return { outcomes: jobs.map(searchHere), interrupted: false };
  const outcomes: SearchOutcome[] = [];
  const searching = new SearchProcess(io);
  let interrupted = false;
  const removeHandler = io.onInterrupt?.(() => {
    if (interrupted) searching.cutOff();
    else searching.end();
    interrupted = true;
  });
  try {
    for (const job of jobs) {
      // Signals are handled between attempts.
      await new Promise(setImmediate);
      if (interrupted) break;
      outcomes.push(attemptSearch(job) ?? (await searching.run(job)));
    }
  } finally {
    removeHandler?.();
    await searching.close();
  }
  return { outcomes, interrupted };
}

function searchHere(job: SearchJob): SearchOutcome {
  const searches: EndedSearch[] = [];
  const orders: EndedOrder[] = [];
  const evaluation = executeSearch(job, {
    began: () => undefined,
    ended: (search) => searches.push(search),
    ordered: (order) => orders.push(order),
    progress: () => false,
  });
  return { ...evaluation, searches, orders };
}

/** How long a search may take to stop after being asked to, in milliseconds. After that, its process is terminated. */
const GRACE = 3000;

const MEBIBYTE = 2 ** 20;
/** Memory limits on large machines: for the tables, and for the JavaScript heap. */
const MAX_TABLES = 1536 * MEBIBYTE;
const MAX_HEAP = 4096 * MEBIBYTE;

const NONE: SearchProgress = { states: 0, transitions: 0, depth: 0, bytes: 0 };

/** A separate process that executes jobs. It's started for the first job, and restarted if a job ended it. */
class SearchProcess {
  readonly #io: Io;
  readonly #line: ProgressLine;
  #process: RunProcess<SearchJob, SearchNews> | null = null;
  #abort = new AbortController();
  #grace: NodeJS.Timeout | undefined;
  #stopping = false;
  #searches: EndedSearch[] = [];
  #orders: EndedOrder[] = [];
  /** The current search. */
  #current: { readonly variant: string; readonly since: number } | null = null;
  #progress: SearchProgress = NONE;

  constructor(io: Io) {
    this.#io = io;
    this.#line = new ProgressLine(this.#io);
  }

  /** Executes a job. If the process ends, the outcome contains what was found so far. */
  async run(job: SearchJob): Promise<SearchOutcome> {
    // Containers can have a lower limit than the machine.
    const memory = process.availableMemory();
    const maxBytes = Math.min(MAX_TABLES, Math.floor(memory / 3));
    const limited = { ...job, explore: { maxBytes, ...job.explore } };
    this.#searches = [];
    this.#orders = [];
    this.#current = null;
    this.#progress = NONE;
    this.#abort = new AbortController();
    try {
      const searching = await this.#started(job, memory);
      if (this.#stopping) searching.requestStop();
      const evaluation: SearchAnswer = JSON.parse(await searching.run(limited, this.#abort.signal));
      return { ...evaluation, searches: this.#searches, orders: this.#orders };
    } catch (error) {
      if (this.#stopping) return this.#partial(limited, 'stopped');
      if (!(error instanceof JobFailure)) throw error;
      const { diagnostic } = error;
      const { diagnostics } = placed({ result: null, diagnostics: [diagnostic] }, searchedSource(job));
      return diagnostic.code === 'run/out-of-memory'
        ? { ...this.#partial(limited, 'out of memory'), diagnostics }
        : { searches: this.#searches, orders: this.#orders, result: null, diagnostics };
    } finally {
      clearTimeout(this.#grace);
      this.#line.stop();
    }
  }

  /** Asks the search to stop and keep what it has found so far. */
  end(): void {
    this.#stopping = true;
    this.#process?.requestStop();
    this.#grace = setTimeout(() => this.cutOff(), GRACE);
    this.#grace.unref();
  }

  /** Ends the process, no matter what it's doing. */
  cutOff(): void {
    this.#stopping = true;
    this.#abort.abort();
  }

  async close(): Promise<void> {
    await this.#process?.close();
    this.#process = null;
  }

  async #started(job: SearchJob, memory: number): Promise<RunProcess<SearchJob, SearchNews>> {
    if (this.#process !== null && !this.#process.isEnding) return this.#process;
    // The code that starts processes is loaded only if it's needed.
    const { RunProcess } = await import('../../astro/results/run-process.ts');
    const usual = Math.min(MAX_HEAP, memory / 2, getHeapStatistics().heap_size_limit);
    this.#process = new RunProcess({
      worker: new URL('./explore-worker.ts', import.meta.url),
      // With a larger limit for tables, other data may also take more memory.
      heap: Math.floor(Math.max(usual, (job.explore.maxBytes ?? 0) / 2) / MEBIBYTE),
      news: (news) => this.#hear(news),
    });
    return this.#process;
  }

  #hear(news: SearchNews): void {
    if (news.kind === 'began') this.#begin(news.variant);
    else if (news.kind === 'ended') this.#searches.push(news.search);
    else if (news.kind === 'ordered') this.#orders.push(news.order);
    else this.#progress = news.progress;
  }

  #begin(variant: string): void {
    this.#progress = NONE;
    this.#current = { variant, since: performance.now() };
    this.#line.start(() => this.#progressText(variant));
  }

  #progressText(variant: string): string {
    const { states, depth, bytes } = this.#progress;
    const rate = `${count(states / this.#seconds)} states/s`;
    const size = `${count(bytes / MEBIBYTE)} MiB`;
    const ending = this.#stopping ? ', stopping' : '';
    return `${variant}: ${countOf(states, 'state')}, ${rate}, depth ${count(depth)}, ${size}${ending}`;
  }

  get #seconds(): number {
    return this.#current === null ? 0 : (performance.now() - this.#current.since) / 1000;
  }

  /** A job's partial outcome if its process ended early. */
  #partial(job: SearchJob, hit: string): SearchOutcome {
    const { states, transitions, depth, bytes } = this.#progress;
    const { maxStates = 0, symmetry = [], reduction = true } = job.explore;
    const seconds = this.#seconds;
    const found = {
      variant: this.#current?.variant ?? job.variant ?? 'base',
      patches: [],
      states,
      transitions,
      depth,
      bounds: { maxStates, symmetry: [...symmetry], reduction: reduction && !job.observed },
      hit,
      trace: [],
      timing: null,
    };
    const searches = [...this.#searches];
    const orders = [...this.#orders];
    if (job.observed) {
      const nothing = { marks: [], missing: [], early: [], steps: 0 };
      orders.push({ order: { ...found, ...nothing, verdict: 'not found' }, seconds, bytes });
    } else {
      const exploration: Exploration = {
        ...found,
        verdict: 'incomplete',
        property: null,
        steps: null,
        properties: [],
        loop: null,
        staleReads: [],
        againstBase: null,
        expectations: [],
      };
      searches.push({ exploration, seconds, bytes, claimed: [], undecided: [] });
    }
    return { searches, orders, result: null, diagnostics: [] };
  }
}
