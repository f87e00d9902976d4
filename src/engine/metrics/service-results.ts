import type { Model } from '../../model/model.ts';
import type { ImpactWindow, ServiceResult, ServiceSeries } from '../../result.ts';
import { COUNTERS, GAUGES } from '../../scenario/ast/measuring.ts';
import type { Service } from '../../scenario/ast/scenario.ts';
import { sixDigits } from '../numbers/arithmetic.ts';
import type { Metrics } from './counters.ts';
import { Histogram } from './histogram.ts';
import { MAX_VALUES } from './measures.ts';
import type { HoldInterval } from './recovery.ts';

const SECOND = 1_000_000;

const ARRIVALS = COUNTERS.indexOf('arrivals');

const ERRORS = COUNTERS.indexOf('errors');

/** Maximum number of consecutive windows without impact within an impact period: one good minute isn't a recovery. */
const JOINED_GAP = 5;

/**
 * Results for each service at the end of a run. Services without requests are omitted.
 *
 * @param intervalsOf intervals in which a service's impact condition held; null if impact is based on its error rate
 */
export function serviceResults(
  { scenario }: Model,
  metrics: Metrics,
  series: SeriesRecorder | null,
  end: number,
  intervalsOf: (service: number) => readonly HoldInterval[] | null,
): ServiceResult[] {
  const { impact, simulating } = scenario;
  const measured = Math.max(0, end - simulating.warmup);
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
    const intervals = intervalsOf(index);
    const windows =
      intervals === null
        ? impactWindows(errorRate, failed, threshold, every)
        : conditionWindows(intervals, errorRate, every);
    const requests = metrics.afterWarmup(index, ARRIVALS);
    const errors = metrics.afterWarmup(index, ERRORS);
    const allowed =
      slo === null || measured === 0 ? null : (1 - slo.target) * requests * (slo.window / measured);
    return [
      {
        service: name,
        requests,
        failed: errors,
        scale: metrics.total(index, ARRIVALS) / simulated,
        threshold,
        ...(intervals === null ? {} : { while: (impact.services.get(name)?.while ?? impact.while)!.text }),
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
 * Periods during which the error rate is at or above the threshold. Windows without requests and short gaps don't
 * end a period.
 *
 * @param every window length in microseconds
 */
export function impactWindows(
  errorRate: readonly (number | null)[],
  broken: ArrayLike<number>,
  threshold: number,
  every: number,
): ImpactWindow[] {
  const periods: { first: number; last: number; windowsBelow: number }[] = [];
  for (const [i, rate] of errorRate.entries()) {
    const last = periods.at(-1);
    if (rate === null) continue;
    if (!(rate > 0 && rate >= threshold)) {
      if (last !== undefined) last.windowsBelow++;
    } else if (last !== undefined && last.windowsBelow <= JOINED_GAP) {
      last.last = i;
      last.windowsBelow = 0;
    } else periods.push({ first: i, last: i, windowsBelow: 0 });
  }
  return periods.map(({ first, last }) => {
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

/** Periods during which a condition held. Gaps shorter than a window don't end a period. */
export function conditionWindows(
  intervals: readonly HoldInterval[],
  errorRate: readonly (number | null)[],
  every: number,
): ImpactWindow[] {
  const joined: { from: number; to: number | null; failed: [number, number] }[] = [];
  for (const { from, to, counts } of intervals) {
    const last = joined.at(-1);
    if (last !== undefined && last.to !== null && from - last.to < every) {
      last.to = to;
      last.failed[1] = counts[1];
    } else joined.push({ from, to, failed: [...counts] });
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

function noSeries(every: number): ServiceSeries {
  return { every, ...emptyLists() };
}

/** Service metrics over time, one value per window. */
export class SeriesRecorder {
  readonly every: number;
  /** When the current window ends. */
  next: number;
  private readonly metrics: Metrics;
  private readonly services: readonly ServiceWindow[];
  private windowStart = 0;

  constructor(metrics: Metrics, services: readonly Service[], until: number) {
    this.metrics = metrics;
    this.every = windowFor(until);
    this.next = this.every;
    this.services = services.map(({ members }, service) => {
      const lengths = new Histogram();
      metrics.addHistogram(service, lengths);
      const lists = { ...emptyLists(), ...memberLists(members) };
      return {
        lists,
        cached: [],
        last: COUNTED.map(() => 0),
        lastCached: 0,
        areas: GAUGES.map(() => 0),
        lengths,
      };
    });
  }

  /** Closes a window. */
  close(now: number): void {
    const length = now - this.windowStart;
    if (length <= 0) return;
    for (const [service, window] of this.services.entries()) {
      const { lists, last, areas, lengths } = window;
      const perSecond = (grown: number): number => sixDigits((grown * SECOND) / length);
      const grown = COUNTED.map((counter, i) => {
        const total = this.metrics.total(service, counter);
        const more = total - last[i]!;
        last[i] = total;
        return more;
      });
      const cached = this.metrics.cached(service) - window.lastCached;
      window.lastCached += cached;
      window.cached.push(perSecond(cached));
      lists.offered.push(perSecond(grown[0]!));
      lists.goodput.push(perSecond(grown[1]! - cached));
      lists.errors.push(perSecond(grown[2]!));
      lists.rejected.push(perSecond(grown[3]!));
      lists.timeouts.push(perSecond(grown[4]!));
      for (const [gauge, list] of gaugeLists(lists).entries()) {
        const area = this.metrics.area(service, gauge, now);
        list.push(sixDigits((area - areas[gauge]!) / length));
        areas[gauge] = area;
      }
      const quantile = (share: number): number | null => {
        const value = lengths.quantile(share);
        return Number.isNaN(value) ? null : value;
      };
      lists.p50.push(quantile(0.5));
      lists.p99.push(quantile(0.99));
      lengths.clear();
    }
    this.windowStart = now;
    this.next = now + this.every;
  }

  of(service: number): ServiceSeries {
    const { lists, cached } = this.services[service]!;
    const some = cached.some((rate) => rate > 0);
    return { every: this.every, ...lists, ...(some ? { cached } : {}) };
  }
}

/** Counters recorded over time: offered, goodput, errors, rejected, timeouts. */
const COUNTED = (['attempts', 'ok', 'errors', 'rejected', 'timeouts'] as const).map((name) =>
  COUNTERS.indexOf(name),
);

type Lists = Omit<ServiceSeries, 'every'>;

interface ServiceWindow {
  readonly lists: Lists;
  /** Requests answered successfully from a cache, per second. */
  readonly cached: number[];
  lastCached: number;
  readonly last: number[];
  readonly areas: number[];
  readonly lengths: Histogram;
}

/** The lists of a service's gauges, in the order of `GAUGES`. */
function gaugeLists({ queue, busy, members, autoscale }: Lists): (number | null)[][] {
  return [
    queue,
    busy,
    ...(members === undefined ? [] : [members.healthy, members.inService]),
    ...(autoscale === undefined ? [] : [autoscale.desired, autoscale.starting, autoscale.running]),
  ];
}

/** Empty lists for the members of a service. */
function memberLists(members: Service['members']): Pick<Lists, 'members' | 'autoscale'> {
  if (members === null) return {};
  const lists = { members: { healthy: [], inService: [] } };
  if (members.autoscale === null) return lists;
  return { ...lists, autoscale: { desired: [], starting: [], running: [] } };
}

function emptyLists(): Lists {
  return {
    offered: [],
    goodput: [],
    errors: [],
    rejected: [],
    timeouts: [],
    queue: [],
    busy: [],
    p50: [],
    p99: [],
  };
}

/** The shortest round window length for which a run has at most `MAX_VALUES` values. */
function windowFor(until: number): number {
  return ROUND_LENGTHS.find((every) => until / every <= MAX_VALUES) ?? Math.ceil(until / MAX_VALUES);
}

/** Round window lengths from a millisecond to a week, in microseconds. */
const ROUND_LENGTHS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((s) => s * SECOND),
  ...[1, 2, 6, 12, 24, 168].map((h) => h * 3600 * SECOND),
];
