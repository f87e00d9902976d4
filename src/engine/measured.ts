import type { Model } from '../model/model.ts';
import type { MeasureSeries } from '../result-services.ts';
import { type Expr, measuresOf, type Value } from '../scenario/expr.ts';
import { PANES, type WindowedMetric, windowedMetric } from './metric-windows.ts';
import type { Metrics } from './metrics.ts';
import { sixDigits } from './six-digits.ts';
import type { Watches } from './watch.ts';

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
  private readonly watches: Watches;
  private readonly running: readonly Running[];

  /** @param keeps whether values are kept for series */
  constructor(model: Model, metrics: Metrics, watches: Watches, keeps: boolean) {
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
