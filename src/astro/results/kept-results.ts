import { type FileCache, keyOf } from '../../cache/file-cache.ts';
import { byPlace, type Diagnostic, type Position } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import {
  type EvaluateOptions,
  type Evaluation,
  type RecordEntry,
  type ScenarioText,
  type Validated,
  withValidation,
} from '../../hindcast.ts';
import { mentioned } from '../../markdown/page.ts';
import { JobFailure } from './job-failure.ts';
import { isTimeless, type ShippedResults } from './shipped-results.ts';

/** Evaluates a scenario and returns JSON. Its spans are offsets, as created by `offsetText`. */
export type EvaluateToJson = (text: ScenarioText, options: EvaluateOptions) => Promise<string>;

/** Determines what a scenario's results depend on, as JSON. Spans are offsets. Null for a scenario with errors. */
export type ValidateToJson = (text: ScenarioText, options: EvaluateOptions) => Promise<string>;

/** Whether a call ran the scenario or found a cached result. */
export interface EvaluationReport {
  run: boolean;
  /** Id of the scenario; null if it can't be read because of errors. */
  scenario: string | null;
  milliseconds: number;
}

export interface ResultSetting {
  readonly cache: FileCache;
  /** Engine version. Results of other versions are never used. */
  readonly engine: string;
  /** Results that ship with the package, used if the cache has none. */
  readonly shipped?: ShippedResults | null;
  readonly now: () => number;
  readonly report: (what: EvaluationReport) => void;
  /** Skip the hundreds of runs for labels if the evaluation has errors, since the errors fail the build anyway. */
  readonly stopAtErrors?: boolean;
}

/**
 * Evaluates scenarios using a result cache. Fresh results go through JSON just like cached results, so that warm and
 * cold builds can't differ.
 */
export function keepResults(
  evaluate: EvaluateToJson,
  { cache, engine, shipped, now, report }: ResultSetting,
): (text: ScenarioText, options: EvaluateOptions) => Promise<Evaluation> {
  const store = new ResultStore(cache, engine, shipped);
  return async (scenario, options) => {
    const start = now();
    const { source } = scenario;
    const evaluateAndKeep = async (run: () => Promise<string>): Promise<Evaluation> => {
      try {
        return store.keep(source.text, options, await run());
      } catch (error) {
        return failedEvaluation(error);
      }
    };
    const cached = store.find(source.text, options);
    const evaluation = cached ?? (await evaluateAndKeep(() => evaluate(scenario, options)));
    const id = evaluation.result?.scenario ?? null;
    report({ run: cached === null, scenario: id, milliseconds: now() - start });
    return placed(evaluation, source);
  };
}

/**
 * Evaluates scenarios using a result cache, and determines what the results depend on. The two are cached separately,
 * since labels take much longer than a run.
 */
export function keepValidatedResults(
  evaluate: EvaluateToJson,
  validate: ValidateToJson,
  setting: ResultSetting,
): (text: ScenarioText, options: EvaluateOptions) => Promise<Evaluation> {
  const keep = keepResults(evaluate, setting);
  const store = new ResultStore(setting.cache, setting.engine, setting.shipped);
  return async (scenario, options) => {
    const evaluation = await keep(scenario, options);
    if (evaluation.result === null) return evaluation;
    const hasErrors = evaluation.diagnostics.some(({ severity }) => severity === 'error');
    if (hasErrors && setting.stopAtErrors === true) return evaluation;
    const { source } = scenario;
    try {
      const validated =
        store.findValidated(source.text, options) ??
        store.keepValidated(source.text, options, await validate(scenario, options));
      return withValidation(evaluation, placedValidation(validated, source));
    } catch (error) {
      const { diagnostics } = placed(failedEvaluation(error), source);
      return { ...evaluation, diagnostics: [...evaluation.diagnostics, ...diagnostics].sort(byPlace) };
    }
  };
}

/**
 * The evaluation of a scenario whose job failed, with an offset as its span.
 *
 * @throws the error if it isn't a `JobFailure`
 */
export function failedEvaluation(error: unknown): Evaluation {
  if (!(error instanceof JobFailure)) throw error;
  return { result: null, diagnostics: [error.diagnostic] };
}

/**
 * Evaluations, keyed by everything they depend on: engine version, text, options, and the observed entries that the
 * scenario can refer to. The block's position isn't part of the key, so editing prose doesn't rerun anything.
 */
export class ResultStore {
  readonly #cache: FileCache;
  readonly #engine: string;
  readonly #shipped: ResultStore | null;

