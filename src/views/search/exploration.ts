import type { Exploration, ExploredProperty, Result } from '../../result.ts';
import { type Tone, verdict } from '../drawing/signs.ts';
import { type Html, html } from '../markup/html.ts';
import { badge } from '../markup/provenance.ts';
import { count, countOf, listed, sentenceCase } from '../words/number-format.ts';
import { propertyNamed, propertyWords } from '../words/property-name.ts';

/** The search for a variant, or null if the result has none with that name. */
export function findExploration(result: Result, variant = 'base'): Exploration | null {
  return result.explorations.find((exploration) => exploration.variant === variant) ?? null;
}

/** `base` or `variant x`, as used in views. */
export function explorationName({ variant }: Pick<Exploration, 'variant'>): string {
  return variant === 'base' ? 'base' : `variant ${variant}`;
}

/** The property that the search found to be violated, or null. */
export function brokenProperty({ property, properties }: Exploration): ExploredProperty | null {
  return properties.find(({ name }) => name === property) ?? null;
}

/** The violated property in words, or its name. */
export function brokenWords({ property, properties }: Pick<Exploration, 'property' | 'properties'>): string {
  return property === null ? '' : propertyNamed(properties, property);
}

/** True if a counterexample is a whole execution, which isn't necessarily the shortest one. */
export function isExecution(property: ExploredProperty | null): boolean {
  return property !== null && EXECUTIONS.has(property.kind);
}

const EXECUTIONS: ReadonlySet<ExploredProperty['kind']> = new Set([
  'eventually',
  'always eventually',
  'eventually always',
]);

/** True if the search visited the whole state space; false if it stopped at a violation or a limit. */
export function isWhole({ verdict: word, properties }: Exploration): boolean {
  return word === 'holds' || (word === 'violated' && properties.every((one) => one.verdict !== 'incomplete'));
}

/** A verdict with its sign. */
export function verdictOf(
  exploration: Pick<Exploration, 'verdict'>,
  base: Pick<Exploration, 'verdict'>,
): Html {
  return verdict(toneOf(exploration, base), sentenceCase(exploration.verdict));
}

/**
 * Green only if the base violates the property. Otherwise, nothing shows that the search could have found a violation.
 */
export function toneOf(
  { verdict: word }: Pick<Exploration, 'verdict'>,
  base: Pick<Exploration, 'verdict'>,
): Tone {
  if (word === 'violated') return 'bad';
  return word === 'holds' && base.verdict === 'violated' ? 'good' : 'plain';
}

/** The outcome of a search as a sentence without a period: `The base violates x in 8 steps`. */
export function outcomeClause(exploration: Exploration): string {
  const who = exploration.variant === 'base' ? 'The base' : sentenceCase(explorationName(exploration));
  const { verdict: word, states } = exploration;
  const property = brokenWords(exploration);
  if (word === 'holds') return `${who} holds in every interleaving (${countOf(states, 'state')})`;
  if (word === 'incomplete') {
    return `${who} is undecided: the search stopped at its limit (${hitWords(exploration)}) after ${countOf(states, 'state')}`;
  }
  const when =
    exploration.steps === 0
      ? `in ${exploration.start === undefined ? 'the' : 'an'} initial state`
      : `in ${countOf(exploration.steps ?? 0, 'step')}`;
  switch (brokenProperty(exploration)?.kind) {
    case 'deadlock':
      return `${who} ${exploration.steps === 0 ? 'is deadlocked' : 'can deadlock'} ${when}`;
    case 'eventually':
    case 'always eventually':
    case 'eventually always':
      return `${who} violates ${property}`;
    default:
      return `${who} violates ${property} ${when}`;
  }
}

/** `n = 2, mode = old`: the chosen initial values in the counterexample; null if there is one initial state. */
export function startText({ start }: Pick<Exploration, 'start'>): string | null {
  if (start === undefined || start.length === 0) return null;
  return start.map(({ name, text }) => `${name} = ${text}`).join(', ');
}

/** The limit that ended a search, with thousands separators. */
export function hitWords({ hit }: Pick<Exploration, 'hit'>): string {
  return (hit ?? 'unknown limit').replace(/\d{4,}/g, (digits) => count(Number(digits)));
}

/** A sentence about an invariant that is violated only inside an atomic group; null for all others. */
export function insideText(property: ExploredProperty): string | null {
  const { inside } = property;
  if (inside === null) return null;
  const { actor, after, before } = inside;
  const name = propertyWords(property);
  return `${name} is violated only inside an atomic group of ${actor}, between ${after} and ${before}. No other process can act there, and ${name} holds before and after the group.`;
}

/** `step 3`, `steps 3, 4 and 6` for indices in a trace. Readers count from 1. */
export function stepsText(indices: readonly number[]): string {
  return `${indices.length === 1 ? 'step' : 'steps'} ${listed(indices.map((index) => index + 1))}`;
}

/** The line under each view of a search: scenario, variant and engine. */
export function exploredOrigin(result: Result, exploration: Exploration | null): Html {
  const variants = result.explorations.length - 1;
  const all = variants > 0 ? `base and ${countOf(variants, 'variant')}` : 'base';
  const which = exploration === null ? all : explorationName(exploration);
  return html`<p class="hc-origin">${badge('simulated', 'explored')} <span dir="auto">Scenario ${result.scenario}, ${which}, every interleaving, engine ${result.engine}.</span></p>`;
}
