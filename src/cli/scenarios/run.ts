import { hasErrors } from '../../diagnostic/diagnostic.ts';
import type { Result } from '../../result.ts';
import { chooseScenarios } from '../input/scenarios.ts';
import { printReport } from '../output/findings.ts';
import { resultText } from '../output/result-text.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { paintFor, widthFor } from '../terminal/print.ts';
import { evaluateFile } from './evaluate-file.ts';

export interface RunOptions {
  /** Only the scenario of this id; else all of the file, in order. */
  readonly scenario?: string | undefined;
  /** The base and only this variant, in the scenarios that have it. */
  readonly variant?: string | undefined;
  readonly seed?: number | undefined;
  /** Searches too, where the text asks for it. */
  readonly explore?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast run`: results go to standard output, findings to standard error.
 *
 * @returns exit code
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id or with the variant asked for
 */
export async function run(name: string, options: RunOptions, io: Io): Promise<number> {
  const { seed, variant } = options;
  const chosen = await chooseScenarios(name, options, io);
  const only = options.explore === true ? undefined : 'run';
  const swept = await evaluateFile(chosen, { seed, variant, only }, undefined, io);
  if (swept.interrupted) return EXIT.interrupted;
  const ran = swept.scenarios.flatMap(({ found: { place }, result }) =>
    result === null ? [] : [{ place, result }],
  );
  if (options.json === true) {
    writeJson(
      ran.map(({ result }) => result),
      chosen.scenarios.length,
      io,
    );
  } else {
    const paint = paintFor(io.stdout, io.env);
    const width = widthFor(io.stdout);
    const texts = ran.map(({ place, result }) => resultText(result, { place, variant, paint, width }));
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  printReport(swept.diagnostics, chosen.input, io);
  return hasErrors(swept.diagnostics) ? EXIT.findings : EXIT.fine;
}

function writeJson(results: readonly Result[], chosen: number, io: Io): void {
  const [only] = results;
  if (chosen > 1) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else if (only !== undefined) io.stdout.write(`${JSON.stringify(only, null, 2)}\n`);
}
