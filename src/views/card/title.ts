import type { Exploration, Result, Run } from '../../result.ts';
import { plainName } from '../words/names.ts';
import { countOf, sentenceCase } from '../words/number-format.ts';
import { changedQuantities, changeOf, gain, type Quantity, quantitiesOf } from './quantities.ts';

/**
 * The finding of a scenario whose author hasn't written one, from its results: the base's outcome, then the best
 * variant's. `As it was, shop is impacted for 2 h; with a warm cache, not at all`.
 */
export function generatedTitle(result: Result): string {
  const [search, ...searched] = result.explorations;
  if (search !== undefined) return searchTitle(search, searched);
  const [base, ...others] = result.runs;
  if (base === undefined) return `The model of ${plainName(result.scenario)}`;
  const quantity = changedQuantities(result)[0] ?? quantitiesOf(result)[0];
  if (quantity === undefined) return `${countOf(base.transitions, 'step')} in ${plainName(result.scenario)}`;
  const best = bestOf(quantity, others, base);
  const first = `As it was, ${quantity.of(base).clause}`;
  return best === null ? first : `${first}; with ${plainName(best.variant)}, ${quantity.of(best).short}`;
}

/** The variant that helps the most or, if no direction is stated, changes the most. Null if none changes anything. */
export function bestOf(quantity: Quantity, others: readonly Run[], base: Run): Run | null {
  const score = (run: Run): number =>
    quantity.better === null ? changeOf(quantity, run, base) : gain(quantity, run, base);
  let best: Run | null = null;
  for (const run of others) if (score(run) > (best === null ? 0 : score(best))) best = run;
  return best;
}

/** The variant that does the most harm, or null. */
export function worstOf(quantity: Quantity, others: readonly Run[], base: Run): Run | null {
  let worst: Run | null = null;
  for (const run of others) {
    if (gain(quantity, run, base) < (worst === null ? 0 : gain(quantity, worst, base))) worst = run;
  }
  return worst;
}

function searchTitle(base: Exploration, others: readonly Exploration[]): string {
  const broken = base.property === null ? null : propertyText(base, base.property);
  if (base.verdict === 'holds') {
    const properties = base.properties.filter(({ verdict }) => verdict === 'holds');
    const [only] = properties;
    return properties.length === 1
      ? `“${sentenceCase(propertyText(base, only!.name))}” holds in every order of steps`
      : `${countOf(properties.length, 'property', 'properties')} hold in every order of steps`;
  }
  if (base.verdict === 'incomplete' || broken === null)
    return 'The search is too large to decide the question';
  const length = base.steps === null ? '' : ` in ${countOf(base.steps, 'step')}`;
  const first = `As it was, “${broken}” can fail${length}`;
  const fix = others.find(({ verdict }) => verdict === 'holds');
  return fix === undefined ? first : `${first}; with ${plainName(fix.variant)}, it can’t`;
}

/** A property's description, or its name in plain words. */
export function propertyText({ properties }: Pick<Exploration, 'properties'>, name: string): string {
  return properties.find((one) => one.name === name)?.says ?? plainName(name);
}
