import type { Result } from '../../result.ts';
import { type Html, html } from '../markup/html.ts';
import { countOf } from '../words/number-format.ts';
import { cardFigure } from './figure.ts';
import { cardRows, outcomeTable } from './rows.ts';
import { confidenceLine } from './sure.ts';

/** A card's place on its page, and what the page says about the finding. */
export interface CardOptions {
  readonly anchor: string;
  /** Level of the card's heading. */
  readonly level: 2 | 3;
  readonly number: number;
  readonly of: number;
  /** The finding as markup. */
  readonly title: Html;
  readonly isWritten: boolean;
  readonly isIllustration: boolean;
  readonly lead: string | null;
  /** Address of the model's page. */
  readonly path: string;
  /** Ids of the sections on the model's page. */
  readonly sections: readonly string[];
  /** Variants listed in an action's `verified_by`. */
  readonly verifying: readonly string[];
}

/** Sections that a card links to, by id. */
const LINKS: readonly (readonly [string, string])[] = [
  ['steps', 'Step through it'],
  ['try', 'Change the numbers'],
];

/**
 * A finding: its sentence, a figure, the outcomes of the base and of variants, how far to trust it, and links to the
 * model's page. `nothing` is the reason why the figure that the author chose can't be drawn, or null.
 */
export function findingCard(result: Result, options: CardOptions): { card: Html; nothing: string | null } {
  const { anchor, level, number, of, title, isWritten, isIllustration, lead, path } = options;
  const rows = cardRows(result, options.verifying);
  const { figure, nothing } = cardFigure(
    result,
    rows.shown.map(({ variant }) => variant),
  );
  const table = outcomeTable(result, rows.shown, `Outcomes: ${result.title}`);
  const kind = figure === null ? ' hc-card-compact' : '';
  const illustration =
    isIllustration && html` · <strong class="hc-illustration">illustration, not evidence</strong>`;
  const card = html`<article class="hc-card${kind}" id="${anchor}" aria-labelledby="${anchor}.title">
<p class="hc-card-top"><span>Finding ${number} of ${of}${illustration}</span> <span>Model: <code class="hc-code">${result.scenario}</code></span></p>
<h${level} class="hc-card-title" id="${anchor}.title" dir="auto">${title}</h${level}>
${lead !== null && html`<p class="hc-card-lead" dir="auto">${lead}</p>`}
${!isWritten && html`<p class="hc-card-generated">Built from the results; the author hasn’t written a finding yet.</p>`}
${figure !== null && html`<div class="hc-card-figure">${figure}</div>`}
${table}
${confidenceLine(result)}
<p class="hc-card-links">${links(options)}<a class="hc-card-all" href="${path}">The model, all results and data${rows.left > 0 && `, ${countOf(rows.left, 'more variant')}`}</a></p>
</article>`;
  return { card, nothing };
}

function links({ path, sections }: CardOptions): Html {
  const there = LINKS.filter(([id]) => sections.includes(id));
  return html`${there.map(([id, words]) => html`<a href="${path}#${id}">${words}</a> `)}`;
}
