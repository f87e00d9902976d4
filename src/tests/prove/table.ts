/** One row of the table: an attack, how many cases were tried, and how many got through. */
export interface Row {
  readonly attack: string;
  readonly tried: number;
  readonly through: number;
}

/** The table as text, with aligned columns. */
export function textTable(rows: readonly Row[]): string {
  const cells = [
    ['attack', 'tried', 'got through'],
    ...rows.map(({ attack, tried, through }) => [attack, count(tried), count(through)]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map(
      ([attack, tried, through]) =>
        `${attack!.padEnd(widths[0]!)}  ${tried!.padStart(widths[1]!)}  ${through!.padStart(widths[2]!)}\n`,
    )
    .join('');
}

/** A whole number with separators: `1,000`. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}
