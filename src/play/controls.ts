import type { FreeConstant, PortableModel } from '../portable/format.ts';
import { valueAt } from '../sweep/range.ts';
import { constantText } from '../views/words/constant-text.ts';

/** What a reader can change. */
export interface Controls {
  /** One group for the base and the variants, then one for each `vary` entry. */
  readonly groups: readonly { readonly title: string; readonly options: readonly CaseOption[] }[];
  readonly sliders: readonly Slider[];
  /** The page's seed. Null if the model is only searched, so no random numbers are drawn. */
  readonly seed: number | null;
}

export interface CaseOption {
  /** The case's index in the portable model. */
  readonly index: number;
  readonly id: string;
  readonly text: string;
  /** Names of constants that the case itself sets, so changing them has no effect on the case. */
  readonly fixed: readonly string[];
}

/** A slider with a stop for each value. */
export interface Slider {
  readonly name: string;
  readonly stops: readonly { readonly value: number; readonly text: string }[];
  /** Index of the stop at the page's value. */
  readonly own: number;
}

/** Number of intervals between a slider's stops. The page's value is an additional stop. */
const STOPS = 24;

/** What readers can change in a model; null if there is nothing. */
export function controlsOf({
  cases,
  free,
  seed,
}: Pick<PortableModel, 'cases' | 'free' | 'seed'>): Controls | null {
  const options = cases.map(({ id, point, drawable }, index) => ({
    index,
    id,
    text: point?.text ?? (id === 'base' ? 'as it was' : id),
    group: point?.name ?? '',
    fixed: free.map(({ name }) => name).filter((name) => !drawable.includes(name)),
  }));
  const runs = cases.some((one) => one.runs);
  if (!runs && options.length === 1) return null;
  const groups = [...new Set(options.map(({ group }) => group))].map((group) => ({
    title: group,
    options: options.filter((one) => one.group === group).map(({ group: _group, ...option }) => option),
  }));
  return { groups, sliders: runs ? free.map(sliderOf) : [], seed: runs ? seed : null };
}

function sliderOf({ name, type, value, range }: FreeConstant): Slider {
  const [low, high] = range;
  const values = new Set([low, value, high]);
  for (let i = 1; i < STOPS; i++) {
    const between = valueAt({ type, range: [low, high] }, i / STOPS);
    // Round the value itself, so that runs use the value that is shown.
    const rounded = type === 'int' ? between : Number(between.toPrecision(3));
    if (rounded > low && rounded < high) values.add(rounded);
  }
  const stops = [...values]
    .sort((a, b) => a - b)
    .map((one) => ({ value: one, text: constantText(one, type) }));
  return { name, stops, own: stops.findIndex((stop) => stop.value === value) };
}
