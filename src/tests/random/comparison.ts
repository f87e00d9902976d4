import { fileSource, type SourceText } from '../../diagnostic/source.ts';
import { run } from '../../engine/run.ts';
import { RUN_LIMITS, RunError } from '../../engine/state/run-error.ts';
import { compile } from '../../model/compile.ts';
import type { Json, Run } from '../../result.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { checkAll, type PageContext, scenarioText } from '../../scenario/cases.ts';
import { PlainFailure } from '../reference-runner/expressions.ts';
import { referenceRun } from '../reference-runner/run.ts';
import type { PlainOptions } from '../reference-runner/world.ts';

/** A scenario's outcome in the engine or the reference runner: its Run, or the code and time of its failure. */
export type Outcome = Run | { readonly failed: string };

/** Lower limits than usual, so that scenarios that never end fail early. */
export const LIMITS = { instant: 1000, mailbox: 300 };

/** A difference between the engine and the reference runner. */
export interface Difference {
  readonly variant: string;
  /** Path to the value in the Run. */
  readonly path: string;
  readonly engine: unknown;
  readonly reference: unknown;
}

/** Runs the base and all variants in both the engine and the reference runner. Returns the first difference, or null. */
export function firstDifference(text: string | SourceText, page: PageContext = {}): Difference | null {
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
    const found = difference(engine, reference, '');
    if (found !== null) return { variant, ...found };
  }
  return null;
}

/** The first difference between the runs of two scenarios that may name their expressions (`let`) differently. */
export function differenceOfRuns(one: string, other: string): Omit<Difference, 'variant'> | null {
  return difference(namelessRun(one), namelessRun(other), '');
}

/** The parts of the base run that don't depend on the names of expressions or the text of conditions. */
function namelessRun(text: string): unknown {
  const [base] = checkAll(scenarioText(fileSource('scenario.yaml', text)), {}).cases;
  const scenario = base!.scenario;
  const found = engineOutcome(scenario, {
    variant: 'base',
    patches: [],
    seed: scenario.seed,
    limits: LIMITS,
  });
  if ('failed' in found) return found;
  const { trace, final, marks, services, measures, transitions } = found;
  const named = new Set(scenario.lets.map(({ name }) => name));
  return {
    transitions,
    services: services.map((service) => ({ ...service, while: service.while !== undefined })),
    measures,
    final: Object.fromEntries(
      Object.entries(final).filter(([name]) => !named.has(name) && !name.includes('.')),
    ),
    marks: marks.map(({ at, status }) => ({ at, status })),
    trace: trace.map((event) => ({ ...event, changes: event.changes.filter(({ derived }) => !derived) })),
  };
}

function engineOutcome(scenario: Scenario, options: PlainOptions): Outcome {
  try {
    // Comparing measures with observed series isn't part of running.
    const { curves: _curves, ...found } = run(compile(scenario), {
      ...options,
      limits: { ...RUN_LIMITS, ...LIMITS },
    }).run;
    return found;
  } catch (error) {
    if (error instanceof RunError) return { failed: `${error.code} at ${error.time}` };
    throw error;
  }
}

export function referenceOutcome(scenario: Scenario, options: PlainOptions): Outcome {
  try {
    return referenceRun(scenario, options);
  } catch (error) {
    if (!(error instanceof PlainFailure)) throw error;
    return { failed: `${error.code} at ${error.time}` };
  }
}

/** The first difference between two JSON values. */
export function difference(
  engine: unknown,
  reference: unknown,
  path: string,
): Omit<Difference, 'variant'> | null {
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
