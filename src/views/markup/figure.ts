import type { Result, Run } from '../../result.ts';
import { type Html, html, type Part } from './html.ts';
import { badge } from './provenance.ts';

/** Frame of a view: caption with a bold title and a sentence or two, then what it shows. */
export function figure(view: string, title: string, caption: Part, body: Part): Html {
  return html`<figure class="hc-figure hc-${view}">
<figcaption class="hc-figcaption"><strong class="hc-title" dir="auto">${title}</strong>${caption}</figcaption>
${body}
</figure>`;
}

/** A sentence of a caption. */
export function sentence(...parts: Part[]): Html {
  return html` <span dir="auto">${parts}</span>`;
}

/** Small print under a view: a formula, a caution. */
export function note(...parts: Part[]): Html {
  return html`<p class="hc-note">${parts}</p>`;
}

/** What every view can be told. */
export interface ViewOptions {
  /** Prefix of ids in the markup. Needed only if a page shows the same view of the same run twice. */
  id?: string;
  /** Run that a view of one run shows; the base if left out. */
  variant?: string;
}

/** An id that is unique on a page as long as scenario, run and view are. */
export function viewId(view: string, result: Result, run: Run | null, options: ViewOptions): string {
  if (options.id !== undefined) return idText(options.id);
  return ['hc', view, result.scenario, run?.variant ?? 'all'].map(idText).join('-');
}

function idText(text: string): string {
  return text.replace(/[^A-Za-z0-9_-]/g, (char) => `_${char.codePointAt(0)!.toString(16)}`);
}

/** The run of a variant, or null if the result has none of that name. */
export function findRun(result: Result, variant = 'base'): Run | null {
  return result.runs.find((run) => run.variant === variant) ?? null;
}

/** `base run` or `variant x`, as views name a run. */
export function runName(run: Run): string {
  return run.variant === 'base' ? 'base run' : `variant ${run.variant}`;
}

/** Names of the base and all variants that were run or searched, in the order of the text. */
export function variantNames(result: Result): string[] {
  return [...new Set([...result.runs, ...result.explorations].map(({ variant }) => variant))];
}

/** Who made the numbers: scenario, run, seed and engine (one line under each view of a run). */
export function origin(result: Result, run: Run | null): Html {
  const which = run === null ? 'all runs' : `${runName(run)}, seed ${run.seed}`;
  return html`<p class="hc-origin">${badge('simulated')} <span dir="auto">Scenario ${result.scenario}, ${which}, engine ${result.engine}.</span></p>`;
}

/** Sentences about the run that a reader must know. */
export function runNotes(run: Run): Html {
  const ended = {
    until: null,
    idle: 'The run ended when nothing could happen any more.',
    deadlock: 'The run ended in a deadlock: some process waits for what can no longer come.',
  }[run.ended.because];
  const dropped =
    run.traceDropped > 0
      ? `The record of this run is cut: ${run.traceDropped} later events are not in it.`
      : null;
  const notes = [...run.notes, ended, dropped].filter((text) => text !== null);
  if (notes.length === 0) return html``;
  return html`<ul class="hc-notes">${notes.map((text) => html`<li dir="auto">${text}</li>`)}</ul>`;
}

/** A column of a table. Numbers are set flush right, so that their digits line up. */
export interface Column {
  head: Part;
  numeric?: boolean;
}

/**
 * A table that scrolls sideways on narrow screens. The scrolling box can be reached by keyboard and has a name.
 *
 * @param label what the table shows; unique on the page if scenario titles are
 * @param rows `tr` elements
 */
export function dataTable(label: string, columns: readonly Column[], rows: Part, view = ''): Html {
  const heads = columns.map(
    (column) => html`<th scope="col"${column.numeric && html` class="hc-num"`}>${column.head}</th>`,
  );
  return html`<div class="hc-scroll" tabindex="0" role="group" aria-label="${label}">
<table class="hc-table${view === '' ? '' : ` hc-table-${view}`}" aria-label="${label}">
<thead><tr>${heads}</tr></thead>
<tbody>
${rows}
</tbody>
</table>
</div>`;
}

/** A stretch of the page that stands closed until a reader opens it. */
export function disclosure(summary: string, body: Part): Html {
  return html`<details class="hc-details"><summary class="hc-summary">${summary}</summary>
${body}
</details>`;
}

/** Stands in place of a view whose run or data are missing. Plain, so that nobody takes silence for "all well". */
export function absent(view: string, text: string): Html {
  return html`<p class="hc-absent hc-${view}" dir="auto">${text}</p>`;
}

/**
 * Gives a finished figure an id and a link to itself behind its title. Markup that is no figure stays as it is.
 *
 * @param id   id of the figure on its page
 * @param name what the link's name says after “Link to”
 */
export function withPermalink(markup: string, id: string, name: string): string {
  const opening = /^<figure class="hc-figure [\w -]+"/.exec(markup)?.[0];
  const title = markup.indexOf('</strong>');
  if (opening === undefined || title < 0) return markup;
  const link = html`<a class="hc-permalink" href="#${id}" aria-label="Link to ${name}">#</a>`;
  const end = title + '</strong>'.length;
  // In the title, so that the two stay on one line.
  return `${opening} id="${id}"${markup.slice(opening.length, end - '</strong>'.length)}${link}</strong>${markup.slice(end)}`;
}

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
