import type { Comparison, Result, Run } from '../../result.ts';
import { verdict } from '../drawing/signs.ts';
import { type Html, html } from '../markup/html.ts';
import { labelTone, labelWords, reasonWords } from '../words/labels.ts';

/** What a comparison of the base is worth, or how far a variant is from the observed timeline. */
export function worth(
  result: Result,
  run: Run,
  kind: Comparison['kind'],
  id: string | null,
  distance: string,
): Html {
  const isBase = run.variant === 'base';
  const found = isBase
    ? result.validation?.comparisons.find((one) => one.kind === kind && one.id === id)
    : undefined;
  if (found === undefined) return html` <span class="hc-sub">${distance}</span>`;
  return html`${verdict(labelTone(found.label), labelWords(found))} <span class="hc-sub">${withCode(reasonWords(found))}</span>`;
}

/** Text with names in backticks as code. */
export function withCode(text: string): Html {
  const parts = text
    .split('`')
    .map((part, i) => (i % 2 === 0 ? html`${part}` : html`<code class="hc-code">${part}</code>`));
  return html`${parts}`;
}
