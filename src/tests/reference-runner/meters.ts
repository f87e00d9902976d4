import { sixDigits } from '../../engine/numbers/arithmetic.ts';
import type { ImpactWindow, MeasureSeries, ServiceResult, ServiceSeries } from '../../result.ts';
import { measuresOf } from '../../scenario/ast/expr.ts';
import {
  AUTOSCALE_GAUGES,
  COUNTERS,
  type Counter,
  GAUGES,
  type Gauge,
  MEMBER_GAUGES,
  type Metric,
  type MetricUse,
  PERCENTILES,
} from '../../scenario/ast/measuring.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { evaluate, type PlainScope } from './expressions.ts';

/** Counts made during a run, and values computed from them. All metrics are read from plain logs. */

const SECOND = 1_000_000;

/** A window advances by a tenth of its length. */
const PANES = 10;

/** Maximum number of values in a series. */
const MAX_VALUES = 480;

/** Data for one service: totals so far, and timed logs. */
export interface Meter {
  totals: Record<Counter, number>;
  /** Requests for which a cache returned a successful response. */
  cachedSuccesses: number;
  /** Weighted sum of the latencies of successful requests. */
  latency: number;
  /** Number of simulated requests. */
  simulated: number;
  readonly ended: { t: number; ok: boolean; latency: number; weight: number }[];
  readonly levels: { t: number; queue: number; busy: number }[];
  /** Number of members over time, by gauge. */
  readonly members: Record<string, { t: number; level: number }[]>;
  /** Integrals of the levels up to the last change. */
  area: Record<'queue' | 'busy', number>;
}

export function newMeter(): Meter {
  return {
    totals: { arrivals: 0, attempts: 0, ok: 0, errors: 0, rejected: 0, timeouts: 0, hits: 0 },
    cachedSuccesses: 0,
    latency: 0,
    simulated: 0,
    ended: [],
    levels: [{ t: 0, queue: 0, busy: 0 }],
    members: Object.fromEntries([...MEMBER_GAUGES, ...AUTOSCALE_GAUGES].map((gauge) => [gauge, []])),
    area: { queue: 0, busy: 0 },
  };
}

export function countAnswer(meter: Meter, t: number, ok: boolean, latency: number, weight: number): void {
  meter.ended.push({ t, ok, latency, weight });
  meter.totals[ok ? 'ok' : 'errors'] += weight;
  if (ok) meter.latency += latency * weight;
}

export function setLevel(meter: Meter, t: number, queue: number, busy: number): void {
  meter.area = { queue: areaOf(meter, 'queue', t), busy: areaOf(meter, 'busy', t) };
  meter.levels.push({ t, queue, busy });
}

/** Integral of a level from time 0. */
function areaOf({ area, levels, members }: Meter, gauge: string, t: number): number {
  if (gauge !== 'queue' && gauge !== 'busy') {
    const log = members[gauge]!;
    return log.reduce((sum, { t: from, level }, i) => sum + level * ((log[i + 1]?.t ?? t) - from), 0);
  }
  const last = levels.at(-1)!;
  return area[gauge] + last[gauge] * (t - last.t);
}

function isGauge(metric: Metric): metric is Gauge {
  return (GAUGES as readonly string[]).includes(metric);
}

/** All data that is read at the end of a pane. */
interface Reading {
  readonly totals: Readonly<Record<Counter, number>>;
  readonly cachedSuccesses: number;
  readonly latency: number;
  readonly area: Readonly<Record<string, number>>;
}

function readingOf(meter: Meter, t: number): Reading {
  const area = Object.fromEntries(GAUGES.map((gauge) => [gauge, areaOf(meter, gauge, t)]));
  const { totals, cachedSuccesses, latency } = meter;
  return { totals: { ...totals }, cachedSuccesses, latency, area };
}

const ZERO: Reading = readingOf(newMeter(), 0);

