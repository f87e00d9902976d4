import type { Result, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { plainNumber, valueAxis } from './chart-axis.ts';
import { countOf } from './number-format.ts';
import { peakOf } from './series-facts.ts';
import { ofService, type ServiceOptions, type ServiceView, serviceFigure } from './service-panels.ts';
import { labelPrecision, timesOf } from './time-format.ts';

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
      news: backlogNews(service, result),
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

function any(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null && value > 0);
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
