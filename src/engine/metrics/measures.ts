import type { Model } from '../../model/model.ts';
import type { MeasureSeries } from '../../result.ts';
import { type Expr, measuresOf, type Value } from '../../scenario/ast/expr.ts';
import { COUNTERS, GAUGES, type MetricUse, PERCENTILES } from '../../scenario/ast/measuring.ts';
import { sixDigits } from '../numbers/arithmetic.ts';
import type { Subscriptions } from '../state/subscriptions.ts';
import { Extremes, type Metrics } from './counters.ts';
import { Histogram } from './histogram.ts';

/** A sliding window has so many panes: it moves on by one of them at a time. */
const PANES = 10;

const OK = COUNTERS.indexOf('ok');
const SECOND = 1_000_000;

/** One metric over a sliding window. */
interface WindowedMetric {
  /** A pane ends now. */
  close(now: number): void;
  /** Over the panes closed last, as many as make a window; NaN where nothing came to stand on. */
  value(): number;
}

/** @param window length in microseconds */
function windowedMetric(
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

/** Values of a series that a Result holds at the most. */
export const MOST_VALUES = 480;

/** One measure while a run goes on. */
interface Running {
  readonly number: number;
  readonly pane: number;
  readonly metrics: readonly WindowedMetric[];
  /** Values of the metrics, as its expression reads them. */
  readonly v: number[];
  /** Measures without whose values it has none. */
  readonly needs: readonly number[];
  closed: number;
  least: number;
  greatest: number;
  /** Panes between two values that are kept, and those values; null where none are kept. */
  readonly keeps: { readonly every: number; readonly values: (number | null)[] } | null;
}

/**
 * The measures of a run: each is worked out at the end of every pane of its window and stands in the model's inputs,
 * where expressions read it.
 */
export class Measured {
  /** When a pane ends next. */
  next: number;
  private readonly model: Model;
  private readonly watches: Subscriptions;
  private readonly running: readonly Running[];

  /** @param keeps whether values are kept for series */
  constructor(model: Model, metrics: Metrics, watches: Subscriptions, keeps: boolean) {
    this.model = model;
    this.watches = watches;
    const { scenario } = model;
    const services = scenario.services.map(({ name }) => name);
    this.running = scenario.measures.map(({ is, window, uses }, number): Running => {
      const pane = Math.round(window / PANES);
      const panes = Math.floor((scenario.until ?? 0) / pane);
      return {
        number,
        pane,
        metrics: uses.map((use) => windowedMetric(metrics, services.indexOf(use.service), use, pane * PANES)),
        v: uses.map(() => Number.NaN),
        needs: measuresOf(is).map((name) => model.inputs.measureNumber(name)),
        closed: 0,
        least: Number.NaN,
        greatest: Number.NaN,
        keeps: keeps ? { every: Math.max(1, Math.ceil(panes / MOST_VALUES)), values: [] } : null,
      };
    });
    this.next = this.dueNext();
  }

  private dueNext(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { pane, closed } of this.running) next = Math.min(next, (closed + 1) * pane);
    return next;
  }

  /** Ends the panes that end now, and tells the measures that changed. */
  close(s: readonly Value[], now: number): void {
    for (const measure of this.running) {
      if ((measure.closed + 1) * measure.pane !== now) continue;
      measure.closed++;
      for (const metric of measure.metrics) metric.close(now);
      const value = measure.closed < PANES ? Number.NaN : this.valueOf(measure, s, now);
      this.enter(measure, value);
    }
    this.next = this.dueNext();
  }

  private valueOf(measure: Running, s: readonly Value[], now: number): number {
    const { measures } = this.model.inputs;
    for (const needed of measure.needs) if (Number.isNaN(measures[needed]!)) return Number.NaN;
    for (const [i, metric] of measure.metrics.entries()) {
      const value = metric.value();
      if (Number.isNaN(value)) return value;
      measure.v[i] = value;
    }
    const value = this.model.measures[measure.number]!(s, 0, now, measure.v, s) as number;
    return Number.isFinite(value) ? value : Number.NaN;
  }

  private enter(measure: Running, value: number): void {
    const { measures } = this.model.inputs;
    const was = measures[measure.number]!;
    if (measure.keeps !== null && measure.closed % measure.keeps.every === 0) {
      measure.keeps.values.push(Number.isNaN(value) ? null : sixDigits(value));
    }
    if (!(value >= measure.least)) measure.least = Number.isNaN(value) ? measure.least : value;
    if (!(value <= measure.greatest)) measure.greatest = Number.isNaN(value) ? measure.greatest : value;
    if (value === was || (Number.isNaN(value) && Number.isNaN(was))) return;
    measures[measure.number] = value;
    this.watches.notifyMeasure(measure.number);
  }

  /** The series of all measures; what was not kept is left out. */
  series(): MeasureSeries[] {
    return this.model.scenario.measures.map(({ name, text, is, window }, i): MeasureSeries => {
      const { pane, keeps, least, greatest } = this.running[i]!;
      return {
        name,
        is: text,
        type: typeOf(is),
        window,
        every: pane * (keeps?.every ?? 1),
        values: keeps?.values ?? [],
        last: known(this.model.inputs.measures[i]!),
        least: known(least),
        greatest: known(greatest),
      };
    });
  }
}

function typeOf({ type }: Expr): MeasureSeries['type'] {
  return type.kind === 'duration' ? 'duration' : 'double';
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : sixDigits(value);
}
