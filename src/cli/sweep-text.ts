import type { Result } from '../result.ts';
import { count } from '../views/number-format.ts';
import { newsOf, quantityWriter, sweepRows } from '../views/sweep-rows.ts';
import type { Look } from './run-text.ts';
import { type Cell, tableLines, wrap } from './table.ts';

/**
 * Sweeps as text: for each kind what its runs differ in, then every number of every variant with its quantiles and the
 * runs that it stands on.
 *
 * @param full false leaves out what is the same in every run, and measures
 */
export function sweepLines({ result, paint, width }: Look, full = true): string[] {
  const kinds = [...new Set(result.sweeps.map(({ kind }) => kind))];
  return kinds.flatMap((kind, i) => {
    const sweeps = result.sweeps.filter((sweep) => sweep.kind === kind);
    const rows = sweeps.flatMap((sweep) => rowsOf(sweep, result, full));
    const told = sweeps.flatMap((sweep) => wrap(newsOf(sweep, result), width - 2).map((line) => `  ${line}`));
    const head = ['Sweep', '', 'runs', '5 %', 'median', '95 %', ''];
    return [...(i === 0 ? [] : ['']), ...tableLines(head, rows, paint, width), ...told];
  });
}

function rowsOf(sweep: Result['sweeps'][number], result: Result, full: boolean): Cell[][] {
  const write = quantityWriter(result);
  const rows = sweepRows(sweep).filter(({ group, spread }) => {
    if (full) return true;
    return (
      group !== 'Measure' && group !== 'Worst error rate' && !(spread.least === 0 && spread.greatest === 0)
    );
  });
  return rows.map(({ group, name, runs, spread, quantity }, i): Cell[] => {
    const cell = (value: number | null) => (value === null ? '-' : write(value, quantity));
    return [
      i === 0 ? sweep.variant : '',
      `${group}: ${name}`,
      `${count(spread.n)}/${count(runs)}`,
      cell(spread.p5),
      cell(spread.p50),
      cell(spread.p95),
      '',
    ];
  });
}
