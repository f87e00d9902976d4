import { exp, ln } from '../engine/elementary.ts';
import { Draws, hashName } from '../engine/random.ts';
import type { ConstantValue } from '../result.ts';
import type { Scenario } from '../scenario/scenario.ts';

const CONSTANT = hashName('const');

/** Ranges whose ends are a factor of ten or more apart are drawn on the scale of their logarithm. */
const WIDE = 10;

/** Constants that a variant leaves to be drawn: those with a range, but for those that it sets itself. */
export function drawableOf({ constants }: Scenario, patches: readonly { readonly path: string }[]): string[] {
  const fixed = new Set(patches.map(({ path }) => path));
  return constants
    .filter(
      ({ name, range }) => range !== null && !fixed.has(`const.${name}`) && !fixed.has(`const.${name}.value`),
    )
    .map(({ name }) => name);
}

/**
 * Values of the constants of one run, each uniform over its range. A constant has the same value in the run of the same
 * number of every variant, whatever other constants there are.
 */
export function drawn(scenario: Scenario, names: readonly string[], seed: number, run: number): number[] {
  const draws = new Draws(seed, run);
  return names.map((name) => {
    const constant = scenario.constants.find((one) => one.name === name)!;
    return valueAt(constant, draws.uniform(CONSTANT, hashName(name), 0));
  });
}

function valueAt({ range, type }: ConstantValue, u: number): number {
  const [low, high] = range!;
  const logarithmic = low > 0 && high / low >= WIDE;
  const between = (from: number, to: number): number =>
    logarithmic ? from * exp(u * ln(to / from)) : from + u * (to - from);
  if (type === 'int') return Math.min(high, Math.floor(between(low, high + 1)));
  const value = Math.min(high, between(low, high));
  return type === 'duration' ? Math.round(value) : value;
}
