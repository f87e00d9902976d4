import type { Row } from '../record/source.ts';

/** Reads cells by header name. If a name is repeated, its first column is used. A missing column or cell is empty. */
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
