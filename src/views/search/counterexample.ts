import type { AgainstBase, Change, Exploration, ExploredStep, Json, Result } from '../../result.ts';
import { verdict } from '../drawing/signs.ts';
import { type Column, dataTable, figure, note, sentence, type ViewOptions } from '../markup/figure.ts';
import { attribute, type Html, html, raw } from '../markup/html.ts';
import {
  changedNames,
  changeOf,
  changeText,
  count,
  countOf,
  formatChanged,
  formatValue,
  isCut,
  listed,
  valueBefore,
} from '../words/number-format.ts';
import { timesOf } from '../words/time-format.ts';
import { breaksAt, breakTexts, drawnSteps, loopText, repeatText } from './counterexample-text.ts';
import {
  brokenProperty,
  explorationName,
  exploredOrigin,
  isExecution,
  isWhole,
  outcomeClause,
  startText,
  stepsText,
} from './exploration.ts';
import { staleWindows } from './stale-window.ts';

/** A counterexample as text with a table of its steps and its check-to-use windows, for output without diagrams. */
export function counterexample(result: Result, exploration: Exploration, _options: ViewOptions = {}): string {
  return counterexampleWith(result, exploration, null);
}

/**
 * A counterexample and its rendered diagram.
 * @param svg trusted output of the diagram renderer for `counterexampleText`
 */
export function counterexampleFigure(result: Result, exploration: Exploration, svg: string): string {
  const label = `${result.title}: diagram of the counterexample, ${explorationName(exploration)}`;
  const picture = html`<div class="hc-scroll hc-sequence-scroll" tabindex="0" role="group" aria-label="${label}">
${raw(svg)}
</div>`;
  return counterexampleWith(result, exploration, picture);
}

/** Id of a step on a model’s page. Readers count steps from 1. */
export function stepAnchor(step: number | string): string {
  return `step-${step}`;
}

/**
 * A counterexample’s markup with an id for each step, so that links can lead to steps: `#step-7`. Only for pages with one
 * counterexample.
 */
export function withStepIds(markup: string): string {
  return markup.replace(/<tr data-step="(\d+)"/g, `<tr id="${stepAnchor('$1')}" data-step="$1"`);
}

function counterexampleWith(result: Result, exploration: Exploration, picture: Html | null): string {
  const title = `${result.title}: counterexample`;
  const { trace, verdict: outcome } = exploration;
  if (outcome !== 'violated') {
    const found = outcome === 'holds' ? 'No counterexample exists' : 'No counterexample was found';
    const caption = sentence(`${found}. ${outcomeClause(exploration)}.`);
    const base = result.explorations.find((one) => one.variant === 'base');
    const { againstBase } = exploration;
    const beside =
      againstBase !== null &&
      base !== undefined &&
      html`${note(scheduleText(exploration, againstBase))}
${scheduleTable(result, base, exploration)}
`;
    const body = html`${beside}${exploredOrigin(result, exploration)}`;
    return figure('counterexample', title, caption, body).toString();
  }
  const windows = `${result.title}: check-to-use windows, ${explorationName(exploration)}`;
  const body = html`${picture}
${trace.length > 0 && counterexampleTable(result, exploration)}
${staleWindows(exploration, windows)}
${timingNote(exploration)}
${note(footer(result, exploration))}
${exploredOrigin(result, exploration)}`;
  return figure('counterexample', title, captionOf(exploration, picture !== null), body).toString();
}

function captionOf(exploration: Exploration, isDrawn: boolean): Html {
  const { trace, loop, staleReads } = exploration;
  const how = isExecution(brokenProperty(exploration))
    ? loop === null
      ? `: it ends after ${countOf(trace.length, 'step')}.`
      : `: ${repeatText(exploration)}.`
    : trace.length === 0
      ? '.'
      : ', the fewest possible.';
  const stale = staleReads.map(
    ({ actor, check, use, variables }) =>
      ` At ${stepsText([use])}, ${actor} acts on ${variables.length === 1 ? 'the value' : 'the values'} of ${listed(variables)} from ${stepsText([check])}, which ${variables.length === 1 ? 'has' : 'have'} changed since.`,
  );
  const from = startText(exploration);
  const drawn = drawnSteps(exploration).length;
  const picture =
    isDrawn && drawn < trace.length
      ? ` The diagram shows ${count(drawn)} of ${countOf(trace.length, 'step')}; the table has all of them.`
      : '';
  return html`${sentence(`${outcomeClause(exploration)}${how}`)}${from !== null && sentence(`It starts with ${from}.`)}${stale.map((text) => sentence(text.trim()))}${picture !== '' && sentence(picture.trim())}`;
}

