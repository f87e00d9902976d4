import type { Distribution } from '../../result.ts';

/** A quantile of a distribution. */
export type Quantile = 'least' | 'p5' | 'p25' | 'p50' | 'p75' | 'p95' | 'greatest';

const LATER = 'not by the end';

/** A quantile in words, even if the run at the quantile's rank ends without a value. */
export function quantileText(
  spread: Distribution,
  quantile: Quantile,
  write: (value: number) => string,
): string {
  const value = spread[quantile];
  if (value !== null) return write(value);
  const end = openEnd(spread, quantile);
  if (end === null) return '–';
  return end === 'above' ? LATER : 'base not by the end';
}

const SHARES: Readonly<Record<Quantile, number>> = {
  least: 0,
  p5: 0.05,
  p25: 0.25,
  p50: 0.5,
  p75: 0.75,
  p95: 0.95,
  greatest: 1,
};

/** For a quantile without a value: whether its run counts as smaller or larger than all values. Null without runs. */
export function openEnd(spread: Distribution, quantile: Quantile): 'below' | 'above' | null {
  const { n, below, above } = spread;
  if (spread[quantile] !== null || below + above === 0) return null;
  const rank = Math.max(1, Math.ceil(SHARES[quantile] * (below + n + above)));
  return rank <= below ? 'below' : 'above';
}

/** The smallest number of runs of which 5% is at least one run. */
const FEWEST_FOR_PERCENT = 20;

/** `5–95%: 2 min to 9 min`. With few runs, the range is labeled as the lowest to the highest value. */
export function rangeText(spread: Distribution, write: (value: number) => string): string {
  const [from, to] = [quantileText(spread, 'p5', write), quantileText(spread, 'p95', write)];
  const last = to === LATER ? 'after the end' : to;
  return `${rangeName(spread)}: ${from === to ? 'the same' : `${from} to ${last}`}`;
}

/** Names the interval from `p5` to `p95`. */
function rangeName({ n, below, above }: Distribution): string {
  return n + below + above < FEWEST_FOR_PERCENT ? 'Lowest to highest' : '5–95%';
}
