import type { Model } from '../model/model.ts';
import type { ImpactWindow, ServiceResult } from '../result-services.ts';
import { COUNTERS } from '../scenario/measuring.ts';
import type { Stretch } from './conditions.ts';
import type { Metrics } from './metrics.ts';
import { noSeries, type SeriesRecorder } from './service-series.ts';

/** Gaps of up to this many windows without impact do not end it: one lucky minute is no recovery. */
const JOINED_GAP = 5;

const ARRIVALS = COUNTERS.indexOf('arrivals');
const ERRORS = COUNTERS.indexOf('errors');

/**
 * What clients of services met, at the end of a run. Services that nobody asked are left out.
 *
 * @param stretchesOf when the condition held that counts as impact of a service; null where its error rate decides
 */
export function serviceResults(
  { scenario }: Model,
  metrics: Metrics,
  series: SeriesRecorder | null,
  end: number,
  stretchesOf: (service: number) => readonly Stretch[] | null,
): ServiceResult[] {
  const { impact } = scenario;
  const { every } = impact;
  return scenario.services.flatMap(({ name, slo, users }, index): ServiceResult[] => {
    const simulated = metrics.simulated(index);
    if (simulated === 0) return [];
    const threshold = impact.services.get(name)?.threshold ?? impact.threshold;
    const { ended, failed: broken } = metrics.windows(index);
    const count = Math.min(ended.length, Math.ceil(end / every));
    const failed = broken.subarray(0, count);
    const errorRate = Array.from({ length: count }, (_, i) =>
      ended[i] === 0 ? null : failed[i]! / ended[i]!,
    );
    const stretches = stretchesOf(index);
    const windows =
      stretches === null
        ? impactWindows(errorRate, failed, threshold, every)
        : conditionWindows(stretches, errorRate, every);
    const requests = metrics.counted(index, ARRIVALS);
    const errors = metrics.counted(index, ERRORS);
    const allowed = slo === null || end === 0 ? null : (1 - slo.target) * requests * (slo.window / end);
    return [
      {
        service: name,
        requests,
        failed: errors,
        scale: metrics.total(index, ARRIVALS) / simulated,
        threshold,
        every,
        errorRate,
        windows,
        worstErrorRate: greatest(errorRate),
        slo,
        budget: allowed === null || allowed === 0 ? null : errors / allowed,
        usersAffected:
          users === null ? null : Math.round(users * greatest(windows.map((one) => one.worstErrorRate))),
        series: series === null ? noSeries(every) : series.of(index),
      },
    ];
  });
}

/**
 * Stretches of windows whose error rate reaches the threshold. Windows without requests and short gaps do not end one.
 *
 * @param every length of a window in microseconds
 */
export function impactWindows(
  errorRate: readonly (number | null)[],
  broken: ArrayLike<number>,
  threshold: number,
  every: number,
): ImpactWindow[] {
  const stretches: { first: number; last: number; asked: number }[] = [];
  for (const [i, rate] of errorRate.entries()) {
    const last = stretches.at(-1);
    if (rate === null) continue;
    if (!(rate > 0 && rate >= threshold)) {
      if (last !== undefined) last.asked++;
    } else if (last !== undefined && last.asked <= JOINED_GAP) {
      last.last = i;
      last.asked = 0;
    } else stretches.push({ first: i, last: i, asked: 0 });
  }
  return stretches.map(({ first, last }) => {
    let failed = 0;
    for (let i = first; i <= last; i++) failed += broken[i] ?? 0;
    return {
      from: first * every,
      to: last === errorRate.length - 1 ? null : (last + 1) * every,
      failed,
      worstErrorRate: greatest(errorRate.slice(first, last + 1)),
    };
  });
}

/** Stretches in which a condition held. Gaps shorter than a window do not end one. */
export function conditionWindows(
  stretches: readonly Stretch[],
  errorRate: readonly (number | null)[],
  every: number,
): ImpactWindow[] {
  const joined: { from: number; to: number | null; failed: [number, number] }[] = [];
  for (const { from, to, counted } of stretches) {
    const last = joined.at(-1);
    if (last !== undefined && last.to !== null && from - last.to < every) {
      last.to = to;
      last.failed[1] = counted[1];
    } else joined.push({ from, to, failed: [...counted] });
  }
  return joined.map(({ from, to, failed: [before, after] }) => {
    const end = to === null ? errorRate.length : Math.ceil(to / every);
    return {
      from,
      to,
      failed: after - before,
      worstErrorRate: greatest(errorRate.slice(Math.floor(from / every), end)),
    };
  });
}

function greatest(rates: readonly (number | null)[]): number {
  let found = 0;
  for (const rate of rates) if (rate !== null && rate > found) found = rate;
  return found;
}
