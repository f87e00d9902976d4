import type { Result, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { humanDuration } from '../time/duration.ts';
import { plainNumber, valueAxis } from './chart-axis.ts';
import { peakOf, usual } from './series-facts.ts';
import { ofService, type ServiceOptions, type ServiceView, serviceFigure } from './service-panels.ts';
import { labelPrecision, type Times, timesOf } from './time-format.ts';

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
      news: loadNews(service, run, timesOf(result), result),
      series: LINES.filter(({ key }) => key === 'offered' || key === 'goodput' || any(series[key])).map(
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

function any(values: readonly (number | null)[]): boolean {
  return values.some((value) => value !== null && value > 0);
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
