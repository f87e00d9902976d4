import { type Html, html } from './html.ts';

/** A cell of a CSV: null is left empty. */
export type CsvCell = string | number | null;

/**
 * A link that saves numbers as CSV (RFC 4180). The file stands in the link itself, so that it works wherever the page lies:
 * under any path, from a disk, and without script.
 *
 * @param name of the file, without its ending
 */
export function csvLink(name: string, head: readonly string[], rows: readonly (readonly CsvCell[])[]): Html {
  const text = [head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
  const address = `data:text/csv;charset=utf-8,${encodeURI(`${text}\r\n`.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('#', '%23')}`;
  return html`<a class="hc-csv" download="${fileName(name)}.csv" href="${address}">Save as CSV <span class="hc-sub-inline">(${rows.length} rows)</span></a>`;
}

/** Text that a spreadsheet would take for a formula gets an apostrophe before it. */
function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'numbers';
}
