import type { Span } from '../diagnostic/diagnostic.ts';
import type { Result } from '../result.ts';
import type { Sensitivity, Sweep } from '../result-sweep.ts';
import { humanDuration } from '../time/duration.ts';
import { count } from '../views/number-format.ts';
import { quantityWriter, sweepRows } from '../views/sweep-rows.ts';
import type { Paint } from './paint.ts';
import { type Cell, factLines, tableLines, wrap } from './table.ts';

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
export function sweepTables(result: Result, place: Span, { paint, width }: Style): string {
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
