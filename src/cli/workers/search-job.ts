import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import { blockSource, type SourceText } from '../../diagnostic/source.ts';
import {
  type EvaluateOptions,
  type ExportFormat,
  evaluate,
  exportScenario,
  type ObservedOrder,
  type OrderEvaluation,
  observedOrders,
  type RecordEntry,
} from '../../hindcast.ts';
import type { Exploration } from '../../result.ts';

/** A scenario to search, as plain data that can be sent to a process. */
export interface SearchJob {
  /** The arguments for `blockSource`. */
  readonly source: {
    readonly file: string;
    readonly fileText: string;
    readonly text: string;
    readonly start: Span;
  };
  readonly record: readonly RecordEntry[];
  readonly zone: string | undefined;
  /** `base`, a variant (which is compared with the base), or undefined for all. */
  readonly variant: string | undefined;
  readonly explore: Omit<NonNullable<EvaluateOptions['explore']>, 'stop'>;
  /** True to search for the observed order of marks instead of violations. */
  readonly observed: boolean;
  /** The format to export the scenario in, and the name of its file. Absent for a search alone. */
  readonly exports?: { readonly to: ExportFormat; readonly file: string };
}

/** A finished search, with measurements that aren't in the Result because they depend on the machine. */
export interface EndedSearch {
  readonly exploration: Exploration;
  readonly seconds: number;
  /** Memory used by all tables. */
  readonly bytes: number;
  /** Properties that the scenario claims are violated. */
  readonly claimed: readonly string[];
  /** Claims that the search didn't decide. */
  readonly undecided: readonly string[];
}

/** A finished search for the observed order of marks. */
export interface EndedOrder {
  readonly order: ObservedOrder;
  readonly seconds: number;
  /** Memory used by all tables. */
  readonly bytes: number;
}

export interface SearchProgress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytes: number;
}

/** Receives events during a job. */
export interface SearchListener {
  began(variant: string): void;
  ended(search: EndedSearch): void;
  /** Called instead of `ended` for a job that searches for the observed order. */
  ordered(order: EndedOrder): void;
  /** Called every few thousand states. Return true to stop the search and keep what it has found so far. */
  progress(progress: SearchProgress): boolean;
}

/** What a job found. */
export interface SearchOutcome {
  /** Finished searches, in order. A search that was cut off is included with what it had found by then. */
  readonly searches: readonly EndedSearch[];
  /** Finished searches of a job that searches for the observed order. */
  readonly orders: readonly EndedOrder[];
  /** Null if an error prevented every search, or the process was cut off. */
  readonly result: OrderEvaluation['result'];
  readonly diagnostics: readonly Diagnostic[];
  /** The text for another tool. Absent if the job doesn't export anything, null if there is nothing to export. */
  readonly exported?: string | null;
}

/** What a job's process returns. */
export type SearchAnswer = Pick<SearchOutcome, 'result' | 'diagnostics' | 'exported'>;

/** Executes a job in this process. */
export function executeSearch(job: SearchJob, listener: SearchListener): SearchAnswer {
  let started = 0;
  const began = (variant: string): void => {
    listener.began(variant);
    started = performance.now();
  };
  const options: Pick<EvaluateOptions, 'variant' | 'zone' | 'record' | 'explore'> = {
    variant: job.variant,
    zone: job.zone,
    record: job.record,
    explore: {
      ...job.explore,
      stop: (states, transitions, depth, bytes) => listener.progress({ states, transitions, depth, bytes }),
    },
  };
  if (job.observed) {
    const ended = (order: ObservedOrder, bytes: number): void =>
      listener.ordered({ order, bytes, seconds: (performance.now() - started) / 1000 });
    return observedOrders(searchedSource(job), { ...options, watch: { began, ended } });
  }
  const watch: EvaluateOptions['watch'] = {
    began,
    ended({ exploration, bytes, expectedViolations, claims }) {
      const seconds = (performance.now() - started) / 1000;
      const undecided = claims.filter(({ decided }) => !decided).map(({ claim }) => claim);
      listener.ended({ exploration, seconds, bytes, claimed: expectedViolations, undecided });
    },
  };
  if (job.exports === undefined) return evaluate(searchedSource(job), { ...options, only: 'explore', watch });
  const { variant = 'base' } = job;
  const exported = exportScenario(searchedSource(job), { ...options, ...job.exports, variant, watch });
  return { result: null, diagnostics: exported.diagnostics, exported: exported.text };
}

/** The text of a job's scenario, with positions in its file. */
export function searchedSource({ source: { file, fileText, text, start } }: SearchJob): SourceText {
  // In an empty block, there's no line to point to.
  if (text === '') return { file, text, spanAt: () => start };
  return blockSource(file, fileText, text, start.start.line);
}

/** Sent by a process while it searches. */
export type SearchNews =
  | { readonly kind: 'began'; readonly variant: string }
  | { readonly kind: 'ended'; readonly search: EndedSearch }
  | { readonly kind: 'ordered'; readonly order: EndedOrder }
  | { readonly kind: 'progress'; readonly progress: SearchProgress };
