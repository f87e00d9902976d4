/**
 * A list of so many numbers that the language's engine keeps as doubles side by side, and reads and writes with fewer
 * checks than a typed array: it is a plain list whose first member was no integer.
 */
export function doubles(length: number): number[] {
  return Array.from({ length }, () => Number.NaN).fill(0);
}
