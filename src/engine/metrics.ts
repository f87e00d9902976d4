import { COUNTERS } from '../scenario/measuring.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Histogram } from './histogram.ts';
import type { Probe } from './probe.ts';

const KINDS = COUNTERS.length;
const ARRIVALS = COUNTERS.indexOf('arrivals');
const ATTEMPTS = COUNTERS.indexOf('attempts');
const OK = COUNTERS.indexOf('ok');
const ERRORS = COUNTERS.indexOf('errors');
const REJECTED = COUNTERS.indexOf('rejected');
const TIMEOUTS = COUNTERS.indexOf('timeouts');
const HITS = COUNTERS.indexOf('hits');

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
 * Counts what the simulation of services tells. All counters run from time 0; whoever wants a window takes the
 * difference of two readings. Nothing here allocates while the run goes on.
 */
export class Metrics implements Probe {
  /** Simulated requests, whatever they weigh. */
  readonly simulated: Float64Array;
  /** Requests that ended and those that failed, by service and window of `every`, from the end of the warm-up on. */
  readonly ended: Float64Array;
  readonly failed: Float64Array;
  readonly windows: number;
  private readonly totals: Float64Array;
  private readonly latencies: Float64Array;
  private readonly levels: Float64Array;
  private readonly areas: Float64Array;
  private readonly since: Float64Array;
  /** Counters when the warm-up ended. */
  private readonly before: Float64Array;
  private readonly every: number;
  private readonly warmup: number;
  private readonly histograms: readonly Histogram[][];
  private readonly extremes: readonly Extremes[][];

  constructor(scenario: Scenario) {
    const { length } = scenario.services;
    this.every = scenario.impact.every;
    this.warmup = scenario.simulating.warmup;
    this.windows = Math.ceil((scenario.until ?? 0) / this.every);
    this.simulated = new Float64Array(length);
    this.ended = new Float64Array(length * this.windows);
    this.failed = new Float64Array(length * this.windows);
    this.totals = new Float64Array(length * KINDS);
    this.before = new Float64Array(length * KINDS);
    this.latencies = new Float64Array(length);
    this.levels = new Float64Array(length * 2);
    this.areas = new Float64Array(length * 2);
    this.since = new Float64Array(length);
    this.histograms = scenario.services.map(() => []);
    this.extremes = Array.from({ length: length * 2 }, () => []);
  }

  arrival(service: number, _now: number, weight: number): void {
    this.totals[service * KINDS + ARRIVALS]! += weight;
    this.simulated[service]!++;
  }

  attempt(service: number, _now: number, weight: number): void {
    this.totals[service * KINDS + ATTEMPTS]! += weight;
  }

  answered(service: number, now: number, ok: boolean, latency: number, weight: number): void {
    this.totals[service * KINDS + (ok ? OK : ERRORS)]! += weight;
    if (ok) {
      this.latencies[service]! += latency * weight;
      const histograms = this.histograms[service]!;
      for (let i = 0; i < histograms.length; i++) histograms[i]!.record(latency, weight);
    }
    if (now < this.warmup) return;
    const window = service * this.windows + Math.floor(now / this.every);
    this.ended[window]! += weight;
    if (!ok) this.failed[window]! += weight;
  }

  rejected(service: number, _now: number, weight: number): void {
    this.totals[service * KINDS + REJECTED]! += weight;
  }

  timedOut(service: number, _now: number, weight: number): void {
    this.totals[service * KINDS + TIMEOUTS]! += weight;
  }

  hit(service: number, _now: number, weight: number): void {
    this.totals[service * KINDS + HITS]! += weight;
  }

  level(service: number, now: number, queue: number, busy: number): void {
    const at = service * 2;
    const passed = now - this.since[service]!;
    this.areas[at]! += this.levels[at]! * passed;
    this.areas[at + 1]! += this.levels[at + 1]! * passed;
    this.since[service] = now;
    this.levels[at] = queue;
    this.levels[at + 1] = busy;
    const queues = this.extremes[at]!;
    for (let i = 0; i < queues.length; i++) queues[i]!.meet(queue);
    const busies = this.extremes[at + 1]!;
    for (let i = 0; i < busies.length; i++) busies[i]!.meet(busy);
  }

  /** A counter of a service up to now. */
  total(service: number, counter: number): number {
    return this.totals[service * KINDS + counter]!;
  }

  /** A counter without what came in the warm-up. */
  counted(service: number, counter: number): number {
    return this.totals[service * KINDS + counter]! - this.before[service * KINDS + counter]!;
  }

  errors(service: number): number {
    return this.totals[service * KINDS + ERRORS]!;
  }

  /** Sum of the latencies of requests answered well, by weight. */
  latency(service: number): number {
    return this.latencies[service]!;
  }

  /** @param gauge 0 is the queue, 1 is what is in service */
  levelOf(service: number, gauge: number): number {
    return this.levels[service * 2 + gauge]!;
  }

  /** A gauge summed up over time, in its unit times microseconds. */
  area(service: number, gauge: number, now: number): number {
    const at = service * 2 + gauge;
    return this.areas[at]! + this.levels[at]! * (now - this.since[service]!);
  }

  /** Lets a histogram take part in what comes from here on. */
  fill(service: number, histogram: Histogram): void {
    this.histograms[service]!.push(histogram);
  }

  /** Lets extremes take part in what comes from here on. */
  follow(service: number, gauge: number, extremes: Extremes): void {
    this.extremes[service * 2 + gauge]!.push(extremes);
  }

  endWarmup(): void {
    this.before.set(this.totals);
  }
}
