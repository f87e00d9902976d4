import type { ScalarNode } from './node.ts';

/**
 * Where each character of a scalar's value stands in the text. Quotes, escapes, indentation of block scalars and
 * folded line ends make the two differ, so value and source are walked together: a character that matches is taken,
 * white space of the value stands for any white space of the source, and the rest of the source is passed over.
 *
 * @returns function from an offset into the value to an offset into the text
 */
export function offsetsOf(node: ScalarNode): (offset: number) => number {
  const value = String(node.value);
  if (node.raw === value) return (offset) => node.start + Math.min(offset, value.length);
  const map: number[] = [];
  let at = contentStart(node.raw);
  for (let i = 0; i < value.length; i++) {
    const found = nextMatch(node.raw, at, value[i]!);
    map.push(node.start + found);
    at = found + 1;
  }
  const end = node.start + Math.min(at, node.raw.length);
  return (offset) => map[offset] ?? end;
}

function contentStart(raw: string): number {
  if (raw.startsWith('"') || raw.startsWith("'")) return 1;
  if (/^[|>]/.test(raw)) return Math.max(0, raw.indexOf('\n') + 1);
  return 0;
}

function nextMatch(raw: string, from: number, char: string): number {
  const blank = char === ' ' || char === '\n';
  for (let i = from; i < raw.length; i++) {
    if (raw[i] === char) return i;
    if (blank && /\s/.test(raw[i]!)) return i;
  }
  return Math.min(from, raw.length);
}
