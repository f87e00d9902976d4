import type { AgainstBase, Change, Exploration, ExploredStep, Result } from '../result.ts';
import { changeText } from './change-text.ts';
import { breakTexts } from './counterexample-text.ts';
import { explorationName, exploredOrigin } from './exploration.ts';
import { type Column, dataTable, figure, sentence, type ViewOptions } from './figure.ts';
import { type Html, html } from './html.ts';
import { countOf } from './number-format.ts';
import { verdict } from './verdict.ts';

/**
 * The base's counterexample beside what a variant does on the same schedule, step by step, up to where it goes another
 * way: the search of a variant, or for the base that of the first variant that can be compared.
 */
export function sideBySide(result: Result, exploration: Exploration, _options: ViewOptions = {}): string {
  const title = `${result.title}: base and fix on one schedule`;
  const variant =
    exploration.againstBase === null
      ? result.explorations.find((one) => one.againstBase !== null)
      : exploration;
  const base = result.explorations.find((one) => one.variant === 'base');
  if (variant?.againstBase == null || base === undefined) {
    const text = 'There is nothing to compare: the base has no counterexample, or the scenario no variant.';
    return figure('side-by-side', title, sentence(text), exploredOrigin(result, null)).toString();
  }
  const caption = sentence(`${scheduleText(variant, variant.againstBase)}`);
  const body = html`${scheduleTable(result, base, variant)}
${exploredOrigin(result, variant)}`;
  return figure('side-by-side', title, caption, body).toString();
}

/** How far the two go together, as a sentence. */
export function scheduleText(
  variant: Exploration,
  { followed, of, divergesAt, instead }: AgainstBase,
): string {
  const name = `the ${explorationName(variant)}`;
  if (divergesAt === null) {
    const end = variant.verdict === 'holds' ? ', and nothing breaks' : '';
    return `All ${countOf(of, 'step')} of the base’s counterexample happen in ${name} too${end}.`;
  }
  const same = followed === 0 ? '' : `After ${countOf(followed, 'step')} that both take, `;
  const other = instead === null ? 'has to wait' : `${instead.say} instead`;
  const who = divergesAt.split(':')[0]!;
  return `${same}step ${followed + 1} (${divergesAt}) can’t happen in ${name}: ${who} ${other}.`;
}

/** The two as a table: a row for each step of the base, what it changes there, and what it changes in the variant. */
export function scheduleTable(result: Result, base: Exploration, variant: Exploration): Html {
  const against = variant.againstBase!;
  const columns: Column[] = [
    { head: 'Step', numeric: true },
    { head: 'Who' },
    { head: 'Base' },
    { head: variant.variant },
  ];
  const rows = base.trace.map((step, index) => {
    const here = against.trace[index] ?? null;
    const broken = breakTexts(base, index).map(
      (text) => html`<span class="hc-sub" dir="auto">${verdict('bad', text)}</span>`,
    );
    return html`<tr><td class="hc-num">${index + 1}</td><td dir="auto">${step.actor}</td><td class="hc-what">${cell(step)}${broken}</td><td class="hc-what">${inVariant(against, step, here, index)}</td></tr>
`;
  });
  const label = `${result.title}: the same schedule in base and ${explorationName(variant)}`;
  return dataTable(label, columns, rows, 'steps');
}

function inVariant(against: AgainstBase, base: ExploredStep, here: ExploredStep | null, index: number): Html {
  if (here !== null) {
    const same = changesText(base.changes) === changesText(here.changes) && base.say === here.say;
    return same ? html`the same` : cell(here);
  }
  if (index > against.followed) return html`–`;
  const text = against.instead === null ? 'can’t happen: has to wait' : 'can’t happen; instead:';
  return html`${verdict('good', text)}${against.instead !== null && html`<span class="hc-sub" dir="auto">${cell(against.instead)}</span>`}`;
}

function cell({ say, changes }: ExploredStep): Html {
  const text = changesText(changes);
  return html`<span dir="auto">${say}</span>${text !== '' && html`<span class="hc-sub" dir="auto">${text}</span>`}`;
}

function changesText(changes: readonly Change[]): string {
  return changes.map(changeText).join('; ');
}
