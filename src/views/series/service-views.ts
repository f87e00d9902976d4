import type { Micros, Result, Run, ServiceResult } from '../../result.ts';
import { humanDuration } from '../../time/duration.ts';
import { durationAxis, keyItem, powerAxis, utcWords, valueAxis } from '../drawing/chart.ts';
import { figure, note, origin, runName, sentence, type ViewOptions, viewId } from '../markup/figure.ts';
import { type Html, html } from '../markup/html.ts';
import { impactTime, recoveryWords } from '../trace/moments.ts';
import { countOf, exactPercent, percent, plainNumber } from '../words/number-format.ts';
import { setupTexts } from '../words/setup-words.ts';
import { type Times, timesOf } from '../words/time-format.ts';
import { peakOf } from './peak.ts';
import { seriesPanel, type TimePanel } from './series-panel.ts';

/** Options for views with a chart per service. */
export interface ServiceOptions extends ViewOptions {
  /** Service to show. Default: all services with data. */
  service?: string | undefined;
}

/** A view with a chart per service. */
export interface ServiceView {
  name: string;
  /** Shown after the scenario's title. */
  title: string;
  /** A sentence that says what the charts show. */
  reading: string;
  /** True if a service has data to show. */
  has(service: ServiceResult): boolean;
  panel(service: ServiceResult, run: Run, result: Result): Omit<TimePanel, 'id'>;
}

/** Maximum number of charts in a figure. */
const MOST = 6;

/** The services shown in a view: impacted ones first, then in source order. */
export function shownServices(run: Run, view: ServiceView, only?: string): ServiceResult[] {
  const fit = run.services.filter((one) => view.has(one) && (only === undefined || one.service === only));
  return [
    ...fit.filter(({ windows }) => windows.length > 0),
    ...fit.filter(({ windows }) => windows.length === 0),
  ];
}

