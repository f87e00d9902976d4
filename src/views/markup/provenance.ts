import type { Basis, TraceEvent } from '../../result.ts';
import { type Html, html } from './html.ts';

/** All four bases, from the strongest evidence to the weakest. */
export const BASES: readonly Basis[] = ['observed', 'simulated', 'estimated', 'assumed'];

/**
 * The sign for a basis as an SVG shape: a filled diamond (observed), a disc (simulated), an open triangle (estimated)
 * or a dashed square (assumed). The shapes differ, so color is never the only cue.
 *
 * @param r half the sign's size, in SVG units
 */
export function basisShape(basis: Basis, cx: number, cy: number, r: number): Html {
  const at = (dx: number, dy: number) => `${round(cx + dx * r)} ${round(cy + dy * r)}`;
  switch (basis) {
    case 'observed':
      return html`<path class="hc-shape hc-shape-observed" fill="currentColor" d="M${at(0, -1.2)}L${at(1.2, 0)}L${at(0, 1.2)}L${at(-1.2, 0)}Z"/>`;
    case 'simulated':
      return html`<circle class="hc-shape hc-shape-simulated" fill="currentColor" cx="${round(cx)}" cy="${round(cy)}" r="${round(r)}"/>`;
    case 'estimated':
      return html`<path class="hc-shape hc-shape-estimated" fill="none" stroke="currentColor" stroke-width="1.5" d="M${at(0, -1)}L${at(1.1, 0.9)}L${at(-1.1, 0.9)}Z"/>`;
    case 'assumed':
      return html`<path class="hc-shape hc-shape-assumed" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2 1.5" d="M${at(-1, -1)}L${at(1, -1)}L${at(1, 1)}L${at(-1, 1)}Z"/>`;
  }
}

/** A badge for a basis, with its sign and a word. `word` can be more specific than the basis. Example: `fitted`. */
export function badge(basis: Basis, word: string = basis): Html {
  return html`<span class="hc-badge hc-basis-${basis}">${basisSign(basis)}${word}</span>`;
}

/** A badge without its sign, for tables with many rows. Its word and underline show the basis. */
export function basisWord(basis: Basis, word: string = basis): Html {
  return html`<span class="hc-badge hc-basis-${basis}">${word}</span>`;
}

/** A basis's sign, in place of a word. It refers to `basisSymbols`, so its outline isn't repeated for each badge. */
export function basisSign(basis: Basis): Html {
  return html`<svg class="hc-badge-sign" width="12" height="12" aria-hidden="true"><use href="#hc.${basis}"/></svg>`;
}

/** The outlines of the four signs. Each page includes them once. */
export function basisSymbols(): Html {
  return html`<svg class="hc-symbols" width="0" height="0" aria-hidden="true" focusable="false">${BASES.map((basis) => html`<symbol id="hc.${basis}" viewBox="0 0 12 12">${basisShape(basis, 6, 6, 4)}</symbol>`)}</svg>`;
}

/** The basis of an event's time: observed for inputs, simulated for all other events. */
export function eventBasis(event: Pick<TraceEvent, 'input' | 'observed'>): { basis: Basis; word: string } {
  if (event.observed !== null) return { basis: 'observed', word: 'observed (input)' };
  return { basis: 'simulated', word: event.input ? 'simulated (follows from an input)' : 'simulated' };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const LONGEST = 44;

/**
 * A source as a link if it's an HTTP URL, otherwise as text. URLs with other schemes, such as `javascript:`, are
 * never linked. The link text is the URL without the scheme, so that it's visible in print.
 */
export function sourceLink(source: string | null): Html {
  if (source === null || source === '') return html`<span class="hc-none">no source</span>`;
  if (!/^https?:\/\/[^\s"'<>\\]+$/i.test(source)) return html`<span dir="auto">${source}</span>`;
  const name = source.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '');
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
  // Break long URLs after slashes, not within a word.
  const pieces = short.split(/(?<=\/)/);
  const broken = pieces.map((piece, i) => html`${i > 0 && html`<wbr>`}${piece}`);
  return html`<a class="hc-source${name.length > LONGEST && ' hc-source-cut'}" href="${source}">${broken}</a>`;
}

/** A source as a link whose text is only the host, for places with little space. Printed pages add the address. */
export function hostLink(source: string | null): Html {
  if (source === null || !/^https?:\/\/[^\s"'<>\\]+$/i.test(source)) return sourceLink(source);
  const host = source.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/[/?#].*$/, '');
  return html`<a class="hc-host" href="${source}">${host}</a>`;
}
