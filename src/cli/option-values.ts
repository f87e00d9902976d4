import { InvalidArgumentError } from 'commander';

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
