import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Micros } from '../../result.ts';

/** Bounds of one run. Each has an error that names what hit it. */
export interface RunLimits {
  /** Transitions, requests and deliveries in all. */
  readonly events: number;
  /** Transitions at one instant, or ten for each instance if that is more: beyond it is a loop that takes no time. */
  readonly instant: number;
  /** Events kept in the trace of the Result; what is beyond is counted. */
  readonly trace: number;
  /** Messages waiting for one instance. */
  readonly mailbox: number;
  /** Times that somebody who waits is woken and looks again. */
  readonly looks: number;
  /** Steps of all expressions together, in the unit of an evaluation's fuel. */
  readonly work: number;
  /** Characters, roughly, of the events kept in the trace. */
  readonly traceText: number;
}

export const RUN_LIMITS: RunLimits = {
  events: 50_000_000,
  instant: 20_000,
  trace: 4_000,
  mailbox: 10_000,
  looks: 20_000_000,
  work: 1_000_000_000,
  traceText: 10_000_000,
};

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
