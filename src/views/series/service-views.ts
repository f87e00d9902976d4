import type { Micros, Result, Run, ServiceResult } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { durationAxis, keyItem, plainNumber, powerAxis, utcWords, valueAxis } from '../drawing/chart.ts';
import { figure, note, origin, runName, sentence, type ViewOptions, viewId } from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { impactTime, recoveryWords } from '../trace/moments.ts';
import { countOf, exactPercent, percent } from '../words/number-format.ts';
import { labelPrecision, type Times, timesOf } from '../words/time-format.ts';
import { seriesPanel, type TimePanel } from './series-panel.ts';

/** Options of views that show services one below the other. */
export interface ServiceOptions extends ViewOptions {
  /** The only service that is shown; without it those that have something to show. */
  service?: string | undefined;
}

/** A view that has a chart for each service. */
export interface ServiceView {
  name: string;
  /** Behind the scenario's title. */
  title: string;
  /** How to read the charts. */
  reading: string;
  /** Whether there is something to show of a service. */
  has(service: ServiceResult): boolean;
  panel(service: ServiceResult, run: Run, result: Result): Omit<TimePanel, 'id'>;
}

/** More charts than this are no overview. */
const MOST = 6;

/** Services of a run that a view shows: those in impact first, then in the order of the text. */
export function shownServices(run: Run, view: ServiceView, only?: string): ServiceResult[] {
  const fit = run.services.filter((one) => view.has(one) && (only === undefined || one.service === only));
  return [
    ...fit.filter(({ windows }) => windows.length > 0),
    ...fit.filter(({ windows }) => windows.length === 0),
  ];
}

/** The figure of a view that has a chart for each service. */
function serviceFigure(result: Result, run: Run, view: ServiceView, options: ServiceOptions): string {
  const services = shownServices(run, view, options.service);
  const drawn = services.slice(0, MOST);
  const id = viewId(view.name, result, run, options);
  const panels = drawn.map((service, i) =>
    seriesPanel(result, run, { ...view.panel(service, run, result), id: `${id}-${i}` }),
  );
  const left = services.slice(MOST).map(({ service }) => service);
  const body = html`${panels}
${
  left.length > 0 &&
  note(
    `Not drawn: ${left.join(', ')}. A `,
    html`<code class="hc-code">show</code>`,
    ' block with ',
    html`<code class="hc-code">service</code>`,
    ' draws one of them.',
  )
}
${timeKey(run, true)}
${origin(result, run)}`;
  const times = timesOf(result);
  const caption = html`${sentence(`${view.reading} ${countOf(drawn.length, 'service')} of the ${runName(run)}.`)}${run.recovery !== null && sentence(recoveryWords(run, times, labelPrecision(result)))}${sentence(utcWords(times, 0, run.ended.at))}`;
  return figure(view.name, `${result.title}: ${view.title}`, caption, body).toString();
}

/** What the shades and lines of a chart over time mean: only those that the run has. */
export function timeKey(run: Run, bars: boolean, more: readonly Html[] = []): Html | null {
  const steady = run.recovery?.trigger != null && run.recovery.recoveredAt !== null;
  const items = [
    run.faults.length > 0 &&
      keyItem('fault', html`<rect x="1" y="2" width="20" height="16"/>`, 'a fault lasts'),
    bars &&
      run.services.some(({ windows }) => windows.length > 0) &&
      keyItem('impact', html`<rect x="1" y="7" width="20" height="6"/>`, 'impact'),
    steady && keyItem('steady', html`<path d="M11 1V19"/>`, 'from here on the steady state holds'),
    ...more,
  ].filter((item) => item !== false);
  if (items.length === 0) return null;
  return html`<ul class="hc-legend" aria-label="Signs of the charts">${items}</ul>`;
}

/** The parts of a panel that are the same for all series of a service. */
function ofService(
  service: ServiceResult,
): Pick<
  TimePanel,
  'title' | 'every' | 'first' | 'stamp' | 'rowsMean' | 'bars' | 'signs' | 'intervals' | 'levels' | 'log'
> {
  const { every } = service.series;
  return {
    title: service.service,
    every,
    // A value tells of a whole window: it stands in its middle.
    first: every / 2,
    stamp: 0,
    rowsMean: `Values are those of windows of ${humanDuration(every)} from the given time on.`,
    bars: service.windows,
    signs: [],
    intervals: [],
    levels: [],
    log: false,
  };
}

const LINES = [
  { key: 'offered', label: 'offered', head: 'Offered load, per second', area: false },
  { key: 'goodput', label: 'goodput', head: 'Goodput, per second', area: true },
  { key: 'rejected', label: 'rejected', head: 'Turned away, per second', area: false },
  { key: 'timeouts', label: 'timeouts', head: 'Timeouts, per second', area: false },
] as const;

