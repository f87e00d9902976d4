import type { ValueModel } from '../../model/model.ts';
import type { OutcomeResult, QuantityResult } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Quantity } from '../../scenario/ast/measuring.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import type { Subscriptions } from '../state/subscriptions.ts';
import { valueOfModel } from './outcomes.ts';

/** A measure's value at a moment, or its mean over a period. */
export class PeriodMonitor {
  private readonly model: ValueModel;
  private readonly subscriptions: Subscriptions;
  private readonly measures: ArrayLike<number>;
  private readonly subscription: number;
  private readonly from: number;
  private readonly to: number | null;
  private value = Number.NaN;
  private since = 0;
  private atMoment = Number.NaN;
  /** Over the period: the sum of each value times its duration, and the total time with a value, in microseconds. */
  private area = 0;
  private known = 0;

  constructor(
    model: ValueModel,
    subscriptions: Subscriptions,
    measures: ArrayLike<number>,
    { from, to }: Pick<Quantity, 'from' | 'to'>,
  ) {
    this.model = model;
    this.subscriptions = subscriptions;
    this.measures = measures;
    this.subscription = subscriptions.subscribe(model.reads);
    this.from = from;
    this.to = to;
  }

  update(s: readonly Value[], now: number): void {
    if (!this.subscriptions.isStale(this.subscription)) return;
    this.subscriptions.markFresh(this.subscription);
    this.close(now);
    this.value = valueOfModel(this.model, this.measures, s, now);
  }

  private close(now: number): void {
    if (this.since <= this.from && this.from < now) this.atMoment = this.value;
    const lasted = Math.min(now, this.to ?? now) - Math.max(this.since, this.from);
    if (this.to !== null && lasted > 0 && !Number.isNaN(this.value)) {
      this.area += this.value * lasted;
      this.known += lasted;
    }
    this.since = now;
  }

  /** NaN if the measure had no value or the run ended too early. */
  result(until: number): number {
    this.close(until);
    if (this.to !== null) return this.known === 0 ? Number.NaN : this.area / this.known;
    return this.from === until ? this.value : this.atMoment;
  }
}

/** Compares the observed values with a finished run. */
export function quantityResults(
  { quantities, fitted, until }: Scenario,
  monitors: readonly (PeriodMonitor | null)[],
  outcomes: readonly OutcomeResult[],
): QuantityResult[] {
  return quantities.map(({ id, of, text, source, value: observed }, i): QuantityResult => {
    const measured = monitors[i]?.result(until ?? 0) ?? Number.NaN;
    const outcome = outcomes.find(({ name }) => name === id)?.value ?? null;
    const simulated = of === 'outcome' ? outcome : Number.isNaN(measured) ? null : measured;
    return {
      id,
      of,
      text,
      source,
      type: observed.type,
      unit: observed.unit,
      observed: observed.value,
      simulated,
      difference: simulated === null ? null : simulated - observed.value,
      within: observed.within,
      basis: fitted.has(id) ? 'fit' : 'computed',
    };
  });
}
