import type { Diagnostic, Position } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import type { EvaluateOptions, Evaluation, RecordEntry } from '../../hindcast.ts';
import { mentioned } from '../../markdown/page.ts';
import { type FileCache, keyOf } from './file-cache.ts';

/** What became of a call: a run, or a result that was kept. */
export interface EvaluationReport {
  run: boolean;
  /** Id of the scenario; null where the text has errors that hide it. */
  scenario: string | null;
  milliseconds: number;
}

/** Evaluates a text, and answers with the evaluation as JSON. */
export type EvaluateToJson = (text: string, options: EvaluateOptions) => Promise<string>;

/** What keeps evaluations, for each engine apart. */
export interface ResultSetting {
  readonly cache: FileCache;
  readonly engine: string;
  readonly now: () => number;
  readonly told: (what: EvaluationReport) => void;
}

/**
 * Evaluates with a cache of results. The key holds all that a result hangs on: the engine's version, the text, the
 * options, and the entries of the record that the scenario can refer to. Where the block stands is not in it, so prose
 * may change freely.
 *
 * What comes from a run has gone through JSON just as what comes from the cache has: a warm build can't differ.
 */
export function keepResults(
  evaluate: EvaluateToJson,
  { cache, engine, now, told }: ResultSetting,
): (source: SourceText, options: EvaluateOptions) => Promise<Evaluation> {
  const store = new ResultStore(cache, engine);
  return async (source, options) => {
    const start = now();
    const kept = store.find(source.text, options);
    const payload = kept ?? (await evaluate(source.text, options));
    if (kept === null) store.keep(source.text, options, payload);
    const evaluation = readEvaluation(payload, source);
    told({ run: kept === null, scenario: evaluation.result?.scenario ?? null, milliseconds: now() - start });
    return evaluation;
  };
}

/** Evaluations as JSON, by what they hang on. */
export class ResultStore {
  readonly #cache: FileCache;
  readonly #engine: string;

  constructor(cache: FileCache, engine: string) {
    this.#cache = cache;
    this.#engine = engine;
  }

  find(text: string, options: EvaluateOptions): string | null {
    const record = options.record ?? [];
    return (
      this.#cache.read(this.keyFor(text, options, mentioned(text, record))) ??
      this.#cache.read(this.keyFor(text, options, record))
    );
  }

  keep(text: string, options: EvaluateOptions, payload: string): void {
    const record = options.record ?? [];
    const { diagnostics }: Evaluation = JSON.parse(payload);
    // Findings may suggest any entry of the record, so those hang on all of it.
    const entries = diagnostics.length === 0 ? mentioned(text, record) : record;
    this.#cache.write(this.keyFor(text, options, entries), payload);
  }

  keyFor(text: string, { seed, variant }: EvaluateOptions, entries: readonly RecordEntry[]): string {
    return keyOf(this.#engine, text, seed ?? null, variant ?? null, entries);
  }
}

/** A text whose places are offsets in it: those stay true wherever the block stands in its file. */
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

/** An evaluation whose places were offsets, with those of the block as it stands in its file. */
export function readEvaluation(payload: string, source: SourceText): Evaluation {
  const evaluation: Evaluation = JSON.parse(payload);
  return { ...evaluation, diagnostics: evaluation.diagnostics.map((one) => placed(one, source)) };
}

function placed(diagnostic: Diagnostic, source: SourceText): Diagnostic {
  const offset = (position: Position): number => position.column - 1;
  const { start, end } = diagnostic.span;
  return { ...diagnostic, span: source.spanAt(offset(start), offset(end)) };
}