/** The measures in a scenario, with their values so far. Each is computed at the end of every pane. */
export class PlainMeasures {
  /** Values by name; NaN if undefined. */
  readonly values: Record<string, number> = {};
  private readonly scenario: Scenario;
  private readonly meters: Readonly<Record<string, Meter>>;
  /** For each measure, the readings from all services at the end of each pane, and the values in the series. */
  private readonly readings: Record<string, Reading>[][] = [];
  private readonly history: number[][] = [];

  constructor(scenario: Scenario, meters: Readonly<Record<string, Meter>>) {
    this.scenario = scenario;
    this.meters = meters;
    for (const { name } of scenario.measures) {
      this.values[name] = Number.NaN;
      this.history.push([]);
      this.readings.push([Object.fromEntries(Object.keys(meters).map((metered) => [metered, ZERO]))]);
    }
  }

  private pane(i: number): number {
    return Math.round(this.scenario.measures[i]!.window / PANES);
  }

  /** Time when the next pane of any measure ends. */
  get next(): number {
    const ends = this.scenario.measures.map((_, i) => (this.history[i]!.length + 1) * this.pane(i));
    return Math.min(Number.POSITIVE_INFINITY, ...ends);
  }

  /** Closes panes that end now, in text order. */
  close(now: number, scope: PlainScope): void {
    for (const [i, measure] of this.scenario.measures.entries()) {
      const history = this.history[i]!;
      if ((history.length + 1) * this.pane(i) !== now) continue;
      const entries = Object.entries(this.meters).map(([name, meter]) => [name, readingOf(meter, now)]);
      this.readings[i]!.push(Object.fromEntries(entries) as Record<string, Reading>);
      const value = history.length + 1 < PANES ? Number.NaN : this.compute(i, now, scope);
      history.push(value);
      this.values[measure.name] = value;
    }
  }

  private compute(i: number, now: number, scope: PlainScope): number {
    const { is, uses } = this.scenario.measures[i]!;
    if (measuresOf(is).some((name) => Number.isNaN(this.values[name]!))) return Number.NaN;
    const metrics = uses.map((use) => this.metric(i, use, now));
    if (metrics.some(Number.isNaN)) return Number.NaN;
    const value = evaluate(is, { ...scope, metrics, allowsNaN: true }) as number;
    return Number.isFinite(value) ? value : Number.NaN;
  }

  /** A function of a metric over the last full window. NaN without samples. */
  private metric(i: number, { fn, service, pool, metric }: MetricUse, now: number): number {
    const metered = pool === null ? service : `${service}.pools.${pool}`;
    const meter = this.meters[metered]!;
    const window = this.pane(i) * PANES;
    const from = now - window;
    const [before, after] = [
      this.readings[i]!.at(-1 - PANES)![metered]!,
      this.readings[i]!.at(-1)![metered]!,
    ];
    if (metric === 'latency') {
      const share = PERCENTILES.get(fn);
      if (share !== undefined) return quantile(latencies(meter, from), share);
      const count = after.totals.ok - before.totals.ok;
      return count > 0 ? Math.round((after.latency - before.latency) / count) : Number.NaN;
    }
    if (isGauge(metric)) {
      // Multiply by the window's inverse instead of dividing, so that rounding errors match the engine's.
      if (fn === 'avg') return (after.area[metric]! - before.area[metric]!) * (1 / window);
      const levels = levelsSince(meter, metric, from);
      return fn === 'max' ? Math.max(...levels) : Math.min(...levels);
    }
    return (after.totals[metric] - before.totals[metric]) * (fn === 'rate' ? SECOND / window : 1);
  }

