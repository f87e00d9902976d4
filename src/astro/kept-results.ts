import type { Diagnostic, Position } from '../diagnostic/diagnostic.ts';
import type { SourceText } from '../diagnostic/source.ts';
import type { EvaluateOptions, Evaluation, RecordEntry } from '../hindcast.ts';
import type { Evaluate } from '../markdown/page.ts';
import { type FileCache, keyOf } from './file-cache.ts';

/** What became of a call: a run, or a result that was kept. */
export interface Told {
  run: boolean;
  /** Id of the scenario; null where the text has errors that hide it. */
  scenario: string | null;
  milliseconds: number;
}

/**
 * Evaluates with a cache of results. The key holds all that a result hangs on: the engine's version, the text, the
 * options, and the entries of the record that the scenario can refer to. Where the block stands is not in it, so prose
 * may change freely.
 *
 * What comes from a run has gone through JSON just as what comes from the cache has: a warm build can't differ.
 */
export function keepResults(
  evaluate: Evaluate,
  {
    cache,
    engine,
    now,
    told,
  }: { cache: FileCache; engine: string; now: () => number; told: (what: Told) => void },
): (source: SourceText, options: EvaluateOptions) => Promise<Evaluation> {
  return async (source, options) => {
    const start = now();
    const record = options.record ?? [];
    const named = mentioned(source.text, record);
    const key = (entries: readonly RecordEntry[]): string =>
      keyOf(engine, source.text, options.seed ?? null, options.variant ?? null, entries);
    const kept = cache.read(key(named)) ?? cache.read(key(record));
    const payload = kept ?? (await run(evaluate, source, options));
    const evaluation: Evaluation = JSON.parse(payload);
    if (kept === null) {
      // Findings may suggest any entry of the record, so those hang on all of it.
      const clean = evaluation.diagnostics.length === 0;
      cache.write(key(clean ? named : record), payload);
    }
    told({
      run: kept === null,
      scenario: evaluation.result?.scenario ?? null,
      milliseconds: now() - start,
    });
    return { ...evaluation, diagnostics: evaluation.diagnostics.map((one) => placed(one, source)) };
  };
}

/** Entries that the text can refer to: those whose id stands in it. */
function mentioned(text: string, record: readonly RecordEntry[]): RecordEntry[] {
  return record.filter((entry) => text.includes(entry.id));
}

/** Runs with places in the block's own text, as offsets: those stay true wherever the block stands in its file. */
async function run(evaluate: Evaluate, source: SourceText, options: EvaluateOptions): Promise<string> {
  const offsets: SourceText = {
    file: '',
    text: source.text,
    spanAt: (start, end) => ({
      file: '',
      start: { line: 1, column: start + 1 },
      end: { line: 1, column: end + 1 },
    }),
  };
  return JSON.stringify(await evaluate(offsets, options));
}

function placed(diagnostic: Diagnostic, source: SourceText): Diagnostic {
  const offset = (position: Position): number => position.column - 1;
  const { start, end } = diagnostic.span;
  return { ...diagnostic, span: source.spanAt(offset(start), offset(end)) };
}
