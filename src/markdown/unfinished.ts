import type { RecordEntry } from '../hindcast.ts';
import { type Html, html, raw } from '../views/markup/html.ts';
import { type LastResult, mentioned } from './page.ts';

/*
 * Markup shown while a simulation is running in development: the previous result with a notice, or a placeholder if
 * there is none. The notice has an icon and text, so it doesn't depend on color.
 */

/** What has changed since a scenario's previous result. */
export type Change =
  | { readonly kind: 'line'; readonly line: number; readonly before: string; readonly after: string }
  | { readonly kind: 'lines'; readonly first: number; readonly count: number | null }
  | { readonly kind: 'record' }
  | { readonly kind: 'engine' };

/** Maximum length of a quoted line in a notice, in UTF-16 code units. */
const MAX_QUOTE = 120;

/**
 * Finds what has changed since the previous result: one line of the text, several lines, or timeline entries. If none
 * of them has changed, the engine has.
 */
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
    // If lines were added or removed, changed lines can't be counted by position.
    const count = old.length === now.length ? now.filter((line, i) => line !== old[i]).length : null;
    return { kind: 'lines', first: start + 1, count };
  }
  const quoted = (lines: readonly string[]): string => {
    const line = (lines[0] ?? '').trim();
    return line.length > MAX_QUOTE ? `${line.slice(0, MAX_QUOTE)}…` : line;
  };
  return { kind: 'line', line: start + 1, before: quoted(old), after: quoted(now) };
}

/** Figures from the previous result, below a notice that says what has changed. */
export function staleScenario(markup: string, change: Change): string {
  const what = { record: 'timeline', engine: 'engine', line: 'text', lines: 'text' }[change.kind];
  return html`<div class="hc-stale">
<p class="hc-unfinished">${sign(16)}<strong>This result is from before the last change to the ${what}.</strong> The new one is being simulated.${changeText(change)}</p>
${raw(markup)}
</div>`.toString();
}

/** Figures from a single run, below a notice that the other runs are still being simulated. */
export function quickScenario(markup: string): string {
  return html`<p class="hc-unfinished hc-quick">${sign(16)}<strong>This is a single run.</strong> The other runs of this scenario are still being simulated. The page updates when they end.</p>
${raw(markup)}`.toString();
}

/** A view of the previous result, for a `show` block. */
export function staleView(markup: string): string {
  return html`<div class="hc-stale">
<p class="hc-unfinished">${sign(16)}<strong>This result is from before the last change.</strong> The new one is being simulated.</p>
${raw(markup)}
</div>`.toString();
}

/** Placeholder for a scenario or view that has no result yet. */
export function firstResult(scenario: string): string {
  return html`<div class="hc-stale hc-awaited">
<p class="hc-unfinished">${sign(16)}<strong>Scenario ${scenario} is being simulated.</strong> There is no earlier result. This page updates when the simulation ends.</p>
</div>`.toString();
}

/** A cited value from the previous result. */
export function staleCite(markup: string): string {
  return html`<span class="hc-stale-cite" title="from before the last change">${raw(markup)}${sign(10)}<span class="hc-unseen"> (before the last change)</span></span>`.toString();
}

/** Placeholder for a cited value that isn't known yet. */
export function awaitedCite(path: string): string {
  return html`<span class="hc-stale-cite" title="${path}: being simulated"><span aria-hidden="true">…</span>${sign(10)}<span class="hc-unseen">(being simulated)</span></span>`.toString();
}

function changeText(change: Change): Html | '' {
  switch (change.kind) {
    case 'line': {
      const { line, before, after } = change;
      if (before === '' && after === '') return '';
      const verb = before === '' ? 'Added' : after === '' ? 'Removed' : 'Changed';
      const arrow =
        before !== '' && after !== ''
          ? html` <span class="hc-unseen">became</span><span aria-hidden="true">→</span> `
          : '';
      return html` <span class="hc-change">${verb} in line ${line} of the scenario: ${code(before)}${arrow}${code(after)}</span>`;
    }
    case 'lines':
      return change.count === null
        ? html` <span class="hc-change">Changed from line ${change.first} of the scenario onward.</span>`
        : html` <span class="hc-change">Changed: ${change.count} lines of the scenario, starting at line ${change.first}.</span>`;
    default:
      return '';
  }
}

function code(text: string): Html | '' {
  return text === '' ? '' : html`<code dir="ltr">${text}</code>`;
}

/** An hourglass icon. */
function sign(size: number): Html {
  return html`<svg class="hc-unfinished-sign" width="${size}" height="${size}" viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 1.5h9M3.5 14.5h9M4.5 1.5v2.6L8 8l3.5-3.9V1.5M4.5 14.5v-2.6L8 8l3.5 3.9v2.6" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/></svg>`;
}
