import { readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { inert } from '../../diagnostic/frame.ts';

/** Everything the command line gets from its environment. Commands don't access the process directly. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean | undefined };
  /** Absolute path for resolving relative file names. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * Calls `handler` for Ctrl-C and SIGTERM, which by default end the process.
   *
   * @returns a function that removes the handler
   */
  onInterrupt?(handler: () => void): () => void;
  /** False keeps all work on the calling thread, without progress or interrupts. Default: true. */
  readonly threads?: boolean | undefined;
}

/** Where text is written, for example `process.stdout`. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal. */
  readonly columns?: number | undefined;
}

/** Receives a command's exit status. */
export type Done = (code: number) => void;

/** Exit statuses of all commands. Warnings don't affect them. As in shells, 130 means Ctrl-C. */
export const EXIT = { ok: 0, errors: 1, usage: 2, interrupted: 130 } as const;

/** The last paragraph of the help for most commands. */
export const EXIT_STATUS = `
Exit status: 0 if there are no errors (warnings are allowed), 1 if there are errors, 2 if the
command line is invalid.`;

/**
 * Thrown if a command can't do what the user asked for. It's printed as an error with a hint and without a stack
 * trace.
 */
export class UsageError extends Error {
  readonly hint: string | null;

  constructor(message: string, hint: string | null = null) {
    super(message);
    this.name = 'UsageError';
    this.hint = hint;
  }
}

/**
 * Makes an author's text safe to print: control characters could send commands to the terminal, and bidirectional marks
 * could make a line look like a different one. Newlines and tabs are kept. No line can be mistaken for a CI command.
 */
export function printable(text: string): string {
  return inert(text).replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '\ufffd',
  );
}

/* Parsers for option values. Commander prepends the option's name to their messages. */

/** A calendar date like 2026-03-02. */
export function readDay(text: string): string {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  if (isDay && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('Use a date like 2026-03-02.');
}

export function readSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff) {
    throw new InvalidArgumentError('Use a whole number from 0 to 4294967295.');
  }
  return Number(text);
}

/** A parser for whole numbers from `min` to `max`. */
export function wholeNumber(max: number, min = 1): (text: string) => number {
  return (text) => {
    if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > max || Number(text) < min) {
      throw new InvalidArgumentError(`Use a whole number from ${min} to ${max}.`);
    }
    return Number(text);
  };
}

/** This package's version. */
export function ownVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}

const UNITS: Readonly<Record<string, number>> = { MiB: 2 ** 20, GiB: 2 ** 30 };

/** Parses an amount of memory, such as `8GiB`. Returns bytes. */
export function readBytes(text: string): number {
  const [, amount, unit] = /^(\d{1,6}(?:\.\d{1,3})?) ?(MiB|GiB)$/.exec(text) ?? [];
  const bytes = Math.floor(Number(amount) * (UNITS[unit ?? ''] ?? Number.NaN));
  if (bytes > 0) return bytes;
  throw new InvalidArgumentError('Use an amount like 512MiB or 8GiB.');
}
