import type { Span } from '../diagnostic/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { EvaluationError } from '../model/runtime.ts';
import type { Micros } from '../result.ts';

/** A run that can't go on: a limit was hit, or an expression failed. */
export class RunError extends Error {
  readonly code: string;
  readonly span: Span;
  readonly hint: string | undefined;
  /** Simulated time at which it happened; null outside a run. */
  time: Micros | null = null;

  constructor(code: string, span: Span, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.span = span;
    this.hint = hint;
  }
}

/** A failure of an expression as one of the run, at its place in the text; anything else as it is. */
export function locate(model: Model, error: unknown): unknown {
  if (!(error instanceof EvaluationError)) return error;
  const span = model.sites[error.site];
  return span === undefined ? error : new RunError(`run/${error.code}`, span, error.message, error.hint);
}