/** Says whether the scenario's delays allow this order of steps. */
function timingNote({ timing }: Exploration): Html | null {
  if (timing === null) return null;
  const fits =
    'Delays within the scenario’s ranges allow this order. The table shows the time of each step in such a run.';
  const never = 'No delays within the scenario’s ranges allow this order.';
  const text =
    timing.possible === true
      ? [fits, timing.note].filter((part) => part !== null).join(' ')
      : (timing.note ??
        (timing.possible === false ? never : 'It’s unknown whether the scenario’s delays allow this order.'));
  return html`<p class="hc-note" dir="auto">${text}</p>`;
}

/** `Shortest counterexample: 8 steps, 1,130 states. Without a violation: recheck_on_apply (652 states).` */
function footer(result: Result, exploration: Exploration): string {
  const { steps, states, variant } = exploration;
  const name = isExecution(brokenProperty(exploration)) ? 'Counterexample' : 'Shortest counterexample';
  const searched = `${countOf(states, 'state')}${isWhole(exploration) ? '' : ' searched before it was found'}`;
  const holding = result.explorations
    .filter((one) => variant === 'base' && one.verdict === 'holds')
    .map((one) => `${one.variant} (${countOf(one.states, 'state')})`);
  const fixed = holding.length === 0 ? '' : ` Without a violation: ${holding.join(', ')}.`;
  return `${name}: ${countOf(steps ?? 0, 'step')}, ${searched}.${fixed}`;
}

/**
 * Every step in a counterexample, with a column for each variable that changes. Cells have a value only if the
 * variable changes. The first row has the initial values.
 */
function counterexampleTable(result: Result, exploration: Exploration): Html {
  const { trace } = exploration;
  const names = changedNames(trace);
  const isTimed = timesOfSteps(exploration) !== null;
  const columns: Column[] = [
    { head: 'Step', numeric: true },
    ...(isTimed ? [{ head: 'Time in run', numeric: true }] : []),
    { head: 'Who' },
    { head: 'What happens' },
    ...names.map((name) => ({ head: html`<code class="hc-code">${name}</code>` })),
  ];
  const label = `${result.title}: counterexample steps, ${explorationName(exploration)}`;
  const start = html`<tr class="hc-row-note"><td class="hc-num">–</td>${isTimed && html`<td></td>`}<td></td><td>Initial state</td>${names.map((name) => html`<td dir="auto">${valueBefore(trace, 0, name) ?? '…'}</td>`)}</tr>
`;
  const rows = trace.flatMap((step, index) => {
    const own = stepRow(exploration, step, index, names);
    if (index !== exploration.loop) return [own];
    const text = `From here, ${loopText(exploration)}.`;
    return [
      html`<tr class="hc-row-note"><td colspan="${columns.length}">${text}</td></tr>
`,
      own,
    ];
  });
  return dataTable(label, columns, [names.length > 0 && start, ...rows], 'steps');
}

/** Time of each step since the start of a run with this order; null if no such run was found. */
function timesOfSteps({ timing, trace }: Exploration): readonly number[] | null {
  return timing?.possible === true && timing.times.length === trace.length ? timing.times : null;
}

function stepRow(
  exploration: Exploration,
  step: ExploredStep,
  index: number,
  names: readonly string[],
): Html {
  const times = timesOfSteps(exploration);
  const time =
    times !== null && html`<td class="hc-num hc-time">${timesOf({ clock: null }).say(times[index]!)}</td>`;
  const cells = names.map((name) => valueCell(step, name));
  const turn = breaksAt(exploration, index) ? 'hc-row-breaks' : null;
  return html`<tr data-step="${index + 1}"${attribute('class', turn)}><td class="hc-num">${index + 1}</td>${time}<td dir="auto">${whoText(step)}</td><td class="hc-what"><span dir="auto">${step.say}</span>${remarks(exploration, step, index)}</td>${cells}</tr>
`;
}

/** The actor's name. If it isn't a process, the name includes the kind. */
function whoText({ actor, kind }: ExploredStep): string {
  if (kind === 'timer') return `${actor} (timer)`;
  return kind === 'start' || kind === 'end' ? `${actor} (fault)` : actor;
}

