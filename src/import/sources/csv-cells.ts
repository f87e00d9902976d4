import type { Row } from '../record/source.ts';

/** Reads cells by header name. Of repeated names, the first counts; a missing column or cell is empty. */
export function cellsUnder(header: readonly string[]): (row: Row, name: string) => string {
  const columns = new Map<string, number>();
  header.forEach((name, i) => {
    const key = name.trim().toLowerCase();
    if (!columns.has(key)) columns.set(key, i);
  });
  return ({ cells }, name) => {
    const column = columns.get(name.toLowerCase());
    return column === undefined ? '' : (cells[column] ?? '').trim();
  };
}
