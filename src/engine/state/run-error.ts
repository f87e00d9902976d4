import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Micros } from '../../result.ts';

/** Limits of one run. Exceeding one is an error that names the cause. */
export interface RunLimits {
  /** Transitions, requests and deliveries in all. */
  readonly events: number;
  /** Transitions at one instant, or ten per instance if that is more. Exceeded by loops that take no time. */
  readonly instant: number;
  /** Events kept in the trace of the Result; the rest are only counted. */
  readonly trace: number;
  /** Messages waiting for one instance. */
  readonly mailbox: number;
  /** Times that a waiting instance is woken up. */
  readonly wakeUps: number;
  /** Evaluation steps of all expressions, in units of fuel. */
  readonly work: number;
  /** Approximate number of characters of the events kept in the trace. */
  readonly traceText: number;
}

export const RUN_LIMITS: RunLimits = {
  events: 50_000_000,
  instant: 20_000,
  trace: 4_000,
  mailbox: 10_000,
  wakeUps: 20_000_000,
  work: 1_000_000_000,
  traceText: 10_000_000,
};

/** A run can't go on: a limit was exceeded or an expression failed. */
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

/** Turns a failed expression into an error of the run, with its location in the text; returns other errors unchanged. */
export function locate(model: Model, error: unknown): unknown {
  if (!(error instanceof EvaluationError)) return error;
  const span = model.sites[error.site];
  return span === undefined ? error : new RunError(`run/${error.code}`, span, error.message, error.hint);
}
