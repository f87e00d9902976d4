import { type Html, html } from './html.ts';
import { signOf } from './timeline-shapes.ts';

/** How something came out. `plain` is for what is neither met nor missed. */
export type Tone = 'good' | 'bad' | 'plain';

/** Words with a sign before them: a tick in a disc, a cross in an octagon, or a dash. */
export function verdict(tone: Tone, words: string): Html {
  return html`<span class="hc-verdict hc-${tone}"><svg class="hc-badge-sign" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">${sign(tone)}</svg>${words}</span>`;
}

function sign(tone: Tone): Html {
  if (tone === 'good') return signOf('mends', 9, 9, 1, 8);
  if (tone === 'bad') return signOf('breaks', 9, 9, 1, 8);
  return html`<path class="hc-line" stroke="currentColor" d="M4 9h10"/>`;
}
