import type { Result, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { humanDuration } from '../time/duration.ts';
import { lengthAxis, powerAxis } from './chart-axis.ts';
import { peakOf, usual } from './series-facts.ts';
import { ofService, type ServiceOptions, type ServiceView, serviceFigure } from './service-panels.ts';
import { labelPrecision, timesOf } from './time-format.ts';

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
      news: latencyNews(service, run, result),
      series: [line('p50', 'p50', 'Median', p50), line('p99', 'p99', '99th percentile', p99)],
      unit: log ? 'latency, logarithmic' : 'latency',
      log,
      axis: log ? () => powerAxis(Math.min(...known), Math.max(...known)) : lengthAxis,
      write: humanDuration,
    };
  },
};

/** The view `latency`. */
export function latency(result: Result, run: Run, options: ServiceOptions = {}): string {
  return serviceFigure(result, run, latencyView, options);
}

function line(name: string, label: string, head: string, values: readonly (number | null)[]) {
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