function remarks(exploration: Exploration, step: ExploredStep, index: number): Html[] {
  const to = step.to.filter((name) => name !== step.actor);
  const texts = [
    ...(to.length === 0 ? [] : [`→ ${listed(to)}`]),
    ...exploration.staleReads.flatMap(({ check, use, variables, changedBy }) => [
      ...(check === index
        ? [
            `reads ${listed(variables)}; acts on ${variables.length === 1 ? 'it' : 'them'} at ${stepsText([use])}`,
          ]
        : []),
      ...(use === index
        ? [
            `stale read: ${listed(variables)} from ${stepsText([check])}, changed since at ${stepsText(changedBy)}`,
          ]
        : []),
    ]),
  ];
  const broken = breakTexts(exploration, index).map(
    (text) => html` <span class="hc-sub" dir="auto">${verdict('bad', text)}</span>`,
  );
  return [...texts.map((text) => html` <span class="hc-sub" dir="auto">${text}</span>`), ...broken];
}

/** A variable's new and old values; for a long list, the items added and removed. */
function valueCell(step: ExploredStep, name: string): Html {
  const change = changeOf(step, name);
  if (change === undefined) return html`<td></td>`;
  if (!isCut(change)) {
    return html`<td class="hc-changed" dir="auto">${formatChanged(change.to, change.unit)} <span class="hc-sub">was ${formatChanged(change.from, change.unit)}</span></td>`;
  }
  const added = change.added.length > 0 && html`added ${itemsText(change.added)}`;
  const removed =
    change.removed.length > 0 && html` <span class="hc-sub">removed ${itemsText(change.removed)}</span>`;
  return html`<td class="hc-changed" dir="auto">${added}${removed}</td>`;
}

function itemsText(items: readonly Json[]): string {
  return listed(items.map((item) => formatValue(item)));
}

/**
 * Compares the base's counterexample step by step with a variant on the same schedule, up to where the variant
 * diverges. For the base's search, uses the first variant that can be compared.
 */
export function sideBySide(result: Result, exploration: Exploration, _options: ViewOptions = {}): string {
  const title = `${result.title}: base and fix on the same schedule`;
  const variant =
    exploration.againstBase === null
      ? result.explorations.find((one) => one.againstBase !== null)
      : exploration;
  const base = result.explorations.find((one) => one.variant === 'base');
  if (variant?.againstBase == null || base === undefined) {
    const text = 'Nothing to compare: the base has no counterexample, or the scenario has no variants.';
    return figure('side-by-side', title, sentence(text), exploredOrigin(result, null)).toString();
  }
  const caption = sentence(`${scheduleText(variant, variant.againstBase)}`);
  const body = html`${scheduleTable(result, base, variant)}
${exploredOrigin(result, variant)}`;
  return figure('side-by-side', title, caption, body).toString();
}

/** How far the variant follows the base's counterexample, as a sentence. */
function scheduleText(variant: Exploration, { followed, of, divergesAt, instead }: AgainstBase): string {
  const name = explorationName(variant);
  if (divergesAt === null) {
    const end = variant.verdict === 'holds' ? ', without a violation' : '';
    return `All ${countOf(of, 'step')} of the base’s counterexample are possible in ${name}${end}.`;
  }
  const same = followed === 0 ? '' : `Both take the first ${followed === 1 ? 'step' : `${followed} steps`}. `;
  const other = instead === null ? 'has to wait' : `${instead.say} instead`;
  const who = divergesAt.split(':')[0]!;
  return `${same}In ${name}, step ${followed + 1} (${divergesAt}) is blocked: ${who} ${other}.`;
}

/** A table with a row for each of the base's steps: the changes in the base and in the variant. */
function scheduleTable(result: Result, base: Exploration, variant: Exploration): Html {
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
      (text) => html` <span class="hc-sub" dir="auto">${verdict('bad', text)}</span>`,
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
    return same ? html`same` : cell(here);
  }
  if (index > against.followed) return html`–`;
  const text = against.instead === null ? 'Blocked: has to wait' : 'Blocked; instead:';
  return html`${verdict('plain', text)}${against.instead !== null && html` <span class="hc-sub" dir="auto">${cell(against.instead)}</span>`}`;
}

function cell({ say, changes }: ExploredStep): Html {
  const text = changesText(changes);
  return html`<span dir="auto">${say}</span>${text !== '' && html` <span class="hc-sub" dir="auto">${text}</span>`}`;
}

function changesText(changes: readonly Change[]): string {
  return changes.map(changeText).join('; ');
}
