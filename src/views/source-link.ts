import { type Html, html } from './html.ts';

const LONGEST = 44;

/**
 * A source as a link if it is a web address, else as the sentence that it is. Other schemes, such as `javascript:`, stay
 * text. The link's text is the address without its scheme, so that print keeps it.
 */
export function sourceLink(source: string | null): Html {
  if (source === null || source === '') return html`<span class="hc-none">none given</span>`;
  if (!/^https?:\/\/[^\s"'<>\\]+$/i.test(source)) return html`<span dir="auto">${source}</span>`;
  const name = source.replace(/^https?:\/\/(?:www\.)?/i, '').replace(/\/$/, '');
  const short = name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
  // An address breaks behind its slashes rather than in the middle of a word.
  const pieces = short.split(/(?<=\/)/);
  const broken = pieces.map((piece, i) => html`${i > 0 && html`<wbr>`}${piece}`);
  return html`<a class="hc-source${name.length > LONGEST && ' hc-source-cut'}" href="${source}">${broken}</a>`;
}
