/**
 * A value in Promela. Sets are bit masks, so they are scalars. A list has a condition for each item that may be absent,
 * and `at` reads an item of a list that is stored in an array.
 */
export type Term =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Item[]; readonly at?: (index: string) => Term }
  | { readonly kind: 'record'; readonly fields: readonly Term[] }
  /** The keys are 0, 1, ...; bits of the mask say which of them are present. */
  | {
      readonly kind: 'map';
      readonly mask: string;
      readonly values: readonly Term[];
      readonly at?: (index: string) => Term;
    };

export interface Item {
  /** Null for an item that is always there. */
  readonly when: string | null;
  readonly term: Term;
}

/** Texts of more characters take SPIN and readers too long. */
export const MAX_TEXT = 20_000;

export const scalar = (text: string): Term => ({ kind: 'scalar', text });

export function isNumber(text: string): boolean {
  return /^(\d+|\(-\d+\))$/.test(text);
}

export function numberOf(text: string): number {
  return Number(text.replace(/[()]/g, ''));
}

export function numeral(value: number): string {
  return value < 0 ? `(${value})` : String(value);
}

/** Both parts are true. */
export function and(...parts: readonly (string | null)[]): string {
  const rest = parts.filter((part) => part !== null && part !== 'true');
  if (rest.includes('false')) return 'false';
  return rest.length === 0 ? 'true' : rest.length === 1 ? rest[0]! : `(${rest.join(' && ')})`;
}

export function or(...parts: readonly string[]): string {
  const rest = parts.filter((part) => part !== 'false');
  if (rest.includes('true')) return 'true';
  return rest.length === 0 ? 'false' : rest.length === 1 ? rest[0]! : `(${rest.join(' || ')})`;
}

export function not(part: string): string {
  if (part === 'true') return 'false';
  return part === 'false' ? 'true' : `!(${part})`;
}

const OPERATIONS: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

/** A binary operation, computed here if both operands are numbers. */
export function binary(a: string, sign: string, b: string): string {
  const compute = OPERATIONS[sign];
  if (compute !== undefined && isNumber(a) && isNumber(b)) {
    const value = compute(numberOf(a), numberOf(b));
    return typeof value === 'boolean' ? String(value) : numeral(value);
  }
  if (sign === '+' && a === '0') return b;
  if (sign === '+' && b === '0') return a;
  if (sign === '*' && a === '1') return b;
  if (sign === '*' && b === '1') return a;
  return `(${a} ${sign} ${b})`;
}

export function sum(parts: readonly string[]): string {
  return parts.reduce((a, b) => binary(a, '+', b), '0');
}

/** A truth value as 0 or 1. */
export function bit(text: string): string {
  return text === 'true' ? '1' : text === 'false' ? '0' : text;
}

export function textOf(term: Term): string {
  if (term.kind === 'scalar') return term.text;
  throw new Error('a collection has several texts');
}

/** Number of items that are present. */
export function sizeOf(items: readonly Item[]): string {
  return sum(items.map(({ when }) => (when === null ? '1' : bit(when))));
}
