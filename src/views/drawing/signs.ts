import type { MarkResult } from '../../result.ts';
import { type Html, html } from '../markup/html.ts';
import { basisShape } from '../markup/provenance.ts';

/** Kinds of markers. `many` shows a count, for events that are too close together to draw separately. */
export type Look =
  | 'breaks'
  | 'restores'
  | 'input'
  | 'crash'
  | 'restart'
  | 'trouble'
  | 'skip'
  | 'deliver'
  | 'step'
  | 'many';

/** A marker centered on a point. It shows a count if it represents multiple events. */
export function signOf(look: Look, cx: number, cy: number, events: number, r: number): Html {
  const x = px(cx);
  const y = px(cy);
  if (events > 1) return counted(look, x, y, events, r);
  switch (look) {
    case 'breaks':
      return html`<path class="hc-fill" d="${octagon(x, y, 8)}"/><path class="hc-on-fill" d="M${px(x - 3)} ${px(y - 3)}l6 6m0 -6l-6 6"/>`;
    case 'restores':
      return html`<circle class="hc-fill" cx="${x}" cy="${y}" r="8"/><path class="hc-on-fill" d="M${px(x - 3.6)} ${px(y + 0.2)}l2.6 2.8l4.6 -5.4"/>`;
    case 'input':
      return html`<path class="hc-fill" d="M${x} ${px(y - 6)}l6 6l-6 6l-6 -6Z"/>`;
    case 'crash':
      return html`<path class="hc-line" d="M${px(x - 4)} ${px(y - 4)}l8 8m0 -8l-8 8"/>`;
    case 'restart':
      return html`<path class="hc-hollow" d="M${px(x - 4)} ${px(y - 4)}h8v8h-8Z"/>`;
    case 'trouble':
      return html`<circle class="hc-hollow" cx="${x}" cy="${y}" r="5"/><path class="hc-line" d="M${px(x - 2.2)} ${px(y - 2.2)}l4.4 4.4m0 -4.4l-4.4 4.4"/>`;
    case 'skip':
      return html`<circle class="hc-hollow" cx="${x}" cy="${y}" r="4"/>`;
    case 'deliver':
      return html`<path class="hc-fill" d="M${px(x - 4)} ${px(y - 4.5)}l8 4.5l-8 4.5Z"/>`;
    default:
      return html`<circle class="hc-fill" cx="${x}" cy="${y}" r="4.5"/>`;
  }
}

/** A pill with a count. If the events include an input or a crash, there's a ring around it. */
function counted(look: Look, x: number, y: number, events: number, r: number): Html {
  const ring =
    look === 'many'
      ? null
      : html`<rect class="hc-hollow" x="${px(x - r - 2.5)}" y="${px(y - 10.5)}" width="${px(2 * r + 5)}" height="21" rx="10.5"/>`;
  return html`${ring}<rect class="hc-fill" x="${px(x - r)}" y="${px(y - 8)}" width="${px(2 * r)}" height="16" rx="8"/><text class="hc-count" x="${x}" y="${px(y + 4)}" text-anchor="middle" font-size="11">${events}</text>`;
}

function octagon(x: number, y: number, r: number): string {
  const k = r * 0.414;
  return `M${px(x - k)} ${px(y - r)}H${px(x + k)}L${px(x + r)} ${px(y - k)}V${px(y + k)}L${px(x + k)} ${px(y + r)}H${px(x - k)}L${px(x - r)} ${px(y + k)}V${px(y - k)}Z`;
}

/** The sign for a mark: a disc for a prediction, a ring for an input, or a triangle for a fit. */
export function markSign(basis: MarkResult['basis'], cx: number, cy: number): Html {
  if (basis === 'fit') return basisShape('estimated', cx, cy, 5.5);
  if (basis === 'computed') return basisShape('simulated', cx, cy, 5.5);
  return html`<circle class="hc-hollow" cx="${px(cx)}" cy="${px(cy)}" r="5"/>`;
}

/** Downward zigzag from `y0` to `y1`: the edge of an axis break. */
export function zigzag(x: number, y0: number, y1: number): string {
  const tooth = 8;
  const teeth = Math.ceil((y1 - y0) / tooth);
  const steps = Array.from({ length: teeth }, (_, i) => `l${i % 2 === 0 ? 4 : -4} ${px((y1 - y0) / teeth)}`);
  return `M${px(x)} ${px(y0)}${steps.join('')}`;
}

/** Formats pixels to one decimal place. More digits would be invisible and only make pages larger. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Whether an outcome is good or bad. `plain` is neither. */
export type Tone = 'good' | 'bad' | 'plain';

/** Words after a sign: a check mark in a disc, a cross in an octagon, or a dash. */
export function verdict(tone: Tone, words: string): Html {
  return html`<span class="hc-verdict hc-${tone}"><svg class="hc-badge-sign" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">${sign(tone)}</svg>${words}</span>`;
}

function sign(tone: Tone): Html {
  if (tone === 'good') return signOf('restores', 9, 9, 1, 8);
  if (tone === 'bad') return signOf('breaks', 9, 9, 1, 8);
  return html`<path class="hc-line" stroke="currentColor" d="M4 9h10"/>`;
}
