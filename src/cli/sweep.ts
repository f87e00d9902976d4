import { hasErrors } from '../diagnostic/diagnostic.ts';
import type { Result } from '../result.ts';
import { chooseScenarios } from './choose.ts';
import { printReport } from './findings.ts';
import { EXIT, type Io } from './io.ts';
import { paintFor, widthFor } from './paint.ts';
import type { SweepReport } from './reports.ts';
import { withPrintableTexts } from './result-text.ts';
import { sweepTables } from './sweep-tables.ts';
import { evaluateFile } from './swept.ts';

export interface SweepCommand {
  readonly scenario?: string | undefined;
  readonly variant?: string | undefined;
  readonly seed?: number | undefined;
  /** Runs of each case; without it what the text says, or 100 where it says nothing. */
  readonly runs?: number | undefined;
  /** Runs with drawn constants; `true` is as many as there are runs. */
  readonly draws?: number | true | undefined;
  /** Threads. */
  readonly jobs?: number | undefined;
  readonly json?: boolean | undefined;
}

/** Runs where neither the command line nor the text says how many. */
const RUNS = 100;

/**
 * `hindcast sweep`: many runs of the base and each variant. Tables go to standard output, findings to standard error.
 *
 * @returns exit code
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id or with the variant asked for
 */
export async function sweep(name: string, command: SweepCommand, io: Io): Promise<number> {
  const { seed, variant, runs, draws, jobs } = command;
  const chosen = await chooseScenarios(name, command, io);
  const sweeps = {
    runs,
    fallback: RUNS,
    ...(draws === undefined ? {} : { draws: draws === true ? ('runs' as const) : draws }),
  };
  const swept = await evaluateFile(chosen, { seed, variant, only: 'run', sweeps }, jobs, io);
  if (swept.interrupted) return EXIT.interrupted;
  const ran = swept.scenarios.flatMap(({ found: { place }, result }) =>
    result === null ? [] : [{ place, result }],
  );
  if (command.json === true)
    writeJson(
      ran.map(({ result }) => result),
      chosen.scenarios.length,
      io,
    );
  else {
    const style = { paint: paintFor(io.stdout, io.env), width: widthFor(io.stdout) };
    const texts = ran.map(({ place, result }) => sweepTables(withPrintableTexts(result), place, style));
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  printReport(swept.diagnostics, chosen.input, io);
  return hasErrors(swept.diagnostics) ? EXIT.findings : EXIT.fine;
}

function writeJson(results: readonly Result[], chosen: number, io: Io): void {
  const all = results.map(
    ({ scenario, sweeps, sensitivities }): SweepReport => ({ scenario, sweeps, sensitivities }),
  );
  const [only] = all;
  if (chosen > 1) io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  else if (only !== undefined) io.stdout.write(`${JSON.stringify(only, null, 2)}\n`);
}