  series(): MeasureSeries[] {
    return this.scenario.measures.map(({ name, text, is, window }, i): MeasureSeries => {
      const pane = this.pane(i);
      const panes = Math.floor((this.scenario.until ?? 0) / pane);
      const every = Math.max(1, Math.ceil(panes / MAX_VALUES));
      const all = this.history[i]!;
      const known = all.filter((value) => !Number.isNaN(value));
      const shown = (value: number | undefined): number | null =>
        value === undefined || Number.isNaN(value) ? null : sixDigits(value);
      const extreme = (better: (a: number, b: number) => boolean): number | null =>
        known.length === 0 ? null : shown(known.reduce((best, one) => (better(one, best) ? one : best)));
      return {
        name,
        is: text,
        type: is.type.kind === 'duration' ? 'duration' : 'double',
        window,
        every: pane * every,
        values: all.filter((_, k) => (k + 1) % every === 0).map(shown),
        last: shown(this.values[name]),
        least: extreme((a, b) => a < b),
        greatest: extreme((a, b) => a > b),
      };
    });
  }
}

/** Latencies of requests that succeeded since a given time, with their weights. */
function latencies({ ended }: Meter, from: number): { latency: number; weight: number }[] {
  const found = [];
  for (let i = ended.length - 1; i >= 0 && ended[i]!.t >= from; i--) if (ended[i]!.ok) found.push(ended[i]!);
  return found;
}

/** All values that a level has had since a given time. Every value counts, even if it lasted no time. */
function levelsSince({ levels, members }: Meter, gauge: Gauge, from: number): number[] {
  if (gauge !== 'queue' && gauge !== 'busy') {
    const log = members[gauge]!;
    const first = Math.max(
      0,
      log.findLastIndex(({ t }) => t < from),
    );
    return log.slice(first).map(({ level }) => level);
  }
  const found = [];
  let i = levels.length - 1;
  for (; i >= 0 && levels[i]!.t >= from; i--) found.push(levels[i]![gauge]);
  return [...found, levels[Math.max(0, i)]![gauge]];
}

/**
 * The latency at or below which the given fraction of the weight lies. The error is less than 1%: latencies of 128 µs
 * or more are rounded to the middle of a bucket, and there are 64 buckets per power of two.
 */
function quantile(samples: readonly { latency: number; weight: number }[], share: number): number {
  const sorted = samples
    .map(({ latency, weight }) => ({ latency: Math.min(latency, 2 ** 40 - 1), weight }))
    .sort((a, b) => a.latency - b.latency);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  if (total === 0) return Number.NaN;
  const wanted = share * total * (1 - 1e-9);
  let sum = 0;
  for (const { latency, weight } of sorted) {
    sum += weight;
    if (sum >= wanted) return middleOfBucket(latency);
  }
  return middleOfBucket(sorted.at(-1)!.latency);
}

function middleOfBucket(value: number): number {
  if (value < 128) return value;
  let width = 2;
  while (value >= width * 128) width *= 2;
  return Math.floor(value / width) * width + Math.floor((width - 1) / 2);
}

/** Service metrics over time for charts, in windows with a round length. */
export class PlainSeries {
  readonly every: number;
  next: number;
  private readonly meters: readonly Meter[];
  private readonly lists: ServiceSeries[];
  private readonly cached: number[][];
  private before: Reading[];
  private start = 0;

  constructor(scenario: Scenario, meters: Readonly<Record<string, Meter>>) {
    const until = scenario.until ?? 0;
    this.every =
      ROUND_LENGTHS.find((length) => until / length <= MAX_VALUES) ?? Math.ceil(until / MAX_VALUES);
    this.next = scenario.services.length === 0 ? Number.POSITIVE_INFINITY : this.every;
    this.meters = scenario.services.map(({ name }) => meters[name]!);
    this.before = this.meters.map(() => ZERO);
    this.cached = this.meters.map(() => []);
    this.lists = this.meters.map(() => ({
      every: this.every,
      offered: [],
      goodput: [],
      errors: [],
      rejected: [],
      timeouts: [],
      queue: [],
      busy: [],
      p50: [],
      p99: [],
    }));
    for (const [i, { members }] of scenario.services.entries()) {
      if (members === null) continue;
      this.lists[i]!.members = { healthy: [], inService: [] };
      if (members.autoscale === null) continue;
      this.lists[i]!.autoscale = { desired: [], starting: [], running: [] };
    }
  }

