import type { OutcomeResult, QuantityResult } from '../../result.ts';
import { type Expr, measuresOf } from '../../scenario/ast/expr.ts';
import type { Scenario } from '../../scenario/ast/scenario.ts';
import { evaluate, type PlainScope } from './expressions.ts';

/** An outcome's value from a given time on. NaN if undefined. */
interface Reading {
  readonly from: number;
  readonly value: number;
}

/** All values that the outcomes have during a run, in order. */
export class PlainOutcomes {
  private readonly scenario: Scenario;
  private readonly readings: Reading[][];
  /** For each observed value, all values of its measure. */
  private readonly compared: Reading[][];

  constructor(scenario: Scenario) {
    this.scenario = scenario;
    this.readings = scenario.outcomes.map(() => []);
    this.compared = scenario.quantities.map(() => []);
  }

  observe(scope: PlainScope): void {
    for (const [i, { of, is }] of this.scenario.quantities.entries()) {
      if (of === 'measure') this.compared[i]!.push({ from: scope.now, value: readingOf(is, scope) });
    }
    for (const [i, { is }] of this.scenario.outcomes.entries()) {
      const value = readingOf(is, scope);
      const readings = this.readings[i]!;
      if (readings.length === 0 || !Object.is(readings.at(-1)!.value, value))
        readings.push({ from: scope.now, value });
    }
  }

  quantities(outcomes: readonly OutcomeResult[]): QuantityResult[] {
    const { quantities, fitted } = this.scenario;
    const until = this.scenario.until ?? 0;
    return quantities.map(({ id, of, from, to, text, source, value }, i): QuantityResult => {
      const readings = this.compared[i]!;
      const measured = to === null ? valueAt(readings, from, until) : meanOver(readings, from, to, until);
      const simulated =
        of === 'outcome'
          ? outcomes.find(({ name }) => name === id)!.value
          : Number.isNaN(measured)
            ? null
            : measured;
      return {
        id,
        of,
        text,
        source,
        type: value.type,
        unit: value.unit,
        observed: value.value,
        simulated,
        difference: simulated === null ? null : simulated - value.value,
        within: value.within,
        basis: fitted.has(id) ? 'fit' : 'computed',
      };
    });
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

/** The value at a given time, which is the last value up to then. */
function valueAt(readings: readonly Reading[], at: number, until: number): number {
  const last = readings.findLast(({ from }) => from <= at);
  return last === undefined || at > until ? Number.NaN : last.value;
}

/** The mean over a period, ignoring intervals without a value. */
function meanOver(readings: readonly Reading[], from: number, to: number, until: number): number {
  let area = 0;
  let known = 0;
  const changes = readings.filter((one, i) => i === 0 || !Object.is(one.value, readings[i - 1]!.value));
  for (const [i, one] of changes.entries()) {
    const end = changes[i + 1]?.from ?? until;
    const lasted = Math.min(end, to) - Math.max(one.from, from);
    if (lasted <= 0 || Number.isNaN(one.value)) continue;
    area += one.value * lasted;
    known += lasted;
  }
  return known === 0 ? Number.NaN : area / known;
}

/** A value that may be undefined: NaN if it reads an undefined measure, or if it isn't finite. */
export function readingOf(is: Expr, scope: PlainScope): number {
  if (measuresOf(is).some((name) => Number.isNaN(scope.measures[name]!))) return Number.NaN;
  const value = evaluate(is, { ...scope, allowsNaN: true }) as number;
  return Number.isFinite(value) ? value : Number.NaN;
}
