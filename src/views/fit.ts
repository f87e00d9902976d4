import type { MarkResult, ObservedFact, Result, Run } from '../result.ts';
import type { Sweep } from '../result-sweep.ts';
import { humanDuration } from '../time/duration.ts';
import { type Agreement, absenceWords, agreementOf } from './agreement.ts';
import {
  type Column,
  dataTable,
  figure,
  note,
  origin,
  runName,
  sentence,
  type ViewOptions,
} from './figure.ts';
import { factsOf, factsTable, factsWords } from './fit-facts.ts';
import { markRanges } from './fit-ranges.ts';
import { type Html, html } from './html.ts';
import { factsById, residualWords, signedDuration } from './moments.ts';
import { countOf } from './number-format.ts';
import { badge } from './provenance.ts';
import { sourceLink } from './source-link.ts';
import { timeCell } from './time-cell.ts';
import { precisionOf, type Times, timesOf } from './time-format.ts';
import { verdict } from './verdict.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Mark' },
  { head: 'Observed' },
  { head: 'Simulated' },
  { head: 'Residual' },
  { head: 'Tolerance', numeric: true },
  { head: 'Verdict' },
  { head: 'Basis' },
];

/** Stands before the basis where there are sweeps: how far the mark moves with chance and with the assumed constants. */
const RANGE_COLUMN: Column = { head: 'Range, 5 % to 95 %' };