/** Offered load and goodput of each service; what is turned away and given up stands in the numbers. */
export const loadView: ServiceView = {
  name: 'load',
  title: 'offered load and goodput',
  reading:
    'Offered load is every try that reaches a service, retries too; goodput is what is answered well. Where they part, work is lost.',
  has: ({ series }) => series.offered.some((value) => value !== null && value > 0),
  panel(service, run, result) {
    const { series } = service;
    return {
      ...ofService(service),
      summary: loadNews(service, run, timesOf(result), result),
      series: LINES.filter(({ key }) => key === 'offered' || key === 'goodput' || anyLoad(series[key])).map(
        ({ key, label, head, area }) => ({
          name: key,
          label,
          head,
          csv: `${key}_per_second`,
          values: series[key],
          area,
          coarse: 'mean' as const,
        }),
      ),
      unit: 'requests per second',
      axis: valueAxis,
      write: plainNumber,
    };
  },
};

/** The view `load`. */
export function load(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, loadView, options);
}

/** When goodput was gone and for how long, and how much the offered load grew. */
function loadNews({ series }: ServiceResult, run: Run, times: Times, result: Result): string {
  const { every, goodput, offered } = series;
  const before = usual(goodput, every, run);
  const peak = peakOf(offered, every);
  const say = (t: number) => times.say(t, labelPrecision(result));
  const said: string[] = [];
  if (before !== null && before > 0) {
    const low = goodput.flatMap((value, k) => ((value ?? 0) < before / 2 ? [k] : []));
    const usually = run.faults.length === 0 ? 'on average' : 'before the first fault';
    said.push(`Goodput is ${plainNumber(round(before))} per second ${usually}.`);
    if (low.length > 0) {
      const still = low.at(-1) === goodput.length - 1;
      said.push(
        `It is below half of that for ${humanDuration(low.length * every)}, first at ${say(low[0]! * every)}${still ? ' and still at the end' : ''}.`,
      );
    } else said.push('It is never below half of that.');
  }
  if (peak !== null) {
    const usualLoad = usual(offered, every, run) ?? 0;
    const times =
      usualLoad > 0 && peak.value / usualLoad >= 1.3
        ? `, ${plainNumber(Math.round((peak.value / usualLoad) * 10) / 10)} times the usual`
        : '';
    said.push(
      `Offered load peaks at ${plainNumber(round(peak.value))} per second at ${say(peak.t)}${times}.`,
    );
  }
  return said.join(' ');
}

function round(value: number): number {
  return value >= 10 ? Math.round(value) : Number(value.toPrecision(2));
}

/** From this ratio of the longest to the shortest on the axis counts powers of ten. */
const WIDE_RANGE = 100;

/** Median and 99th percentile of the latency of requests answered well. */
export const latencyView: ServiceView = {
  name: 'latency',
  title: 'latency',
  reading:
    'Latency of requests that were answered well, from the first try to the answer: half are faster than p50, one in a hundred is slower than p99. Gaps: nothing was answered.',
  has: ({ series }) => series.p50.some((value) => value !== null),
  panel(service, run, result) {
    const { p50, p99 } = service.series;
    const known = [...p50, ...p99].filter((value) => value !== null && value > 0) as number[];
    const log = known.length > 0 && Math.max(...known) / Math.min(...known) >= WIDE_RANGE;
    return {
      ...ofService(service),
      summary: latencyNews(service, run, result),
      series: [latencyLine('p50', 'p50', 'Median', p50), latencyLine('p99', 'p99', '99th percentile', p99)],
      unit: log ? 'latency, logarithmic' : 'latency',
      log,
      axis: log ? () => powerAxis(Math.min(...known), Math.max(...known)) : durationAxis,
      write: humanDuration,
    };
  },
};

/** The view `latency`. */
export function latency(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, latencyView, options);
}

function latencyLine(name: string, label: string, head: string, values: readonly (number | null)[]) {
  return { name, label, head, csv: `${name}_microseconds`, values, area: false, coarse: 'greatest' as const };
}

function latencyNews({ series }: ServiceResult, run: Run, result: Result): string {
  const { every, p50, p99 } = series;
  const times = timesOf(result);
  const before = { p50: usual(p50, every, run), p99: usual(p99, every, run) };
  const peak = peakOf(p99, every);
  const usually = run.faults.length === 0 ? 'On average' : 'Before the first fault';
  const said: string[] = [];
  if (before.p50 !== null && before.p99 !== null) {
    said.push(`${usually} p50 is ${humanDuration(before.p50)} and p99 ${humanDuration(before.p99)}.`);
  }
  if (peak !== null) {
    said.push(
      `p99 is at its worst at ${times.say(peak.t, labelPrecision(result))}: ${humanDuration(peak.value)}.`,
    );
  }
  const silent = p50.filter((value) => value === null).length;
  if (silent > 0) said.push(`For ${humanDuration(silent * every)} nothing was answered well.`);
  return said.join(' ');
}

