import type { OutcomeResult } from '../../result.ts';
import { type Expr, measuresOf } from '../../scenario/ast/expr.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { evaluate, type PlainScope } from './expressions.ts';

/** An outcome's value from a given time on; NaN if undefined. */
interface Reading {
  readonly from: number;
  readonly value: number;
}

/** All values that the outcomes have during a run, in order. */
export class PlainOutcomes {
  private readonly scenario: Scenario;
  private readonly readings: Reading[][];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.readings = scenario.outcomes.map(() => []);
  }

  observe(scope: PlainScope): void {
    for (const [i, { is }] of this.scenario.outcomes.entries()) {
      const value = readingOf(is, scope);
      const readings = this.readings[i]!;
      if (readings.length === 0 || !Object.is(readings.at(-1)!.value, value))
        readings.push({ from: scope.now, value });
    }
  }

  /** @param scope at the end of the run */
  results(scope: PlainScope): OutcomeResult[] {
    const { outcomes, until } = this.scenario;
    return outcomes.map(({ name, says, is, text, at, unit, better }, i): OutcomeResult => {
      const readings = this.readings[i]!;
      const periods = readings.map(({ from, value }, k) => ({
        value,
        lasted: (readings[k + 1]?.from ?? until ?? 0) - from,
      }));
      const known = periods.filter(({ value }) => !Number.isNaN(value));
      const total = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0);
      const values = known.map(({ value }) => value);
      const found = {
        end: () => readingOf(is, scope),
        max: () => Math.max(...values),
        min: () => Math.min(...values),
        sum: () => total(known.map(({ value, lasted }) => value * lasted)) / 1_000_000,
      };
      const value = at !== 'end' && known.length === 0 ? Number.NaN : found[at]();
      return {
        name,
        says,
        is: text,
        at,
        type: is.type.kind === 'duration' ? 'duration' : 'number',
        unit,
        better,
        value: Number.isNaN(value) ? null : value,
        undefinedFor: total(periods.filter(({ value }) => Number.isNaN(value)).map(({ lasted }) => lasted)),
      };
    });
  }
}

function readingOf(is: Expr, scope: PlainScope): number {
  if (measuresOf(is).some((name) => Number.isNaN(scope.measures[name]!))) return Number.NaN;
  const value = evaluate(is, { ...scope, allowsNaN: true }) as number;
  return Number.isFinite(value) ? value : Number.NaN;
}
