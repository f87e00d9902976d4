import { AUTOSCALE_GAUGES, COUNTERS, MEMBER_GAUGES } from '../../scenario/ast/measuring.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import type { ServiceObserver } from '../services/host.ts';
import type { Histogram } from './histogram.ts';

/**
 * Counters for all services, starting at time 0. A window's value is the difference between two readings. Nothing
 * here allocates during a run.
 */
export class Metrics implements ServiceObserver {
  /** One meter for each service, followed by one for each pool. Only the pools' levels are used. */
  private readonly meters: readonly Meter[];
  private readonly services: number;
  /** Each service's counters at the end of the warm-up. */
  private before: readonly (readonly number[])[];

  constructor(scenario: Scenario) {
    const { every } = scenario.impact;
    const windows = Math.ceil((scenario.until ?? 0) / every);
    this.services = scenario.services.length;
    const pools = scenario.services.flatMap((service) => service.pools);
    this.meters = [
      ...scenario.services.map(() => new Meter(every, windows, scenario.simulating.warmup)),
      ...pools.map(() => new Meter(every, 0, Number.POSITIVE_INFINITY)),
    ];
    this.before = this.meters.map(() => COUNTERS.map(() => 0));
  }

  arrival(service: number, _now: number, weight: number): void {
    const meter = this.meters[service]!;
    meter.arrivals += weight;
    meter.simulated++;
  }

  attempt(service: number, _now: number, weight: number): void {
    this.meters[service]!.attempts += weight;
  }

  answered(service: number, now: number, ok: boolean, latency: number, weight: number): void {
    this.meters[service]!.answered(now, ok, latency, weight);
  }

  rejected(service: number, _now: number, weight: number): void {
    this.meters[service]!.rejected += weight;
  }

  timedOut(service: number, _now: number, weight: number): void {
    this.meters[service]!.timeouts += weight;
  }

  cacheHit(service: number, _now: number, ok: boolean, weight: number): void {
    const meter = this.meters[service]!;
    meter.hits += weight;
    if (ok) meter.cached += weight;
  }

  /** Requests answered successfully from a cache since time 0. */
  cached(service: number): number {
    return this.meters[service]!.cached;
  }

  level(service: number, now: number, queue: number, busy: number): void {
    this.meters[service]!.level(now, queue, busy);
  }

  poolLevel(pool: number, now: number, queue: number, busy: number): void {
    this.meters[this.services + pool]!.level(now, queue, busy);
  }

  /** The index at which a pool's levels are stored. */
  ofPool(pool: number): number {
    return this.services + pool;
  }

  members(service: number, now: number, ...levels: number[]): void {
    for (const [i, level] of levels.entries()) this.meters[service]!.members[i]!.set(now, level);
  }

  /** Number of simulated requests, not weighted. */
  simulated(service: number): number {
    return this.meters[service]!.simulated;
  }

  /** Completed and failed requests in each impact window after the warm-up. */
  windows(service: number): { readonly ended: Float64Array; readonly failed: Float64Array } {
    return this.meters[service]!.windows();
  }

  /** A counter's value, counted from time 0. */
  total(service: number, counter: number): number {
    return this.meters[service]![COUNTERS[counter]!];
  }

  /** A counter's increase since the end of the warm-up. */
  afterWarmup(service: number, counter: number): number {
    return this.total(service, counter) - this.before[service]![counter]!;
  }

  errors(service: number): number {
    return this.meters[service]!.errors;
  }

  /** Weighted sum of the latencies of successful requests. */
  latency(service: number): number {
    return this.meters[service]!.latency;
  }

  /**
   * @param service index of a service, or the number of a pool
   * @param gauge index in `GAUGES`
   */
  levelOf(service: number, gauge: number): number {
    return this.meters[service]!.levelOf(gauge);
  }

  /** Integral of a gauge over time, in microseconds. */
  area(service: number, gauge: number, now: number): number {
    return this.meters[service]!.area(gauge, now);
  }

  /** Adds a histogram that records latencies from now on. */
  addHistogram(service: number, histogram: Histogram): void {
    this.meters[service]!.histograms.push(histogram);
  }

  /** Adds an `Extremes` object that is updated from now on. */
  addExtremes(service: number, gauge: number, extremes: Extremes): void {
    const { queueExtremes, busyExtremes, members } = this.meters[service]!;
    if (gauge < 2) (gauge === 0 ? queueExtremes : busyExtremes).push(extremes);
    else members[gauge - 2]!.extremes.push(extremes);
  }

  endWarmup(): void {
    this.before = this.meters.map((_, service) => COUNTERS.map((_, i) => this.total(service, i)));
  }
}

