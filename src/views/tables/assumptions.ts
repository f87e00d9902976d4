import type { ConstantValue, NumberUsed, Result, Run } from '../../result.ts';
import {
  type Column,
  dataTable,
  disclosure,
  figure,
  origin as originOf,
  runName,
  sentence,
  type ViewOptions,
} from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { badge, sourceLink } from '../markup/provenance.ts';
import { constantText } from '../words/constant-text.ts';
import { countOf, formatValue, roundedValue } from '../words/number-format.ts';
import { timesOf } from '../words/time-format.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Constant' },
  { head: 'Value', numeric: true },
  { head: 'Range', numeric: true },
  { head: 'Basis' },
  { head: 'Source' },
];

/** What a model assumes: its numbers with their basis, and assumptions without a source. */
export function assumptions(result: Result, _options: ViewOptions = {}): string {
  const title = `${result.title}: assumptions`;
  const rows = result.constants.map(constantRow);
  const table = rows.length === 0 ? null : dataTable(title, COLUMNS, rows, 'assumptions');
  const body = html`${table}
${literals(result)}
${assumed(result)}
${result.about !== null && html`<p class="hc-note">The mechanism is based on ${sourceLink(result.about)}.</p>`}`;
  return figure('assumptions', title, sentence(summary(result)), body).toString();
}

const KINDS = [
  ['sourced', 'sourced'],
  ['fitted', 'fitted to the observed timeline'],
  ['assumed', 'assumed'],
] as const;

function summary(result: Result): string {
  const numbers = result.validation?.numbers;
  if (numbers !== undefined) return numbersSummary(numbers, result.assumes.length);
  if (result.constants.length === 0 && result.assumes.length === 0) {
    return 'The scenario has no constants or assumptions.';
  }
  const { length } = result.constants;
  const kinds = KINDS.flatMap(([basis, words]) => {
    const number = result.constants.filter((constant) => constant.basis === basis).length;
    if (number === 0) return [];
    return number === length ? [length === 1 ? words : `all ${words}`] : [`${number} ${words}`];
  });
  const constants = length === 0 ? 'No constants.' : `${countOf(length, 'constant')}: ${kinds.join(', ')}.`;
  const assumed =
    result.assumes.length === 0 ? '' : ` ${countOf(result.assumes.length, 'stated assumption')}.`;
  return `${constants}${assumed}`;
}

/** Example: `12 numbers: 2 with a source, 1 fitted, 9 assumed.` */
function numbersSummary(numbers: readonly NumberUsed[], stated: number): string {
  const kinds = [
    ['sourced', 'with a source'],
    ['fitted', 'fitted to the observed timeline'],
    ['assumed', 'assumed'],
  ] as const;
  const counts = kinds.flatMap(([basis, words]) => {
    const found = numbers.filter((number) => number.basis === basis).length;
    if (found === 0) return [];
    return [found === numbers.length && found > 1 ? `all ${words}` : `${found} ${words}`];
  });
  const all =
    numbers.length === 0 ? 'No numbers.' : `${countOf(numbers.length, 'number')}: ${counts.join(', ')}.`;
  return stated === 0 ? all : `${all} ${countOf(stated, 'stated assumption')}.`;
}

/** Numbers that aren't constants, collapsed; null if there are none or they aren't known. */
function literals(result: Result): Html | null {
  const numbers = (result.validation?.numbers ?? []).filter(({ id }) => !id.startsWith('const.'));
  if (numbers.length === 0) return null;
  const items = numbers.map(
    ({ label, written, basis, source, inVariant }) =>
      html`<li><code class="hc-code">${label}</code> ${written}${inVariant && ', only in a variant'}${basis === 'fitted' && ', fitted'}${basis === 'sourced' && html`, from ${sourceLink(source)}`}</li>`,
  );
  return disclosure(
    `${countOf(numbers.length, 'number')} written directly in the model`,
    html`<ul class="hc-list">${items}</ul>`,
  );
}

function constantRow(constant: ConstantValue): Html {
  const { name, value, type, range } = constant;
  const ends = range?.map((end) => constantText(end, type)).join(' to ');
  return html`<tr><th scope="row"><code class="hc-code">${name}</code></th><td class="hc-num" dir="auto">${constantText(value, type)}</td><td class="hc-num">${ends ?? ''}</td><td>${basisBadge(constant.basis)}</td><td dir="auto">${origin(constant)}</td></tr>
`;
}

function basisBadge(basis: ConstantValue['basis']): Html {
  switch (basis) {
    case 'sourced':
      return badge('observed', 'sourced');
    case 'fitted':
      return badge('estimated', 'fitted');
    case 'assumed':
      return badge('assumed');
  }
}

function origin(constant: ConstantValue): Html {
  if (constant.basis === 'fitted' && constant.fittedTo !== null) {
    return html`fitted to <code class="hc-code">${constant.fittedTo}</code>`;
  }
  return sourceLink(constant.source);
}

function assumed(result: Result): Html | null {
  if (result.assumes.length === 0) return null;
  const items = result.assumes.map((text) => html`<li dir="auto">${text}</li>`);
  return html`<p class="hc-list-head">${badge('assumed', 'Assumptions without a source:')}</p><ul class="hc-list">${items}</ul>`;
}

const STATE_COLUMNS: readonly Column[] = [{ head: 'Name' }, { head: 'Value' }];

/** Shared state at the end of the run. */
export function finalState(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: final state`;
  const values = Object.entries(run.final);
  const when = `Shared state at the end of the ${runName(run)} (${timesOf(result).say(run.ended.at)}).`;
  if (values.length === 0) {
    return figure('state', title, sentence('The scenario has no shared state.'), null).toString();
  }
  const rows = values.map(
    ([
      name,
      value,
    ]) => html`<tr><th scope="row"><code class="hc-code">${name}</code></th><td class="hc-what" dir="auto">${formatValue(roundedValue(value))}</td></tr>
`,
  );
  const body = html`${dataTable(`${title}, ${runName(run)}`, STATE_COLUMNS, rows, 'state')}
${originOf(result, run)}`;
  return figure('state', title, sentence(when), body).toString();
}
