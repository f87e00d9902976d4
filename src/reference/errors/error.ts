/** What the error reference says of one code. */
export interface ErrorText {
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why that is an error, and what to do. */
  readonly explanation: string;
  /**
   * What an author writes to get it. Null where the case files of the tests hold one: then that one is shown, with what
   * is told about it.
   */
  readonly example: string | null;
}

/** The texts of a group of codes: title, explanation, and an example where no case file has one. */
export function errorTexts<Code extends string>(
  texts: Readonly<Record<Code, readonly [title: string, explanation: string, example?: string]>>,
): Readonly<Record<Code, ErrorText>> {
  const entries = Object.entries<readonly [string, string, string?]>(texts);
  return Object.fromEntries(
    entries.map(([code, [title, explanation, example]]) => [
      code,
      { title, explanation, example: example ?? null },
    ]),
  ) as Record<Code, ErrorText>;
}
