import type { Result, Run } from '../result.ts';
import type { ServiceResult } from '../result-services.ts';
import { humanDuration } from '../time/duration.ts';
import { valueAxis } from './chart-axis.ts';
import { countOf, exactPercent, percent } from './number-format.ts';
import { peakOf } from './series-facts.ts';
import { ofService, type ServiceOptions, type ServiceView, serviceFigure } from './service-panels.ts';
import { labelPrecision, timesOf } from './time-format.ts';
import { impactTime } from './variants.ts';

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
      news: errorsNews(service, run, result),
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
