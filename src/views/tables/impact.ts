import type { ImpactWindow, Result, Run, ServiceResult } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
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
import { count, countOf, exactPercent, percent } from '../words/number-format.ts';
import { type Times, timeCell, timesOf } from '../words/time-format.ts';

const COLUMNS: readonly Column[] = [
  { head: 'Service' },
  { head: 'First impact' },
  { head: 'Recovered' },
  { head: 'Duration', numeric: true },
  { head: 'Worst error rate', numeric: true },
  { head: 'Failed requests', numeric: true },
  { head: 'Share of error budget', numeric: true },
];

/** What clients of each service met: when, how long, how badly, and what it cost of the error budget. */
export function impact(result: Result, run: Run, _options: ViewOptions = {}): string {
  const title = `${result.title}: impact`;
  if (run.services.length === 0) {
    const caption = sentence('The scenario has no service, so there is no impact to measure.');
    return figure('impact', title, caption, null).toString();
  }
  const times = timesOf(result);
  // Few scenarios say how many users a service has.
  const users = run.services.some(({ usersAffected }) => usersAffected !== null);
  const rows = run.services.flatMap((service) => serviceRows(service, run, users, times));
  const columns = users ? [...COLUMNS, { head: 'Users affected', numeric: true }] : COLUMNS;
  const body = html`${dataTable(`${title}, ${runName(run)}`, columns, rows, 'impact')}
${note(definitions(run))}
${budgetNote(run)}
${origin(result, run)}`;
  return figure('impact', title, sentence(summary(run)), body).toString();
}

function summary(run: Run): string {
  const hit = run.services.filter((service) => service.windows.length > 0);
  const of = countOf(run.services.length, 'service');
  if (hit.length === 0) return `In the ${runName(run)} none of ${of} is impacted.`;
  return `In the ${runName(run)} ${hit.length} of ${of} ${hit.length === 1 ? 'is' : 'are'} impacted: ${hit.map((service) => service.service).join(', ')}.`;
}

function serviceRows(service: ServiceResult, run: Run, users: boolean, times: Times): Html[] {
  const { windows } = service;
  const total = windows.length > 1 ? totalOf(service, run) : null;
  const span = windows.length > 1 ? windows.length : null;
  const head = html`<th scope="row"${attribute('rowspan', span)} dir="auto">${service.service}${total}${sparkline(service)}</th>`;
  if (windows.length === 0) {
    const few =
      service.failed === 0
        ? 'No request failed'
        : `${count(service.failed)} of ${countOf(service.requests, 'request')} failed`;
    return [
      html`<tr>${head}<td colspan="4"><strong>No impact.</strong> ${few}; the worst error rate is ${percent(service.worstErrorRate)}.</td><td class="hc-num">${count(service.failed)}${ofAll(service)}</td>${budgetCell(service, null)}${users && usersCell(service, null)}</tr>
`,
    ];
  }
  return windows.map(
    (
      window,
      i,
    ) => html`<tr>${i === 0 && head}${windowCells(window, service, times)}${i === 0 && budgetCell(service, span)}${i === 0 && users && usersCell(service, span)}</tr>
`,
  );
}

/** Several windows together: their number, length and failed requests. */
function totalOf(service: ServiceResult, run: Run): Html {
  const open = service.windows.at(-1)!.to === null ? 'at least ' : '';
  return html`<span class="hc-sub">${countOf(service.windows.length, 'window')}, ${open}${humanDuration(impactTime(service, run.ended.at))} together; ${count(service.failed)} failed in the run</span>`;
}

function usersCell(service: ServiceResult, span: number | null): Html {
  const { usersAffected } = service;
  const text = usersAffected === null ? html`<span class="hc-none">not told</span>` : count(usersAffected);
  return html`<td class="hc-num"${attribute('rowspan', span)}>${text}</td>`;
}

