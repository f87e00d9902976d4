import { fileSource, type SourceText } from '../../diagnostic/source.ts';
import { run } from '../../engine/run.ts';
import { RUN_LIMITS, RunError } from '../../engine/state/run-error.ts';
import { compile } from '../../model/compile.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Change, Json, Run } from '../../result.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { checkAll, type PageContext, scenarioText } from '../../scenario/cases.ts';
import { PlainFailure } from '../reference-runner/expressions.ts';
import { referenceRun } from '../reference-runner/run.ts';
import type { PlainOptions } from '../reference-runner/world.ts';

/** A scenario's outcome in the engine or the reference runner: its Run, or the code and time of its failure. */
export type Outcome = Run | { readonly failed: string };

/** Lower than usual, so that endless scenarios fail early. */
const LIMITS = { instant: 1000, mailbox: 300 };

/** A difference between the engine and the reference runner. */
export interface Difference {
  readonly variant: string;
  /** Path to the value in the Run. */
  readonly path: string;
  readonly engine: unknown;
  readonly reference: unknown;
}

/**
 * Runs the base and all variants in both the engine and the reference runner. Returns the first difference, or null.
 *
 * @param strict true to report known differences as well
 */
export function firstDifference(
  text: string | SourceText,
  page: PageContext = {},
  strict = false,
): Difference | null {
  const source = typeof text === 'string' ? fileSource('scenario.yaml', text) : text;
  const { cases, diagnostics } = checkAll(scenarioText(source), page);
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0)
    throw new Error(
      errors.map(({ code, message, span }) => `${span?.start.line}: ${code}: ${message}`).join('\n'),
    );
  for (const { variant, patches, scenario } of cases) {
    if (scenario.until === null) continue;
    const options = { variant, patches, seed: scenario.seed, limits: LIMITS };
    const engine = engineOutcome(scenario, options);
    const reference = referenceOutcome(scenario, options);
    const found = difference(
      ...(strict ? ([engine, reference] as const) : withoutOpen(engine, reference)),
      '',
    );
    if (found !== null) return { variant, ...found };
  }
  return null;
}

function engineOutcome(scenario: Scenario, options: PlainOptions): Outcome {
  try {
    return run(compile(scenario), { ...options, limits: { ...RUN_LIMITS, ...LIMITS } }).run;
  } catch (error) {
    if (error instanceof RunError) return { failed: `${error.code} at ${error.time}` };
    // Open: an expression that fails before the run starts has no location.
    if (error instanceof EvaluationError) return { failed: `run/${error.code} at 0` };
    throw error;
  }
}

function referenceOutcome(scenario: Scenario, options: PlainOptions): Outcome {
  try {
    return referenceRun(scenario, options);
  } catch (error) {
    if (!(error instanceof PlainFailure)) throw error;
    return { failed: `${error.code} at ${error.time}` };
  }
}

/**
 * Removes known differences from both outcomes. The open cases in `found/` show them. Delete an item here once its case
 * agrees:
 *
 * - An assignment that doesn't change a list, set or map is recorded as a change.
 * - The note about a deadlock lists instances that are down.
 */
function withoutOpen(engine: Outcome, reference: Outcome): [Outcome, Outcome] {
  if ('failed' in engine || 'failed' in reference) return [engine, reference];
  const unchanged = ({ from, to, added, removed }: Change): boolean =>
    JSON.stringify(from) === JSON.stringify(to) && added.length + removed.length === 0;
  const affected = new Set(engine.trace.flatMap(({ changes }, i) => (changes.some(unchanged) ? [i] : [])));
  const cleaned = (run: Run): Run => ({
    ...run,
    trace: run.trace.map((event, i) => {
      if (!affected.has(i)) return event;
      const changes = event.changes.filter((change) => !unchanged(change));
      return { ...event, changes, say: event.said ? event.say : '' };
    }),
    notes: run.notes.map((note) => (note.startsWith('Deadlock') ? 'Deadlock' : note)),
  });
  return [cleaned(engine), cleaned(reference)];
}

/** The first difference between two values in JSON form. */
function difference(engine: unknown, reference: unknown, path: string): Omit<Difference, 'variant'> | null {
  if (Object.is(engine, reference) || (engine === 0 && reference === 0)) return null;
  if (isObject(engine) && isObject(reference) && Array.isArray(engine) === Array.isArray(reference)) {
    for (const key of new Set([...Object.keys(engine), ...Object.keys(reference)])) {
      const found = difference(engine[key], reference[key], `${path}.${key}`);
      if (found !== null) return found;
    }
    return null;
  }
  return { path, engine, reference };
}

function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}
