import type { Diagnostic, Span } from '../diagnostic/diagnostic.ts';
import type { MapAxis, MapVerdict, RunSummary, StabilityMap } from '../result.ts';
import type { StabilityAxes, StabilityAxis } from '../scenario/ast/measuring.ts';

/**
 * The map of a scenario.
 *
 * @param summaries the run with the scenario's own values, then those of the cells, row by row
 */
export function stabilityMapOf({ x, y }: StabilityAxes, summaries: readonly RunSummary[]): StabilityMap {
  const [own, ...cells] = summaries;
  const columns = x.values.length;
  return {
    x: axisOf(x),
    y: axisOf(y),
    cells: cells.map((summary, i) => ({
      x: i % columns,
      y: Math.floor(i / columns),
      ...stabilityOf(summary),
    })),
    own: stabilityOf(own!),
  };
}

/** A warning if runs of cells failed. */
export function failedCells(span: Span, summaries: readonly RunSummary[]): Diagnostic[] {
  const errors = summaries.flatMap(({ error }) => (error === null ? [] : [error]));
  if (errors.length === 0) return [];
  return [
    {
      code: 'run/sweep',
      severity: 'warning',
      message: `${errors.length} of ${summaries.length} runs of the map failed; the first error was: ${errors[0]}`,
      hint: 'leave out these values, or guard the expression that failed; the map shows failed runs as undecided',
      span,
    },
  ];
}

function axisOf({ name, own, values }: StabilityAxis): MapAxis {
  const written = ({ text, x }: StabilityAxis['own']) => ({ value: text, x });
  return { path: `const.${name}`, own: written(own), values: values.map(written) };
}

/** What a run shows about stability. Recovery and metastability are those that claims are about. */
export function stabilityOf(summary: RunSummary): MapVerdict {
  const { error, triggered, trigger, metastable, recoveredAfter } = summary;
  const impact =
    error === null
      ? Math.max(0, ...[...summary.services, ...summary.conditions].map((one) => one.impact))
      : null;
  const undecided = (why: string): MapVerdict => ({ stability: 'undecided', why, recoveredAfter, impact });
  const decided = (stability: MapVerdict['stability']): MapVerdict => ({
    stability,
    why: null,
    recoveredAfter,
    impact,
  });
  if (error !== null) return undecided(`the run failed: ${error}`);
  if (!triggered || trigger === undefined) return undecided('the trigger never happens');
  if (!trigger.steadyBefore) return decided('never-steady');
  if (!trigger.isOver) return undecided('the trigger isn’t over when the run ends');
  if (metastable === true) return decided('metastable');
  if (recoveredAfter === null) return undecided('the steady state returns, but doesn’t last until the end');
  return decided(recoveredAfter === 0 && impact === 0 ? 'never-hurt' : 'recovers');
}
