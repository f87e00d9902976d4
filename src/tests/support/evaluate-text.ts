import { fileSource } from '../../diagnostic/source.ts';
import type { EvaluateOptions, Evaluation } from '../../hindcast.ts';
import { evaluate } from '../../hindcast.ts';
import type { Result, Run } from '../../result.ts';

/** Evaluates scenario text as if it came from a file. */
export function evaluateText(text: string, options: EvaluateOptions = {}): Evaluation {
  return evaluate(fileSource('scenario.yaml', text), options);
}

/**
 * The result for a scenario's text.
 *
 * @throws Error with all diagnostics if there are errors
 */
export function resultOf(text: string, options: EvaluateOptions = {}): Result {
  const { result, diagnostics } = evaluateText(text, options);
  const errors = diagnostics.filter((d) => d.severity === 'error');
  if (result === null || errors.length > 0) {
    const list = errors.map((d) => `${d.code} ${d.span.start.line}:${d.span.start.column} ${d.message}`);
    throw new Error(`the scenario has errors:\n${list.join('\n')}`);
  }
  return result;
}

/** The base run for a scenario's text. */
export function baseRun(text: string, options: EvaluateOptions = {}): Run {
  return resultOf(text, options).runs[0]!;
}

/** A run's trace as lines: the time in seconds, the actor and the step. */
export function lines(run: Run): string[] {
  return run.trace.map(
    (event) => `${event.t / 1e6} ${event.actor} ${event.kind === 'step' ? event.step : event.kind}`,
  );
}
