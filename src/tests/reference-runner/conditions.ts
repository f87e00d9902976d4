import type { ConditionResult } from '../../result.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { holds, type PlainScope } from './expressions.ts';
import { readingOf } from './outcomes.ts';

/** A condition's state after an event. */
interface Reading {
  readonly at: number;
  readonly isTrue: boolean;
  /** NaN if undefined. */
  readonly users: number;
}

interface Period {
  readonly from: number;
  to: number | null;
  users: number[];
}

/** All readings of the conditions under `impact.conditions`. */
export class PlainConditions {
  private readonly scenario: Scenario;
  private readonly readings: Reading[][];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.readings = scenario.impact.conditions.map(() => []);
  }

  observe(scope: PlainScope): void {
    for (const [i, condition] of this.scenario.impact.conditions.entries()) {
      const isTrue = holds(condition.while.is, scope);
      const users = isTrue && condition.users !== null ? readingOf(condition.users, scope) : Number.NaN;
      this.readings[i]!.push({ at: scope.now, isTrue, users });
    }
  }

  results(): ConditionResult[] {
    const { conditions, every } = this.scenario.impact;
    const until = this.scenario.until!;
    return conditions.map((condition, i): ConditionResult => {
      const periods = joined(periodsOf(this.readings[i]!), every);
      const none = condition.users === null;
      const windows = periods.map(({ from, to, users }) => ({
        from,
        to,
        affected: none ? null : highest(users),
      }));
      const all = windows.flatMap(({ affected }) => affected ?? []);
      return {
        name: condition.name,
        says: condition.says,
        while: condition.while.text,
        service: condition.service,
        windows,
        total: windows.map(({ from, to }) => (to ?? until) - from).reduce((sum, one) => sum + one, 0),
        affected: none ? null : windows.length === 0 ? 0 : highest(all),
        unit: condition.unit,
      };
    });
  }
}

/** Periods in which the readings are true. Periods and gaps of zero length are ignored. */
function periodsOf(readings: readonly Reading[]): Period[] {
  const periods: Period[] = [];
  for (const { at, isTrue, users } of readings) {
    const last = periods.at(-1);
    if (last !== undefined && last.to === null) {
      if (isTrue) last.users.push(users);
      else if (last.from === at) periods.pop();
      else last.to = at;
    } else if (isTrue && last?.to === at) {
      last.to = null;
      last.users.push(users);
    } else if (isTrue) periods.push({ from: at, to: null, users: [users] });
  }
  return periods;
}

function joined(periods: readonly Period[], every: number): Period[] {
  const out: Period[] = [];
  for (const period of periods) {
    const last = out.at(-1);
    if (last === undefined || last.to === null || period.from - last.to >= every) out.push(period);
    else {
      last.to = period.to;
      last.users.push(...period.users);
    }
  }
  return out;
}

function highest(values: readonly number[]): number | null {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.length === 0 ? null : Math.max(...known);
}
