import type { Result, Run } from '../../result.ts';
import { type Html, html, type Part, raw } from './html.ts';
import { badge } from './provenance.ts';

/** The frame for every view: a bold title, a caption of one or two sentences, then the body. */
export function figure(view: string, title: string, caption: Part, body: Part): Html {
  return html`<figure class="hc-figure hc-${view}">
<figcaption class="hc-figcaption"><strong class="hc-title" dir="auto">${title}</strong>${caption}</figcaption>
${body}
</figure>`;
}

/** A sentence in a caption. */
export function sentence(...parts: Part[]): Html {
  return html` <span dir="auto">${parts}</span>`;
}

/** Small print under a view, such as a formula or a caveat. */
export function note(...parts: Part[]): Html {
  return html`<p class="hc-note">${parts}</p>`;
}

/** Options for all views. */
export interface ViewOptions {
  /** Prefix for ids in the markup. Only needed if a page shows the same view of the same run twice. */
  id?: string;
  /** Variant whose run the view shows. Default: the base. */
  variant?: string;
}

/** An id that is unique on a page unless the page repeats a combination of view, scenario, and run. */
export function viewId(view: string, result: Result, run: Run | null, options: ViewOptions): string {
  if (options.id !== undefined) return idText(options.id);
  return ['hc', view, result.scenario, run?.variant ?? 'all'].map(idText).join('-');
}

function idText(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, (char) => `_${char.codePointAt(0)!.toString(16)}`);
}

/** The run for a variant, or null if the result has none with that name. */
export function findRun(result: Result, variant = 'base'): Run | null {
  return result.runs.find((run) => run.variant === variant) ?? null;
}

/** `base run` or `variant x`, as used in views. */
export function runName(run: Run): string {
  return run.variant === 'base' ? 'base run' : `variant ${run.variant}`;
}

/** Names of the base and of all variants that were run or searched, in source order. */
export function variantNames(result: Result): string[] {
  return [...new Set([...result.runs, ...result.explorations].map(({ variant }) => variant))];
}

/** The line under each view of a run: scenario, run, seed and engine. */
export function origin(result: Result, run: Run | null): Html {
  const which = run === null ? 'all runs' : `${runName(run)}, seed ${run.seed}`;
  return html`<p class="hc-origin">${badge('simulated')} <span dir="auto">Scenario ${result.scenario}, ${which}, engine ${result.engine}.</span></p>`;
}

/** Caveats about a run: notes, how it ended, and whether the trace is complete. */
export function runNotes(run: Run): Html {
  const ended = {
    until: null,
    idle: 'The run ended early: no events were left.',
    waiting: 'The run ended early: nothing more could happen, and instances were still waiting.',
  }[run.ended.because];
  const dropped =
    run.traceDropped > 0
      ? `The trace is truncated: ${run.traceDropped.toLocaleString('en-US')} later events are missing.`
      : null;
  const notes = [...run.notes, ended, dropped].filter((text) => text !== null);
  if (notes.length === 0) return html``;
  return html`<ul class="hc-notes">${notes.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`;
}

/** A table column. Numeric columns are right-aligned so that digits line up. */
export interface Column {
  head: Part;
  numeric?: boolean;
}

/**
 * A table. On narrow screens, each row turns into a block in which `data-h` labels the values.
 *
 * @param label describes the table; unique on the page if scenario titles are unique
 * @param rows `tr` elements
 */
export function dataTable(label: string, columns: readonly Column[], rows: Part, view = ''): Html {
  const heads = columns.map(
    (column) => html`<th scope="col"${column.numeric && html` class="hc-num"`}>${column.head}</th>`,
  );
  const names = columns.map(({ head }) =>
    html`${head}`
      .toString()
      .replace(/<[^>]*>/g, '')
      .trim(),
  );
  return html`<div class="hc-table-frame">
<table class="hc-table${view === '' ? '' : ` hc-table-${view}`}" aria-label="${label}">
<thead><tr>${heads}</tr></thead>
<tbody>
${raw(withHeads(html`${rows}`.toString(), names))}
</tbody>
</table>
</div>`;
}

/** Adds the column's name to each cell except the first one in its row. */
function withHeads(rows: string, names: readonly string[]): string {
  let column = 0;
  return rows.replace(/<(tr|th|td)\b([^>]*)>/g, (tag, name: string, attributes: string) => {
    if (name === 'tr') {
      column = 0;
      return tag;
    }
    const head = names[column] ?? '';
    const span = Number(/\bcolspan="(\d+)"/.exec(attributes)?.[1] ?? 1);
    const isNamed = name === 'td' && column > 0 && span === 1 && head !== '';
    column += span;
    return isNamed ? `<td data-h="${head}"${attributes}>` : tag;
  });
}

/** A section that stays collapsed until a reader opens it. */
export function disclosure(summary: string, body: Part): Html {
  return html`<details class="hc-details"><summary class="hc-summary">${summary}</summary>
${body}
</details>`;
}

/** The text shown instead of a view that has no run or data. An empty figure might look as if nothing went wrong. */
export function absent(view: string, text: string): Html {
  return html`<p class="hc-absent hc-${view}" dir="auto">${text}</p>`;
}

/**
 * Adds an id and a permalink to a finished figure. Other markup is returned unchanged.
 *
 * @param id id of the figure on the page
 * @param name text after "Link to" in the link's accessible name
 */
export function withPermalink(markup: string, id: string, name: string): string {
  const opening = /^<figure class="hc-figure [\w -]+"/.exec(markup)?.[0];
  const title = markup.indexOf('</strong>');
  if (opening === undefined || title < 0) return markup;
  const link = html`<a class="hc-permalink" href="#${id}" aria-label="Link to ${name}">#</a>`;
  const end = title + '</strong>'.length;
  // Put the link inside the title so that they're on the same line.
  return `${opening} id="${id}"${markup.slice(opening.length, end - '</strong>'.length)}${link}</strong>${markup.slice(end)}`;
}

/** A CSV cell; null is written as an empty cell. */
export type CsvCell = string | number | null;

/**
 * A link that downloads data as CSV (RFC 4180). The file is a `data:` URL, so the link works on any path, from
 * disk, and without scripts.
 *
 * @param name file name without its extension
 */
export function csvLink(name: string, head: readonly string[], rows: readonly (readonly CsvCell[])[]): Html {
  const text = [head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n');
  const address = `data:text/csv;charset=utf-8,${encodeURI(`${text}\r\n`.replace(/\p{Surrogate}/gu, '\uFFFD')).replaceAll('#', '%23')}`;
  return html`<a class="hc-csv" download="${fileName(name)}.csv" href="${address}">Download CSV <span class="hc-sub-inline">(${rows.length.toLocaleString('en-US')} ${rows.length === 1 ? 'row' : 'rows'})</span></a>`;
}

/** Puts an apostrophe in front of text that a spreadsheet would treat as a formula. */
function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '') || 'numbers';
}
