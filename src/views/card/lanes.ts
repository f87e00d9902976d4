import type { Exploration, ExploredStep, StaleRead } from '../../result.ts';
import { attribute, type Html, html } from '../markup/html.ts';
import { countOf, listed, sentenceCase } from '../words/number-format.ts';

/**
 * Number of lanes that fit next to the sentences. If there are more participants, the remaining ones share the last
 * lane.
 */
const MOST_LANES = 5;
/** Maximum number of steps on a card. For longer counterexamples, the card lists only the first and last steps. */
const MOST_STEPS = 12;
const FIRST_STEPS = 3;

/**
 * A counterexample as a list of steps. Each step's number is in the lane of its participant, and its sentence is next to
 * it. One drawing fits all widths, because only the sentences wrap.
 */
export function counterexampleLanes(exploration: Exploration): Html {
  const { trace, loop } = exploration;
  const lanes = [...new Set(trace.map(({ actor }) => actor))];
  const count = Math.min(lanes.length, MOST_LANES);
  const shown = shownSteps(trace.length);
  const items = trace.flatMap((step, index) => {
    if (!shown.has(index)) return shown.has(index - 1) ? [gap(trace.length - shown.size, count)] : [];
    return [item(exploration, step, index, Math.min(lanes.indexOf(step.actor), MOST_LANES - 1))];
  });
  const end =
    loop !== null &&
    html`<li class="hc-lane-more"><span class="hc-lane-say">From here it repeats from step ${loop + 1}.</span></li>
`;
  return html`<ol class="hc-lanes hc-lanes-${count}">
${items}${end}</ol>`;
}

function shownSteps(steps: number): ReadonlySet<number> {
  const all = Array.from({ length: steps }, (_, i) => i);
  if (steps <= MOST_STEPS) return new Set(all);
  return new Set([...all.slice(0, FIRST_STEPS), ...all.slice(steps - (MOST_STEPS - FIRST_STEPS))]);
}

function gap(left: number, lanes: number): Html {
  return html`<li class="hc-lane-more"><span class="hc-lane-say hc-lane-after-${lanes}">${countOf(left, 'more step')}</span></li>
`;
}

function item({ staleReads }: Exploration, step: ExploredStep, index: number, lane: number): Html {
  const stale = staleReads.find(({ use }) => use === index);
  const isBad = step.breaks.length > 0;
  return html`<li${attribute('class', isBad ? 'hc-lane-breaks' : null)}><span class="hc-lane hc-lane-${lane + 1}">${index + 1}</span><span class="hc-lane-say" dir="auto"><b>${step.actor}</b> ${withoutActor(step)}${stale !== undefined && html` <span class="hc-lane-note">${staleWords(stale)}</span>`}</span></li>
`;
}

/** The sentence without its subject, since the subject already precedes it. */
function withoutActor({ actor, say }: ExploredStep): string {
  return say.startsWith(`${actor} `) ? say.slice(actor.length + 1) : say;
}

function staleWords({ check, variables, changedBy }: StaleRead): string {
  const steps = changedBy.map((index) => index + 1);
  return sentenceCase(
    `it read ${listed(variables)} at step ${check + 1}; ${steps.length === 1 ? 'step' : 'steps'} ${listed(steps)} then changed ${variables.length === 1 ? 'it' : 'them'}.`,
  );
}
