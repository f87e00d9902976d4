import type { Exploration, Result } from '../result.ts';
import { counterexampleTable } from './counterexample-table.ts';
import { drawnSteps, loopText } from './counterexample-text.ts';
import {
  brokenProperty,
  explorationName,
  exploredOrigin,
  isWhole,
  listed,
  outcomeClause,
  stepsText,
} from './exploration.ts';
import { figure, note, sentence, type ViewOptions } from './figure.ts';
import { type Html, html, raw } from './html.ts';
import { count, countOf } from './number-format.ts';
import { scheduleTable, scheduleText } from './side-by-side.ts';
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
