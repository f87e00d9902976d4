import { type EvaluateToJson, keepResults, keepValidatedResults } from '../../astro/results/kept-results.ts';
import { type Diagnostic, hasErrors, type Span } from '../../diagnostic/diagnostic.ts';
import { type EvaluateOptions, scenarioText } from '../../hindcast.ts';
import type { Result } from '../../result.ts';
import { count, countOf } from '../../views/words/number-format.ts';
import { openResultCache } from '../input/result-cache.ts';
import { allDiagnostics, type Chosen, type FoundScenario } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { ProgressLine, printJson, type Style, styleFor } from '../terminal/print.ts';
import { createLeash } from '../workers/leash.ts';

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
  /** Also determine labels and other facts about what the results depend on. */
  readonly labels?: boolean;
  /** Takes the runs of sweeps from shards: for each scenario, the runs of all shards as exact JSON. */
  readonly shards?: readonly (readonly string[])[];
}

export interface EvaluatedFile {
  readonly scenarios: readonly EvaluatedScenario[];
  readonly diagnostics: readonly Diagnostic[];
  /** True if Ctrl-C ended the evaluation, so scenarios may be missing. */
  readonly interrupted: boolean;
}

/**
 * Evaluates scenarios from a file one after another. Long runs and sweeps use threads. Shows progress in the
 * terminal, and Ctrl-C ends the evaluation. In a project, results are cached, so running `fit` after `run` doesn't repeat any
 * runs.
 *
 * @param workers number of threads. Default: the number of processors
 */
export async function evaluateFile(
  chosen: Chosen,
  { labels = false, shards, ...options }: FileOptions,
  workers: number | undefined,
  io: Io,
): Promise<EvaluatedFile> {
  const line = new ProgressLine(io);
  let progress = '';
  const leash = createLeash(
    {
      workers,
      progress: (done, of) => {
        progress = `${count(done)} of ${countOf(of, 'run')}`;
      },
    },
    io,
  );
  const { record, zone } = chosen.found;
  const scenarios: EvaluatedScenario[] = [];
  const diagnostics: Diagnostic[] = [];
  const setting = {
    ...(openResultCache(io) ?? NO_CACHE),
    now: () => performance.now(),
    report: () => undefined,
  };
  const evaluate: EvaluateToJson = (text, all) =>
    shards === undefined ? leash.evaluate(text, all) : leash.merge(text, shards[scenarios.length]!, all);
  const evaluateOrFind = labels
    ? keepValidatedResults(evaluate, leash.validate, setting)
    : keepResults(evaluate, setting);
  try {
    for (const found of chosen.scenarios) {
      progress = 'starting';
      line.start(() => `${found.id ?? 'scenario'}: ${progress}`);
      const done = await evaluateOrFind(scenarioText(found.source), { ...options, record, zone });
      scenarios.push({ found, result: done.result });
      diagnostics.push(...done.diagnostics);
    }
  } catch (error) {
    // A thread that was terminated by Ctrl-C fails. Any other error is a bug.
    if (!leash.interrupted) throw error;
  } finally {
    line.stop();
    await leash.close();
  }
  return {
    scenarios,
    diagnostics: allDiagnostics(chosen, diagnostics),
    interrupted: leash.interrupted,
  };
}

/** Outside a project, nothing is cached. */
const NO_CACHE = { cache: { read: () => null, write: () => undefined }, engine: '' };
