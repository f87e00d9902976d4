import type { Exploration, ExploredProperty, Result } from '../../result.ts';
import { verdict } from '../drawing/signs.ts';
import { type Html, html } from '../markup/html.ts';
import { badge } from '../markup/provenance.ts';
import { count, countOf } from '../words/number-format.ts';

/** The search of a variant, or null if the result has none of that name. */
export function findExploration(result: Result, variant = 'base'): Exploration | null {
  return result.explorations.find((exploration) => exploration.variant === variant) ?? null;
}

/** `base` or `variant x`, as views name a search. */
export function explorationName({ variant }: Pick<Exploration, 'variant'>): string {
  return variant === 'base' ? 'base' : `variant ${variant}`;
}

/** The property that the search found broken; null where it found none. */
export function brokenProperty({ property, properties }: Exploration): ExploredProperty | null {
  return properties.find(({ name }) => name === property) ?? null;
}

/** False for a search that stopped at a violation or a bound: then its states are not the whole space. */
export function isWhole({ verdict: word, properties }: Exploration): boolean {
  return word === 'holds' || (word === 'violated' && properties.every((one) => one.verdict !== 'incomplete'));
}

/** Verdict as a word with its sign. */
export function verdictOf({ verdict: word }: Pick<Exploration, 'verdict'>): Html {
  const tones = { holds: 'good', violated: 'bad', incomplete: 'plain' } as const;
  return verdict(tones[word], word);
}

/** What came out of a search as a clause without its full stop: `The base breaks x in 8 steps`. */
export function outcomeClause(exploration: Exploration): string {
  const who = `The ${explorationName(exploration)}`;
  const { verdict: word, property, states } = exploration;
  if (word === 'holds') return `${who} holds in every interleaving, in all ${countOf(states, 'state')}`;
  if (word === 'incomplete') {
    return `${who} is not decided: the search ended early (${hitWords(exploration)}) after ${countOf(states, 'state')}`;
  }
  const when =
    exploration.steps === 0 ? 'from the very start' : `in ${countOf(exploration.steps ?? 0, 'step')}`;
  switch (brokenProperty(exploration)?.kind) {
    case 'deadlock':
      return `${who} ${exploration.steps === 0 ? 'is in' : 'can come to'} a deadlock ${when}`;
    case 'eventually':
      return `${who} can miss ${property ?? ''} for ever`;
    default:
      return `${who} breaks ${property ?? ''} ${when}`;
  }
}

/** The bound that ended a search, with digits in groups. */
export function hitWords({ hit }: Pick<Exploration, 'hit'>): string {
  return (hit ?? 'no bound is named').replace(/\d{4,}/g, (digits) => count(Number(digits)));
}

/** That an invariant is broken inside an atomic group and nowhere else, as a sentence; null if it is not so. */
export function insideText({ name, inside }: ExploredProperty): string | null {
  if (inside === null) return null;
  const { actor, after, before } = inside;
  return `${name} is broken only inside the atomic group of ${actor}, in the instant between ${after} and ${before}: nobody else can act there, and what comes before and behind the group keeps it.`;
}

/** `step 3`, `steps 3, 4 and 6` of indices in a trace: readers count from 1. */
export function stepsText(indices: readonly number[]): string {
  return `${indices.length === 1 ? 'step' : 'steps'} ${listed(indices.map((index) => index + 1))}`;
}

/** `a, b and c`. */
export function listed(names: readonly (string | number)[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

/** Who made the numbers of a search: scenario, variant and engine (one line under each view of one). */
export function exploredOrigin(result: Result, exploration: Exploration | null): Html {
  const variants = result.explorations.length - 1;
  const all = variants > 0 ? `base and ${countOf(variants, 'variant')}` : 'base';
  const which = exploration === null ? all : explorationName(exploration);
  return html`<p class="hc-origin">${badge('simulated', 'explored')} <span dir="auto">Scenario ${result.scenario}, ${which}, every interleaving, engine ${result.engine}.</span></p>`;
}
