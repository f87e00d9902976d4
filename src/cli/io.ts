/** Where text goes. `process.stdout` is one. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of a terminal. */
  readonly columns?: number | undefined;
}

/** All that the command line has of the world around it. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean | undefined };
  /** Absolute path from which file names are understood. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Hears Ctrl-C from here on, which else ends the process.
   *
   * @returns what ends the hearing
   */
  onInterrupt?(hear: () => void): () => void;
}

/** Exit codes. A warning alone is fine. The last is what shells give for Ctrl-C. */
export const EXIT = { fine: 0, findings: 1, usage: 2, interrupted: 130 } as const;

/** What was asked for can't be done as it was asked. Told in one or two lines, never with a stack. */
export class UsageError extends Error {
  /** A second line that helps, or null. */
  readonly help: string | null;

  constructor(message: string, help: string | null = null) {
    super(message);
    this.name = 'UsageError';
    this.help = help;
  }
}

/**
 * Makes an author's text safe to print: control characters could drive the reader's terminal, and marks that turn the
 * direction of writing could make a line look like another one. Ends of lines stay.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '\ufffd',
  );
}
