import type { Span } from '../diagnostic/diagnostic.ts';
import type { Micros } from '../result.ts';
import type { Condition } from './measuring.ts';

/** What the write-up claims of a search. */
export interface ExploreClaims {
  readonly holds: readonly Named[];
  readonly violates: readonly Named[];
  readonly inSteps: Numbered | null;
  readonly states: Numbered | null;
  readonly deadlock: { readonly value: boolean; readonly span: Span } | null;
}

export interface Numbered {
  readonly value: number;
  readonly span: Span;
}

/** What the write-up claims of a run. Each list may be empty. */
export interface Claims {
  readonly happens: readonly Named[];
  readonly never: readonly Named[];
  readonly by: readonly {
    readonly mark: string;
    readonly at: Micros;
    readonly text: string;
    readonly span: Span;
  }[];
  readonly holds: readonly Named[];
  readonly violates: readonly Named[];
  readonly reaches: readonly Named[];
  readonly deadlock: { readonly value: boolean; readonly span: Span } | null;
  readonly finally: readonly Condition[];
  readonly metastable: { readonly value: boolean; readonly span: Span } | null;
  readonly recoversBy: { readonly after: Micros; readonly text: string; readonly span: Span } | null;
  /** In how many of the sweep's runs each claim must hold; null judges the one run that is shown. */
  readonly inRuns: Numbered | null;
}

export interface Named {
  readonly name: string;
  readonly span: Span;
}
