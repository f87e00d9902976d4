import type { Result } from '../result.ts';
import { csvLink } from './csv.ts';
import { type Column, dataTable, note } from './figure.ts';
import { type Html, html } from './html.ts';
import { count } from './number-format.ts';
import { quantityWriter, type SweepRow } from './sweep-rows.ts';

const NUMBER_COLUMNS: readonly Column[] = [
  { head: 'Number' },
  { head: 'Variant' },
  { head: 'Runs that have it', numeric: true },
  { head: 'Least', numeric: true },
  { head: '5 %', numeric: true },
  { head: 'Median', numeric: true },
  { head: '95 %', numeric: true },
  { head: 'Greatest', numeric: true },
];

/** Every number of a sweep with its quantiles, as a table and as CSV. */
export function sweepTable(result: Result, rows: readonly SweepRow[], kind: string): Html {
  const write = quantityWriter(result);
  const body = rows.map(({ group, name, variant, runs, spread, quantity }) => {
    const cells = [spread.least, spread.p5, spread.p50, spread.p95, spread.greatest].map(
      (value) => html`<td class="hc-num">${value === null ? '–' : write(value, quantity)}</td>`,
    );
    return html`<tr><th scope="row" dir="auto">${name}<span class="hc-sub">${group}</span></th><td dir="auto">${variant}</td><td class="hc-num">${count(spread.n)} of ${count(runs)}</td>${cells}</tr>
`;
  });
  const csv = csvLink(
    `${result.scenario}-sweep-${kind}`,
    ['group', 'name', 'variant', 'unit', 'runs', 'n', 'least', 'p5', 'p25', 'p50', 'p75', 'p95', 'greatest'],
    rows.map(({ group, name, variant, quantity, runs, spread: d }) => [
      group,
      name,
      variant,
      UNITS[quantity],
      runs,
      d.n,
      d.least,
      d.p5,
      d.p25,
      d.p50,
      d.p75,
      d.p95,
      d.greatest,
    ]),
  );
  return html`${note('Quantiles by the nearest rank, over the runs that have a value.', ' ', csv)}
${dataTable(`Numbers of the sweep of ${result.title} (${kind})`, NUMBER_COLUMNS, body, 'sweep-numbers')}`;
}

const UNITS = {
  moment: 'microseconds since time 0',
  length: 'microseconds',
  requests: 'requests',
  share: 'share',
  number: '',
  'change of length': 'microseconds',
  'change of requests': 'requests',
} as const;
