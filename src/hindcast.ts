import type { Diagnostic } from './diagnostic/diagnostic.ts';
import type { SourceText } from './diagnostic/source.ts';
import type { Result } from './result.ts';

/** A fact of the page's own timeline that a scenario may name as `observed.id`. */
export interface RecordEntry {
  id: string;
  /** RFC 3339 with offset. */
  at: string;
  text: string;
  source: string | null;
}

export interface EvaluateOptions {
  /** Replaces the scenario's own seed. */
  seed?: number;
  /** Runs the base and only this variant. */
  variant?: string;
  /** Entries of the page's timeline. */
  record?: readonly RecordEntry[];
}

/** `result` is null if and only if a finding is an error that let no run finish. */
export interface Evaluation {
  result: Result | null;
  diagnostics: Diagnostic[];
}

/**
 * Scenario text in, Result out: parse and locate, check, compile, run. Pure; all findings of the text come together.
 */
export function evaluate(_source: SourceText, _options: EvaluateOptions = {}): Evaluation {
  throw new Error('under construction');
}
