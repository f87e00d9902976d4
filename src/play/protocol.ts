/** A page's request to run or search a model. */
export interface Question {
  /** Copied to the answer, so that the page can match the answer with the question. */
  readonly id: number;
  /** Index of a case in the portable model. */
  readonly index: number;
  /** Values of free constants, in microseconds for durations. Constants that aren't listed keep the page's values. */
  readonly constants: Readonly<Record<string, number>>;
  readonly seed: number;
}

export interface Answer {
  readonly id: number;
  /** The results to compare first. */
  readonly rows: readonly Row[];
  /** All other results. */
  readonly more: readonly Row[];
  readonly curve: Curve | null;
  /** The shortest counterexample, with one sentence per step. */
  readonly steps: readonly string[];
  /** The timeline as markup; empty without a run. */
  readonly timeline: string;
  /** Why there is no result, for example because a limit was reached; null if there is one. */
  readonly error: string | null;
}

/** One result, with the page's numbers and with the reader's. */
export interface Row {
  readonly head: string;
  readonly page: string;
  readonly yours: string;
  /** Change from the page's result; null if there is no change or if neither direction is better. */
  readonly change: 'better' | 'worse' | null;
}

/** A measure or an error rate over time, with the page's numbers and with the reader's. Null where undefined. */
export interface Curve {
  readonly title: string;
  readonly page: readonly (number | null)[];
  readonly yours: readonly (number | null)[];
  /** The largest value in either series, as a number and as text. */
  readonly top: number;
  readonly topText: string;
  /** The curve's first and last times, as text. */
  readonly fromText: string;
  readonly toText: string;
}
