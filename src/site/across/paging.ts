/** Rows of a long list on one page. */
export const ROWS_A_PAGE = 100;

/** One page of a list. */
export interface PageOf<T> {
  rows: readonly T[];
  /** From 1 on. */
  number: number;
  /** How many pages there are; at least 1. */
  pages: number;
  /** How many rows all pages have. */
  total: number;
}

/** Cuts a list into pages. A list without rows has one empty page, so that its address is there. */
export function pagesOf<T>(rows: readonly T[], size = ROWS_A_PAGE): PageOf<T>[] {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  return Array.from({ length: pages }, (_, i) => ({
    rows: rows.slice(i * size, (i + 1) * size),
    number: i + 1,
    pages,
    total: rows.length,
  }));
}

/** Page numbers to offer: the first, the last and those about the current one; null stands for a gap. */
export function offered(number: number, pages: number): (number | null)[] {
  const near = Array.from({ length: pages }, (_, i) => i + 1).filter(
    (page) => page === 1 || page === pages || Math.abs(page - number) <= 2,
  );
  return near.flatMap((page, i) => (i > 0 && page - near[i - 1]! > 1 ? [null, page] : [page]));
}
