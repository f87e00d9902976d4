import type {
  Comparison,
  FactResult,
  Label,
  MarkResult,
  ObservedFact,
  Result,
  Run,
  Sweep,
} from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import {
  type Column,
  dataTable,
  disclosure,
  figure,
  note,
  origin,
  runName,
  sentence,
  type ViewOptions,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { hostLink } from '../markup/provenance.ts';
import { type Agreement, absenceWords, agreementOf, factsById, residualWords } from '../trace/moments.ts';
import { countsText, labelTally, tallySentence } from '../words/labels.ts';
import { plainName } from '../words/names.ts';
import { count, countOf, listed, sentenceCase } from '../words/number-format.ts';
import { rangeText } from '../words/quantiles.ts';
import {
  labelPrecision,
  precisionOf,
  sayObserved,
  type Times,
  timeCell,
  timesOf,
} from '../words/time-format.ts';
import { valuesTable, valuesWords } from './fit-values.ts';
import { unobserved } from './unobserved.ts';
import { worth } from './worth.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Mark' },
  { head: 'Observed' },
  { head: 'Simulated' },
  { head: 'What it’s worth' },
];

/**
 * A column that is added if there are sweeps. It shows how much the mark depends on the seed and on assumed constants.
 */
const RANGE_COLUMN: Column = { head: 'Range' };

/** With more comparisons than this, a figure shows only the most informative ones, and the others are collapsed. */
const MOST_OPEN = 6;

