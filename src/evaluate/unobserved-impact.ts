import type { Micros, Result, Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';

/**
 * Predicted impact outside all observed periods of impact. Null if no period was observed. Pieces up to one window long
 * are left out, since impact that is based on an error rate starts and ends with a window.
 */
export function unobservedImpact(
  { impactPeriods, impact: { every } }: Scenario,
  base: Run | undefined,
): Result['unobservedImpact'] {
  if (base === undefined || impactPeriods.length === 0) return null;
  return base.services.flatMap(({ service, windows }) =>
    windows.flatMap(({ from, to }) =>
      outside({ from, to: to ?? base.ended.at }, impactPeriods)
        .filter((piece) => piece.to - piece.from > every)
        .map((piece) => ({ service, ...piece })),
    ),
  );
}

interface Period {
  readonly from: Micros;
  readonly to: Micros;
}

/** The parts of a period that none of the others covers, in order. */
function outside(period: Period, others: readonly Period[]): Period[] {
  return others.reduce<Period[]>(
    (pieces, other) =>
      pieces.flatMap(({ from, to }) =>
        [
          { from, to: Math.min(to, other.from) },
          { from: Math.max(from, other.to), to },
        ].filter((piece) => piece.from < piece.to),
      ),
    [period],
  );
}
