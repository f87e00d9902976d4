import type { RecordEntry } from '../hindcast.ts';
import { type Html, html, raw } from '../views/markup/html.ts';
import { type LastResult, mentioned } from './page.ts';

/*
 * Markup that stands while a simulation goes on, in development alone: the last result, marked as such, or a frame
 * where there is none. What is marked carries a sign and words, not a colour alone.
 */

/** What of a scenario is not as it was when its last result was made. */
export type Change =
  | { readonly kind: 'line'; readonly line: number; readonly before: string; readonly after: string }
  | { readonly kind: 'lines'; readonly first: number; readonly count: number | null }
  | { readonly kind: 'record' }
  | { readonly kind: 'engine' };

/** Longest piece of a line that a notice quotes, in UTF-16 code units. */
const MOST_QUOTED = 120;

/** What changed since the last result: one line of the text, several, entries of the record, or else the engine. */
export function changeSince(last: LastResult, text: string, record: readonly RecordEntry[]): Change {
  if (last.text === text) {
    const [old, now] = [last.record, record].map((entries) => JSON.stringify(mentioned(text, entries)));
    return old === now ? { kind: 'engine' } : { kind: 'record' };
  }
  const before = last.text.split('\n');
  const after = text.split('\n');
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && before[start] === after[start]) start++;
  let end = 0;
  while (end < least - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  if (Math.max(old.length, now.length) > 1) {
    // Where lines came or went, which of them are others can't be counted by place.
    const count = old.length === now.length ? now.filter((line, i) => line !== old[i]).length : null;
    return { kind: 'lines', first: start + 1, count };
  }
  const quoted = (lines: readonly string[]): string => {
    const line = (lines[0] ?? '').trim();
    return line.length > MOST_QUOTED ? `${line.slice(0, MOST_QUOTED)}…` : line;
  };
  return { kind: 'line', line: start + 1, before: quoted(old), after: quoted(now) };
}

/** Figures of the last result, with a notice above them that says what they are of. */
export function staleScenario(markup: string, change: Change): string {
  const what = { record: 'the record', engine: 'the engine', line: 'the text', lines: 'the text' }[
    change.kind
  ];
  return html`<div class="hc-stale">
<p class="hc-unfinished">${sign(16)}<strong>Result of ${what} before the last change.</strong> The new one is being simulated.${changeText(change)}</p>
${raw(markup)}
</div>`.toString();
}

/** A view of the last result that stands apart from its scenario. */
export function staleView(markup: string): string {
  return html`<div class="hc-stale">
<p class="hc-unfinished">${sign(16)}<strong>Result before the last change.</strong> The new one is being simulated.</p>
${raw(markup)}
</div>`.toString();
}

/** Stands for a scenario, or a view of it, of which there is no result yet. */
export function firstResult(scenario: string): string {
  return html`<div class="hc-stale hc-awaited">
<p class="hc-unfinished">${sign(16)}<strong>Scenario ${scenario} is being simulated.</strong> There is no earlier result to show. The page shows the new one by itself.</p>
</div>`.toString();
}

/** A cited value of the last result. */
export function staleCite(markup: string): string {
  return html`<span class="hc-stale-cite" title="of the result before the last change">${raw(markup)}${sign(10)}<span class="hc-unseen"> (before the last change)</span></span>`.toString();
}

/** Stands for a cited value that is not known yet. */
export function awaitedCite(path: string): string {
  return html`<span class="hc-stale-cite" title="${path}: being simulated"><span aria-hidden="true">…</span>${sign(10)}<span class="hc-unseen">(being simulated)</span></span>`.toString();
}

function changeText(change: Change): Html | '' {
  switch (change.kind) {
    case 'line': {
      const { line, before, after } = change;
      if (before === '' && after === '') return '';
      const said = before === '' ? 'New in' : after === '' ? 'Gone from' : 'Changed in';
      const arrow =
        before !== '' && after !== ''
          ? html` <span class="hc-unseen">is now</span><span aria-hidden="true">→</span> `
          : '';
      return html` <span class="hc-change">${said} line ${line} of the scenario: ${code(before)}${arrow}${code(after)}</span>`;
    }
    case 'lines':
      return change.count === null
        ? html` <span class="hc-change">Changed from line ${change.first} of the scenario on.</span>`
        : html` <span class="hc-change">Changed: ${change.count} lines of the scenario, the first of them line ${change.first}.</span>`;
    default:
      return '';
  }
}

function code(text: string): Html | '' {
  return text === '' ? '' : html`<code dir="ltr">${text}</code>`;
}

/** An hourglass. */
function sign(size: number): Html {
  return html`<svg class="hc-unfinished-sign" width="${size}" height="${size}" viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 1.5h9M3.5 14.5h9M4.5 1.5v2.6L8 8l3.5-3.9V1.5M4.5 14.5v-2.6L8 8l3.5 3.9v2.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>`;
}
