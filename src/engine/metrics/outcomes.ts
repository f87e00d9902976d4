import type { ValueModel } from '../../model/model.ts';
import type { Micros, OutcomeResult } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Outcome } from '../../scenario/ast/measuring.ts';
import type { Subscriptions } from '../state/subscriptions.ts';

const SECOND = 1_000_000;

/** Follows the value of an expression over a run. Each value counts, even if it lasts for no time. */
export class ValueMonitor {
  private readonly model: ValueModel;
  private readonly subscriptions: Subscriptions;
  private readonly measures: ArrayLike<number>;
  private readonly subscription: number;
  /** The current value (NaN if undefined), and the time of its last change. */
  private value = Number.NaN;
  private since = 0;
  private max = Number.NaN;
  private min = Number.NaN;
  /** The sum of each value times its duration in microseconds. */
  private area = 0;
  private undefinedFor = 0;

  /** @param measures values of the measures, NaN if undefined */
  constructor(model: ValueModel, subscriptions: Subscriptions, measures: ArrayLike<number>) {
    this.model = model;
    this.subscriptions = subscriptions;
    this.measures = measures;
    this.subscription = subscriptions.subscribe(model.reads);
  }

  /** Evaluates the expression if any of its inputs changed. */
  update(s: readonly Value[], now: number): void {
    if (!this.subscriptions.isStale(this.subscription)) return;
    this.subscriptions.markFresh(this.subscription);
    const value = this.valueNow(s, now);
    if (value === this.value) return;
    this.close(now);
    this.value = value;
    if (!(value >= this.min)) this.min = Number.isNaN(value) ? this.min : value;
    if (!(value <= this.max)) this.max = Number.isNaN(value) ? this.max : value;
  }

  private valueNow(s: readonly Value[], now: number): number {
    return valueOfModel(this.model, this.measures, s, now);
  }

  /** Adds the time since the last change. */
  private close(now: number): void {
    const lasted = now - this.since;
    if (Number.isNaN(this.value)) this.undefinedFor += lasted;
    else this.area += this.value * lasted;
    this.since = now;
  }

  /**
   * The outcome's value (NaN if there is none), and how long the expression was undefined.
   *
   * @param end when the run ended
   * @param until end of the time covered by the sum; later than `end` if nothing more could happen
   */
  result(
    at: Outcome['at'],
    s: readonly Value[],
    end: number,
    until: number,
  ): { value: number; undefinedFor: Micros } {
    this.close(until);
    const value = {
      end: at === 'end' ? this.valueNow(s, end) : Number.NaN,
      max: this.max,
      min: this.min,
      // If there is no maximum, there never was a value.
      sum: Number.isNaN(this.max) ? Number.NaN : this.area / SECOND,
    }[at];
    return { value, undefinedFor: this.undefinedFor };
  }
}

/** An expression's value, NaN if undefined. */
export function valueOfModel(
  { needs, test }: ValueModel,
  measures: ArrayLike<number>,
  s: readonly Value[],
  now: number,
): number {
  for (const needed of needs) if (Number.isNaN(measures[needed]!)) return Number.NaN;
  const value = test(s, 0, now, [], s) as number;
  return Number.isFinite(value) ? value : Number.NaN;
}

/** An outcome of a finished run. */
export function outcomeResult(
  { name, says, is, text, at, unit, better }: Outcome,
  monitor: ValueMonitor,
  s: readonly Value[],
  end: number,
  until: number,
): OutcomeResult {
  const { value, undefinedFor } = monitor.result(at, s, end, until);
  return {
    name,
    says,
    is: text,
    at,
    type: is.type.kind === 'duration' ? 'duration' : 'number',
    unit,
    better,
    value: Number.isNaN(value) ? null : value,
    undefinedFor,
  };
}
