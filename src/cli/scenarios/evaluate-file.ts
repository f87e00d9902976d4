import {
  type EvaluateToJson,
  keepResults,
  keepValidatedResults,
  offsetText,
  type ValidateToJson,
} from '../../astro/results/kept-results.ts';
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
  validateWith,
  withValidation,
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
  toJson(result: Result): unknown;
  /** A Result as text for a terminal, without a trailing newline. Its strings are already printable. */
  toText(result: Result, place: Span, style: Style): string;
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
  const ran = evaluated.scenarios.flatMap(({ found: { place }, result }) =>
    result === null ? [] : [{ place, result }],
  );
  if (json) {
    printJson(
      ran.map(({ result }) => toJson(result)),
      chosen.scenarios.length > 1,
      io.stdout,
    );
  } else {
    const style = styleFor(io.stdout, io.env);
    const texts = ran.map(({ place, result }) => toText(withPrintableTexts(result), place, style));
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  printReport(evaluated.diagnostics, chosen.input, io);
  return hasErrors(evaluated.diagnostics) ? EXIT.errors : EXIT.ok;
}

export interface EvaluatedScenario {
  readonly found: FoundScenario;
  readonly result: Result | null;
}

/** What to do in addition to evaluating. */
export interface FileOptions extends EvaluateOptions {
  /** Also determine what the results rest on, such as the labels of comparisons with the observed timeline. */
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
  const evaluateHere = async (text: ScenarioText, settings: EvaluateOptions): Promise<Evaluation> => {
    const evaluation = await evaluateOne(text, settings);
    if (!labels || evaluation.result === null) return evaluation;
    return withValidation(evaluation, await validateWith(makeRuns, text, settings));
  };
  const evaluateToJson: EvaluateToJson = async (text, settings) =>
    JSON.stringify(await evaluateOne(offsetText(text), settings));
  const validateToJson: ValidateToJson = async (text, settings) =>
    JSON.stringify(await validateWith(makeRuns, offsetText(text), settings));
  const setting = { now: () => performance.now(), report: () => undefined };
  const evaluateOrFind =
    kept === null
      ? evaluateHere
      : labels
        ? keepValidatedResults(evaluateToJson, validateToJson, { ...kept, ...setting })
        : keepResults(evaluateToJson, { ...kept, ...setting });
  try {
    for (const found of chosen.scenarios) {
      progress = 'starting';
      line.start(() => `${found.id ?? 'scenario'}: ${progress}`);
      const done = await evaluateOrFind(scenarioText(found.source), { ...options, record, zone });
      scenarios.push({ found, result: done.result });
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