  close(now: number): void {
    const length = now - this.start;
    if (length <= 0) return;
    const after = this.meters.map((meter) => readingOf(meter, now));
    for (const [i, list] of this.lists.entries()) {
      const rate = (counter: Counter): number =>
        sixDigits(((after[i]!.totals[counter] - this.before[i]!.totals[counter]) * SECOND) / length);
      const mean = (gauge: Gauge): number =>
        sixDigits((after[i]!.area[gauge]! - this.before[i]!.area[gauge]!) / length);
      const samples = latencies(this.meters[i]!, this.start);
      const percentile = (share: number): number | null => {
        const value = quantile(samples, share);
        return Number.isNaN(value) ? null : value;
      };
      list.offered.push(rate('attempts'));
      const reached = (reading: Reading): number => reading.totals.ok - reading.cachedSuccesses;
      list.goodput.push(sixDigits(((reached(after[i]!) - reached(this.before[i]!)) * SECOND) / length));
      this.cached[i]!.push(
        sixDigits(((after[i]!.cachedSuccesses - this.before[i]!.cachedSuccesses) * SECOND) / length),
      );
      list.errors.push(rate('errors'));
      list.rejected.push(rate('rejected'));
      list.timeouts.push(rate('timeouts'));
      list.queue.push(mean('queue'));
      list.busy.push(mean('busy'));
      list.p50.push(percentile(0.5));
      list.p99.push(percentile(0.99));
      list.members?.healthy.push(mean('healthy'));
      list.members?.inService.push(mean('in_service'));
      list.autoscale?.desired.push(mean('desired'));
      list.autoscale?.starting.push(mean('starting'));
      list.autoscale?.running.push(mean('running'));
    }
    this.before = after;
    this.start = now;
    this.next = now + this.every;
  }

  of(service: number): ServiceSeries {
    const cached = this.cached[service]!;
    return cached.some((rate) => rate > 0) ? { ...this.lists[service]!, cached } : this.lists[service]!;
  }
}

/** Round window lengths from a millisecond to a week. */
const ROUND_LENGTHS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((ms) => ms * 1000),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800].map((s) => s * SECOND),
  ...[1, 2, 6, 12, 24, 168].map((h) => h * 3600 * SECOND),
];

/** An interval in which a condition held, with a service's errors at both ends. */
export interface Interval {
  readonly from: number;
  /** Null if the condition held until the end. */
  to: number | null;
  readonly errors: Readonly<Record<string, number>>;
  errorsAfter: Readonly<Record<string, number>> | null;
}

