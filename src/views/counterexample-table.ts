import type { Exploration, ExploredStep, Json, Result } from '../result.ts';
import { breaksAt, breakTexts, loopText } from './counterexample-text.ts';
import { changedNames, changeOf, isCut, valueBefore } from './counterexample-values.ts';
import { explorationName, listed, stepsText } from './exploration.ts';
import { type Column, dataTable } from './figure.ts';
import { attribute, type Html, html } from './html.ts';
import { formatChanged, formatValue } from './number-format.ts';
import { timesOf } from './time-format.ts';
import { verdict } from './verdict.ts';

/**
 * Every step of a counterexample: who does what, and a column for each variable that changes. A cell is filled only where
 * its variable changes; the first row has the values that the variables start from.
 */
export function counterexampleTable(result: Result, exploration: Exploration): Html {
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
