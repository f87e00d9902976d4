import type { Value } from '../scenario/expr.ts';
import type { Scenario } from '../scenario/scenario.ts';

/**
 * What expressions read beside the state: values of measures, which a run works out as it goes, and constants with a
 * range, which may differ from run to run. Generated code reads them from these tables, so that one compiled model does
 * for all runs of a sweep.
 */
export class Inputs {
  /** By number of the measure; NaN is one that has no value. */
  readonly measures: Float64Array<ArrayBuffer>;
  /** By number of the constant among those that can be drawn. */
  readonly constants: number[];
  /** Constants that can be drawn, in the order of the text. */
  readonly drawable: readonly string[];
  private readonly names: readonly string[];
  private readonly nominal: readonly number[];

  /** @param drawable constants that are read from the table; others are literals in the code */
  constructor(scenario: Scenario, drawable: readonly string[]) {
    this.names = scenario.measures.map(({ name }) => name);
    this.measures = new Float64Array(this.names.length).fill(Number.NaN);
    this.drawable = drawable;
    this.nominal = drawable.map((name) => scenario.names.constants.get(name)!.value as number);
    this.constants = [...this.nominal];
  }

  measureNumber(name: string): number {
    return this.names.indexOf(name);
  }

  /** Number of a constant that can be drawn, or -1. */
  constantNumber(name: string | undefined): number {
    return name === undefined ? -1 : this.drawable.indexOf(name);
  }

  /** The value that a constant has in the run that goes on; else what the text says. */
  valueOf(name: string | undefined, written: Value): Value {
    const index = this.constantNumber(name);
    return index < 0 ? written : this.constants[index]!;
  }

  /**
   * Begins a run.
   *
   * @param drawn values of the constants that can be drawn, in order; without it those of the text
   */
  begin(drawn: readonly number[] = this.nominal): void {
    this.measures.fill(Number.NaN);
    for (const [i, value] of drawn.entries()) this.constants[i] = value;
  }
}
