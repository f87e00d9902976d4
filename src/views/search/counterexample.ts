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
  valueBefore,
} from '../words/number-format.ts';
import { timesOf } from '../words/time-format.ts';
import { breaksAt, breakTexts, drawnSteps, loopText } from './counterexample-text.ts';
import {
  brokenProperty,
  explorationName,
  exploredOrigin,
  isWhole,
  listed,
  outcomeClause,
  stepsText,
} from './exploration.ts';
import { staleWindows } from './stale-window.ts';

/** A counterexample in words, with its table and its windows between check and use: for places that have no picture. */
export function counterexample(result: Result, exploration: Exploration, _options: ViewOptions = {}): string {
  return counterexampleWith(result, exploration, null);
}

/**
 * A counterexample with its finished diagram.
 *
 * @param svg picture that the diagram room drew from `counterexampleText`; it is trusted
 */
export function counterexampleFigure(result: Result, exploration: Exploration, svg: string): string {
  const label = `${result.title}: diagram of the counterexample, ${explorationName(exploration)}`;
  const picture = html`<div class="hc-scroll hc-sequence-scroll" tabindex="0" role="group" aria-label="${label}">
${raw(svg)}
</div>`;
  return counterexampleWith(result, exploration, picture);
}

function counterexampleWith(result: Result, exploration: Exploration, picture: Html | null): string {
  const title = `${result.title}: counterexample`;
  const { trace, verdict: outcome } = exploration;
  if (outcome !== 'violated') {
    const found = outcome === 'holds' ? 'There is no counterexample' : 'No counterexample was found';
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
  const windows = `${result.title}: windows between check and use, ${explorationName(exploration)}`;
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
  const kind = brokenProperty(exploration)?.kind;
  const how =
    kind === 'eventually'
      ? loop === null
        ? `: after ${countOf(trace.length, 'step')} it ends without it.`
        : `: ${loopText(exploration)}.`
      : trace.length === 0
        ? '.'
        : '; no order of fewer steps does.';
  const stale = staleReads.map(
    ({ actor, check, use, variables }) =>
      ` At ${stepsText([use])} ${actor} acts on ${listed(variables)} as it read ${variables.length === 1 ? 'it' : 'them'} at ${stepsText([check])}; others have changed ${variables.length === 1 ? 'it' : 'them'} since.`,
  );
  const drawn = drawnSteps(exploration).length;
  const picture =
    isDrawn && drawn < trace.length
      ? ` ${countOf(drawn, 'step')} of ${count(trace.length)} are drawn; the table has all.`
      : '';
  return html`${sentence(`${outcomeClause(exploration)}${how}`)}${stale.map((text) => sentence(text.trim()))}${picture !== '' && sentence(picture.trim())}`;
}

/** Whether the order of the counterexample fits the delays of the text. */
function timingNote({ timing }: Exploration): Html | null {
  if (timing === null) return null;
  const fits =
    'The run engine takes this order with lengths of time out of the ranges that the scenario states: the table gives the time of each step in such a run, since the start.';
  const never = 'No lengths of time in the ranges that the scenario states give this order.';
  const text =
    timing.possible === true
      ? [fits, timing.note].filter((part) => part !== null).join(' ')
      : (timing.note ?? (timing.possible === false ? never : 'Whether this order fits the delays is open.'));
  return html`<p class="hc-note" dir="auto">${text}</p>`;
}

/** `8 steps, shortest; 1,130 states; the fix: recheck_on_apply all 652`. */
function footer(result: Result, exploration: Exploration): string {
  const { steps, states, variant } = exploration;
  const shortest = brokenProperty(exploration)?.kind === 'eventually' ? '' : ', shortest';
  const seen = isWhole(exploration)
    ? countOf(states, 'state')
    : `${countOf(states, 'state')} until it was found`;
  const fixes = result.explorations.filter((one) => variant === 'base' && one.verdict === 'holds');
  const fixed = fixes.map((one) => `${one.variant} all ${count(one.states)}`);
  const what = fixed.length === 0 ? '' : `; the ${fixed.length === 1 ? 'fix' : 'fixes'}: ${fixed.join(', ')}`;
  return `${countOf(steps ?? 0, 'step')}${shortest}; ${seen}${what}.`;
}

/**
 * Every step of a counterexample: who does what, and a column for each variable that changes. A cell is filled only where
 * its variable changes; the first row has the values that the variables start from.
 */
function counterexampleTable(result: Result, exploration: Exploration): Html {
  const { trace } = exploration;
  const names = changedNames(trace);
  const isTimed = timesOfSteps(exploration) !== null;
  const columns: Column[] = [
    { head: 'Step', numeric: true },
    ...(isTimed ? [{ head: 'Time in a run', numeric: true }] : []),
    { head: 'Who' },
    { head: 'What happens' },
    ...names.map((name) => ({ head: html`<code class="hc-code">${name}</code>` })),
  ];
  const label = `${result.title}: steps of the counterexample, ${explorationName(exploration)}`;
  const start = html`<tr class="hc-row-note"><td class="hc-num">–</td>${isTimed && html`<td></td>`}<td></td><td>At the start</td>${names.map((name) => html`<td dir="auto">${valueBefore(trace, 0, name) ?? '…'}</td>`)}</tr>
`;
  const rows = trace.flatMap((step, index) => {
    const own = stepRow(exploration, step, index, names);
    if (index !== exploration.loop) return [own];
    const text = `From here on ${loopText(exploration)}.`;
    return [
      html`<tr class="hc-row-note"><td colspan="${columns.length}">${text}</td></tr>
`,
      own,
    ];
  });
  return dataTable(label, columns, [names.length > 0 && start, ...rows], 'steps');
}

/** Time of each step in a run that takes this order, since the start; null where none was found. */
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
  return html`<tr${attribute('class', turn)}><td class="hc-num">${index + 1}</td>${time}<td dir="auto">${whoText(step)}</td><td class="hc-what"><span dir="auto">${step.say}</span>${remarks(exploration, step, index)}</td>${cells}</tr>
`;
}

