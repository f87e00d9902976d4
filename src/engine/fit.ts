import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { MarkResult, Run } from '../result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { formatDuration, SECOND } from '../time/duration.ts';
import * as say from './diagnostics.ts';

/**
 * What is wrong with the run of the base beside the record: a mark outside of the tolerance that its fact states, and a
 * run that was not in its steady state before the first fault. Variants are not held to the record: it tells what was.
 */
export function fitFindings(scenario: Scenario, run: Run): Diagnostic[] {
  if (run.variant !== 'base') return [];
  const outside = run.marks.flatMap((mark) => {
    const span = scenario.marks.find(({ id }) => id === mark.id)?.span;
    const trouble = span === undefined ? null : outsideOf(mark);
    return span === undefined || trouble === null ? [] : [say.outsideTolerance(span, mark.id, trouble)];
  });
  const { recovery } = run;
  const unsteady = recovery !== null && recovery.trigger !== null && !recovery.steadyBefore;
  return [...outside, ...(unsteady && scenario.steady !== null ? [say.notSteady(scenario.steady.span)] : [])];
}

/** What a mark does instead of keeping to its tolerance, or null if it keeps to it or has none. */
function outsideOf({ within, residual, at, status }: MarkResult): string | null {
  if (within === null || (residual !== null && Math.abs(residual) <= within)) return null;
  const allowed = `may be off by ${formatDuration(within)}`;
  if (at === null || residual === null) {
    return `${status === 'never' ? 'never comes' : 'does not come by the end'}, and ${allowed}`;
  }
  return `comes ${written(Math.abs(residual))} ${residual < 0 ? 'before' : 'after'} what the record says, and ${allowed}`;
}

function written(length: number): string {
  return formatDuration(length < 10 * SECOND ? length : Math.round(length / SECOND) * SECOND);
}
