/** The error reference's entry for one code. */
export interface ErrorText {
  /** A short description of the problem. */
  readonly title: string;
  /** Why the problem is an error, and how to fix it. */
  readonly explanation: string;
}

/** Entries for a group of codes. Their examples come from the tests. */
export function errorTexts<Code extends string>(
  texts: Readonly<Record<Code, readonly [title: string, explanation: string]>>,
): Readonly<Record<Code, ErrorText>> {
  const entries = Object.entries<readonly [string, string]>(texts);
  return Object.fromEntries(
    entries.map(([code, [title, explanation]]) => [code, { title, explanation }]),
  ) as Record<Code, ErrorText>;
}
