/** What the doctor found about one part of a set-up. */
export interface Examined {
  /** Such as `node`, `config`, `fonts`. */
  readonly part: string;
  readonly status: 'ok' | 'warning' | 'error';
  /** What was found, in a sentence. */
  readonly found: string;
  /** What to do about it; null where all is well. */
  readonly hint: string | null;
}

/** A part with which all is well. */
export const well = (part: string, found: string): Examined => ({ part, status: 'ok', found, hint: null });

/** A part with which something is wrong, and what to do about it. */
export const wrong = (status: 'warning' | 'error', part: string, found: string, hint: string): Examined => ({
  part,
  status,
  found,
  hint,
});
