import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Micros } from '../../result.ts';

/** Limits on one run. Exceeding a limit causes an error that names the cause. */
export interface RunLimits {
  /** Total number of transitions, requests and deliveries. */
  readonly events: number;
  /**
   * Number of transitions at one instant, or 10 per instance if that's more. Loops that take no time exceed this
   * limit.
   */
  readonly instant: number;
  /** Number of events kept in the Result's trace. Any others are only counted. */
  readonly trace: number;
  /** Number of messages waiting for one instance. */
  readonly mailbox: number;
  /** Number of times waiting instances are woken up. */
  readonly wakeUps: number;
  /** Evaluation steps for all expressions, in units of fuel. */
  readonly work: number;
  /** Number of times that marks, invariants and other properties are evaluated, in total. */
  readonly checks: number;
  /** Memory for requests, messages, pending events and lists, in bytes. */
  readonly memory: number;
  /** Approximate number of characters in the events kept in the trace. */
  readonly traceText: number;
}

export const RUN_LIMITS: RunLimits = {
  events: 50_000_000,
  instant: 20_000,
  trace: 4_000,
  mailbox: 10_000,
  wakeUps: 20_000_000,
  work: 1_000_000_000,
  checks: 250_000_000,
  memory: 2 ** 30,
  traceText: 10_000_000,
};

/** Thrown when a run can't continue because a limit was exceeded or an expression failed. */
export class RunError extends Error {
  readonly code: string;
  readonly span: Span;
  readonly hint: string | undefined;
  /** Simulated time of the error; null outside a run. */
  time: Micros | null = null;

  constructor(code: string, span: Span, message: string, hint?: string) {
    super(message);
    this.code = code;
    this.span = span;
    this.hint = hint;
  }
}

/** Turns a failed expression into a run error with its location in the text. Returns other errors unchanged. */
export function locate(model: Model, error: unknown): unknown {
  if (!(error instanceof EvaluationError)) return error;
  const span = model.sites[error.site];
  return span === undefined ? error : new RunError(`run/${error.code}`, span, error.message, error.hint);
}
