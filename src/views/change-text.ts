import type { Change, Json } from '../result.ts';
import { formatChanged, formatValue } from './number-format.ts';

/** Items of a list that are named; of more, the number is told. */
const MOST_ITEMS = 4;

/** A change of state in words: `active: 110 (was 118)`, or for a list or set what it gained and lost. */
export function changeText(change: Change): string {
  const { name, from, to, unit, added, removed } = change;
  if (added.length === 0 && removed.length === 0) {
    return from === null && to === null
      ? `${name} changes`
      : `${name}: ${formatChanged(to, unit)} (was ${formatChanged(from, unit)})`;
  }
  const gains = added.length === 0 ? [] : [`gains ${itemsText(added)}`];
  const loses = removed.length === 0 ? [] : [`loses ${itemsText(removed)}`];
  return `${name} ${[...gains, ...loses].join(', ')}`;
}

function itemsText(items: readonly Json[]): string {
  const named = items.slice(0, MOST_ITEMS).map((item) => formatValue(item));
  const rest = items.length - named.length;
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${rest} more`;
}
