import type { Guard, ValueModel } from '../../model/model.ts';
import type { ConditionResult, ConditionWindow } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { ImpactCondition } from '../../scenario/ast/measuring.ts';
import type { Subscriptions } from '../state/subscriptions.ts';
import { valueOfModel } from './outcomes.ts';
import { ConditionMonitor } from './recovery.ts';

/** Records when a condition under `impact.conditions` holds, and how many users it affects. */
export class HarmMonitor {
  private readonly condition: ConditionMonitor;
  private readonly users: ValueModel | null;
  private readonly subscriptions: Subscriptions;
  private readonly measures: ArrayLike<number>;
  private readonly subscription: number;
  /** The highest number of users in each interval; NaN if undefined. */
  private readonly greatest: number[] = [];

  /** @param measures values of the measures, NaN if undefined */
  constructor(
    { is, users }: { readonly is: Guard; readonly users: ValueModel | null },
    subscriptions: Subscriptions,
    measures: ArrayLike<number>,
  ) {
    this.condition = new ConditionMonitor(is, subscriptions);
    this.users = users;
    this.subscriptions = subscriptions;
    this.measures = measures;
    this.subscription = users === null ? -1 : subscriptions.subscribe(users.reads);
  }

  /** Updates the condition, and the number of affected users if it may have changed. */
  update(s: readonly Value[], now: number): void {
    const before = this.condition.started;
    this.condition.update(s, now);
    const { holds, started } = this.condition;
    // An interval that ends at the instant it started doesn't count.
    if (started < this.greatest.length) this.greatest.pop();
    if (this.users === null) return;
    const isStale = this.subscriptions.isStale(this.subscription);
    if (!holds || !(isStale || started > before)) return;
    this.subscriptions.markFresh(this.subscription);
    const value = valueOfModel(this.users, this.measures, s, now);
    const last = started - 1;
    if (this.greatest.length < started) this.greatest.push(value);
    else if (!(value <= this.greatest[last]!)) {
      this.greatest[last] = Number.isNaN(value) ? this.greatest[last]! : value;
    }
  }

  /**
   * @param every gaps shorter than this don't end a period
   * @param until the end of a condition that still holds; later than the run's end if nothing more could happen
   */
  result(
    { name, says, while: { text }, service, unit }: ImpactCondition,
    every: number,
    until: number,
  ): ConditionResult {
    const windows: ConditionWindow[] = [];
    for (const [i, { from, to }] of this.condition.intervals().entries()) {
      const affected = this.users === null ? null : known(this.greatest[i]!);
      const last = windows.at(-1);
      if (last !== undefined && last.to !== null && from - last.to < every) {
        last.to = to;
        last.affected = greatestOf([last.affected, affected]);
      } else windows.push({ from, to, affected });
    }
    const total = windows.reduce((sum, { from, to }) => sum + (to ?? until) - from, 0);
    const none = this.users === null ? null : 0;
    const affected = windows.length === 0 ? none : greatestOf(windows.map((one) => one.affected));
    return { name, says, while: text, service, windows, total, affected, unit };
  }
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function greatestOf(values: readonly (number | null)[]): number | null {
  const some = values.filter((value) => value !== null);
  return some.length === 0 ? null : Math.max(...some);
}
