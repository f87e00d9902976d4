import type { Model } from '../../model/model.ts';
import type { MeasureSeries } from '../../result.ts';
import { type Expr, measuresOf, type Value } from '../../scenario/ast/expr.ts';
import { COUNTERS, GAUGES, type MetricUse, PERCENTILES } from '../../scenario/ast/measuring.ts';
import { sixDigits } from '../numbers/arithmetic.ts';
import type { Subscriptions } from '../state/subscriptions.ts';
import { Extremes, type Metrics } from './counters.ts';
import type { CurveSampler } from './curves.ts';
import { Histogram } from './histogram.ts';

/** Number of panes in a sliding window. The window advances by one pane at a time. */
const PANES = 10;

/** Maximum number of values in a series in a Result. */
export const MAX_VALUES = 480;

const OK = COUNTERS.indexOf('ok');
const SECOND = 1_000_000;

/**
 * A run's measures. Each is computed at the end of every pane of its window and stored in the model's inputs, where
 * expressions read it.
 */
export class Measures {
  /** When the next pane ends. */
  next: number;
  private readonly model: Model;
  private readonly subscriptions: Subscriptions;
  private readonly states: readonly MeasureState[];

  /**
   * @param keepSeries true to keep values for the Result
   * @param samplers for each measure, the sampler that compares it with an observed series
   */
  constructor(
    model: Model,
    metrics: Metrics,
    subscriptions: Subscriptions,
    keepSeries: boolean,
    samplers: ReadonlyMap<string, CurveSampler> = new Map(),
  ) {
    this.model = model;
    this.subscriptions = subscriptions;
    const { scenario } = model;
    const services = scenario.services.map(({ name }) => name);
    const meterOf = ({ service, pool }: MetricUse): number => {
      const index = services.indexOf(service);
      if (pool === null) return index;
      const number = scenario.services[index]!.pools.findIndex(({ name }) => name === pool);
      return metrics.ofPool(model.services[index]!.pools[number]!.index);
    };
    this.states = scenario.measures.map(({ name, is, window, uses }, number): MeasureState => {
      const pane = Math.round(window / PANES);
      const panes = Math.floor((scenario.until ?? 0) / pane);
      return {
        number,
        pane,
        metrics: uses.map((use) => windowedMetric(metrics, meterOf(use), use, pane * PANES)),
        v: uses.map(() => Number.NaN),
        dependencies: measuresOf(is).map((name) => model.inputs.measureNumber(name)),
        closed: 0,
        min: Number.NaN,
        max: Number.NaN,
        sampler: samplers.get(name) ?? null,
        series: keepSeries ? { every: Math.max(1, Math.ceil(panes / MAX_VALUES)), values: [] } : null,
      };
    });
    this.next = this.nextClose();
  }

  private nextClose(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { pane, closed } of this.states) next = Math.min(next, (closed + 1) * pane);
    return next;
  }

  /** Closes panes that end now and updates their measures. */
  close(s: readonly Value[], now: number): void {
    for (const measure of this.states) {
      if ((measure.closed + 1) * measure.pane !== now) continue;
      measure.closed++;
      for (const metric of measure.metrics) metric.close(now);
      const value = measure.closed < PANES ? Number.NaN : this.valueOf(measure, s, now);
      this.record(measure, value);
      measure.sampler?.update(value, now);
    }
    this.next = this.nextClose();
  }

  private valueOf(measure: MeasureState, s: readonly Value[], now: number): number {
    const { measures } = this.model.inputs;
    for (const needed of measure.dependencies) if (Number.isNaN(measures[needed]!)) return Number.NaN;
    for (const [i, metric] of measure.metrics.entries()) {
      const value = metric.value();
      if (Number.isNaN(value)) return value;
      measure.v[i] = value;
    }
    const value = this.model.measures[measure.number]!(s, 0, now, measure.v, s) as number;
    return Number.isFinite(value) ? value : Number.NaN;
  }

  private record(measure: MeasureState, value: number): void {
    const { measures } = this.model.inputs;
    const was = measures[measure.number]!;
    if (measure.series !== null && measure.closed % measure.series.every === 0) {
      measure.series.values.push(Number.isNaN(value) ? null : sixDigits(value));
    }
    if (!(value >= measure.min)) measure.min = Number.isNaN(value) ? measure.min : value;
    if (!(value <= measure.max)) measure.max = Number.isNaN(value) ? measure.max : value;
    if (value === was || (Number.isNaN(value) && Number.isNaN(was))) return;
    measures[measure.number] = value;
    this.subscriptions.notifyMeasure(measure.number);
  }

  /** The series for all measures; empty if series aren't kept. */
  series(): MeasureSeries[] {
    return this.model.scenario.measures.map(({ name, text, is, window }, i): MeasureSeries => {
      const { pane, series, min, max } = this.states[i]!;
      return {
        name,
        is: text,
        type: typeOf(is),
        window,
        every: pane * (series?.every ?? 1),
        values: series?.values ?? [],
        last: known(this.model.inputs.measures[i]!),
        least: known(min),
        greatest: known(max),
      };
    });
  }
}

/** Runtime state of one measure. */
interface MeasureState {
  readonly number: number;
  readonly pane: number;
  readonly metrics: readonly WindowedMetric[];
  /** Values of the metrics in the measure's expression. */
  readonly v: number[];
  /** The measures that this measure reads. This measure is undefined while any of them is. */
  readonly dependencies: readonly number[];
  closed: number;
  min: number;
  max: number;
  readonly sampler: CurveSampler | null;
  /** Values for the Result, one for every `every` panes; null if series aren't kept. */
  readonly series: { readonly every: number; readonly values: (number | null)[] } | null;
}

function typeOf({ type }: Expr): MeasureSeries['type'] {
  return type.kind === 'duration' ? 'duration' : 'double';
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : sixDigits(value);
}

/** One metric over a sliding window. */
interface WindowedMetric {
  /** Closes a pane. */
  close(now: number): void;
  /** The value over the last `PANES` panes; NaN if there are no samples. */
  value(): number;
}

/**
 * @param service index of a service, or the number of a pool
 * @param window in microseconds
 */
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

/** A counter's increase over the window, multiplied by a unit. */
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

/** A gauge's minimum or maximum. */
class Extreme implements WindowedMetric {
  private readonly ring = new Float64Array(PANES);
  private readonly current: Extremes;
  private readonly isMax: boolean;
  private readonly level: () => number;
  private closed = 0;

  constructor(metrics: Metrics, service: number, gauge: number, greatest: boolean) {
    this.level = () => metrics.levelOf(service, gauge);
    this.current = new Extremes(this.level());
    this.isMax = greatest;
    metrics.addExtremes(service, gauge, this.current);
  }

  close(): void {
    this.ring[this.closed++ % PANES] = this.isMax ? this.current.max : this.current.min;
    this.current.min = this.level();
    this.current.max = this.current.min;
  }

  value(): number {
    let found = this.ring[0]!;
    for (let i = 1; i < PANES; i++) {
      const other = this.ring[i]!;
      if (this.isMax ? other > found : other < found) found = other;
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
    metrics.addHistogram(service, this.current);
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

/** A counter's readings at the ends of the last panes. */
class Readings {
  private readonly ring = new Float64Array(PANES + 1);
  private closed = 0;

  push(reading: number): void {
    this.closed++;
    this.ring[this.closed % (PANES + 1)] = reading;
  }

  /** The increase over the window. */
  difference(): number {
    const last = this.ring[this.closed % (PANES + 1)]!;
    return last - this.ring[(this.closed + 1) % (PANES + 1)]!;
  }
}