/** The figure for a view with a chart per service. */
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
    `Not shown: ${left.join(', ')}. To chart one of them, use a `,
    html`<code class="hc-code">show</code>`,
    ' block with ',
    html`<code class="hc-code">service</code>`,
    '.',
  )
}
${timeKey(run, true)}${setupNote(result, run, drawn)}
${origin(result, run)}`;
  const times = timesOf(result);
  const caption = html`${sentence(`${view.reading} Shown for the ${runName(run)}.`)}${run.recovery?.trigger != null && sentence(recoveryWords(run, times))}${sentence(utcWords(times, 0, run.ended.at))}`;
  return figure(view.name, `${result.title}: ${view.title}`, caption, body).toString();
}

/** The setup of each drawn service at the start, so that readers can compare it with the levels in a chart. */
function setupNote(result: Result, run: Run, drawn: readonly ServiceResult[]): Html | null {
  const texts = setupTexts(result, run.variant)
    .filter(({ service }) => drawn.some((one) => one.service === service))
    .map(({ service, text }) => `${service}: ${text}.`);
  return texts.length === 0 ? null : html`\n${note(`At the start: ${texts.join(' ')}`)}`;
}

/** The legend for charts over time. It has only the entries that apply to the run. */
export function timeKey(run: Run, bars: boolean, more: readonly Html[] = []): Html | null {
  const steady = (run.recovery?.recoveredAfter ?? 0) > 0;
  const items = [
    run.faults.length > 0 && keyItem('fault', html`<rect x="1" y="2" width="20" height="16"/>`, 'fault'),
    (run.recovery?.triggers ?? []).some(({ kind, from }) => kind !== 'fault' && from !== null) &&
      keyItem('trigger', html`<path d="M11 1V19"/>`, 'trigger'),
    bars &&
      run.services.some(({ windows }) => windows.length > 0) &&
      keyItem('impact', html`<rect x="1" y="7" width="20" height="6"/>`, 'impact'),
    steady && keyItem('steady', html`<path d="M11 1V19"/>`, 'steady state returns'),
    ...more,
  ].filter((item) => item !== false);
  if (items.length === 0) return null;
  return html`<ul class="hc-legend" aria-label="Chart legend">${items}</ul>`;
}

/** The parts of a panel that are the same in all views of a service. */
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
    // Each value covers an entire window, so draw it at the center of the window.
    first: every / 2,
    stamp: 0,
    rowsMean: `Each value covers ${humanDuration(every)}, starting at the given time.`,
    bars: service.windows,
    signs: [],
    intervals: [],
    levels: [],
    log: false,
  };
}

const LINES = [
  { key: 'offered', label: 'offered', head: 'Offered load (/s)', area: false },
  { key: 'goodput', label: 'goodput', head: 'Goodput (/s)', area: true },
  { key: 'cached', label: 'from a cache', head: 'From a cache (/s)', area: false },
  { key: 'rejected', label: 'rejected', head: 'Rejected (/s)', area: false },
  { key: 'timeouts', label: 'timeouts', head: 'Timeouts (/s)', area: false },
] as const;

/** Offered load, goodput, rejections and timeouts for each service. */
export const loadView: ServiceView = {
  name: 'load',
  title: 'offered load and goodput',
  reading:
    'Offered load counts every attempt that reaches a service, including retries. Goodput counts requests that succeed. Neither counts requests answered from a cache.',
  has: ({ series }) => hasPositive(series.offered),
  panel(service, run, result) {
    const { series } = service;
    return {
      ...ofService(service),
      summary: loadSummary(service, run, timesOf(result)),
      series: LINES.filter(
        ({ key }) => key === 'offered' || key === 'goodput' || hasPositive(series[key] ?? []),
      ).map(({ key, label, head, area }) => ({
        name: key,
        label,
        head,
        csv: `${key}_per_second`,
        values: series[key] ?? [],
        area,
        combine: 'mean' as const,
      })),
      unit: 'requests per second',
      axis: valueAxis,
      write: plainNumber,
    };
  },
};

export function load(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, loadView, options);
}

/** A summary: how goodput compares with the time before the first disruption, and when the offered load peaks. */
function loadSummary({ series }: ServiceResult, run: Run, times: Times): string {
  const { every, goodput, offered } = series;
  const disruption = disruptionOf(run);
  const usual = usualOf(goodput, every, disruption);
  const best = peakOf(goodput, every);
  const sentences: string[] = [];
  if (disruption !== null && usual !== null && usual > 0) {
    sentences.push(`Goodput is ${plainNumber(usual)}/s before ${disruption.word}.`);
    sentences.push(dropWords(series, usual, disruption, run, times));
  } else if (best !== null) {
    sentences.push(`Goodput peaks at ${plainNumber(best.value)}/s at ${times.say(best.t)}.`);
  }
  const peak = peakOf(offered, every);
  if (peak !== null) {
    const usualLoad = usualOf(offered, every, disruption) ?? 0;
    const ratio = usualLoad > 0 && peak.t + every > disruption!.at ? peak.value / usualLoad : 0;
    const more =
      ratio >= 1.3
        ? `, ${plainNumber(Math.round(ratio * 10) / 10)}× the level before ${disruption!.word}`
        : '';
    sentences.push(`Offered load peaks at ${plainNumber(peak.value)}/s at ${times.say(peak.t)}${more}.`);
  }
  return sentences.join(' ');
}

/**
 * Goodput below half of its usual value counts as a drop only if clients still make at least half of the usual
 * attempts.
 */
function dropWords(
  { every, goodput, offered }: ServiceResult['series'],
  usual: number,
  disruption: Disruption,
  run: Run,
  times: Times,
): string {
  const usualLoad = usualOf(offered, every, disruption) ?? 0;
  const after = [...goodput.keys()].filter((k) => (k + 1) * every > disruption.at);
  const low = after.filter((k) => (goodput[k] ?? 0) < usual / 2);
  const wanted = low.filter((k) => (offered[k] ?? 0) >= usualLoad / 2);
  if (low.length === 0) return 'After that, it’s never below half of that level.';
  if (wanted.length === 0)
    return 'After that, it’s below half of that level only while the offered load is also below half of its usual level.';
  const still = wanted.at(-1) === goodput.length - 1 ? ' and still at the end' : '';
  const total = humanDuration(timeIn(wanted, every, run.ended.at));
  return `After that, it’s below half of that level for ${total} in total, first at ${times.say(wanted[0]! * every)}${still}, even though the offered load is at least half of its usual level.`;
}

/** Minimum ratio of the longest to the shortest latency for a logarithmic axis. */
const WIDE_RANGE = 100;

/** Median and 99th percentile of the latency of successful requests. */
export const latencyView: ServiceView = {
  name: 'latency',
  title: 'latency',
  reading:
    'Latency of successful requests, from the first attempt to the response: half are faster than p50, and 1% are slower than p99. Gaps mean that no request succeeded.',
  has: ({ series }) => series.p50.some((value) => value !== null),
  panel(service, run, result) {
    const { p50, p99 } = service.series;
    const known = [...p50, ...p99].filter((value) => value !== null && value > 0) as number[];
    const log = known.length > 0 && Math.max(...known) / Math.min(...known) >= WIDE_RANGE;
    return {
      ...ofService(service),
      summary: latencySummary(service, run, result),
      series: [latencyLine('p50', 'p50', 'Median', p50), latencyLine('p99', 'p99', '99th percentile', p99)],
      unit: log ? 'latency, logarithmic' : 'latency',
      log,
      axis: log ? () => powerAxis(Math.min(...known), Math.max(...known)) : durationAxis,
      write: humanDuration,
    };
  },
};

export function latency(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, latencyView, options);
}

function latencyLine(name: string, label: string, head: string, values: readonly (number | null)[]) {
  return { name, label, head, csv: `${name}_microseconds`, values, area: false, combine: 'max' as const };
}

function latencySummary({ series }: ServiceResult, run: Run, result: Result): string {
  const { every, p50, p99, offered } = series;
  const times = timesOf(result);
  const disruption = disruptionOf(run);
  const usual = { p50: usualOf(p50, every, disruption), p99: usualOf(p99, every, disruption) };
  const peak = peakOf(p99, every);
  const sentences: string[] = [];
  if (disruption !== null && usual.p50 !== null && usual.p99 !== null) {
    sentences.push(
      `Before ${disruption.word}, p50 averages ${humanDuration(usual.p50)} and p99 averages ${humanDuration(usual.p99)}.`,
    );
  }
  if (peak !== null) {
    sentences.push(`p99 peaks at ${humanDuration(peak.value)} at ${times.say(peak.t)}.`);
  }
  const silent = [...p50.keys()].filter((k) => p50[k] === null && (offered[k] ?? 0) > 0);
  if (silent.length > 0) {
    const total = humanDuration(timeIn(silent, every, run.ended.at));
    sentences.push(`For ${total} in total, clients made attempts but no request succeeded.`);
  }
  return sentences.join(' ');
}

/** Queue depth and requests in service for each service. */
export const backlogView: ServiceView = {
  name: 'backlog',
  title: 'queue depth',
  reading: 'Requests waiting (queue depth) and requests in service. All numbers are averages over a window.',
  has: ({ series }) => hasPositive(series.queue) || hasPositive(series.busy),
  panel(service, _run, result) {
    const { queue, busy } = service.series;
    return {
      ...ofService(service),
      summary: backlogSummary(service, result),
      series: [
        ...(hasPositive(queue) ? [line('queue', 'waiting', 'Waiting', queue, true)] : []),
        ...(hasPositive(busy) ? [line('busy', 'in service', 'In service', busy, false)] : []),
      ],
      unit: 'requests',
      axis: valueAxis,
      write: plainNumber,
    };
  },
};

export function backlog(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, backlogView, options);
}

function line(name: string, label: string, head: string, values: readonly (number | null)[], area: boolean) {
  return { name, label, head, csv: name, values, area, combine: 'mean' as const };
}

function backlogSummary({ series }: ServiceResult, result: Result): string {
  const times = timesOf(result);
  const { every, queue, busy } = series;
  const [waiting, working] = [peakOf(queue, every), peakOf(busy, every)];
  const busiest =
    working === null
      ? ''
      : ` At most ${plainNumber(working.value)} ${working.value === 1 ? 'request is' : 'requests are'} in service.`;
  if (waiting === null || waiting.value < 0.5) return `The queue depth stays below 0.5.${busiest}`;
  const last = queue.findLast((value) => value !== null) ?? 0;
  return `The queue depth peaks at ${plainNumber(waiting.value)} at ${times.say(waiting.t)} and is ${plainNumber(last)} at the end.${busiest}`;
}

/** Error rate for each service, with the impact threshold and the periods of impact. */
export const errorsView: ServiceView = {
  name: 'errors',
  title: 'error rate',
  reading:
    'Share of requests that fail after all attempts. Bars at the top mark impact. If impact depends on the share of failed requests, the dashed line is the threshold.',
  has: ({ failed, errorRate }) => failed > 0 && errorRate.length > 0,
  panel(service, run, result) {
    const { every, errorRate, threshold } = service;
    return {
      ...ofService(service),
      every,
      first: every / 2,
      rowsMean: `Each value covers ${humanDuration(every)}, starting at the given time.`,
      summary: errorsSummary(service, run, result),
      series: [
        {
          name: 'errors',
          label: '',
          head: 'Error rate',
          csv: 'error_rate',
          values: errorRate,
          area: true,
          combine: 'max' as const,
        },
      ],
      unit: 'error rate',
      axis: (_least, greatest, wanted) =>
        valueAxis(0, greatest > 0.5 ? 1 : Math.max(greatest, threshold * 1.5), wanted, percent),
      write: percent,
      levels:
        service.while === undefined
          ? [{ name: 'threshold', at: threshold, label: `impact threshold ${exactPercent(threshold)}` }]
          : [],
    };
  },
};

export function errors(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, errorsView, options);
}

function errorsSummary(service: ServiceResult, run: Run, result: Result): string {
  const times = timesOf(result);
  const { windows, errorRate, every, threshold } = service;
  const peak = peakOf(errorRate, every);
  const highest =
    peak === null ? '' : ` The error rate peaks at ${percent(peak.value)} at ${times.say(peak.t)}.`;
  if (windows.length === 0) {
    const why =
      service.while === undefined
        ? `the threshold is ${exactPercent(threshold)}`
        : `${service.while} is never true`;
    return `No impact: ${why}.${highest}`;
  }
  const start = times.say(windows[0]!.from);
  const total = humanDuration(impactTime(service, run.ended.at));
  const periods = windows.length === 1 ? '' : ` in total, in ${countOf(windows.length, 'period')}`;
  const open = windows.at(-1)!.to === null ? '; it’s ongoing at the end of the run' : '';
  return `Impact starts at ${start} and lasts ${total}${periods}${open}.${highest}`;
}

function hasPositive(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null && value > 0);
}

/** The event that ends the normal part of a run. */
interface Disruption {
  at: Micros;
  word: string;
}

/** The first fault, trigger or impact in a run; null if there is none. */
function disruptionOf(run: Run): Disruption | null {
  const triggers = (run.recovery?.triggers ?? []).filter(({ kind }) => kind !== 'fault');
  const all = [
    ...run.faults.map(({ from }) => ({ at: from, word: 'the first fault' })),
    ...triggers.flatMap(({ from }) => (from === null ? [] : [{ at: from, word: 'the trigger' }])),
    ...[...run.services, ...run.conditions].flatMap(({ windows }) =>
      windows.map(({ from }) => ({ at: from, word: 'the first impact' })),
    ),
  ];
  return all.reduce<Disruption | null>(
    (first, one) => (first === null || one.at < first.at ? one : first),
    null,
  );
}

/** Mean of the windows that end before a disruption. Null without values. */
function usualOf(
  values: readonly (number | null)[],
  every: Micros,
  disruption: Disruption | null,
): number | null {
  const end = disruption === null ? 0 : Math.max(0, Math.floor(disruption.at / every));
  const known = values.slice(0, end).filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** Total length of several windows. The last window may be cut short by the end of the run. */
function timeIn(windows: readonly number[], every: Micros, end: Micros): Micros {
  return windows.reduce((sum, k) => sum + Math.min(every, end - k * every), 0);
}
