import { hasErrors, type Span } from '../../diagnostic/diagnostic.ts';
import type { Result, Sensitivity, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { quantityWriter, sweepRows } from '../../views/sweep/rows.ts';
import { count } from '../../views/words/number-format.ts';
import { chooseScenarios } from '../input/scenarios.ts';
import { printReport } from '../output/findings.ts';
import type { SweepReport } from '../output/reports.ts';
import { withPrintableTexts } from '../output/result-text.ts';
import { EXIT, type Io } from '../terminal/io.ts';
import { type Cell, factLines, type Paint, paintFor, tableLines, widthFor, wrap } from '../terminal/print.ts';
import { evaluateFile } from './evaluate-file.ts';

interface Style {
  readonly paint: Paint;
  /** Of the terminal in columns. */
  readonly width: number;
}

const KINDS = {
  seeds: 'other random numbers',
  draws: 'constants drawn jointly from their ranges',
  ties: 'what happens at one time in another order',
} as const;

/** Sweeps of a Result as text for a terminal, without a line end behind it. */
function sweepTables(result: Result, place: Span, { paint, width }: Style): string {
  const { scenario, title } = result;
  const name = title === scenario ? scenario : `${scenario}: ${title}`;
  const head = [
    ...wrap(name, width).map((line) => paint('heading', line)),
    ...factLines([['file', `${place.file}:${place.start.line}`]], paint, width),
  ];
  if (result.sweeps.length === 0) {
    return [
      ...head,
      '',
      `  ${paint('bad', 'No sweeps:')} the scenario says no \`until\`, so nothing runs.`,
    ].join('\n');
  }
  const sections = [
    ...result.sweeps.map((sweep) => sweepLines(result, sweep, paint, width)),
    ...result.sensitivities.map((one) => sensitivityLines(one, paint, width)),
    claimLines(result, paint, width),
  ];
  return [head, ...sections.filter((lines) => lines.length > 0)]
    .map((lines) => lines.join('\n'))
    .join('\n\n');
}

function sweepLines(result: Result, sweep: Sweep, paint: Paint, width: number): string[] {
  const write = quantityWriter(result);
  const shown = (value: number | null, quantity: Parameters<typeof write>[1]): string =>
    value === null ? '–' : write(value, quantity);
  const rows = sweepRows(sweep).map(({ group, name, spread, quantity }): Cell[] => [
    `${group}: ${name}`,
    `${spread.n}/${sweep.runs}`,
    shown(spread.p5, quantity),
    shown(spread.p50, quantity),
    shown(spread.p95, quantity),
  ]);
  const facts = sweep.facts.map(({ id, agree, runs }): Cell[] => [
    `Shows: ${id}`,
    `${agree}/${runs}`,
    '',
    '',
    '',
  ]);
  const steady =
    sweep.metastable === null
      ? []
      : [[`Metastable`, `${sweep.metastable}/${sweep.runs}`, '', '', ''] as Cell[]];
  const failed =
    sweep.failed.runs === 0
      ? []
      : [['Ended with an error', `${sweep.failed.runs}/${sweep.runs}`, '', '', ''] as Cell[]];
  const head = `${sweep.variant}, ${count(sweep.runs)} runs, ${KINDS[sweep.kind]}`;
  return [
    ...wrap(head, width).map((line) => paint('heading', line)),
    ...tableLines(
      ['', 'runs', '5 %', 'median', '95 %'],
      [...steady, ...facts, ...rows, ...failed],
      paint,
      width,
    ),
  ];
}

function sensitivityLines({ name, path, points }: Sensitivity, paint: Paint, width: number): string[] {
  const rows = points.flatMap(({ value, services }) =>
    services.map(({ service, impact, failed }): Cell[] => [
      value,
      service,
      humanDuration(impact),
      count(failed),
    ]),
  );
  return [
    paint('heading', `${name}: one run for each value of ${path}`),
    ...tableLines(['', 'service', 'impact', 'failed requests'], rows, paint, width),
  ];
}

function claimLines({ runs }: Result, paint: Paint, width: number): string[] {
  const rows = runs.flatMap((run) =>
    run.expectations.map(({ met, claim, found }): Cell[] => [
      run.variant,
      met ? { text: 'met', tone: 'good' } : { text: 'NOT MET', tone: 'bad' },
      `${claim}: ${found}`,
    ]),
  );
  return rows.length === 0 ? [] : tableLines(['Claims', '', 'claim and what was found'], rows, paint, width);
}

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