  /** @param shipped used if the cache has no result, and never written */
  constructor(cache: FileCache, engine: string, shipped: ShippedResults | null = null) {
    this.#cache = cache;
    this.#engine = engine;
    this.#shipped = shipped === null ? null : new ResultStore(shipped.cache, shipped.engine);
  }

  /** The cached evaluation with offsets as spans, or null. */
  find(text: string, options: EvaluateOptions): Evaluation | null {
    return (
      this.read(this.keysFor(text, options)) ?? this.#shippedFor(text, options)?.find(text, options) ?? null
    );
  }

  /** The evaluation for the first key that has one, or null. */
  read(keys: readonly string[]): Evaluation | null {
    for (const key of keys) {
      const payload = this.#cache.read(key);
      if (payload !== null) return JSON.parse(payload);
    }
    return null;
  }

  /** The possible keys of an evaluation. Which of them applies depends on whether the evaluation has diagnostics. */
  keysFor(text: string, options: EvaluateOptions): string[] {
    const record = options.record ?? [];
    return [this.keyFor(text, options, mentioned(text, record)), this.keyFor(text, options, record)];
  }

  /** Writes an evaluation and returns the parsed copy. */
  keep(text: string, options: EvaluateOptions, payload: string): Evaluation {
    const evaluation: Evaluation = JSON.parse(payload);
    const record = options.record ?? [];
    // Hints can suggest any observed entry, so an evaluation with diagnostics depends on all entries.
    const entries = evaluation.diagnostics.length === 0 ? mentioned(text, record) : record;
    this.#cache.write(this.keyFor(text, options, entries), payload);
    return evaluation;
  }

  /** What a scenario's results depend on, or null. */
  findValidated(text: string, options: EvaluateOptions): Validated | null {
    const payload = this.#cache.read(this.labelKey(text, options));
    if (payload !== null) return JSON.parse(payload);
    return this.#shippedFor(text, options)?.findValidated(text, options) ?? null;
  }

  #shippedFor(text: string, { zone }: EvaluateOptions): ResultStore | null {
    return isTimeless(text, zone) ? this.#shipped : null;
  }

  keepValidated(text: string, options: EvaluateOptions, payload: string): Validated | null {
    this.#cache.write(this.labelKey(text, options), payload);
    return JSON.parse(payload);
  }

  labelKey(text: string, { seed, zone, record = [] }: EvaluateOptions): string {
    return keyOf('labels', this.#engine, text, seed ?? null, zone ?? null, mentioned(text, record));
  }

  keyFor(text: string, options: EvaluateOptions, entries: readonly RecordEntry[]): string {
    const { seed, variant, zone, only, sweeps, waits, quick } = options;
    const parts = [seed, variant, zone, only, sweeps, waits, quick].map((part) => part ?? null);
    return keyOf(this.#engine, text, ...parts, entries);
  }
}

/** A text with offsets as spans, which stay valid wherever the block is in its file. */
export function offsetSource(text: string): SourceText {
  return {
    file: '',
    text,
    spanAt: (start, end) => ({
      file: '',
      start: { line: 1, column: start + 1 },
      end: { line: 1, column: end + 1 },
    }),
  };
}

/**
 * A scenario with offsets as spans. If its YAML is invalid, its diagnostics already have spans, so its text has to be
 * read again.
 */
export function offsetText({ source, yaml }: ScenarioText): SourceText | ScenarioText {
  const offsets = offsetSource(source.text);
  return yaml.root === null ? offsets : { source: offsets, yaml: { ...yaml, source: offsets } };
}

/** Converts an evaluation's offsets to positions in the block's file. */
export function placed(evaluation: Evaluation, source: SourceText): Evaluation {
  return { ...evaluation, diagnostics: placedDiagnostics(evaluation.diagnostics, source) };
}

/** Converts the offsets of claims about labels to positions in the block's file. */
export function placedValidation(validated: Validated | null, source: SourceText): Validated | null {
  if (validated === null) return null;
  return { ...validated, diagnostics: placedDiagnostics(validated.diagnostics, source) };
}

/** Converts offsets to positions in the block's file. */
export function placedDiagnostics(diagnostics: readonly Diagnostic[], source: SourceText): Diagnostic[] {
  const offset = (position: Position): number => position.column - 1;
  return diagnostics.map((diagnostic) => {
    const { start, end } = diagnostic.span;
    return { ...diagnostic, span: source.spanAt(offset(start), offset(end)) };
  });
}