/** Counters for one service since time 0. Sums start as NaN so that V8 stores the fields as doubles. */
class Meter {
  arrivals = Number.NaN;
  attempts = Number.NaN;
  ok = Number.NaN;
  errors = Number.NaN;
  rejected = Number.NaN;
  timeouts = Number.NaN;
  hits = Number.NaN;
  /** Number of cache hits with a successful response. */
  cached = Number.NaN;
  /** Number of simulated requests, not weighted. */
  simulated = 0;
  /** Weighted sum of the latencies of successful requests. */
  latency = Number.NaN;
  readonly histograms: Histogram[] = [];
  /** Number of attempts waiting and in service, their integrals over time, and the time of the last change. */
  queue = 0;
  busy = 0;
  private queueArea = Number.NaN;
  private busyArea = Number.NaN;
  private since = Number.NaN;
  readonly queueExtremes: Extremes[] = [];
  readonly busyExtremes: Extremes[] = [];
  /** Gauges for the service's members. */
  readonly members = [...MEMBER_GAUGES, ...AUTOSCALE_GAUGES].map(() => new Gauge());
  /** Completed and failed requests in each window after the warm-up. */
  private readonly ended: Float64Array;
  private readonly failed: Float64Array;
  private readonly windowLength: number;
  /** The current window's index (-1 during the warm-up), its end, and its counts so far. */
  private window = -1;
  private windowEnd = Number.NaN;
  private endedNow = Number.NaN;
  private failedNow = Number.NaN;

  constructor(windowLength: number, windows: number, warmup: number) {
    this.arrivals = 0;
    this.attempts = 0;
    this.ok = 0;
    this.errors = 0;
    this.rejected = 0;
    this.timeouts = 0;
    this.hits = 0;
    this.cached = 0;
    this.latency = 0;
    this.queueArea = 0;
    this.busyArea = 0;
    this.since = 0;
    this.ended = new Float64Array(windows);
    this.failed = new Float64Array(windows);
    this.windowLength = windowLength;
    this.windowEnd = warmup;
    this.endedNow = 0;
    this.failedNow = 0;
  }

  answered(now: number, ok: boolean, latency: number, weight: number): void {
    if (now >= this.windowEnd) this.nextWindow(now);
    this.endedNow += weight;
    if (!ok) {
      this.errors += weight;
      this.failedNow += weight;
      return;
    }
    this.ok += weight;
    this.latency += latency * weight;
    const { histograms } = this;
    for (let i = 0; i < histograms.length; i++) histograms[i]!.record(latency, weight);
  }

  /** Starts the window containing `now`. */
  private nextWindow(now: number): void {
    this.flush();
    this.window = Math.floor(now / this.windowLength);
    this.windowEnd = (this.window + 1) * this.windowLength;
  }

  /** Adds the current window's counts to the arrays. */
  private flush(): void {
    if (this.window >= 0) {
      this.ended[this.window]! += this.endedNow;
      this.failed[this.window]! += this.failedNow;
    }
    this.endedNow = 0;
    this.failedNow = 0;
  }

  /** Completed and failed requests in each window so far. */
  windows(): { readonly ended: Float64Array; readonly failed: Float64Array } {
    this.flush();
    return { ended: this.ended, failed: this.failed };
  }

  level(now: number, queue: number, busy: number): void {
    const passed = now - this.since;
    this.since = now;
    this.queueArea += this.queue * passed;
    this.busyArea += this.busy * passed;
    this.queue = queue;
    this.busy = busy;
    const { queueExtremes: queues, busyExtremes: busies } = this;
    for (let i = 0; i < queues.length; i++) queues[i]!.include(queue);
    for (let i = 0; i < busies.length; i++) busies[i]!.include(busy);
  }

  /** @param gauge index in `GAUGES` */
  levelOf(gauge: number): number {
    if (gauge > 1) return this.members[gauge - 2]!.level;
    return gauge === 0 ? this.queue : this.busy;
  }

  /** Integral of a gauge over time, in microseconds. */
  area(gauge: number, now: number): number {
    if (gauge > 1) return this.members[gauge - 2]!.areaAt(now);
    const area = gauge === 0 ? this.queueArea : this.busyArea;
    return area + this.levelOf(gauge) * (now - this.since);
  }
}

/** A level that changes rarely, with its integral over time. */
class Gauge {
  level = 0;
  readonly extremes: Extremes[] = [];
  private area = 0;
  private since = 0;
  private isSet = false;

  /** The first call also sets the level for the time before it. */
  set(now: number, level: number): void {
    this.area = this.areaAt(now);
    this.since = now;
    this.level = level;
    for (const extremes of this.extremes) {
      if (!this.isSet) extremes.reset(level);
      extremes.include(level);
    }
    this.isSet = true;
  }

  areaAt(now: number): number {
    return this.area + this.level * (now - this.since);
  }
}

/** A service's minimum and maximum level since the last reset. */
export class Extremes {
  min: number;
  max: number;

  constructor(level: number) {
    this.min = level;
    this.max = level;
  }

  reset(level: number): void {
    this.min = level;
    this.max = level;
  }

  include(level: number): void {
    if (level < this.min) this.min = level;
    if (level > this.max) this.max = level;
  }
}
