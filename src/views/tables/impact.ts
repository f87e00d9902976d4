import type { ImpactWindow, Result, Run, ServiceResult } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { conditionTitle } from '../drawing/condition-words.ts';
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
import { attribute, type Html, html } from '../markup/html.ts';
import { impactTime } from '../trace/moments.ts';
import { plainName } from '../words/names.ts';
import { count, countOf, exactPercent, listed, percent, plainNumber } from '../words/number-format.ts';
import { type Times, timeCell, timesOf } from '../words/time-format.ts';
import { conditionRows } from './conditions.ts';

const TIMES: readonly Column[] = [
  { head: 'Started' },
  { head: 'Recovered' },
  { head: 'Duration', numeric: true },
];

const REQUESTS: readonly Column[] = [
  { head: 'Peak error rate', numeric: true },
  { head: 'Failed requests', numeric: true },
  { head: 'Error budget used', numeric: true },
];

/** The impact on each service: times, duration, error rate, failed requests, and error budget; then other harm. */
export function impact(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: impact`;
  const { services, conditions } = run;
  if (services.length === 0 && conditions.length === 0) {
    const caption = sentence('The scenario has no services and no conditions for impact.');
    return figure('impact', title, caption, null).toString();
  }
  const times = timesOf(result);
  // The number of users is optional in a scenario.
  const users = conditions.length > 0 || services.some(({ usersAffected }) => usersAffected !== null);
  const hasBudgets = services.some(({ budget }) => budget !== null);
  const requests = services.length === 0 ? [] : hasBudgets ? REQUESTS : REQUESTS.slice(0, -1);
  const rows = [
    ...services.flatMap((service) => serviceRows(service, run, { users, hasBudgets }, times)),
    ...conditions.flatMap((condition) => conditionRows(condition, requests.length, times)),
  ];
  const head = conditions.length > 0 ? 'Impact' : 'Service';
  const affected = conditions.length > 0 ? 'Affected' : 'Users affected';
  const last: Column[] = users ? [{ head: affected, numeric: true }] : [];
  const columns: Column[] = [{ head }, ...TIMES, ...requests, ...last];
  const body = html`${dataTable(`${title}, ${runName(run)}`, columns, rows, 'impact')}
${services.length > 0 && note(definitions(run))}
${conditions.length > 0 && note(conditionNote(conditions.length))}
${budgetNote(run)}
${origin(result, run)}`;
  return figure('impact', title, sentence(summary(run)), body).toString();
}

function conditionNote(conditions: number): string {
  return `${conditions === 1 ? 'The condition is' : 'Conditions are'} checked after each step and each new value of a measure. Affected: the highest number while the condition held.`;
}

function summary(run: Run): string {
  const other = run.conditions.filter(({ windows }) => windows.length > 0);
  const held = other.length === 0 ? '' : ` Condition met: ${listed(other.map(conditionTitle))}.`;
  if (run.services.length === 0 && other.length > 0) return held.trimStart();
  return `${serviceSummary(run)}${held}`;
}

function serviceSummary(run: Run): string {
  const hit = run.services.filter((service) => service.windows.length > 0);
  const model = run.variant === 'base' ? 'The model' : `With ${runName(run)}, the model`;
  const isAny = run.conditions.some(({ windows }) => windows.length > 0);
  if (hit.length === 0) return `${model} predicts no impact${isAny ? ' on services' : ''}.`;
  const names = listed(hit.map((service) => plainName(service.service)));
  if (hit.length === run.services.length) return `${model} predicts impact on ${names}.`;
  return `${model} predicts impact on ${hit.length} of ${count(run.services.length)} services: ${names}.`;
}

function serviceRows(
  service: ServiceResult,
  run: Run,
  { users, hasBudgets }: { users: boolean; hasBudgets: boolean },
  times: Times,
): Html[] {
  const { windows } = service;
  const total = windows.length > 1 ? totalOf(service, run) : null;
  const span = windows.length > 1 ? windows.length : null;
  const head = html`<th scope="row"${attribute('rowspan', span)} dir="auto">${plainName(service.service)}${total}${service.failed > 0 && sparkline(service)}</th>`;
  if (windows.length === 0) {
    const few =
      service.failed === 0
        ? 'No requests failed.'
        : `${count(service.failed)} of ${countOf(service.requests, 'request')} failed; the peak error rate is ${percent(service.worstErrorRate)}.`;
    return [
      html`<tr>${head}<td colspan="4"><strong>No impact.</strong> ${few}</td>${failedCell(service, null)}${hasBudgets && budgetCell(service, null)}${users && usersCell(service, null)}</tr>
`,
    ];
  }
  return windows.map(
    (
      window,
      i,
    ) => html`<tr>${i === 0 && head}${windowCells(window, windows.length > 1, times)}${i === 0 && failedCell(service, span)}${i === 0 && hasBudgets && budgetCell(service, span)}${i === 0 && users && usersCell(service, span)}</tr>
`,
  );
}

/** Totals for all periods of impact: how many there are, and their duration. */
function totalOf(service: ServiceResult, run: Run): Html {
  const open = service.windows.at(-1)!.to === null ? 'at least ' : '';
  return html` <span class="hc-sub">${countOf(service.windows.length, 'period')}, ${open}${humanDuration(impactTime(service, run.ended.at))} in total</span>`;
}

function usersCell(service: ServiceResult, span: number | null): Html {
  const { usersAffected } = service;
  const text = usersAffected === null ? html`<span class="hc-none">unknown</span>` : count(usersAffected);
  return html`<td class="hc-num"${attribute('rowspan', span)}>${text}</td>`;
}

/** @param several whether the service has several periods, so each one needs its number of failed requests */
function windowCells(window: ImpactWindow, several: boolean, times: Times): Html {
  const recovered =
    window.to === null ? html`<strong>not by end of run</strong>` : timeCell(times, window.to);
  const length = window.to === null ? 'until end of run' : humanDuration(window.to - window.from);
  return html`<td>${timeCell(times, window.from)}</td><td>${recovered}</td><td class="hc-num">${length}</td><td class="hc-num">${percent(window.worstErrorRate)}${several && html` <span class="hc-sub">${count(window.failed)} failed in this period</span>`}</td>`;
}

/** All failed requests in the run, including those outside the periods of impact. */
function failedCell(service: ServiceResult, span: number | null): Html {
  return html`<td class="hc-num"${attribute('rowspan', span)}>${count(service.failed)} <span class="hc-sub">of ${count(service.requests)}</span></td>`;
}

function budgetCell(service: ServiceResult, span: number | null): Html {
  const text =
    service.budget === null ? html`<span class="hc-none">no SLO</span>` : budgetText(service.budget);
  return html`<td class="hc-num"${attribute('rowspan', span)}>${text}</td>`;
}

/**
 * How much of the error budget was used: as a percentage if it's less than twice the budget, otherwise as a
 * multiple.
 */
export function budgetText(budget: number): string {
  return budget < 2 ? percent(budget) : `${plainNumber(Math.round(budget * 10) / 10)}×`;
}

function definitions(run: Run): string {
  const scales = [...new Set(run.services.map((service) => service.scale))];
  const scale = scales
    .filter((size) => size !== 1)
    .map((size) => {
      const names = run.services
        .filter((service) => service.scale === size)
        .map((service) => service.service);
      const services = scales.length === 1 ? '' : ` (${names.join(', ')})`;
      return ` One simulated request represents ${countOf(size, 'real request')}${services}.`;
    })
    .join('');
  const rules = run.services.map((service) =>
    service.while === undefined
      ? `is impacted in a window of ${humanDuration(service.every)} if at least ${exactPercent(service.threshold)} of its requests fail.`
      : `is impacted while ${service.while}.`,
  );
  const alike = new Set(rules).size === 1;
  const rule = alike
    ? `A service ${rules[0]!}`
    : run.services.map(({ service }, i) => `${service} ${rules[i]!}`).join(' ');
  return `${rule}${scale} Failed requests are counted over the whole run.${chartWords(run)}${users(run)}`;
}

/** Explains the small charts, if there are any. */
function chartWords({ services }: Run): string {
  const drawn = services.filter(({ failed }) => failed > 0);
  if (drawn.length === 0) return '';
  const line = drawn.some((service) => service.while === undefined)
    ? '; the dashed line is the impact threshold'
    : '';
  return ` The small charts show the error rate over the run${line}.`;
}

function users({ services }: Run): string {
  if (services.every(({ usersAffected }) => usersAffected === null)) return '';
  return ' Users affected = users of the service × peak error rate.';
}

function budgetNote(run: Run): Html | null {
  const slos = run.services.flatMap(({ service, slo }) =>
    slo === null ? [] : [`${service}: ${exactPercent(slo.target)} over ${humanDuration(slo.window)}`],
  );
  if (slos.length === 0) return null;
  return note(
    `Error budget used = failed requests ÷ (requests in the SLO window at this run’s mean rate × (1 − target)). SLOs: ${slos.join('; ')}.`,
  );
}

const WIDTH = 120;

const HEIGHT = 26;

/**
 * Error rate over a run from 0 to 100%, with the impact threshold as a dashed line. Hidden from screen readers because
 * the table has the same data.
 */
export function sparkline(service: ServiceResult): Html {
  const columns = worstPerColumn(service.errorRate);
  const width = WIDTH / Math.max(columns.length, 1);
  const y = (rate: number) => Math.round(HEIGHT - 1 - rate * (HEIGHT - 2));
  const heightAt = (i: number) => {
    const rate = columns[i];
    return rate === undefined || rate === null ? null : y(rate);
  };
  let path = '';
  let open = false;
  columns.forEach((rate, i) => {
    const x0 = round(i * width);
    if (rate === null) {
      if (open) path += `V${HEIGHT - 1}Z`;
      open = false;
      return;
    }
    if (!open || heightAt(i - 1) !== y(rate))
      path += open ? `V${y(rate)}` : `M${x0} ${HEIGHT - 1}V${y(rate)}`;
    // Adjacent columns of the same height are drawn as one line.
    if (heightAt(i + 1) !== y(rate)) path += `H${round((i + 1) * width)}`;
    open = true;
  });
  if (open) path += `V${HEIGHT - 1}Z`;
  const line =
    service.while === undefined &&
    html`<path class="hc-spark-threshold" d="M0 ${y(service.threshold)}H${WIDTH}"/>`;
  return html`<svg class="hc-spark" width="${WIDTH}" height="${HEIGHT}" aria-hidden="true"><path class="hc-spark-area" d="${path}"/>${line}</svg>`;
}

/** At most one column per pixel. Each column has its highest rate, or null if it has no requests. */
function worstPerColumn(rates: readonly (number | null)[]): (number | null)[] {
  const size = Math.ceil(rates.length / WIDTH);
  if (size <= 1) return [...rates];
  const columns: (number | null)[] = [];
  for (let i = 0; i < rates.length; i += size) {
    const known = rates.slice(i, i + size).filter((rate) => rate !== null);
    columns.push(known.length === 0 ? null : Math.max(...known));
  }
  return columns;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
