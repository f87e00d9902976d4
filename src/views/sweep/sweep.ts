import type { Result, Sweep } from '../../result.ts';
import { keyItem } from '../drawing/chart.ts';
import {
  type Column,
  csvLink,
  dataTable,
  disclosure,
  figure,
  note,
  sentence,
  type ViewOptions,
  viewId,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { badge, basisShape } from '../markup/provenance.ts';
import { factsById } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { count, countOf, sentenceCase } from '../words/number-format.ts';
import { quantileText } from '../words/quantiles.ts';
import { isDrawn, spreadPanel, sweepPanels } from './panels.ts';
import { quantityWriter, type SweepRow, sweepName, sweepRows, sweepSummary } from './rows.ts';

/** Number of distributions to show without collapsing them. */
const MOST_OPEN = 2;

/** Results over many runs: how often each outcome occurred, and the distribution of each metric. */
export function sweep(result: Result, options: ViewOptions = {}): string {
  const kinds = [...new Set(result.sweeps.map(({ kind }) => kind))];
  const id = viewId('sweep', result, null, options);
  const sections = kinds.map((kind, i) => {
    const of = result.sweeps.filter((one) => one.kind === kind);
    return section(result, of, `${id}-${i}`, i < kinds.length - 1);
  });
  const title = `${result.title}: results over many runs`;
  const base = result.sweeps[0];
  const caption = base === undefined ? 'The scenario has no sweep.' : sweepSummary(base, result);
  const body = html`${sections.map(({ markup }) => markup)}
${sections.some(({ drawn }) => drawn) && spreadKey(result)}
<p class="hc-origin">${badge('simulated')} <span dir="auto">Scenario ${result.scenario}, seeds starting at ${base?.seed ?? 0}, engine ${result.engine}. Run n uses the same random numbers in every variant.</span></p>`;
  return figure('sweep', title, sentence(caption), body).toString();
}

/**
 * The results of one kind of sweep, collapsed unless it's the last kind. `drawn` is true if the sweeps have a chart.
 */
function section(
  result: Result,
  sweeps: readonly Sweep[],
  id: string,
  isFolded: boolean,
): { markup: Html; drawn: boolean } {
  const base = sweeps.find(({ variant }) => variant === 'base') ?? sweeps[0]!;
  const rows = sweeps.flatMap(sweepRows);
  const name = sweepName(base, result);
  // Only the most informative sweep has charts and tables.
  const panels = isFolded ? [] : sweepPanels(result, sweeps);
  const drawn = panels.map((panel, i) => spreadPanel(result, { ...panel, id: `${id}-${i}` }));
  const [open, more] = [drawn.slice(0, MOST_OPEN), drawn.slice(MOST_OPEN)];
  const body = html`${open}
${more.length > 0 && disclosure(countOf(more.length, 'more distribution'), html`${more}`)}
${outcomes(sweeps)}
${isFolded ? html`<p class="hc-note">${sweepCsv(result, rows, base.kind)}</p>` : disclosure(`All metrics over ${name}`, sweepTable(result, rows, base.kind))}`;
  const markup = isFolded
    ? disclosure(sentenceCase(name), body)
    : html`${result.sweeps.some(({ kind }) => kind !== base.kind) && html`<p class="hc-list-head"><strong>${name}</strong></p>`}
${body}`;
  return { markup, drawn: panels.some(isDrawn) };
}

/** How often each variant was metastable, and how often it agreed with observed periods. */
function outcomes(sweeps: readonly Sweep[]): Html | null {
  const facts = [...new Set(sweeps.flatMap((one) => one.facts.map(({ id }) => id)))];
  const steady = sweeps.some(({ metastable }) => metastable !== null);
  if (facts.length === 0 && !steady) return null;
  const columns: Column[] = [
    { head: 'Variant' },
    ...(steady ? [{ head: 'Metastable', numeric: true }] : []),
    ...facts.map((id) => ({ head: html`Agrees with ${id}`, numeric: true })),
  ];
  const rows = sweeps.map((one) => {
    const agreed = facts.map((id) => {
      const fact = one.facts.find((candidate) => candidate.id === id);
      return html`<td class="hc-num">${fact === undefined ? '–' : `${count(fact.agree)} of ${count(fact.runs)}`}</td>`;
    });
    const stuck = html`<td class="hc-num">${one.metastable === null ? '–' : `${count(one.metastable)} of ${count(one.runs)}`}</td>`;
    return html`<tr><th scope="row" dir="auto">${one.variant}</th>${steady && stuck}${agreed}</tr>
`;
  });
  return dataTable(
    `Outcomes over ${count(sweeps[0]!.runs)} runs (${sweeps[0]!.kind})`,
    columns,
    rows,
    'outcomes',
  );
}

function spreadKey(result: Result): Html {
  const observed = result.sweeps.some(({ marks }) => marks.some(({ id }) => factsById(result).has(id)));
  const bar = html`<rect class="hc-ch-range90" x="1" y="9" width="20" height="2"/><rect class="hc-ch-range50" x="6" y="7" width="9" height="6"/><circle class="hc-ch-median" cx="10" cy="10" r="4"/>`;
  const bins = html`<path class="hc-ch-bins" d="M1 18V13H6V6H11V3H16V12H21V18Z"/>`;
  return html`<ul class="hc-legend" aria-label="Chart legend">${keyItem('bins', bins, 'runs')}${keyItem('spread', bar, 'median, 25–75%, 5–95%')}${observed && keyItem('observed', basisShape('observed', 11, 10, 5), 'observed fact')}</ul>`;
}

const NUMBER_COLUMNS: readonly Column[] = [
  { head: 'Metric' },
  { head: 'Variant' },
  { head: 'Runs with a value', numeric: true },
  { head: 'Min', numeric: true },
  { head: '5%', numeric: true },
  { head: 'Median', numeric: true },
  { head: '95%', numeric: true },
  { head: 'Max', numeric: true },
];

const QUANTILES = ['least', 'p5', 'p50', 'p95', 'greatest'] as const;

const UNITS = {
  moment: 'microseconds since time 0',
  duration: 'microseconds',
  requests: 'requests',
  share: 'share',
  number: '',
  'change in duration': 'microseconds',
  'change in requests': 'requests',
  'change in number': '',
} as const;

/** Every metric in a sweep with its percentiles, as a table and CSV. */
function sweepTable(result: Result, rows: readonly SweepRow[], kind: string): Html {
  const write = quantityWriter(result);
  const body = rows.map(({ group, name, variant, runs, spread, quantity }) => {
    const cells = QUANTILES.map(
      (quantile) =>
        html`<td class="hc-num">${quantileText(spread, quantile, (value) => write(value, quantity))}</td>`,
    );
    return html`<tr><th scope="row" dir="auto">${plainName(name)} <span class="hc-sub">${group}</span></th><td dir="auto">${variant}</td><td class="hc-num">${count(spread.n)} of ${count(runs)}</td>${cells}</tr>
`;
  });
  const about =
    'Percentiles use the nearest rank. If a run ends before it reaches a mark or recovers, that time counts as later than all others. Other runs without a value are left out.';
  return html`${note(about, ' ', sweepCsv(result, rows, kind))}
${dataTable(`${result.title}: metrics over many runs (${kind})`, NUMBER_COLUMNS, body, 'sweep-numbers')}`;
}

function sweepCsv(result: Result, rows: readonly SweepRow[], kind: string): Html {
  return csvLink(
    `${result.scenario}-sweep-${kind}`,
    [
      'group',
      'name',
      'variant',
      'unit',
      'runs',
      'n',
      'below',
      'above',
      'least',
      'p5',
      'p25',
      'p50',
      'p75',
      'p95',
      'greatest',
    ],
    rows.map(({ group, name, variant, quantity, runs, spread: d }) => [
      group,
      name,
      variant,
      UNITS[quantity],
      runs,
      d.n,
      d.below,
      d.above,
      d.least,
      d.p5,
      d.p25,
      d.p50,
      d.p75,
      d.p95,
      d.greatest,
    ]),
  );
}