/** Result entries for each service that received requests. */
export function plainServiceResults(
  scenario: Scenario,
  meters: Readonly<Record<string, Meter>>,
  series: PlainSeries,
  atWarmup: Readonly<Record<string, Readonly<Record<Counter, number>>>>,
  end: number,
  impactOf: (service: string) => readonly Interval[] | null,
): ServiceResult[] {
  const { every, threshold: general, services: rules } = scenario.impact;
  const { warmup } = scenario.simulating;
  return scenario.services.flatMap(({ name, slo, users }, index): ServiceResult[] => {
    const meter = meters[name]!;
    if (meter.simulated === 0) return [];
    const threshold = rules.get(name)?.threshold ?? general;
    const counted = Math.min(Math.ceil((scenario.until ?? 0) / every), Math.ceil(end / every));
    const ended = Array.from({ length: counted }, () => 0);
    const failed = Array.from({ length: counted }, () => 0);
    for (const { t, ok, weight } of meter.ended) {
      // If a run goes idle exactly at the end of a window, events at that instant don't belong to any window.
      if (t < warmup || t >= counted * every) continue;
      ended[Math.floor(t / every)]! += weight;
      if (!ok) failed[Math.floor(t / every)]! += weight;
    }
    const errorRate = ended.map((all, i) => (all === 0 ? null : failed[i]! / all));
    const intervals = impactOf(name);
    const windows =
      intervals === null
        ? byErrorRate(errorRate, failed, threshold, every)
        : byCondition(intervals, name, meter.totals.errors, errorRate, every);
    const requests = meter.totals.arrivals - atWarmup[name]!.arrivals;
    const errors = meter.totals.errors - atWarmup[name]!.errors;
    const time = end - Math.min(warmup, end);
    const allowed = slo === null || time === 0 ? null : (1 - slo.target) * requests * (slo.window / time);
    return [
      {
        service: name,
        requests,
        failed: errors,
        scale: meter.totals.arrivals / meter.simulated,
        threshold,
        ...(intervals === null ? {} : { while: (rules.get(name)?.while ?? scenario.impact.while)!.text }),
        every,
        errorRate,
        windows,
        worstErrorRate: worst(errorRate),
        slo,
        budget: allowed === null || allowed === 0 ? null : errors / allowed,
        usersAffected:
          users === null
            ? null
            : Math.round(users * worst(windows.map(({ worstErrorRate }) => worstErrorRate))),
        series: series.of(index),
      },
    ];
  });
}

function worst(rates: readonly (number | null)[]): number {
  return rates.reduce<number>((most, rate) => Math.max(most, rate ?? 0), 0);
}

/**
 * Periods in which the windows' failure rate reaches the threshold. Up to five windows below the threshold don't end a
 * period.
 */
function byErrorRate(
  rates: readonly (number | null)[],
  failed: readonly number[],
  threshold: number,
  every: number,
): ImpactWindow[] {
  const groups: number[][] = [];
  let below = 0;
  for (const [i, rate] of rates.entries()) {
    if (rate === null) continue;
    if (rate === 0 || rate < threshold) below++;
    else {
      if (groups.length > 0 && below <= 5) groups.at(-1)!.push(i);
      else groups.push([i]);
      below = 0;
    }
  }
  return groups.map((group) => {
    const [first, last] = [group[0]!, group.at(-1)!];
    return {
      from: first * every,
      to: last === rates.length - 1 ? null : (last + 1) * every,
      failed: failed.slice(first, last + 1).reduce((sum, one) => sum + one, 0),
      worstErrorRate: worst(rates.slice(first, last + 1)),
    };
  });
}

/** Periods during which a condition held. Gaps shorter than a window don't end a period. */
function byCondition(
  intervals: readonly Interval[],
  service: string,
  errorsNow: number,
  rates: readonly (number | null)[],
  every: number,
): ImpactWindow[] {
  const joined: { from: number; to: number | null; before: number; after: number }[] = [];
  for (const { from, to, errors, errorsAfter } of intervals) {
    const last = joined.at(-1);
    const after = errorsAfter?.[service] ?? errorsNow;
    if (last !== undefined && last.to !== null && from - last.to < every) Object.assign(last, { to, after });
    else joined.push({ from, to, before: errors[service]!, after });
  }
  return joined.map(({ from, to, before, after }) => ({
    from,
    to,
    failed: after - before,
    worstErrorRate: worst(
      rates.slice(Math.floor(from / every), to === null ? rates.length : Math.ceil(to / every)),
    ),
  }));
}

/** Counters at a given time, by service. */
export function totalsOf(
  meters: Readonly<Record<string, Meter>>,
): Record<string, Readonly<Record<Counter, number>>> {
  return Object.fromEntries(Object.entries(meters).map(([name, { totals }]) => [name, { ...totals }]));
}

/** Counters that are all zero. */
export const NO_TOTALS = Object.fromEntries(COUNTERS.map((counter) => [counter, 0])) as Record<
  Counter,
  number
>;
