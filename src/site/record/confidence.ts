import type { ConstantValue, MarkResult } from '../../result.ts';
import type { WriteUp } from './write-up.ts';

/** A summary of a write-up's evidence, in numbers that readers can check on the page. */
export interface Confidence {
  /** Entries in the observed timeline. */
  timeline: { entries: number; sourced: number; estimated: number };
  /** Numbers and assumptions used by the scenarios. */
  model: { scenarios: number; sourced: number; fitted: number; assumed: number; assumptions: number };
  /** Marks and values in base runs that predict an observed time or value, whether or not they were reached. Inputs and fits don't count. */
  predictions: { compared: number; within: number; toleranced: number };
  /** Claims from all runs and searches. */
  claims: { stated: number; met: number };
}

export function confidenceOf({ timeline, scenarios }: Pick<WriteUp, 'timeline' | 'scenarios'>): Confidence {
  const results = scenarios.map((scenario) => scenario.result);
  const constants = results.flatMap((result) => result.constants);
  const claims = results.flatMap((result) =>
    [...result.runs, ...result.explorations].flatMap((made) => made.expectations),
  );
  const predictions = results
    .flatMap((result) => result.runs.filter((run) => run.variant === 'base'))
    .flatMap(({ marks, quantities }) => [
      ...marks.filter(({ observed }) => observed !== null),
      ...quantities.map(({ basis, difference, within }) => ({ basis, within, residual: difference })),
    ])
    .filter(({ basis }) => basis === 'prediction');
  return {
    timeline: {
      entries: timeline.length,
      sourced: timeline.filter((entry) => entry.evidence !== null).length,
      estimated: timeline.filter((entry) => entry.basis === 'estimated').length,
    },
    model: {
      scenarios: scenarios.length,
      ...byBasis(constants),
      assumptions: results.reduce((sum, result) => sum + result.assumes.length, 0),
    },
    predictions: {
      compared: predictions.length,
      toleranced: predictions.filter((mark) => mark.within !== null).length,
      within: predictions.filter(isWithin).length,
    },
    claims: { stated: claims.length, met: claims.filter((claim) => claim.met).length },
  };
}

function byBasis(constants: readonly ConstantValue[]): { sourced: number; fitted: number; assumed: number } {
  const of = (basis: ConstantValue['basis']) =>
    constants.filter((constant) => constant.basis === basis).length;
  return { sourced: of('sourced'), fitted: of('fitted'), assumed: of('assumed') };
}

function isWithin(mark: Pick<MarkResult, 'residual' | 'within'>): boolean {
  return mark.residual !== null && mark.within !== null && Math.abs(mark.residual) <= mark.within;
}
