import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';

/** Says with which code a command ended. */
export type Done = (code: number) => void;

/** The end of most helps. */
export const EXIT_CODES = `
Exit codes: 0 all is well (there may be warnings), 1 there are errors, 2 the command was not understood.`;

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

/*
 * Values of options out of their texts. What is no value is refused with the option's name, which the command line puts
 * before these sentences.
 */

/** A day that there is, as 2026-03-02. */
export function readDay(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (isDay && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('A day is written like 2026-03-02.');
}

/** A seed of a run. */
export function readSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff) {
    throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  }
  return Number(text);
}

/**
 * Reads a whole number from 1 on.
 *
 * @param what it is a number of, for the sentence that refuses it, such as `A number of runs`
 */
export function wholeReader(what: string, most: number): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > most) {
      throw new InvalidArgumentError(`${what} is a whole number from 1 to ${most}.`);
    }
    return Number(text);
  };
}

/** Version of this package. */
export function ownVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
