import type { Result } from '../result.ts';
import type { Sweep } from '../result-sweep.ts';

/** What the comparison with the record stands on: only predictions count as agreement. */
export interface FitCounts {
  /** Marks and facts that the record has and that nothing was fitted to or taken from. */
  predictions: number;
  /** Predictions that lie within their tolerance, or hold all the time. */
  agree: number;
  /** Predictions outside of their tolerance, that did not come, or that do not hold. */
  disagree: number;
  /** Predicted moments for which the record states no tolerance: their residual is shown and judged by nobody. */
  unjudged: number;
  /** Marks that were taken from the record. */
  inputs: number;
  /** Marks and facts that a constant was fitted to. */
  fits: number;
  /** Constants by where their numbers come from, and those that sweeps draw. */
  assumed: number;
  sourced: number;
  fitted: number;
  ranged: number;
}

/** Counts what the base of a Result predicts, and what it rests on. */
export function fitCounts(result: Result): FitCounts {
  const base = result.runs.find(({ variant }) => variant === 'base');
  const marks = (base?.marks ?? []).filter(({ observed }) => observed !== null);
  const facts = base?.facts ?? [];
  const predicted = marks.filter(({ basis }) => basis === 'prediction');
  const shown = facts.filter(({ basis }) => basis === 'prediction');
  const judged = predicted.filter(({ within, at }) => within !== null || at === null);
  const near = judged.filter(
    ({ within, residual }) => within !== null && residual !== null && Math.abs(residual) <= within,
  );
  const holds = shown.filter(({ verdict }) => verdict === 'agrees');
  const constants = (basis: string): number => result.constants.filter((one) => one.basis === basis).length;
  return {
    predictions: predicted.length + shown.length,
    agree: near.length + holds.length,
    disagree: judged.length - near.length + shown.length - holds.length,
    unjudged: predicted.length - judged.length,
    inputs: marks.filter(({ basis }) => basis === 'input').length,
    fits: marks.filter(({ basis }) => basis === 'fit').length + facts.length - shown.length,
    assumed: constants('assumed'),
    sourced: constants('sourced'),
    fitted: constants('fitted'),
    ranged: result.constants.filter(({ range }) => range !== null).length,
  };
}

/** The sweep of the base that tells how sure its times are: over drawn constants, or else over random numbers. */
export function rangesOf({ sweeps }: Result): Sweep | null {
  const own = sweeps.filter(({ variant }) => variant === 'base');
  return own.find(({ kind }) => kind === 'draws') ?? own.find(({ kind }) => kind === 'seeds') ?? null;
}
