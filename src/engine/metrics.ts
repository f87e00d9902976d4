import { COUNTERS } from '../scenario/measuring.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Histogram } from './histogram.ts';
import { type Extremes, Meter } from './meter.ts';
import type { Probe } from './probe.ts';

/**
 * Counts what the simulation of services tells. All counters run from time 0; whoever wants a window takes the
 * difference of two readings. Nothing here allocates while the run goes on.
 */
export class Metrics implements Probe {
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
