import { MOST_CARD_ROWS, RECOVERY } from '../../result/card.ts';
import type { Exploration, FixVerdict, Result, Run } from '../../result.ts';
import { type Tone, verdict } from '../drawing/signs.ts';
import { variantNames } from '../markup/figure.ts';
import { attribute, type Html, html } from '../markup/html.ts';
import { findExploration, toneOf as toneOfSearch } from '../search/exploration.ts';
import { fixTone, fixWords } from '../words/fixes.ts';
import { plainName } from '../words/names.ts';
import { countOf, sentenceCase } from '../words/number-format.ts';
import { changedQuantities, changeOf, gain, type Quantity, quantitiesOf } from './quantities.ts';
import { propertyText } from './title.ts';

/** The base or a variant in a table of outcomes. */
export interface OutcomeRow {
  readonly variant: string;
  /** Description for readers. */
  readonly words: string;
  /** True if the row shows the variant's id and whether it was tested, in addition to its description. */
  readonly isNamed: boolean;
}

/** The rows of a card, and how many variants it leaves out. */
export interface CardRows {
  readonly shown: readonly OutcomeRow[];
  readonly left: number;
}

/**
 * The base, then the variants that the author lists or, without a list, those that an action refers to and those that
 * change the most.
 *
 * @param verifying variants listed in an action's `verified_by`
 */
export function cardRows(result: Result, verifying: readonly string[] = []): CardRows {
  const all = variantNames(result);
  const written = result.card?.rows?.map(({ variant }) => variant).filter((name) => all.includes(name));
  const others =
    written?.filter((name) => name !== 'base') ??
    [...new Set([...all.filter((name) => verifying.includes(name)), ...byChange(result)])].filter(
      (name) => name !== 'base',
    );
  const shown = ['base', ...others].filter((name) => all.includes(name)).slice(0, MOST_CARD_ROWS);
  const rows = shown.map((variant): OutcomeRow => {
    const row = rowOf(result, variant);
    return { ...row, isNamed: row.words === plainName(variant) };
  });
  return { shown: rows, left: all.length - shown.length };
}

/** The base and all variants, in source order. */
export function allRows(result: Result): OutcomeRow[] {
  return variantNames(result).map((variant) => rowOf(result, variant));
}

function rowOf({ card }: Result, variant: string): OutcomeRow {
  const says = card?.rows?.find((row) => row.variant === variant)?.says ?? null;
  return { variant, words: says ?? (variant === 'base' ? 'as it was' : plainName(variant)), isNamed: true };
}

/** Variants by how much they change, or in source order in a search. */
function byChange(result: Result): string[] {
  const [base, ...others] = result.runs;
  const [quantity] = changedQuantities(result);
  if (result.explorations.length > 0 || base === undefined || quantity === undefined) {
    return variantNames(result);
  }
  return others
    .map((run) => ({ variant: run.variant, change: changeOf(quantity, run, base) }))
    .sort((a, b) => b.change - a.change)
    .map(({ variant }) => variant);
}

/**
 * The outcomes of the base and of variants as a table with a row for each. Null if there is nothing to compare.
 *
 * @param label accessible name of the table, unique on its page
 */
export function outcomeTable(result: Result, rows: readonly OutcomeRow[], label: string): Html | null {
  if (rows.length === 0) return null;
  return result.explorations.length > 0 ? searchTable(result, rows, label) : runTable(result, rows, label);
}

function searchTable(result: Result, rows: readonly OutcomeRow[], label: string): Html {
  const asked = askedProperty(result.explorations);
  const searched = rows.flatMap((row) => {
    const one = findExploration(result, row.variant);
    return one === null ? [] : [{ row, one }];
  });
  const head = asked === null ? 'All properties' : sentenceCase(propertyText(searched[0]!.one, asked));
  const base = result.explorations[0]!;
  const heads = [head, ''];
  const cells = searched.map(({ row, one }) =>
    tableRow(result, row, heads, [
      html`${searchVerdict(one, base)}${one.property !== null && one.property !== asked && html` <span class="hc-by">${propertyText(one, one.property)}</span>`}`,
      html`${countOf(one.states, 'state')}`,
    ]),
  );
  return table(label, [head, 'Searched'], cells, ' hc-rows-search');
}

/** The property violated by the base, or else by the first variant. */
function askedProperty(explorations: readonly Exploration[]): string | null {
  return explorations.find(({ property }) => property !== null)?.property ?? null;
}

/** `Fails in 8 steps`, `Holds in every order`. */
function searchVerdict(one: Exploration, base: Exploration): Html {
  switch (one.verdict) {
    case 'holds':
      return verdict(toneOfSearch(one, base), 'Holds in every order');
    case 'violated':
      return verdict('bad', one.steps === null ? 'Fails' : `Fails in ${countOf(one.steps, 'step')}`);
    case 'incomplete':
      return verdict('plain', 'Undecided');
  }
}

/**
 * The quantities that rows show: those that the author chose or, without a choice, those that variants change, at most
 * two; otherwise the first one.
 *
 * @param among names of the rows' variants
 */
