import type { FactResult, MarkResult, ObservedFact, Result, Run, Sweep } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { verdict } from '../drawing/signs.ts';
import {
  type Column,
  dataTable,
  figure,
  note,
  origin,
  runName,
  sentence,
  type ViewOptions,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { badge, sourceLink } from '../markup/provenance.ts';
import {
  type Agreement,
  absenceWords,
  agreementOf,
  factsById,
  residualWords,
  signedDuration,
} from '../trace/moments.ts';
import { count, countOf } from '../words/number-format.ts';
import { rangeText } from '../words/quantiles.ts';
import { labelPrecision, precisionOf, type Times, timeCell, timesOf } from '../words/time-format.ts';
import { valueAgreement, valuesTable, valuesWords } from './fit-values.ts';
import { unobserved } from './unobserved.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Mark' },
  { head: 'Observed' },
  { head: 'Simulated' },
  { head: 'Residual' },
  { head: 'Tolerance', numeric: true },
  { head: 'Verdict' },
  { head: 'Basis' },
];

/** Added if there are sweeps: how much the mark depends on the seed and on assumed constants. */
const RANGE_COLUMN: Column = { head: 'Range' };

/** Compares a run's marks and periods with the observed timeline, with all residuals and which marks are predictions. */
export function fit(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: fit to the observed timeline`;
  if (run.marks.length + run.quantities.length === 0 && factsOf(result, run).length === 0) {
    const caption = sentence('The scenario has no marks to compare with the observed timeline.');
    return figure('fit', title, caption, run.variant === 'base' ? unobserved(result) : null).toString();
  }
  const times = timesOf(result);
  const facts = factsById(result);
  const sweeps = result.sweeps.filter(({ variant }) => variant === run.variant);
  const rows = run.marks.map((mark) => markRow(mark, facts.get(mark.observed ?? ''), sweeps, times));
  const columns = sweeps.length === 0 ? COLUMNS : COLUMNS.toSpliced(5, 0, RANGE_COLUMN);
  const body = html`${run.marks.length > 0 && dataTable(`${title}, ${runName(run)}`, columns, rows, 'fit')}
${factsTable(result, run)}
${valuesTable(result, run)}
${note('Residual = simulated − observed. Inputs and fits aren’t predictions: the time of an input was given to the model as an observed time, and a constant was chosen to make the time of a fit match.')}
${run.variant === 'base' && unobserved(result)}
${unmarked(result, run, times)}
${origin(result, run)}`;
  return figure('fit', title, sentence(fitSummary(result, run)), body).toString();
}

/** A summary of how many predictions there are, how well they agree, and how many constants were assumed or fitted. */
export function fitSummary(result: Result, run: Run): string {
  const predictions = run.marks.filter((mark) => mark.basis === 'prediction');
  const compared = predictions.filter((mark) => mark.observed !== null);
  const among = (wanted: Agreement) => compared.filter((mark) => agreementOf(mark) === wanted).length;
  const outcomes: [number, string][] = [
    [among('within'), 'within tolerance'],
    [among('outside'), 'outside'],
    [among('missing'), 'didn’t happen'],
    [among('open'), 'without a tolerance'],
    [predictions.length - compared.length, 'without an observed time'],
  ];
  // Mention that none are within tolerance only if any could have been.
  const judged = among('outside') + among('missing') > 0;
  const verdicts = outcomes
    .filter(([number], i) => number > 0 || (i === 0 && judged))
    .map(([number, words]) => `${number} ${words}`);
  const marksOf = (basis: MarkResult['basis']) => run.marks.filter((mark) => mark.basis === basis).length;
  const constantsOf = (basis: string) => result.constants.filter((one) => one.basis === basis).length;
  const known = (number: number, text: string) => (number === 0 ? [] : [text]);
  const [inputs, fits] = [marksOf('input'), marksOf('fit')];
  const [assumed, fitted] = [constantsOf('assumed'), constantsOf('fitted')];
  const parts = [
    predictions.length === 0
      ? 'No predictions'
      : `${countOf(predictions.length, 'prediction')}: ${verdicts.join(', ')}`,
    [...known(inputs, countOf(inputs, 'input')), ...known(fits, countOf(fits, 'fit'))].join(', '),
    [
      ...known(assumed, `${countOf(assumed, 'assumed constant')}`),
      ...known(fitted, `${countOf(fitted, 'fitted constant')}`),
    ].join(', '),
  ];
  return `${parts.filter((part) => part !== '').join('; ')}.${factsWords(result, run)}${valuesWords(run)}`;
}

function markRow(
  mark: MarkResult,
  fact: ObservedFact | undefined,
  sweeps: readonly Sweep[],
  times: Times,
): Html {
  const observed =
    fact === undefined
      ? html`<span class="hc-none">not observed</span>`
      : html`${timeCell(times, fact.t, precisionOf(fact.at))}${fact.latest !== null && html` to ${timeCell(times, fact.latest, precisionOf(fact.at))}`}<span class="hc-sub">${sourceLink(fact.source)}</span>`;
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

function judged(mark: MarkResult): Html {
  switch (agreementOf(mark)) {
    case 'within':
      return verdict('good', 'Within tolerance');
    case 'outside':
      return verdict('bad', 'Outside tolerance');
    case 'missing':
      return verdict(mark.observed === null ? 'plain' : 'bad', 'Didn’t happen');
    case 'given':
      return verdict('plain', 'Not a prediction');
    case 'open':
      return verdict('plain', mark.observed === null ? 'Not compared' : 'No tolerance');
  }
}

function basisOf(mark: MarkResult): Html {
  switch (mark.basis) {
    case 'prediction':
      return badge('simulated', 'prediction');
    case 'input':
      return html`${badge('simulated', 'input')}<span class="hc-sub">set by an observed time</span>`;
    case 'fit':
      return html`${badge('estimated', 'fit')}<span class="hc-sub">used to fit a constant</span>`;
  }
}

/** Names for a sweep's runs after a range. */
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
    if (swept.happened === 0) return [html`<span class="hc-line-of">in none of ${of}</span>`];
    const range = rangeText(swept.at, (at) => times.say(at, 'second'));
    const came = swept.happened === swept.runs ? `all ${of}` : `${count(swept.happened)} of ${of}`;
    return [
      html`<span class="hc-line-of">${range}<span class="hc-sub">${came}${inside(fact, p5, p95)}</span></span>`,
    ];
  });
  return lines.length === 0 ? html`–` : html`${lines}`;
}

/** A quantile without a value is after the end of the run. */
function inside(fact: ObservedFact | undefined, p5: number | null, p95: number | null): string {
  if (fact === undefined) return '';
  return p5 !== null && (fact.latest ?? fact.t) >= p5 && (p95 === null || fact.t <= p95)
    ? '; observed time inside'
    : '; observed time outside';
}

/** Observed facts that the model doesn't cover. */
function unmarked(result: Result, run: Run, times: Times): Html | null {
  const marked = new Set<string | null>([
    ...run.marks.map((mark) => mark.observed),
    ...run.quantities.map(({ id }) => id),
  ]);
  const open = result.observed.filter((fact) => !marked.has(fact.id) && fact.shows === null);
  if (open.length === 0) return null;
  const items = open.map(
    (fact) => html`<li dir="auto">${times.say(fact.t, precisionOf(fact.at))}: ${fact.text}</li>`,
  );
  return html`<p class="hc-note">Observed facts without a mark:</p><ul class="hc-notes">${items}</ul>`;
}

const FACT_COLUMNS: readonly Column[] = [
  { head: 'Observed period' },
  { head: 'From' },
  { head: 'To' },
  { head: 'Condition' },
  { head: 'Verdict' },
  { head: 'Sweeps', numeric: true },
  { head: 'Basis' },
];

/** Observed periods and whether the run agrees; null without periods. */
function factsTable(result: Result, run: Run): Html | null {
  const facts = factsOf(result, run);
  if (facts.length === 0) return null;
  const times = timesOf(result);
  const rows = facts.map((fact) => factRow(result, fact, times));
  return dataTable(`${result.title}: observed periods`, FACT_COLUMNS, rows, 'facts');
}

function factRow(result: Result, fact: FactResult, times: Times): Html {
  const observed = factsById(result).get(fact.id);
  const precision = labelPrecision(result);
  const where =
    fact.variant === 'base' ? null : html`<span class="hc-sub" dir="auto">in variant ${fact.variant}</span>`;
  const found =
    fact.verdict === 'agrees'
      ? verdict('good', 'Agrees')
      : html`${verdict('bad', 'Disagrees')}${fact.brokenAt !== null && html`<span class="hc-sub">false at ${times.say(fact.brokenAt, precision)}</span>`}`;
  const basis = fact.basis === 'fit' ? badge('estimated', 'fit') : badge('simulated', 'prediction');
  return html`<tr><th scope="row" dir="auto">${observed?.text ?? fact.id}${where}<span class="hc-sub">${sourceLink(observed?.source ?? null)}</span></th><td>${timeCell(times, fact.from, precision)}</td><td>${timeCell(times, fact.to, precision)}</td><td><code class="hc-code">${fact.shows}</code></td><td>${found}</td><td class="hc-num">${agreeing(result, fact)}</td><td>${basis}</td></tr>
`;
}

function agreeing(result: Result, fact: FactResult): Html {
  const found = result.sweeps
    .filter(({ variant }) => variant === fact.variant)
    .flatMap((sweep) => {
      const swept = sweep.facts.find(({ id }) => id === fact.id);
      return swept === undefined
        ? []
        : [html`<span class="hc-line-of">${count(swept.agree)} of ${count(swept.runs)} ${sweep.kind}</span>`];
    });
  return found.length === 0 ? html`–` : html`${found}`;
}

/** Observed periods that a run is compared with; for the base, also the ones that variants are compared with. */
function factsOf(result: Result, run: Run): FactResult[] {
  return run.variant === 'base' ? result.runs.flatMap(({ facts }) => facts) : run.facts;
}

/** ` Observed periods: 2 of 3 agree.`, or nothing if there are none. */
function factsWords(result: Result, run: Run): string {
  const facts = factsOf(result, run);
  if (facts.length === 0) return '';
  const predicted = facts.filter(({ basis }) => basis === 'prediction');
  const agree = predicted.filter(({ verdict: found }) => found === 'agrees').length;
  const fitted = facts.length - predicted.length;
  const counts = [
    ...(predicted.length === 0
      ? []
      : [`${count(agree)} of ${count(predicted.length)} ${agree === 1 ? 'agrees' : 'agree'}`]),
    ...(fitted === 0 ? [] : [`${count(fitted)} fitted`]),
  ];
  return ` Observed periods: ${counts.join('; ')}.`;
}

/** Counts of predictions, inputs, fits, and constants. Only predictions can count as agreeing. */
export interface FitCounts {
  /** Marks, periods and values with an observed counterpart, excluding inputs and fits. */
  predictions: number;
  /** Predictions within their tolerance, and periods during which the condition always holds. */
  agree: number;
  /**
   * Predictions outside their tolerance, marks that weren't reached, and periods during which the condition doesn't
   * always hold.
   */
  disagree: number;
  /** Predicted marks without a tolerance. Their residuals are shown without a verdict. */
  unjudged: number;
  /** Marks derived from observed times. */
  inputs: number;
  /** Marks and periods that were used to fit a constant. */
  fits: number;
  /** Constants by basis, and constants that have a range for sweeps to draw from. */
  assumed: number;
  sourced: number;
  fitted: number;
  ranged: number;
}

/** Counts the predictions in a result's base run, and its inputs, fits and constants. */
export function fitCounts(result: Result): FitCounts {
  const base = result.runs.find(({ variant }) => variant === 'base');
  const marks = (base?.marks ?? []).filter(({ observed }) => observed !== null);
  const facts = base?.facts ?? [];
  const predicted = marks.filter(({ basis }) => basis === 'prediction');
  const shown = facts.filter(({ basis }) => basis === 'prediction');
  const judged = predicted.filter(({ within, at }) => within !== null || at === null);
  const near = judged.filter(
    ({ within, residual }) => within !== null && residual !== null && Math.abs(residual) <= within,
  );
  const holds = shown.filter(({ verdict }) => verdict === 'agrees');
  const constants = (basis: string): number => result.constants.filter((one) => one.basis === basis).length;
  const quantities = base?.quantities ?? [];
  const values = (wanted: string): number =>
    quantities.filter((one) => one.basis === 'prediction' && valueAgreement(one) === wanted).length;
  const valuesOff = values('outside') + values('missing');
  const valueFits = quantities.filter(({ basis }) => basis === 'fit').length;
  return {
    predictions: predicted.length + shown.length + quantities.length - valueFits,
    agree: near.length + holds.length + values('within'),
    disagree: judged.length - near.length + shown.length - holds.length + valuesOff,
    unjudged: predicted.length - judged.length + values('open'),
    inputs: marks.filter(({ basis }) => basis === 'input').length,
    fits: marks.filter(({ basis }) => basis === 'fit').length + facts.length - shown.length + valueFits,
    assumed: constants('assumed'),
    sourced: constants('sourced'),
    fitted: constants('fitted'),
    ranged: result.constants.filter(({ range }) => range !== null).length,
  };
}

/** The base's sweep over drawn constants, or over seeds if there is none; null if there is neither. */
export function rangesOf({ sweeps }: Result): Sweep | null {
  const own = sweeps.filter(({ variant }) => variant === 'base');
  return own.find(({ kind }) => kind === 'draws') ?? own.find(({ kind }) => kind === 'seeds') ?? null;
}