/** An instance by its name; what is no process is told as what it is. */
function whoText({ actor, kind }: ExploredStep): string {
  if (kind === 'timer') return `${actor} (timer)`;
  return kind === 'start' || kind === 'end' ? `${actor} (fault)` : actor;
}

function remarks(exploration: Exploration, step: ExploredStep, index: number): Html[] {
  const to = step.to.filter((name) => name !== step.actor);
  const texts = [
    ...(to.length === 0 ? [] : [`to ${listed(to)}`]),
    ...exploration.staleReads.flatMap(({ check, use, variables, changedBy }) => [
      ...(check === index
        ? [
            `reads ${listed(variables)}, acts on ${variables.length === 1 ? 'it' : 'them'} at ${stepsText([use])}`,
          ]
        : []),
      ...(use === index
        ? [
            `stale: acts on ${listed(variables)} as read at ${stepsText([check])}, changed since at ${stepsText(changedBy)}`,
          ]
        : []),
    ]),
  ];
  const broken = breakTexts(exploration, index).map(
    (text) => html`<span class="hc-sub" dir="auto">${verdict('bad', text)}</span>`,
  );
  return [...texts.map((text) => html`<span class="hc-sub" dir="auto">${text}</span>`), ...broken];
}

/** The new value of a variable that a step changes, and the old one; of a long list, what it gained and lost. */
function valueCell(step: ExploredStep, name: string): Html {
  const change = changeOf(step, name);
  if (change === undefined) return html`<td></td>`;
  if (!isCut(change)) {
    return html`<td class="hc-changed" dir="auto">${formatChanged(change.to, change.unit)}<span class="hc-sub">was ${formatChanged(change.from, change.unit)}</span></td>`;
  }
  const gains = change.added.length > 0 && html`gains ${itemsText(change.added)}`;
  const loses =
    change.removed.length > 0 && html`<span class="hc-sub">loses ${itemsText(change.removed)}</span>`;
  return html`<td class="hc-changed" dir="auto">${gains}${loses}</td>`;
}

function itemsText(items: readonly Json[]): string {
  return listed(items.map((item) => formatValue(item)));
}

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
function scheduleText(variant: Exploration, { followed, of, divergesAt, instead }: AgainstBase): string {
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
