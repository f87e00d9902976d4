import { bit, type Item, isNumber, numberOf, textOf } from './terms.ts';

/** True if a mask has the bit of an element. */
export function hasBit(mask: string, element: string): string {
  const index = bit(element);
  if (isNumber(mask) && isNumber(index)) return String(((numberOf(mask) >> numberOf(index)) & 1) === 1);
  if (mask === '0') return 'false';
  const isSet = `(((${mask}) >> ${index}) & 1)`;
  return isNumber(index) || /^\w+$/.test(index) ? isSet : `(${index} >= 0 && ${index} < 31 && ${isSet})`;
}

/** All bits of two masks. */
export function union(a: string, b: string): string {
  if (a === '0') return b;
  if (b === '0') return a;
  return isNumber(a) && isNumber(b) ? String(numberOf(a) | numberOf(b)) : `(${a} | ${b})`;
}

/** The mask of the items that are present. */
export function maskFrom(items: readonly Item[]): string {
  return items.reduce((mask, { when, term }) => {
    const element = bit(textOf(term));
    const present = when === null ? '1' : `(${bit(when)})`;
    if (when === null && isNumber(element)) return union(mask, String(2 ** numberOf(element)));
    return union(mask, `(${present} << ${element})`);
  }, '0');
}
