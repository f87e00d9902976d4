import type { OutcomeResult, Result, Run, Sweep } from '../../result.ts';
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
import { COUNTED_AT, outcomeText, outcomeTitle, undefinedWords } from '../sweep/outcome-words.ts';
import { sweepName } from '../sweep/rows.ts';
import { count, countOf } from '../words/number-format.ts';
import { quantileText, rangeText } from '../words/quantiles.ts';

/** The outcomes of a run, with their ranges over many runs. */
export function outcomes(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: outcomes`;
  const sweeps = result.sweeps.filter(({ variant }) => variant === run.variant);
  const columns: Column[] = [
    { head: 'Outcome' },
    { head: 'Simulated', numeric: true },
    ...sweeps.map((sweep) => ({
      head: html`Median <span class="hc-sub">${sweepName(sweep, result)}</span>`,
    })),
    { head: 'Counted' },
  ];
  const rows = run.outcomes.map((outcome) => outcomeRow(outcome, sweeps));
  const body = html`${dataTable(`${title}, ${runName(run)}`, columns, rows, 'outcomes')}
${note(definitions(run.outcomes))}
${origin(result, run)}`;
  return figure('outcomes', title, sentence(summary(run)), body).toString();
}

function summary(run: Run): string {
  const values = run.outcomes.map(
    (outcome) => `${outcome.says ?? outcome.name}: ${outcomeText(outcome, outcome.value)}`,
  );
  return `${countOf(run.outcomes.length, 'outcome')} of the ${runName(run)}. ${values.join('; ')}.`;
}

function outcomeRow(outcome: OutcomeResult, sweeps: readonly Sweep[]): Html {
  const missing = undefinedWords(outcome);
  const better =
    outcome.better === null ? null : html` <span class="hc-sub">${outcome.better} is better</span>`;
  return html`<tr><th scope="row" dir="auto">${outcomeTitle(outcome)}${better}</th><td class="hc-num">${outcomeText(outcome, outcome.value)}${missing !== null && html` <span class="hc-sub">${missing}</span>`}</td>${sweeps.map((sweep) => html`<td>${spread(outcome, sweep)}</td>`)}<td><code class="hc-code">${outcome.is}</code> <span class="hc-sub">${COUNTED_AT[outcome.at]}</span></td></tr>
`;
}

/** The median with the range below it. */
function spread(outcome: OutcomeResult, sweep: Sweep): Html {
  const found = sweep.outcomes.find(({ name }) => name === outcome.name)?.value;
  if (found === undefined || found.n === 0) return html`no value in any of ${countOf(sweep.runs, 'run')}`;
  const some = found.n === sweep.runs ? '' : `, ${count(found.n)} of ${countOf(sweep.runs, 'run')}`;
  const write = (value: number): string => outcomeText(outcome, value);
  return html`${quantileText(found, 'p50', write)} <span class="hc-sub">${rangeText(found, write)}${some}</span>`;
}

function definitions(outcomes: readonly OutcomeResult[]): string {
  const sums = outcomes.some(({ at }) => at === 'sum');
  return `Values are taken after each step and each new value of a measure.${
    sums ? ' A sum over time adds each value times the number of seconds that it lasts.' : ''
  } Time without a value isn’t counted.`;
}
