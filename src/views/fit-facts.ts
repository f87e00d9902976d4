import type { Result, Run } from '../result.ts';
import type { FactResult } from '../result-services.ts';
import { type Column, dataTable } from './figure.ts';
import { type Html, html } from './html.ts';
import { factsById } from './moments.ts';
import { count, countOf } from './number-format.ts';
import { badge } from './provenance.ts';
import { sourceLink } from './source-link.ts';
import { timeCell } from './time-cell.ts';
import { labelPrecision, type Times, timesOf } from './time-format.ts';
import { verdict } from './verdict.ts';

/** States of affairs that the record tells, held against a run. Beside the base stand those that variants are held against. */
export function factsOf(result: Result, run: Run): FactResult[] {
  return run.variant === 'base' ? result.runs.flatMap(({ facts }) => facts) : run.facts;
}

/** ` 3 states of affairs: 2 agree, 1 does not.`, or nothing where there are none. */
export function factsWords(result: Result, run: Run): string {
  const facts = factsOf(result, run);
  if (facts.length === 0) return '';
  const predicted = facts.filter(({ basis }) => basis === 'prediction');
  const agree = predicted.filter(({ verdict: found }) => found === 'agrees').length;
  const not = predicted.length - agree;
  const fitted = facts.length - predicted.length;
  const said = [`${count(agree)} agree`, `${count(not)} ${not === 1 ? 'does' : 'do'} not`];
  return ` ${countOf(predicted.length, 'state of affairs', 'states of affairs')} predicted: ${said.join(', ')}${fitted === 0 ? '' : `; ${count(fitted)} fitted`}.`;
}

const COLUMNS: readonly Column[] = [
  { head: 'The record says' },
  { head: 'From' },
  { head: 'To' },
  { head: 'Condition' },
  { head: 'Verdict' },
  { head: 'In sweeps', numeric: true },
  { head: 'Basis' },
];

/** Each state of affairs with what the run made of it; nothing where there are none. */
export function factsTable(result: Result, run: Run): Html | null {
  const facts = factsOf(result, run);
  if (facts.length === 0) return null;
  const times = timesOf(result);
  const rows = facts.map((fact) => factRow(result, fact, times));
  return dataTable(`${result.title}: states of affairs of the record`, COLUMNS, rows, 'facts');
}

function factRow(result: Result, fact: FactResult, times: Times): Html {
  const told = factsById(result).get(fact.id);
  const precision = labelPrecision(result);
  const where =
    fact.variant === 'base' ? null : html`<span class="hc-sub" dir="auto">in variant ${fact.variant}</span>`;
  const found =
    fact.verdict === 'agrees'
      ? verdict('good', 'agrees')
      : html`${verdict('bad', 'disagrees')}${fact.brokenAt !== null && html`<span class="hc-sub">not so at ${times.say(fact.brokenAt, precision)}</span>`}`;
  const basis = fact.basis === 'fit' ? badge('estimated', 'fit') : badge('simulated', 'prediction');
  return html`<tr><th scope="row" dir="auto">${told?.text ?? fact.id}${where}<span class="hc-sub">${sourceLink(told?.source ?? null)}</span></th><td>${timeCell(times, fact.from, precision)}</td><td>${timeCell(times, fact.to, precision)}</td><td><code class="hc-code">${fact.shows}</code></td><td>${found}</td><td class="hc-num">${agreeing(result, fact)}</td><td>${basis}</td></tr>
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