/** Marks of a run against the record: every residual, the wrong ones too, and which of them are predictions at all. */
export function fit(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: fit to the record`;
  if (run.marks.length === 0 && factsOf(result, run).length === 0) {
    const caption = sentence('The scenario has no marks, so there is nothing to compare with the record.');
    return figure('fit', title, caption, null).toString();
  }
  const times = timesOf(result);
  const facts = factsById(result);
  const sweeps = result.sweeps.filter(({ variant }) => variant === run.variant);
  const rows = run.marks.map((mark) => markRow(mark, facts.get(mark.observed ?? ''), sweeps, times));
  const columns = sweeps.length === 0 ? COLUMNS : COLUMNS.toSpliced(5, 0, RANGE_COLUMN);
  const body = html`${run.marks.length > 0 && dataTable(`${title}, ${runName(run)}`, columns, rows, 'fit')}
${factsTable(result, run)}
${note('Residual = simulated − observed. An input follows from times of the record, a fit is what a constant was chosen to meet: neither predicts anything.')}
${unmarked(result, run, times)}
${origin(result, run)}`;
  return figure('fit', title, sentence(fitSummary(result, run)), body).toString();
}

/** How many of the marks are predictions, how those came out, and how much was assumed for it: one sentence. */
export function fitSummary(result: Result, run: Run): string {
  const predictions = run.marks.filter((mark) => mark.basis === 'prediction');
  const compared = predictions.filter((mark) => mark.observed !== null);
  const among = (wanted: Agreement) => compared.filter((mark) => agreementOf(mark) === wanted).length;
  const outcomes: [number, string][] = [
    [among('within'), 'within tolerance'],
    [among('outside'), 'outside'],
    [among('missing'), 'did not happen'],
    [among('open'), 'without a stated tolerance'],
    [predictions.length - compared.length, 'with nothing in the record to compare'],
  ];
  const said = outcomes
    .filter(([number], i) => number > 0 || i === 0)
    .map(([number, words]) => `${number} ${words}`);
  const inputs = run.marks.filter((mark) => mark.basis === 'input').length;
  const fits = run.marks.filter((mark) => mark.basis === 'fit').length;
  const assumed = result.constants.filter((constant) => constant.basis === 'assumed').length;
  const fitted = result.constants.filter((constant) => constant.basis === 'fitted').length;
  const verdicts = predictions.length === 0 ? '' : `: ${said.join(', ')}`;
  return `${countOf(predictions.length, 'prediction')}${verdicts}; ${countOf(inputs, 'input')}, ${fits} fitted; ${countOf(assumed, 'constant')} assumed, ${fitted} fitted.${factsWords(result, run)}`;
}

function markRow(
  mark: MarkResult,
  fact: ObservedFact | undefined,
  sweeps: readonly Sweep[],
  times: Times,
): Html {
  const observed =
    fact === undefined
      ? html`<span class="hc-none">not in the record</span>`
      : html`${timeCell(times, fact.t, precisionOf(fact.at))}<span class="hc-sub">${sourceLink(fact.source)}</span>`;
  const simulated =
    mark.at === null ? html`<strong>${absenceWords(mark)}</strong>` : timeCell(times, mark.at);
  return html`<tr><th scope="row" dir="auto">${mark.id}<span class="hc-sub">${fact?.text ?? mark.is}</span></th><td>${observed}</td><td>${simulated}</td><td>${residual(mark)}</td><td class="hc-num">${mark.within === null ? '–' : `± ${humanDuration(mark.within)}`}</td>${sweeps.length > 0 && html`<td class="hc-range">${markRanges(mark, fact, sweeps, times)}</td>`}<td>${judged(mark)}</td><td>${basisOf(mark)}</td></tr>
`;
}

function residual(mark: MarkResult): Html {
  if (mark.residual === null) return html`–`;
  const words = mark.residual === 0 ? 'no difference' : residualWords(mark.residual);
  return html`<span class="hc-time">${signedDuration(mark.residual)}</span><span class="hc-sub">${words}</span>${residualStrip(mark)}`;
}

const STRIP = { width: 110, height: 14, reach: 2.5 } as const;

/** The residual on a scale of its tolerance: the band is what is allowed, the line is the record. */
function residualStrip(mark: MarkResult): Html | null {
  if (mark.residual === null || mark.within === null || mark.within === 0) return null;
  const half = STRIP.width / 2;
  const unit = (half - 6) / STRIP.reach;
  const share = Math.max(-STRIP.reach, Math.min(STRIP.reach, mark.residual / mark.within));
  const x = Math.round((half + share * unit) * 10) / 10;
  const band = Math.round(unit * 20) / 10;
  return html`<svg class="hc-strip hc-agree-${agreementOf(mark)}" width="${STRIP.width}" height="${STRIP.height}" viewBox="0 0 ${STRIP.width} ${STRIP.height}" aria-hidden="true"><rect class="hc-strip-band" x="${half - band / 2}" y="2" width="${band}" height="10"/><path class="hc-strip-zero" stroke="currentColor" d="M${half} 0V14"/><circle fill="currentColor" cx="${x}" cy="7" r="4"/></svg>`;
}

function judged(mark: MarkResult): Html {
  switch (agreementOf(mark)) {
    case 'within':
      return verdict('good', 'within tolerance');
    case 'outside':
      return verdict('bad', 'outside tolerance');
    case 'missing':
      return verdict(mark.observed === null ? 'plain' : 'bad', 'did not happen');
    case 'given':
      return verdict('plain', 'no prediction');
    case 'open':
      return verdict('plain', mark.observed === null ? 'not compared' : 'no tolerance stated');
  }
}

function basisOf(mark: MarkResult): Html {
  switch (mark.basis) {
    case 'prediction':
      return badge('simulated', 'prediction');
    case 'input':
      return html`${badge('simulated', 'input')}<span class="hc-sub">it follows from a time of the record</span>`;
    case 'fit':
      return html`${badge('estimated', 'fit')}<span class="hc-sub">a constant was chosen to meet it</span>`;
  }
}

/** Facts that no mark speaks about: what the model leaves open. */
function unmarked(result: Result, run: Run, times: Times): Html | null {
  const marked = new Set(run.marks.map((mark) => mark.observed));
  const open = result.observed.filter((fact) => !marked.has(fact.id) && fact.shows === null);
  if (open.length === 0) return null;
  const items = open.map(
    (fact) => html`<li dir="auto">${times.say(fact.t, precisionOf(fact.at))}: ${fact.text}</li>`,
  );
  return html`<p class="hc-note">Facts of the record without a mark:</p><ul class="hc-notes">${items}</ul>`;
}
