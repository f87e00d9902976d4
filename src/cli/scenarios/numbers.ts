import { hasErrors } from '../../diagnostic/diagnostic.ts';
import { checkText, type ModelNumber, numbersIn } from '../../hindcast.ts';
import { countOf } from '../../views/words/number-format.ts';
import { allDiagnostics, chooseScenarios, type FoundScenario } from '../input/scenarios.ts';
import { printReport } from '../output/diagnostics.ts';
import type { NumbersReport, PlacedNumber } from '../output/reports.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { printJson, type Style, styleFor, tableLines } from '../terminal/print.ts';

export interface NumbersCommand {
  readonly scenario?: string | undefined;
  readonly json?: boolean | undefined;
}

/**
 * `hindcast numbers`: lists every number that a prediction could depend on, with its basis and position. Nothing is
 * run.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read or has no matching scenario
 */
export async function numbersFile(name: string, command: NumbersCommand, io: Io): Promise<number> {
  const chosen = await chooseScenarios(name, command, io);
  const reports = chosen.scenarios.map(
    (found): NumbersReport => ({
      scenario: found.id ?? 'scenario',
      numbers: numbersIn(found.source, chosen.found.record).map((number) => placed(number, found)),
    }),
  );
  if (command.json === true) printJson(reports, reports.length > 1, io.stdout);
  else {
    const style = styleFor(io.stdout, io.env);
    io.stdout.write(`${reports.map((report) => numbersText(report, style)).join('\n\n')}\n`);
  }
  const { record, zone } = chosen.found;
  const found = chosen.scenarios.flatMap(({ source }) => checkText(source, { record, zone }));
  const diagnostics = allDiagnostics(chosen, found);
  printReport(diagnostics, chosen.input, io);
  return hasErrors(diagnostics) ? EXIT.errors : EXIT.ok;
}

function placed(number: ModelNumber, { source }: FoundScenario): PlacedNumber {
  const { tokens, section: _section, isThreshold: _threshold, inVariant, ...rest } = number;
  return {
    ...rest,
    variantOnly: inVariant,
    places: tokens.map(({ start, end }) => {
      const span = source.spanAt(start, end);
      return { file: span.file, line: span.start.line, column: span.start.column };
    }),
  };
}

function numbersText({ scenario, numbers }: NumbersReport, style: Style): string {
  const sourced = numbers.filter(({ basis }) => basis === 'sourced').length;
  const fitted = numbers.filter(({ basis }) => basis === 'fitted').length;
  return [
    `${scenario}: ${countOf(numbers.length, 'number')}, ${sourced} sourced, ${fitted} fitted, ${numbers.length - sourced - fitted} assumed`,
    ...tableLines(
      ['Number', 'value', 'kind', 'basis', 'range', 'line'],
      numbers.map(({ label, written, kind, basis, range, places }) => [
        label,
        written,
        kind,
        basis,
        range === null ? '' : `${range[0]} to ${range[1]}`,
        places.map(({ line }) => String(line)).join(', '),
      ]),
      style,
    ),
  ].join('\n');
}
