import type { QuantityResult, Result, Run } from '../../result.ts';
import { type Column, dataTable } from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { hostLink } from '../markup/provenance.ts';
import { outcomeChange, outcomeText } from '../sweep/outcome-words.ts';
import { count } from '../words/number-format.ts';
import { rangeText } from '../words/quantiles.ts';
import { worth } from './worth.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Observed value' },
  { head: 'Observed', numeric: true },
  { head: 'Simulated', numeric: true },
  { head: 'Range', numeric: true },
  { head: 'What it’s worth' },
];

/** Observed values next to the run's outcomes and measures; null if there are none. */
export function valuesTable(result: Result, run: Run): Html | null {
  if (run.quantities.length === 0) return null;
  const rows = run.quantities.map((quantity) => valueRow(result, run, quantity));
  return dataTable(`${result.title}: observed values`, COLUMNS, rows, 'values');
}

function valueRow(result: Result, run: Run, quantity: QuantityResult): Html {
  const { id, of, text, source, observed, simulated, difference, within } = quantity;
  const tolerance = within === null ? '' : `, tolerance ± ${outcomeText(quantity, within)}`;
  const change =
    difference !== null &&
    html` <span class="hc-sub">${outcomeChange(quantity, difference)}${tolerance}</span>`;
  return html`<tr><th scope="row" dir="auto">${text} <span class="hc-sub">${of} ${id}</span> <span class="hc-sub">${hostLink(source)}</span></th><td class="hc-num">${outcomeText(quantity, observed)}</td><td class="hc-num">${outcomeText(quantity, simulated)}${change}</td><td class="hc-num">${ranges(result, run, quantity)}</td><td>${worth(result, run, 'value', id, distance(quantity))}</td></tr>
`;
}

function ranges(result: Result, run: Run, quantity: QuantityResult): Html {
  const lines = result.sweeps
    .filter(({ variant }) => variant === run.variant)
    .flatMap(({ kind, quantities, runs }) => {
      const found = quantities.find(({ id }) => id === quantity.id)?.value;
      if (found === undefined || found.n === 0) return [];
      const range = rangeText(found, (value) => outcomeText(quantity, value));
      const of = found.n === runs ? count(runs) : `${count(found.n)} of ${count(runs)}`;
      return [html` <span class="hc-line-of">${range} <span class="hc-sub">${of} ${kind}</span></span>`];
    });
  return lines.length === 0 ? html`–` : html`${lines}`;
}

function distance(quantity: QuantityResult): string {
  switch (valueAgreement(quantity)) {
    case 'within':
      return 'within tolerance';
    case 'outside':
      return 'outside tolerance';
    case 'missing':
      return 'no value';
    case 'given':
      return 'used to fit a number';
    case 'open':
      return 'no tolerance stated';
  }
}

/** How well a simulated value agrees with the observed one. */
export function valueAgreement({
  basis,
  difference,
  within,
}: QuantityResult): 'within' | 'outside' | 'missing' | 'given' | 'open' {
  if (difference === null) return 'missing';
  if (basis === 'fit') return 'given';
  if (within === null) return 'open';
  return Math.abs(difference) <= within ? 'within' : 'outside';
}

/** ` Observed values: 1 of 2 within tolerance.`, or nothing if there are none. */
export function valuesWords({ quantities }: Run): string {
  if (quantities.length === 0) return '';
  const predicted = quantities.filter(({ basis }) => basis === 'computed');
  const of = (wanted: string): number => predicted.filter((one) => valueAgreement(one) === wanted).length;
  const open = of('open');
  const fitted = quantities.length - predicted.length;
  const counts = [
    ...(predicted.length > open
      ? [`${count(of('within'))} of ${count(predicted.length - open)} within tolerance`]
      : []),
    ...(open > 0 ? [`${count(open)} without a tolerance`] : []),
    ...(fitted > 0 ? [`${count(fitted)} fitted`] : []),
  ];
  return ` Observed values: ${counts.join('; ')}.`;
}
