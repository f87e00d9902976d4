/** What the error reference says of one code. */
export interface ErrorText {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why that is an error, and what to do. */
  readonly explanation: string;
}

/** The texts of a group of codes: title and explanation. Their examples are mistakes that the tests make. */
export function errorTexts<Code extends string>(
  texts: Readonly<Record<Code, readonly [title: string, explanation: string]>>,
): Readonly<Record<Code, ErrorText>> {
  const entries = Object.entries<readonly [string, string]>(texts);
  return Object.fromEntries(
    entries.map(([code, [title, explanation]]) => [code, { title, explanation }]),
  ) as Record<Code, ErrorText>;
}
