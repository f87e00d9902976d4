/** What the reference adds to a key's schema: a description of its type and default. */
export interface KeyNote {
  readonly type: string;
  /** The default, in backticks if it's a value. Empty for a required key. */
  readonly fallback: string;
  /** Examples to use if the schema has none. */
  readonly examples: readonly unknown[];
}

/** Notes about keys, by path. Example of a path: `processes.<name>.steps[].when`. */
export type KeyNotes = Readonly<Record<string, KeyNote>>;

/**
 * Rules that involve several keys in a map, by the map's path: which keys are required, and which are mutually
 * exclusive.
 */
export type MapRules = Readonly<Record<string, string>>;

type Row = readonly [type: string, fallback: string, ...examples: readonly unknown[]];

/** Notes written as rows: type, default, examples. */
export function keyNotes(rows: Readonly<Record<string, Row>>): KeyNotes {
  return Object.fromEntries(
    Object.entries(rows).map(([path, [type, fallback, ...examples]]) => [path, { type, fallback, examples }]),
  );
}

/** The default of keys that have no effect unless they're set. */
export const NONE = 'none';

export const TEXT = 'text';
export const NAME = 'name';
export const NAMES = 'name or list of names';
export const WHOLE = 'whole number';
export const NUMBER = 'number';
export const SWITCH = '`true` or `false`';
export const DURATION = 'duration';
export const MOMENT = 'moment';
export const INSTANT = 'RFC 3339 time';
export const DELAY = 'delay';
export const CONDITION = 'expression (true or false)';
export const DURATION_EXPRESSION = 'duration or expression';
export const WHOLE_EXPRESSION = 'whole number or expression';
export const NUMBER_EXPRESSION = 'number or expression';
export const SHARE_EXPRESSION = 'share or expression';
export const RATE_EXPRESSION = 'rate or expression';
