import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { EvaluateOptions, RecordEntry } from '../../hindcast.ts';
import type { Exploration, Result } from '../../result.ts';

/** A scenario to search, as one thread hands it to another. */
export interface SearchJob {
  /** Where the text stands: what `blockSource` asks for, and its first character. */
  readonly source: {
    readonly file: string;
    readonly fileText: string;
    readonly text: string;
    readonly start: Span;
  };
  readonly record: readonly RecordEntry[];
  /** `base`, a variant that is held against the base, or undefined for all. */
  readonly variant: string | undefined;
  readonly explore: Omit<NonNullable<EvaluateOptions['explore']>, 'stop'>;
}

/** One search with what is no part of a Result, since it is no property of the model. */
export interface EndedSearch {
  readonly exploration: Exploration;
  readonly seconds: number;
  /** Of all its tables. */
  readonly bytes: number;
  /** Properties that the text claims can be violated. */
  readonly claimed: readonly string[];
  /** Claims of the text that the search did not decide. */
  readonly undecided: readonly string[];
}

/** What the searching thread tells. */
export type SearchMessage =
  | { readonly kind: 'began'; readonly variant: string }
  | { readonly kind: 'ended'; readonly search: EndedSearch }
  | { readonly kind: 'done'; readonly result: Result | null; readonly diagnostics: readonly Diagnostic[] };

/** How far a search is. */
export interface SearchProgress {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly bytes: number;
}

/** Memory that both threads see while the searching one has no time for messages. */
export class SharedSignals {
  readonly memory: SharedArrayBuffer;
  readonly #stop: Int32Array;
  readonly #progress: Float64Array;

  constructor(memory = new SharedArrayBuffer(40)) {
    this.memory = memory;
    this.#stop = new Int32Array(memory, 0, 1);
    this.#progress = new Float64Array(memory, 8, 4);
  }

  /** Asks the search to end with what it knows. */
  requestStop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  get stopRequested(): boolean {
    return Atomics.load(this.#stop, 0) === 1;
  }

  tell({ states, transitions, depth, bytes }: SearchProgress): void {
    this.#progress.set([states, transitions, depth, bytes]);
  }

  get progress(): SearchProgress {
    const [states = 0, transitions = 0, depth = 0, bytes = 0] = this.#progress;
    return { states, transitions, depth, bytes };
  }
}
