import { keyOf } from '../../astro/results/file-cache.ts';
import { keepResults, offsetText } from '../../astro/results/kept-results.ts';
import { createSweepPool } from '../../astro/results/sweep-pool.ts';
import { type Diagnostic, hasErrors, type Span } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import {
  type EvaluateOptions,
  type Evaluation,
  evaluate,
  evaluateWith,
  runHere,
  type ScenarioText,
  scenarioText,
  type Validation,
  validateWith,
} from '../../hindcast.ts';
import type { Result } from '../../result.ts';

import { count, countOf } from '../../views/words/number-format.ts';
import { openResultCache } from '../input/result-cache.ts';
import { allDiagnostics, type Chosen, type FoundScenario } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { ProgressLine, printJson, type Style, styleFor } from '../terminal/print.ts';

/** How a command prints the Results of a file. */
export interface ResultPrinter {
  /** Print JSON instead of text. */
  readonly json: boolean;
  toJson(result: Result, validation: Validation | null): unknown;
  /** A Result as text for a terminal, without a trailing newline. Its strings are already printable. */
  toText(result: Result, place: Span, style: Style, validation: Validation | null): string;
}

/**
 * Evaluates a file's scenarios and prints Results to standard output and diagnostics to standard error.
 *
 * @returns exit status
 */
export async function printEvaluated(
  chosen: Chosen,
  evaluated: EvaluatedFile,
  { json, toJson, toText }: ResultPrinter,
  io: Io,
): Promise<number> {
  if (evaluated.interrupted) return EXIT.interrupted;
  const ran = evaluated.scenarios.flatMap(({ found: { place }, result, validation }) =>
    result === null ? [] : [{ place, result, validation }],
  );
  if (json) {
    printJson(
      ran.map(({ result, validation }) => toJson(result, validation)),
      chosen.scenarios.length > 1,
      io.stdout,
    );
  } else {
    const style = styleFor(io.stdout, io.env);
    const texts = ran.map(({ place, result, validation }) =>
      toText(withPrintableTexts(result), place, style, validation),
    );
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  printReport(evaluated.diagnostics, chosen.input, io);
  return hasErrors(evaluated.diagnostics) ? EXIT.errors : EXIT.ok;
}

export interface EvaluatedScenario {
  readonly found: FoundScenario;
  readonly result: Result | null;
  /** Null unless it's requested. */
  readonly validation: Validation | null;
}

/** What to do besides evaluating. */
export interface FileOptions extends EvaluateOptions {
  /** Also label comparisons with the observed timeline. */
  readonly labels?: boolean;
}

export interface EvaluatedFile {
  readonly scenarios: readonly EvaluatedScenario[];
  readonly diagnostics: readonly Diagnostic[];
  /** True if Ctrl-C ended the evaluation, so scenarios may be missing. */
  readonly interrupted: boolean;
}

/**
 * Evaluates scenarios from a file one after another. Runs in sweeps use threads. Shows progress in the terminal,
 * and Ctrl-C ends the evaluation. In a project, results are cached, so running `fit` after `run` doesn't repeat any
 * runs.
 *
 * @param workers number of threads. Default: the number of processors
 */
export async function evaluateFile(
  chosen: Chosen,
  { labels = false, ...options }: FileOptions,
  workers: number | undefined,
  io: Io,
): Promise<EvaluatedFile> {
  const line = new ProgressLine(io);
  let progress = '';
  const pool = createSweepPool({
    workers,
    progress: (done, of) => {
      progress = `${count(done)} of ${countOf(of, 'run')}`;
    },
  });
  let interrupted = false;
  const removeHandler = io.onInterrupt?.(() => {
    interrupted = true;
    void pool.close();
  });
  const { record, zone } = chosen.found;
  const scenarios: EvaluatedScenario[] = [];
  const diagnostics: Diagnostic[] = [];
  const evaluateOne = async (
    text: SourceText | ScenarioText,
    settings: EvaluateOptions,
  ): Promise<Evaluation> =>
    io.threads === false ? evaluate(text, settings) : evaluateWith(pool.makeRuns, text, settings);
  const makeRuns = io.threads === false ? runHere : pool.makeRuns;
  const kept = openResultCache(io);
  const validate = async (text: SourceText, settings: EvaluateOptions): Promise<Validation | null> => {
    const { record: entries, zone: pageZone, seed } = settings;
    const key = keyOf(kept?.engine, 'labels', text.text, entries, pageZone ?? null, seed ?? null);
    const cached = kept?.cache.read(key) ?? null;
    if (cached !== null) return JSON.parse(cached);
    const made = await validateWith(makeRuns, text, settings);
    kept?.cache.write(key, JSON.stringify(made));
    return made;
  };
  const evaluateOrFind =
    kept === null
      ? evaluateOne
      : keepResults(async (text, settings) => JSON.stringify(await evaluateOne(offsetText(text), settings)), {
          ...kept,
          now: () => performance.now(),
          report: () => undefined,
        });
  try {
    for (const found of chosen.scenarios) {
      progress = 'starting';
      line.start(() => `${found.id ?? 'scenario'}: ${progress}`);
      const done = await evaluateOrFind(scenarioText(found.source), { ...options, record, zone });
      const validation =
        labels && done.result !== null ? await validate(found.source, { ...options, record, zone }) : null;
      scenarios.push({ found, result: done.result, validation });
      diagnostics.push(...done.diagnostics);
    }
  } catch (error) {
    // Threads terminated by Ctrl-C fail. Any other error is a bug.
    if (!interrupted) throw error;
  } finally {
    line.stop();
    removeHandler?.();
    await pool.close();
  }
  return { scenarios, diagnostics: allDiagnostics(chosen, diagnostics), interrupted };
}
