import type { MarkResult } from '../result.ts';

/**
 * How a mark agrees with the record. `missing`: it did not happen; `given`: it is an input or a fit and predicts nothing;
 * `open`: the record has no such fact, or states no tolerance.
 */
export type Agreement = 'within' | 'outside' | 'open' | 'given' | 'missing';

/** Agreement of a mark with the record, as every view judges it. */
export function agreementOf(mark: MarkResult): Agreement {
  if (mark.at === null) return 'missing';
  if (mark.basis !== 'prediction') return 'given';
  if (mark.within === null || mark.residual === null) return 'open';
  return Math.abs(mark.residual) <= mark.within ? 'within' : 'outside';
}

/** Why a mark has no time: `not by the end` of the run, or `never`, since nothing could happen any more. */
export function absenceWords(mark: Pick<MarkResult, 'status'>): string {
  return mark.status === 'never' ? 'never' : 'not by the end';
}
