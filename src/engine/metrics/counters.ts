import { COUNTERS } from '../../scenario/ast/measuring.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import type { ServiceObserver } from '../services/host.ts';
import type { Histogram } from './histogram.ts';

/** Least and greatest level of a service since they were last taken. */
export class Extremes {
  least: number;
  greatest: number;

  constructor(level: number) {
    this.least = level;
    this.greatest = level;
  }

  meet(level: number): void {
    if (level < this.least) this.least = level;
    if (level > this.greatest) this.greatest = level;
  }
}

/**
 * What is counted of one service, from time 0 on. Sums are fields that begin as no number, and so are known for doubles
 * from the start: the engine of the language writes them in place.
 */
class Meter {
  arrivals = Number.NaN;
  attempts = Number.NaN;
  ok = Number.NaN;
  errors = Number.NaN;
  rejected = Number.NaN;
  timeouts = Number.NaN;
  hits = Number.NaN;
  /** Simulated requests, whatever they weigh. */
  simulated = 0;
  /** Sum of the latencies of requests answered well, by weight. */
  latency = Number.NaN;
  readonly histograms: Histogram[] = [];
  /** Those that wait and those in service, their sums over time, and since when they have been so many. */
  queue = 0;
  busy = 0;
  private queueArea = Number.NaN;
  private busyArea = Number.NaN;
  private since = Number.NaN;
  readonly queueExtremes: Extremes[] = [];
  readonly busyExtremes: Extremes[] = [];
  /** Requests that ended and those that failed, by window, from the end of the warm-up on. */
  private readonly ended: Float64Array;
  private readonly failed: Float64Array;
  private readonly every: number;
  /** The window that goes on, or -1 in the warm-up; when it ends, and what came in it so far. */
  private window = -1;
  private windowEnd = Number.NaN;
  private endedNow = Number.NaN;
  private failedNow = Number.NaN;

  constructor(every: number, windows: number, warmup: number) {
    this.arrivals = 0;
    this.attempts = 0;
    this.ok = 0;
    this.errors = 0;
    this.rejected = 0;
    this.timeouts = 0;
    this.hits = 0;
    this.latency = 0;
    this.queueArea = 0;
    this.busyArea = 0;
    this.since = 0;
    this.ended = new Float64Array(windows);
    this.failed = new Float64Array(windows);
    this.every = every;
    this.windowEnd = warmup;
    this.endedNow = 0;
    this.failedNow = 0;
  }

  answered(now: number, ok: boolean, latency: number, weight: number): void {
    if (now >= this.windowEnd) this.turn(now);
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

  /** The next window begins. */
  private turn(now: number): void {
    this.close();
    this.window = Math.floor(now / this.every);
    this.windowEnd = (this.window + 1) * this.every;
  }

  /** Enters what came in the window so far. */
  private close(): void {
    if (this.window >= 0) {
      this.ended[this.window]! += this.endedNow;
      this.failed[this.window]! += this.failedNow;
    }
    this.endedNow = 0;
    this.failedNow = 0;
  }

  /** Requests that ended and those that failed by window, up to now. */
  windows(): { readonly ended: Float64Array; readonly failed: Float64Array } {
    this.close();
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
    for (let i = 0; i < queues.length; i++) queues[i]!.meet(queue);
    for (let i = 0; i < busies.length; i++) busies[i]!.meet(busy);
  }

  /** @param gauge 0 is the queue, 1 is what is in service */
  levelOf(gauge: number): number {
    return gauge === 0 ? this.queue : this.busy;
  }

  /** A gauge summed up over time, in its unit times microseconds. */
  area(gauge: number, now: number): number {
    const area = gauge === 0 ? this.queueArea : this.busyArea;
    return area + this.levelOf(gauge) * (now - this.since);
  }
}

/**
 * Counts what the simulation of services tells. All counters run from time 0; whoever wants a window takes the
 * difference of two readings. Nothing here allocates while the run goes on.
 */
export class Metrics implements ServiceObserver {
  private readonly meters: readonly Meter[];
  /** Counters when the warm-up ended, by service. */
  private before: readonly (readonly number[])[];

  constructor(scenario: Scenario) {
    const { every } = scenario.impact;
    const windows = Math.ceil((scenario.until ?? 0) / every);
    this.meters = scenario.services.map(() => new Meter(every, windows, scenario.simulating.warmup));
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

  hit(service: number, _now: number, weight: number): void {
    this.meters[service]!.hits += weight;
  }

  level(service: number, now: number, queue: number, busy: number): void {
    this.meters[service]!.level(now, queue, busy);
  }

  /** Simulated requests, whatever they weigh. */
  simulated(service: number): number {
    return this.meters[service]!.simulated;
  }

  /** Requests that ended and those that failed, by window of the impact, from the end of the warm-up on. */
  windows(service: number): { readonly ended: Float64Array; readonly failed: Float64Array } {
    return this.meters[service]!.windows();
  }

  /** A counter of a service up to now. */
  total(service: number, counter: number): number {
    return this.meters[service]![COUNTERS[counter]!];
  }

  /** A counter without what came in the warm-up. */
  counted(service: number, counter: number): number {
    return this.total(service, counter) - this.before[service]![counter]!;
  }

  errors(service: number): number {
    return this.meters[service]!.errors;
  }

  /** Sum of the latencies of requests answered well, by weight. */
  latency(service: number): number {
    return this.meters[service]!.latency;
  }

  /** @param gauge 0 is the queue, 1 is what is in service */
  levelOf(service: number, gauge: number): number {
    return this.meters[service]!.levelOf(gauge);
  }

  /** A gauge summed up over time, in its unit times microseconds. */
  area(service: number, gauge: number, now: number): number {
    return this.meters[service]!.area(gauge, now);
  }

  /** Lets a histogram take part in what comes from here on. */
  fill(service: number, histogram: Histogram): void {
    this.meters[service]!.histograms.push(histogram);
  }

  /** Lets extremes take part in what comes from here on. */
  follow(service: number, gauge: number, extremes: Extremes): void {
    const { queueExtremes, busyExtremes } = this.meters[service]!;
    (gauge === 0 ? queueExtremes : busyExtremes).push(extremes);
  }

  endWarmup(): void {
    this.before = this.meters.map((_, service) => COUNTERS.map((_, i) => this.total(service, i)));
  }
}
