import type { Span } from '../../diagnostic/diagnostic.ts';
import type { EvaluateOptions } from '../../hindcast.ts';
import type { Result, Sensitivity, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { outcomeText } from '../../views/sweep/outcome-words.ts';
import { quantityWriter, sweepRows } from '../../views/sweep/rows.ts';
import { count, countOf } from '../../views/words/number-format.ts';
import { type Chosen, chooseScenarios } from '../input/scenarios.ts';
import { mapLines } from '../output/map-text.ts';
import type { SweepReport } from '../output/reports.ts';
import { claimLines } from '../output/result-text.ts';
import type { Io } from '../terminal/io.ts';
import { type Cell, joinSections, type Style, tableLines, titleLines } from '../terminal/print.ts';
import { evaluateFile, printEvaluated } from './evaluate-file.ts';
import type { SweepSettings } from './part-file.ts';

export interface SweepCommand extends SweepSettings {
  /** Number of threads. */
  readonly jobs?: number | undefined;
  /** Also print numbers that are the same in every variant. */
  readonly all?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Number of runs if neither the command line nor the scenario sets it. */
const DEFAULT_RUNS = 100;

/**
 * `hindcast sweep`: runs the base and each variant many times. Tables go to standard output, diagnostics to standard
 * error.
 *
 * @returns exit status
 * @throws UsageError if the file can't be read or has no matching scenario
 */
export async function sweep(name: string, command: SweepCommand, io: Io): Promise<number> {
  return printSweeps(await chooseScenarios(name, command, io), command, io);
}

/** What to evaluate for the command's settings. */
export function sweepOptions({ seed, variant, runs, draws }: SweepSettings): EvaluateOptions {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(variant === undefined ? {} : { variant }),
    only: 'run',
    sweeps: {
      ...(runs === undefined ? {} : { runs }),
      fallback: DEFAULT_RUNS,
      ...(draws === undefined ? {} : { draws: draws === true ? 'runs' : draws }),
    },
  };
}

/** Where the runs come from, and how they're printed. */
export interface SweepPrinting extends SweepCommand {
  /** For each scenario, the runs of all shards as exact JSON. Default: the runs are made here. */
  readonly shards?: readonly (readonly string[])[];
}

/** Evaluates the sweeps of the chosen scenarios and prints them. Returns the exit status. */
export async function printSweeps(
  chosen: Chosen,
  { shards, ...command }: SweepPrinting,
  io: Io,
): Promise<number> {
  const options = { ...sweepOptions(command), ...(shards === undefined ? {} : { shards }) };
  const evaluated = await evaluateFile(chosen, options, command.jobs, io);
  return printEvaluated(
    chosen,
    evaluated,
    {
      json: command.json === true,
      toJson: ({ scenario, sweeps, sensitivities, map }): SweepReport => ({
        scenario,
        sweeps,
        sensitivities,
        ...(map === undefined ? {} : { map }),
      }),
      toText: (result, place, style) => sweepText(result, place, command.all === true, style),
    },
    io,
  );
}

/** A Result's sweeps as text for a terminal, without a trailing newline. */
function sweepText(result: Result, place: Span, all: boolean, style: Style): string {
  const head = titleLines(result, place, [], style);
  if (result.sweeps.length === 0) {
    return joinSections([head, [`  ${style.paint('bad', 'Not run:')} the scenario has no \`until\`.`]]);
  }
  const kinds = [...new Set(result.sweeps.map(({ kind }) => kind))];
  return joinSections([
    head,
    ...kinds.map((kind) => {
      const sweeps = result.sweeps.filter((one) => one.kind === kind);
      return sweepLines(result, sweeps, all, style);
    }),
    ...result.sensitivities.map((one) => sensitivityLines(one, result, style)),
    ...(result.map === undefined ? [] : [mapLines(result, result.map, style)]),
    claimLines(result, style),
  ]);
}

const KINDS = {
  seeds: 'different random numbers',
  draws: 'random constants from their ranges',
  ties: 'simultaneous events in different orders',
} as const;

/**
 * Sweeps of one kind, side by side: first the numbers that differ between variants and then, with `all`, those that
 * are the same in all variants. If there are no variants, all numbers are printed.
 */
function sweepLines(result: Result, sweeps: readonly Sweep[], all: boolean, style: Style): string[] {
  const numbers = numbersOf(result, sweeps);
  const different = sweeps.length === 1 ? numbers : numbers.filter(isDifferent);
  const same = numbers.filter((one) => !different.includes(one));
  const rows = [
    ...different.flatMap(({ name, values }) =>
      [...values].map(([variant, cells], i): Cell[] => [i === 0 ? name : '', variant, ...cells]),
    ),
    ...(all ? same.map(({ name, values }): Cell[] => [name, 'all', ...[...values.values()][0]!]) : []),
  ];
  const { kind, runs } = sweeps[0]!;
  return [
    style.paint('heading', `${countOf(runs, 'run')} each, ${KINDS[kind]}`),
    ...(rows.length === 0 ? [] : tableLines(['', 'variant', 'runs', '5%', 'median', '95%'], rows, style)),
    ...(all || same.length === 0 ? [] : [style.paint('faint', `  ${hiddenWords(same.length)}`)]),
  ];
}

function hiddenWords(hidden: number): string {
  return hidden === 1
    ? '1 number is the same in all variants; use --all to print it'
    : `${count(hidden)} numbers are the same in all variants; use --all to print them`;
}

/** A number and its cells for each variant that has it: runs with a value, 5th percentile, median, 95th percentile. */
interface SweptNumber {
  readonly name: string;
  readonly values: ReadonlyMap<string, readonly [string, string, string, string]>;
  /** True if the number is a variant's difference from the base. The base has no such number. */
  readonly isChange: boolean;
}

function isDifferent({ values, isChange }: SweptNumber): boolean {
  const cells = [...values.values()];
  if (isChange) return cells.some((row) => row.slice(1).some((text) => text !== NO_CHANGE && text !== NONE));
  return new Set(cells.map((row) => row.join('\n'))).size > 1;
}

/** What views show for a difference of zero. */
const NO_CHANGE = 'no change';
const NONE = '–';

function numbersOf(result: Result, sweeps: readonly Sweep[]): SweptNumber[] {
  const write = quantityWriter(result);
  const numbers = new Map<
    string,
    { values: Map<string, [string, string, string, string]>; isChange: boolean }
  >();
  const add = (name: string, variant: string, cells: [string, string, string, string], isChange = false) => {
    const number = numbers.get(name) ?? { values: new Map(), isChange };
    number.values.set(variant, cells);
    numbers.set(name, number);
  };
  for (const one of sweeps) {
    const { variant, runs, metastable, facts, failed } = one;
    const share = (n: number, of = runs): [string, string, string, string] => [
      `${count(n)}/${count(of)}`,
      '',
      '',
      '',
    ];
    if (metastable !== null) add('Metastable', variant, share(metastable));
    for (const fact of facts) add(`Agrees: ${fact.id}`, variant, share(fact.agree, fact.runs));
    for (const { group, name, spread, quantity } of sweepRows(one)) {
      const cell = (value: number | null): string => (value === null ? NONE : write(value, quantity));
      const isChange = quantity.startsWith('change');
      add(
        `${group}: ${name}`,
        variant,
        [`${count(spread.n)}/${count(runs)}`, cell(spread.p5), cell(spread.p50), cell(spread.p95)],
        isChange,
      );
    }
    if (sweeps.some((other) => other.failed.runs > 0))
      add('Ended with an error', variant, share(failed.runs));
  }
  return [...numbers].map(([name, number]) => ({ name, ...number }));
}

function sensitivityLines(one: Sensitivity, result: Result, style: Style): string[] {
  const rows = one.points.flatMap(({ value, services }) =>
    services.map(({ service, impact, failed }): Cell[] => [
      value,
      service,
      humanDuration(impact),
      count(failed),
    ]),
  );
  const harm = one.points.flatMap((point) =>
    point.conditions.map(({ name, impact, affected }): Cell[] => [
      point.value,
      name,
      humanDuration(impact),
      affected === null ? '' : count(affected),
    ]),
  );
  const kinds = result.runs[0]?.outcomes ?? [];
  const outcomes = one.points.flatMap((point) =>
    point.outcomes.flatMap(({ name, value }): Cell[][] => {
      const kind = kinds.find((outcome) => outcome.name === name);
      return kind === undefined ? [] : [[point.value, name, outcomeText(kind, value)]];
    }),
  );
  return [
    style.paint('heading', `${one.name}: one run for each value of ${one.path}`),
    ...(rows.length === 0 ? [] : tableLines(['', 'service', 'impact', 'failed requests'], rows, style)),
    ...(harm.length === 0 ? [] : tableLines(['', 'condition', 'impact', 'affected'], harm, style)),
    ...(outcomes.length === 0 ? [] : tableLines(['', 'outcome', 'value'], outcomes, style)),
  ];
}