/** How many requests wait for each service, and how many are in service. */
export const backlogView: ServiceView = {
  name: 'backlog',
  title: 'backlog',
  reading: 'Requests that wait for a service and requests that it works on, on average over each window.',
  has: ({ series }) => any(series.queue) || any(series.busy),
  panel(service, _run, result) {
    const { queue, busy } = service.series;
    return {
      ...ofService(service),
      summary: backlogNews(service, result),
      series: [
        ...(any(queue) ? [line('queue', 'waiting', 'Waiting', queue, true)] : []),
        ...(any(busy) ? [line('busy', 'in service', 'In service', busy, false)] : []),
      ],
      unit: 'requests',
      axis: valueAxis,
      write: plainNumber,
    };
  },
};

/** The view `backlog`. */
export function backlog(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, backlogView, options);
}

function line(name: string, label: string, head: string, values: readonly (number | null)[], area: boolean) {
  return { name, label, head, csv: name, values, area, coarse: 'mean' as const };
}

function backlogNews({ series }: ServiceResult, result: Result): string {
  const times = timesOf(result);
  const { every, queue, busy } = series;
  const [waiting, working] = [peakOf(queue, every), peakOf(busy, every)];
  const say = (t: number) => times.say(t, labelPrecision(result));
  const most = working === null ? '' : ` At most ${plainNumber(Math.round(working.value))} are in service.`;
  if (waiting === null || waiting.value < 0.5) return `Hardly a request ever waits.${most}`;
  const last = queue.findLast((value) => value !== null) ?? 0;
  const end = last < 0.5 ? 'none' : plainNumber(Math.round(last));
  return `Up to ${countOf(waiting.value, 'request waits', 'requests wait')}, first so many at ${say(waiting.t)}; at the end ${end} ${end === '1' || end === 'none' ? 'does' : 'do'}.${most}`;
}

/** Share of requests that fail, with the threshold of impact and the windows in which it is passed. */
export const errorsView: ServiceView = {
  name: 'errors',
  title: 'error rate',
  reading:
    'Share of requests that fail after all their tries. The dashed line is where impact begins; the bars above are the windows of impact.',
  has: ({ failed, errorRate }) => failed > 0 && errorRate.length > 0,
  panel(service, run, result) {
    const { every, errorRate, threshold } = service;
    return {
      ...ofService(service),
      every,
      first: every / 2,
      rowsMean: `Values are those of windows of ${humanDuration(every)} from the given time on.`,
      summary: errorsNews(service, run, result),
      series: [
        {
          name: 'errors',
          label: '',
          head: 'Share that fails',
          csv: 'error_rate',
          values: errorRate,
          area: true,
          coarse: 'greatest' as const,
        },
      ],
      unit: 'share of requests that fail',
      axis: (_least, greatest, wanted) =>
        valueAxis(0, greatest > 0.5 ? 1 : Math.max(greatest, threshold * 1.5), wanted, percent),
      write: percent,
      levels: [{ name: 'threshold', at: threshold, label: `impact from ${exactPercent(threshold)}` }],
    };
  },
};

/** The view `errors`. */
export function errors(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, errorsView, options);
}

function errorsNews(service: ServiceResult, run: Run, result: Result): string {
  const times = timesOf(result);
  const { windows, errorRate, every, threshold } = service;
  const peak = peakOf(errorRate, every);
  const worst =
    peak === null
      ? ''
      : ` At the worst, at ${times.say(peak.t, labelPrecision(result))}, ${percent(peak.value)} of requests fail.`;
  if (windows.length === 0)
    return `The error rate never reaches ${exactPercent(threshold)}: no impact.${worst}`;
  const open = windows.at(-1)!.to === null ? ', to the end of the run' : '';
  const first = times.say(windows[0]!.from, labelPrecision(result));
  return `In impact for ${humanDuration(impactTime(service, run.ended.at))} in ${countOf(windows.length, 'window')}, from ${first}${open}.${worst}`;
}

function any(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null && value > 0);
}

function anyLoad(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null && value > 0);
}

/** The greatest value of a series, and when its window begins; null where it has none. */
export function peakOf(
  values: readonly (number | null)[],
  every: Micros,
): { value: number; t: Micros } | null {
  let best = -1;
  values.forEach((value, k) => {
    if (value !== null && (best < 0 || value > values[best]!)) best = k;
  });
  return best < 0 ? null : { value: values[best]!, t: best * every };
}

/** The mean of a series before the first fault begins; of the whole run if it has no fault. Null where nothing came. */
function usual(values: readonly (number | null)[], every: Micros, run: Run): number | null {
  const first = Math.min(...run.faults.map(({ from }) => from));
  const end = run.faults.length === 0 ? values.length : Math.floor(first / every);
  const known = values.slice(0, end).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}