/** Compares a run's marks, periods and values with the observed timeline, and says how much each agreement is worth. */
export function fit(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: fit to the observed timeline`;
  if (run.marks.length + run.quantities.length === 0 && factsOf(result, run).length === 0) {
    const caption = sentence('The scenario has no marks to compare with the observed timeline.');
    return figure('fit', title, caption, run.variant === 'base' ? unobserved(result) : null).toString();
  }
  const times = timesOf(result);
  const facts = factsById(result);
  const sweeps = result.sweeps.filter(({ variant }) => variant === run.variant);
  const columns = sweeps.length === 0 ? COLUMNS : COLUMNS.toSpliced(3, 0, RANGE_COLUMN);
  const tables = (compared: readonly Compared[], which: string): Html => {
    const marks = run.marks.filter((mark) => compared.some((one) => one.of === mark));
    const periods = factsOf(result, run).filter((fact) => compared.some((one) => one.of === fact));
    const rows = marks.map((mark) =>
      markRow(result, run, mark, facts.get(mark.observed ?? ''), sweeps, times),
    );
    return html`${rows.length > 0 && dataTable(`${title}, ${runName(run)}${which}`, columns, rows, 'fit')}
${factsTable(result, periods, which)}`;
  };
  const { open, folded } = splitComparisons(comparedIn(result, run));
  const body = html`${tables(open, '')}
${folded.length > 0 && disclosure(foldedWords(folded), tables(folded, ', the others'))}
${valuesTable(result, run)}
${note('Residual = simulated − observed. Agreement counts only if the model could have disagreed: each comparison was repeated with different numbers, inputs and seeds.')}
${run.variant === 'base' && unobserved(result)}
${unmarked(result, run, times)}
${origin(result, run)}`;
  return figure('fit', title, sentence(fitSummary(result, run)), body).toString();
}

/** A mark or period in the figure, and its label if there is one. */
interface Compared {
  readonly of: MarkResult | FactResult;
  readonly label: Label | null;
  readonly isObserved: boolean;
  /** True if the comparison could have had another result, so readers learn something from it. */
  readonly isInformative: boolean;
}

function comparedIn(result: Result, run: Run): Compared[] {
  const labelOf = (kind: Comparison['kind'], id: string): Label | null =>
    (run.variant === 'base' &&
      result.validation?.comparisons.find((one) => one.kind === kind && one.id === id)?.label) ||
    null;
  const informs = (label: Label | null) => label === 'holds up' || label === 'missed';
  return [
    ...run.marks.map((mark) => {
      const label = labelOf('mark', mark.id);
      const isInformative = label === null ? mark.within !== null : informs(label);
      return { of: mark, label, isObserved: mark.observed !== null, isInformative };
    }),
    ...factsOf(result, run).map((fact) => {
      const label = labelOf('period', fact.id);
      return { of: fact, label, isObserved: true, isInformative: label === null || informs(label) };
    }),
  ];
}

function splitComparisons(all: readonly Compared[]): { open: Compared[]; folded: Compared[] } {
  const ranked = all.toSorted((a, b) => Number(b.isInformative) - Number(a.isInformative));
  const observed = ranked.filter(({ isObserved }) => isObserved);
  // Without observations, the times of the marks are all there is.
  const first = observed.length === 0 ? ranked : observed;
  const open = first.slice(0, MOST_OPEN);
  return { open, folded: all.filter((one) => !open.includes(one)) };
}

/** Example: `8 more comparisons: 7 are set by our own numbers, 1 is an input; 2 marks that weren’t observed`. */
function foldedWords(folded: readonly Compared[]): string {
  const compared = folded.filter(({ isObserved }) => isObserved);
  const counts = countsText((label) => compared.filter((one) => one.label === label).length);
  const unobserved = folded.length - compared.length;
  return [
    ...(compared.length === 0
      ? []
      : [`${countOf(compared.length, 'more comparison')}${counts === '' ? '' : `: ${counts}`}`]),
    ...(unobserved === 0
      ? []
      : [`${countOf(unobserved, 'mark')} that ${unobserved === 1 ? 'wasn’t' : 'weren’t'} observed`]),
  ].join('; ');
}

/** A summary of the comparisons: by label if labels are known, otherwise by distance. */
export function fitSummary(result: Result, run: Run): string {
  const tally = run.variant === 'base' ? labelTally([result]) : null;
  return tally === null ? distances(result, run) : tallySentence(tally);
}

/** Example: `4 marks are compared: 3 within tolerance, 1 outside.` */
function distances(result: Result, run: Run): string {
  const compared = run.marks.filter((mark) => mark.observed !== null);
  const among = (wanted: Agreement) => compared.filter((mark) => agreementOf(mark) === wanted).length;
  const outcomes: [number, string][] = [
    [among('within'), 'within tolerance'],
    [among('outside'), 'outside'],
    [among('missing'), 'didn’t happen'],
    [among('open'), 'without a tolerance'],
    [compared.filter((mark) => mark.at !== null && mark.basis === 'input').length, 'set by an observed time'],
    [compared.filter((mark) => mark.at !== null && mark.basis === 'fit').length, 'used to fit a number'],
  ];
  const curves = run.curves?.length ?? 0;
  const words = outcomes.filter(([number]) => number > 0).map(([number, text]) => `${number} ${text}`);
  const marks =
    compared.length === 0
      ? curves === 0
        ? 'No mark is compared.'
        : `${countOf(curves, 'curve is', 'curves are')} compared.`
      : `${countOf(compared.length, 'mark is', 'marks are')} compared: ${words.join(', ')}.`;
  return `${marks}${factsWords(result, run)}${valuesWords(run)}`;
}

function markRow(
  result: Result,
  run: Run,
  mark: MarkResult,
  fact: ObservedFact | undefined,
  sweeps: readonly Sweep[],
  times: Times,
): Html {
  const observed =
    fact === undefined
      ? html`<span class="hc-none">not observed</span>`
      : html`${timeCell(times, fact.t, precisionOf(fact.at))}${fact.latest !== null && html` to ${timeCell(times, fact.latest, precisionOf(fact.at))}`} <span class="hc-sub">${hostLink(fact.source)}</span>`;
  const simulated =
    mark.at === null ? html`<strong>${absenceWords(mark)}</strong>` : timeCell(times, mark.at);
  return html`<tr><th scope="row" dir="auto">${fact?.text ?? sentenceCase(plainName(mark.id))} <span class="hc-sub">${fact === undefined ? html`<code class="hc-code">${mark.is}</code>` : mark.id}</span></th><td>${observed}</td><td>${simulated}${residual(mark, fact)}</td>${sweeps.length > 0 && html`<td class="hc-range">${markRanges(mark, fact, sweeps, times)}</td>`}<td>${worth(result, run, 'mark', mark.observed === null ? null : mark.id, distance(mark))}</td></tr>
`;
}

function residual(mark: MarkResult, fact: ObservedFact | undefined): Html | null {
  const words = [
    ...(mark.residual === null
      ? []
      : [residualWords(mark.residual, fact !== undefined && fact.latest !== null)]),
    ...(mark.within === null ? [] : [`tolerance ± ${humanDuration(mark.within)}`]),
  ].join(', ');
  return words === '' ? null : html` <span class="hc-sub">${words}</span>${residualStrip(mark)}`;
}

const STRIP = { width: 110, height: 14, reach: 2.5 } as const;

/** The residual relative to its tolerance. The band is the tolerance, and the line is the observed time. */
function residualStrip(mark: MarkResult): Html | null {
  if (mark.residual === null || mark.within === null || mark.within === 0) return null;
  const half = STRIP.width / 2;
  const unit = (half - 6) / STRIP.reach;
  const share = Math.max(-STRIP.reach, Math.min(STRIP.reach, mark.residual / mark.within));
  const x = Math.round((half + share * unit) * 10) / 10;
  const band = Math.round(unit * 20) / 10;
  return html`<svg class="hc-strip hc-agree-${agreementOf(mark)}" width="${STRIP.width}" height="${STRIP.height}" viewBox="0 0 ${STRIP.width} ${STRIP.height}" aria-hidden="true"><rect class="hc-strip-band" x="${half - band / 2}" y="2" width="${band}" height="10"/><path class="hc-strip-zero" stroke="currentColor" d="M${half} 0V14"/><circle fill="currentColor" cx="${x}" cy="7" r="4"/></svg>`;
}

function distance(mark: MarkResult): string {
  switch (agreementOf(mark)) {
    case 'within':
      return 'within tolerance';
    case 'outside':
      return 'outside tolerance';
    case 'missing':
      return mark.observed === null ? 'not observed' : 'never reached';
    case 'given':
      return mark.basis === 'fit' ? 'used to fit a number' : 'set by an observed time';
    case 'open':
      return mark.observed === null ? 'not observed' : 'no tolerance stated';
  }
}

/** Names of a sweep's runs, shown after a range. */
const OVER = { seeds: 'seeds', draws: 'draws', ties: 'tie orders' } as const;

/** The 5–95% range of a mark for each kind of sweep, and whether it contains the observed time. */
function markRanges(
  mark: MarkResult,
  fact: ObservedFact | undefined,
  sweeps: readonly Sweep[],
  times: Times,
): Html {
  const lines = sweeps.flatMap((sweep) => {
    const swept = sweep.marks.find(({ id }) => id === mark.id);
    if (swept === undefined) return [];
    const of = `${count(swept.runs)} ${OVER[sweep.kind]}`;
    const { p5, p95 } = swept.at;
    if (swept.happened === 0) return [html` <span class="hc-line-of">in none of ${of}</span>`];
    const range = rangeText(swept.at, (at) => times.label(at, 'second'));
    const came = swept.happened === swept.runs ? `all ${of}` : `${count(swept.happened)} of ${of}`;
    return [
      html` <span class="hc-line-of">${range} <span class="hc-sub">${came}${inside(fact, p5, p95)}</span></span>`,
    ];
  });
  return lines.length === 0 ? html`–` : html`${lines}`;
}

/** A quantile without a value counts as later than the end of the run. */
function inside(fact: ObservedFact | undefined, p5: number | null, p95: number | null): string {
  if (fact === undefined) return '';
  return p5 !== null && (fact.latest ?? fact.t) >= p5 && (p95 === null || fact.t <= p95)
    ? '; the range includes the observed time'
    : '; the range doesn’t include the observed time';
}

/** Observed facts that the model doesn't cover. */
function unmarked(result: Result, run: Run, times: Times): Html | null {
  const marked = new Set<string | null>([
    ...run.marks.map((mark) => mark.observed),
    ...run.quantities.map(({ id }) => id),
  ]);
  const open = result.observed.filter((fact) => !marked.has(fact.id) && fact.shows === null);
  if (open.length === 0) return null;
  const items = open.map((fact) => html`<li dir="auto">${sayObserved(times, fact)}: ${fact.text}</li>`);
  return disclosure(
    `Observed facts not compared with a mark (${open.length})`,
    html`<ul class="hc-notes">${items}</ul>`,
  );
}

const FACT_COLUMNS: readonly Column[] = [
  { head: 'Observed period' },
  { head: 'From' },
  { head: 'To' },
  { head: 'What it’s worth' },
];

/** Observed periods, and whether the run agrees with them; null if there are none. */
function factsTable(result: Result, facts: readonly FactResult[], which: string): Html | null {
  if (facts.length === 0) return null;
  const times = timesOf(result);
  const rows = facts.map((fact) => factRow(result, fact, times));
  return dataTable(`${result.title}: observed periods${which}`, FACT_COLUMNS, rows, 'facts');
}

function factRow(result: Result, fact: FactResult, times: Times): Html {
  const observed = factsById(result).get(fact.id);
  const precision = labelPrecision(result);
  const where =
    fact.variant === 'base' ? null : html` <span class="hc-sub" dir="auto">in variant ${fact.variant}</span>`;
  const broken = fact.brokenAt === null ? '' : `: false at ${times.say(fact.brokenAt, precision)}`;
  const words = fact.verdict === 'agrees' ? 'agrees' : `disagrees${broken}`;
  const run = result.runs.find(({ variant }) => variant === fact.variant)!;
  return html`<tr><th scope="row" dir="auto">${observed?.text ?? fact.id}${where} <span class="hc-sub"><code class="hc-code">${fact.shows}</code></span> <span class="hc-sub">${hostLink(observed?.source ?? null)}</span></th><td>${timeCell(times, fact.from, precision)}</td><td>${timeCell(times, fact.to, precision)}</td><td>${worth(result, run, 'period', fact.id, words)}${!isLabeled(result, fact) && agreeing(result, fact)}</td></tr>
`;
}

/** True if the period has a label. The label already takes into account the draws in which the period disagrees. */
function isLabeled({ validation }: Result, { id, variant }: FactResult): boolean {
  return (
    variant === 'base' &&
    validation?.comparisons.some((one) => one.kind === 'period' && one.id === id) === true
  );
}

function agreeing(result: Result, fact: FactResult): Html | null {
  const found = result.sweeps
    .filter(({ variant }) => variant === fact.variant)
    .flatMap((sweep) => {
      const swept = sweep.facts.find(({ id }) => id === fact.id);
      return swept === undefined ? [] : [`${count(swept.agree)} of ${count(swept.runs)} ${sweep.kind}`];
    });
  return found.length === 0 ? null : html` <span class="hc-sub">Agrees in ${listed(found)}.</span>`;
}

/**
 * Observed periods that a run is compared with; for the base, this includes the ones that variants are compared with.
 */
function factsOf(result: Result, run: Run): FactResult[] {
  return run.variant === 'base' ? result.runs.flatMap(({ facts }) => facts) : run.facts;
}

/** ` Observed periods: 2 of 3 agree.`, or nothing if there are none. */
function factsWords(result: Result, run: Run): string {
  const facts = factsOf(result, run);
  if (facts.length === 0) return '';
  const agree = facts.filter(({ verdict: found }) => found === 'agrees').length;
  return ` Observed periods: ${count(agree)} of ${count(facts.length)} ${agree === 1 ? 'agrees' : 'agree'}.`;
}

/** The base's sweep over drawn constants, or over seeds if there is none; null if there is neither. */
export function rangesOf({ sweeps }: Result): Sweep | null {
  const own = sweeps.filter(({ variant }) => variant === 'base');
  return own.find(({ kind }) => kind === 'draws') ?? own.find(({ kind }) => kind === 'seeds') ?? null;
}