export function shownQuantities(result: Result, among?: readonly string[]): Quantity[] {
  const chosen = (result.card?.columns ?? []).flatMap(
    (wanted) =>
      quantitiesOf(result).find(({ kind, name }) => wanted === (kind === 'recovery' ? RECOVERY : name)) ?? [],
  );
  if (chosen.length > 0) return chosen;
  const changed = changedQuantities(result, among);
  const [first] = changed;
  if (first === undefined) return quantitiesOf(result).slice(0, 1);
  // A second kind of quantity is more informative than the same kind for another service.
  const second = changed.find(({ kind }) => kind !== first.kind) ?? changed[1];
  return second === undefined ? [first] : [first, second];
}

function runTable(result: Result, rows: readonly OutcomeRow[], label: string): Html | null {
  const [base] = result.runs;
  const shown = rows.map(({ variant }) => variant);
  const quantities = shownQuantities(result, shown);
  if (base === undefined || quantities.length === 0) return null;
  const heads = quantities.map(({ head }) => sentenceCase(head));
  const cells = rows.flatMap((row) => {
    const run = result.runs.find(({ variant }) => variant === row.variant);
    if (run === undefined) return [];
    const fix = fixOf(result, row.variant);
    return [
      tableRow(
        result,
        row,
        heads,
        quantities.map((quantity, i) => valueCell(quantity, run, base, i === 0 ? fix : undefined)),
      ),
    ];
  });
  return table(label, heads, cells);
}

function fixOf({ validation }: Result, variant: string): FixVerdict | undefined {
  return validation?.fixes.find((fix) => fix.by === 'runs' && fix.variant === variant);
}

function valueCell(quantity: Quantity, run: Run, base: Run, fix: FixVerdict | undefined): Html {
  const { cell } = quantity.of(run);
  const basis = run === base && quantity.kind === 'mark' ? markBasis(run, quantity.name) : null;
  const note = basis !== null && html` <span class="hc-by-inline">${basis}</span>`;
  const tone = run === base ? null : toneOf(quantity, run, base, fix);
  return html`${tone === null ? html`<span class="hc-value">${cell}</span>` : verdict(tone, cell)}${note}`;
}

/** A fitted time or an input isn't a result. */
function markBasis({ marks }: Run, id: string): string | null {
  const basis = marks.find((mark) => mark.id === id)?.basis;
  return basis === 'fit' ? 'fitted' : basis === 'input' ? 'input' : null;
}

/**
 * Based on paired draws if available, otherwise on the run alone. Null if nothing changes or no direction is stated.
 */
function toneOf(quantity: Quantity, run: Run, base: Run, fix: FixVerdict | undefined): Tone | null {
  if (quantity.of(run).cell === quantity.of(base).cell) return null;
  if (fix !== undefined) return fix.kind === 'counterfactual' ? null : toneIfKnown(fixTone(fix));
  const change = gain(quantity, run, base);
  return change === 0 ? null : change > 0 ? 'good' : 'bad';
}

function toneIfKnown(tone: Tone): Tone | null {
  return tone === 'plain' ? null : tone;
}

function tableRow(
  result: Result,
  { variant, words, isNamed }: OutcomeRow,
  heads: readonly string[],
  cells: readonly Html[],
): Html {
  const titled = cells.map((cell, i) => html`<td${attribute('data-h', heads[i] || null)}>${cell}</td>`);
  const isBase = variant === 'base';
  const fix = isBase ? undefined : fixOf(result, variant);
  const isTested = fix !== undefined && (isNamed || fix.verdict !== 'untested');
  const name = isNamed && !isBase && html`<code class="hc-code">${variant}</code>`;
  const tested = isTested && html`${fixWords(fix)}${drawWords(fix)}`;
  const by = [name, tested].filter((part) => part !== false);
  // The colon is needed because `there are more workers helps in 39 of 40 draws` isn't a sentence.
  const colon = name === false && tested !== false && ':';
  return html`<tr${attribute('class', isBase ? 'hc-base' : null)}><th scope="row" dir="auto">${words}${colon}${by.length > 0 && html` <span class="hc-by">${by[0]}${by.length > 1 && html`: ${by[1]}`}</span>`}</th>${titled}</tr>
`;
}

/** ` in 38 of 40 draws`. */
function drawWords({ verdict: word, draws }: FixVerdict): string {
  const { counted, better, worse } = draws;
  if (counted === 0) return '';
  if (word === 'helps') return ` in ${better} of ${countOf(counted, 'draw')}`;
  return word === 'harms' ? ` in ${worse} of ${countOf(counted, 'draw')}` : '';
}

function table(label: string, heads: readonly string[], rows: readonly Html[], kind = ''): Html {
  return html`<table class="hc-rows${kind}" aria-label="${label}">
<thead><tr><th scope="col">If</th>${heads.map((head) => html`<th scope="col" dir="auto">${head}</th>`)}</tr></thead>
<tbody>
${rows}</tbody>
</table>`;
}
