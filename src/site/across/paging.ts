/** Number of rows per page. */
const PAGE_SIZE = 100;

/** One page in a list. */
export interface PageOf<T> {
  rows: readonly T[];
  /** The page number, starting at 1. */
  number: number;
  /** Number of pages, at least 1. */
  pages: number;
  /** Number of rows on all pages. */
  total: number;
}

/** Splits a list into pages. An empty list gets one empty page, so that its URL exists. */
export function pagesOf<T>(rows: readonly T[], size = PAGE_SIZE): PageOf<T>[] {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  return Array.from({ length: pages }, (_, i) => ({
    rows: rows.slice(i * size, (i + 1) * size),
    number: i + 1,
    pages,
    total: rows.length,
  }));
}

/** Page numbers to link: the first, the last and those near the current one. Null marks a gap. */
export function linkedPages(number: number, pages: number): (number | null)[] {
  const near = Array.from({ length: pages }, (_, i) => i + 1).filter(
    (page) => page === 1 || page === pages || Math.abs(page - number) <= 2,
  );
  return near.flatMap((page, i) => (i > 0 && page - near[i - 1]! > 1 ? [null, page] : [page]));
}
