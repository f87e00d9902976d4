import { COUNTERS, GAUGES, type MetricUse, PERCENTILES } from '../scenario/measuring.ts';
import { Histogram } from './histogram.ts';
import { Extremes } from './meter.ts';
import type { Metrics } from './metrics.ts';

/** A sliding window has so many panes: it moves on by one of them at a time. */
export const PANES = 10;

const OK = COUNTERS.indexOf('ok');
const SECOND = 1_000_000;

/** One metric over a sliding window. */
export interface WindowedMetric {
  /** A pane ends now. */
  close(now: number): void;
  /** Over the panes closed last, as many as make a window; NaN where nothing came to stand on. */
  value(): number;
}

/** @param window length in microseconds */
export function windowedMetric(
  metrics: Metrics,
  service: number,
  { fn, metric }: MetricUse,
  window: number,
): WindowedMetric {
  if (metric === 'latency') {
    const share = PERCENTILES.get(fn);
    return share === undefined ? new MeanLatency(metrics, service) : new Percentile(metrics, service, share);
  }
  const gauge = (GAUGES as readonly string[]).indexOf(metric);
  if (gauge >= 0) {
    if (fn === 'avg') return new Difference((now) => metrics.area(service, gauge, now), 1 / window);
    return new Extreme(metrics, service, gauge, fn === 'max');
  }
  const counter = (COUNTERS as readonly string[]).indexOf(metric);
  const unit = fn === 'rate' ? SECOND / window : 1;
  return new Difference(() => metrics.total(service, counter), unit);
}

/** Readings at the ends of panes, the last of them and the one a window before. */
class Readings {
  private readonly ring = new Float64Array(PANES + 1);
  private closed = 0;

  push(reading: number): void {
    this.closed++;
    this.ring[this.closed % (PANES + 1)] = reading;
  }

  difference(): number {
    const last = this.ring[this.closed % (PANES + 1)]!;
    return last - this.ring[(this.closed + 1) % (PANES + 1)]!;
  }
}

/** How much something grew in the window. */
class Difference implements WindowedMetric {
  private readonly readings = new Readings();
  private readonly read: (now: number) => number;
  private readonly unit: number;

  constructor(read: (now: number) => number, unit: number) {
    this.read = read;
    this.unit = unit;
  }

  close(now: number): void {
    this.readings.push(this.read(now));
  }

  value(): number {
    return this.readings.difference() * this.unit;
  }
}

class MeanLatency implements WindowedMetric {
  private readonly sums = new Readings();
  private readonly counts = new Readings();
  private readonly metrics: Metrics;
  private readonly service: number;

  constructor(metrics: Metrics, service: number) {
    this.metrics = metrics;
    this.service = service;
  }

  close(): void {
    this.sums.push(this.metrics.latency(this.service));
    this.counts.push(this.metrics.total(this.service, OK));
  }

  value(): number {
    const count = this.counts.difference();
    return count > 0 ? Math.round(this.sums.difference() / count) : Number.NaN;
  }
}

/** Least or greatest level of a gauge. */
class Extreme implements WindowedMetric {
  private readonly ring = new Float64Array(PANES);
  private readonly current: Extremes;
  private readonly greatest: boolean;
  private readonly level: () => number;
  private closed = 0;

  constructor(metrics: Metrics, service: number, gauge: number, greatest: boolean) {
    this.level = () => metrics.levelOf(service, gauge);
    this.current = new Extremes(this.level());
    this.greatest = greatest;
    metrics.follow(service, gauge, this.current);
  }

  close(): void {
    this.ring[this.closed++ % PANES] = this.greatest ? this.current.greatest : this.current.least;
    this.current.least = this.level();
    this.current.greatest = this.current.least;
  }

  value(): number {
    let found = this.ring[0]!;
    for (let i = 1; i < PANES; i++) {
      const other = this.ring[i]!;
      if (this.greatest ? other > found : other < found) found = other;
    }
    return found;
  }
}

class Percentile implements WindowedMetric {
  private readonly panes = Array.from({ length: PANES }, () => new Histogram());
  private readonly current = new Histogram();
  private readonly window = new Histogram();
  private readonly share: number;
  private closed = 0;

  constructor(metrics: Metrics, service: number, share: number) {
    this.share = share;
    metrics.fill(service, this.current);
  }

  close(): void {
    const pane = this.panes[this.closed++ % PANES]!;
    pane.clear();
    pane.add(this.current);
    this.current.clear();
  }

  value(): number {
    this.window.clear();
    for (const pane of this.panes) this.window.add(pane);
    return this.window.quantile(this.share);
  }
}
