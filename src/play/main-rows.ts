import type { Run } from '../result.ts';
import { changeOf, type Quantity } from '../views/card/quantities.ts';

/** Maximum number of rows in the table of results. The others are collapsed. */
const MOST = 10;

/** Number of the scenario's own results that are always in the table. Services have two results each. */
const OWN = 5;

/**
 * The quantities that a reader compares first, and the rest, both in their original order. Measures, marks and outcomes
 * that the author named come first, then whatever differs most from the page's run.
 */
export function splitQuantities(
  quantities: readonly Quantity[],
  page: Run,
  yours: Run,
): { main: Quantity[]; rest: Quantity[] } {
  if (quantities.length <= MOST + 2) return { main: [...quantities], rest: [] };
  const ranked = quantities
    .map((quantity) => ({
      quantity,
      isOwn: quantity.kind !== 'impact' && quantity.kind !== 'failed',
      change: changeOf(quantity, yours, page),
      size: Number(quantity.of(page).x !== 0),
    }))
    .sort((a, b) => b.change - a.change || Number(b.isOwn) - Number(a.isOwn) || b.size - a.size);
  const own = ranked.filter(({ isOwn }) => isOwn).slice(0, OWN);
  const others = ranked.filter((one) => !own.includes(one)).slice(0, MOST - own.length);
  const chosen = new Set([...own, ...others].map(({ quantity }) => quantity));
  return {
    main: quantities.filter((quantity) => chosen.has(quantity)),
    rest: quantities.filter((quantity) => !chosen.has(quantity)),
  };
}
