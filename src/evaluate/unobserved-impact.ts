import type { Micros, Result, Run } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';

/**
 * Predicted impact outside the observed impact periods. Null if no period was observed. Periods of up to one window are
 * left out, since impact that is based on an error rate starts and ends with a window.
 */
export function unobservedImpact(
  { impactPeriods, impact: { every }, until }: Scenario,
  base: Run | undefined,
): Result['unobservedImpact'] {
  if (base === undefined || impactPeriods.length === 0) return null;
  const impacts = [
    ...base.services.map(({ service, windows }) => ({ service, windows, end: base.ended.at })),
    ...base.conditions.map(({ name, windows }) => ({ service: name, windows, end: until ?? base.ended.at })),
  ];
  return impacts.flatMap(({ service, windows, end }) =>
    windows.flatMap(({ from, to }) =>
      outside({ from, to: to ?? end }, impactPeriods)
        .filter((piece) => piece.to - piece.from > every)
        .map((piece) => ({ service, ...piece })),
    ),
  );
}

interface Period {
  readonly from: Micros;
  readonly to: Micros;
}

/** The parts of a period that no other period covers, in order. */
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
