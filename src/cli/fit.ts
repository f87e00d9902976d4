import { hasErrors } from '../diagnostic/diagnostic.ts';
import type { Result } from '../result.ts';
import { fitCounts, rangesOf } from '../views/fit-counts.ts';
import { chooseScenarios } from './choose.ts';
import { printReport } from './findings.ts';
import { fitText } from './fit-text.ts';
import { EXIT, type Io } from './io.ts';
import { paintFor, widthFor } from './paint.ts';
import type { FitReport } from './reports.ts';
import { withPrintableTexts } from './result-text.ts';
import { evaluateFile } from './swept.ts';

export interface FitCommand {
  readonly scenario?: string | undefined;
  readonly jobs?: number | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast fit`: the base beside the record. Tables go to standard output, findings to standard error.
 *
 * @returns exit code: 1 if a mark lies outside of the tolerance that the record states, or for any other error
 * @throws UsageError if the file can't be read, holds no scenario, or none of the id asked for
 */
export async function fitFile(name: string, command: FitCommand, io: Io): Promise<number> {
  const chosen = await chooseScenarios(name, command, io);
  const swept = await evaluateFile(chosen, { only: 'run' }, command.jobs, io);
  if (swept.interrupted) return EXIT.interrupted;
  const ran = swept.scenarios.flatMap(({ found: { place }, result }) =>
    result === null ? [] : [{ place, result }],
  );
  if (command.json === true) {
    const all = ran.map(({ result }) => fitJson(result));
    const [only] = all;
    if (chosen.scenarios.length > 1) io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    else if (only !== undefined) io.stdout.write(`${JSON.stringify(only, null, 2)}\n`);
  } else {
    const style = { paint: paintFor(io.stdout, io.env), width: widthFor(io.stdout) };
    const texts = ran.map(({ place, result }) => fitText(withPrintableTexts(result), place, style));
    if (texts.length > 0) io.stdout.write(`${texts.join('\n\n\n')}\n`);
  }
  printReport(swept.diagnostics, chosen.input, io);
  return hasErrors(swept.diagnostics) ? EXIT.findings : EXIT.fine;
}

function fitJson(result: Result): FitReport {
  const base = result.runs.find(({ variant }) => variant === 'base');
  const ranges = rangesOf(result);
  return {
    scenario: result.scenario,
    counts: fitCounts(result),
    marks: (base?.marks ?? [])
      .filter(({ observed }) => observed !== null)
      .map((mark) => {
        const fact = result.observed.find(({ id }) => id === mark.observed);
        const range = ranges?.marks.find(({ id }) => id === mark.id) ?? null;
        return {
          ...mark,
          recorded: fact?.t ?? null,
          range: range === null ? null : { kind: ranges!.kind, ...range },
        };
      }),
    facts: result.runs.flatMap(({ facts }) => facts),
  };
}