function windowCells(window: ImpactWindow, service: ServiceResult, times: Times): Html {
  const recovered =
    window.to === null ? html`<strong>not recovered by the end</strong>` : timeCell(times, window.to);
  const length = window.to === null ? 'to the end' : humanDuration(window.to - window.from);
  return html`<td>${timeCell(times, window.from)}</td><td>${recovered}</td><td class="hc-num">${length}</td><td class="hc-num">${percent(window.worstErrorRate)}</td><td class="hc-num">${count(window.failed)}${ofAll(service)}</td>`;
}

function ofAll(service: ServiceResult): Html {
  return html`<span class="hc-sub">of ${count(service.requests)} in the run</span>`;
}

function budgetCell(service: ServiceResult, span: number | null): Html {
  const text =
    service.budget === null ? html`<span class="hc-none">no SLO</span>` : budgetText(service.budget);
  return html`<td class="hc-num"${attribute('rowspan', span)}>${text}</td>`;
}

/** Share of an error budget: as a percentage, or as a multiple where it is much more than all of it. */
export function budgetText(budget: number): string {
  return budget < 2 ? percent(budget) : `${Math.round(budget * 10) / 10} times all of it`;
}

function definitions(run: Run): string {
  const scales = [...new Set(run.services.map((service) => service.scale))];
  const scale = scales
    .map((size) => {
      const names = run.services
        .filter((service) => service.scale === size)
        .map((service) => service.service);
      const whose = scales.length === 1 ? '' : ` (${names.join(', ')})`;
      return `One simulated request stands for ${countOf(size, 'real one')}${whose}.`;
    })
    .join(' ');
  const rules = new Map(
    run.services.map((service) => [
      `A service is impacted in a stretch of ${humanDuration(service.every)} if at least ${exactPercent(service.threshold)} of its requests fail in it.`,
      service.service,
    ]),
  );
  return `${[...rules.keys()].join(' ')} ${scale} The small charts show the error rate over the run, dashed where impact begins.${users(run)}`;
}

function users({ services }: Run): string {
  if (services.every(({ usersAffected }) => usersAffected === null)) return '';
  return ' Users affected = users of the service × the worst error rate.';
}

function budgetNote(run: Run): Html | null {
  const slos = run.services.flatMap(({ service, slo }) =>
    slo === null ? [] : [`${service}: ${exactPercent(slo.target)} over ${humanDuration(slo.window)}`],
  );
  if (slos.length === 0) return null;
  return note(
    `Share of the error budget = failed requests ÷ (requests in the objective's window at this run's mean rate × (1 − target)). Objectives: ${slos.join('; ')}.`,
  );
}

const WIDTH = 120;

const HEIGHT = 26;

/**
 * Error rate over a run, 0 to 100 %, as a small picture with the threshold of impact as a dashed line. It is hidden from
 * screen readers: the table that it stands in says the same in numbers.
 */
export function sparkline(service: ServiceResult): Html {
  const columns = worstPerColumn(service.errorRate);
  const width = WIDTH / Math.max(columns.length, 1);
  const y = (rate: number) => Math.round((HEIGHT - 1 - rate * (HEIGHT - 2)) * 10) / 10;
  let path = '';
  let open = false;
  columns.forEach((rate, i) => {
    const x0 = round(i * width);
    if (rate === null) {
      if (open) path += `V${HEIGHT - 1}Z`;
      open = false;
      return;
    }
    path += open ? `V${y(rate)}` : `M${x0} ${HEIGHT - 1}V${y(rate)}`;
    path += `H${round((i + 1) * width)}`;
    open = true;
  });
  if (open) path += `V${HEIGHT - 1}Z`;
  const line = y(service.threshold);
  return html`<svg class="hc-spark" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" aria-hidden="true"><path class="hc-spark-base" stroke="currentColor" d="M0 ${HEIGHT - 0.5}H${WIDTH}"/><path class="hc-spark-area" fill="currentColor" d="${path}"/><path class="hc-spark-threshold" stroke="currentColor" stroke-dasharray="3 3" d="M0 ${line}H${WIDTH}"/></svg>`;
}

/** At most one column for a pixel, each with the worst rate that falls into it; null where no request came. */
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
