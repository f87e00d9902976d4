import type { Value } from '../scenario/ast/expr.ts';
import { canonicalMap, canonicalSet, compareValues } from '../scenario/ast/value.ts';

/** The hint for each error code. */
const HINTS: Readonly<Record<string, string>> = {
  zero: 'check the divisor first: `n == 0 ? 0 : div(a, n)`',
  index: 'check the size first, or use an instance as the index',
  key: 'check for the key with `in` first',
  'no-value': 'add a default: `has(m) ? m : 80.0`',
  empty: 'check the size first',
  init: 'change the condition, or add values under `choose`',
  bounds: 'guard the step with `when`, or widen the bounds',
  cost: 'if it computes the same value repeatedly, store that value in a state variable',
};

/** Number of characters that count as one step. String operations are cheap. */
const CHARACTERS_PER_STEP = 64;

/**
 * Limits on the work and size of one evaluation, so that an expensive expression fails instead of running too long.
 */
const RUNTIME_LIMITS = { fuel: 1_000_000, items: 10_000, text: 10_000 } as const;

type Items = readonly Value[];
type Pairs = readonly (readonly [Value, Value])[];

/**
 * The functions that generated code calls: everything that can fail or loop. Each compiled model has a separate
 * object, which counts the work done by the current evaluation.
 */
export class Runtime {
  private fuel: number = RUNTIME_LIMITS.fuel;
  private allowance = Number.POSITIVE_INFINITY;
  private tracked: readonly Value[] | null = null;
  private counts: Int32Array = new Int32Array(0);

  /** Resets the fuel for an evaluation. */
  refuel(): void {
    this.fuel = RUNTIME_LIMITS.fuel;
  }

  /** Limits the total work of all evaluations from now on. Without this, only individual evaluations are limited. */
  allow(steps: number): void {
    this.allowance = steps;
  }

  /** The remaining allowance. */
  get left(): number {
    return this.allowance;
  }

  /** Evaluates an expression that the run itself doesn't depend on, without using up the run's allowance. */
  aside<T>(evaluate: () => T): T {
    const { allowance } = this;
    this.allowance = Number.POSITIVE_INFINITY;
    try {
      return evaluate();
    } finally {
      this.allowance = allowance;
    }
  }

  private burn(amount: number, site: number): void {
    this.fuel -= amount;
    this.allowance -= amount;
    if (this.fuel < 0) {
      const message = `evaluating this expression takes more than ${formatCount(RUNTIME_LIMITS.fuel)} steps`;
      throw new EvaluationError('cost', site, message);
    }
    if (this.allowance < 0) {
      throw new EvaluationError(
        'work',
        site,
        'evaluating the expressions in this run takes too many steps in total',
      );
    }
  }

  private sized<T extends Items>(items: T, site: number): T {
    if (items.length > RUNTIME_LIMITS.items) {
      const message = `the result would have more than ${formatCount(RUNTIME_LIMITS.items)} items`;
      throw new EvaluationError('size', site, message);
    }
    this.burn(weightOf(items, this.fuel), site);
    return items;
  }

  int(value: number, site: number): number {
    if (Number.isSafeInteger(value)) return value + 0;
    throw new EvaluationError('overflow', site, 'this integer is too large to be stored exactly');
  }

  double(value: number, site: number): number {
    if (Number.isFinite(value)) return value;
    if (Number.isNaN(value)) throw new EvaluationError('no-value', site, 'this measure has no value here');
    throw new EvaluationError('overflow', site, 'this number is too large');
  }

  /** Rounds a computed duration to the nearest microsecond. */
  micros(value: number, site: number): number {
    return this.int(Math.round(value), site);
  }

  divide(a: number, b: number, site: number): number {
    if (b === 0) throw new EvaluationError('zero', site, 'this divides by zero');
    return this.double(a / b, site);
  }

  div(a: number, b: number, site: number): number {
    if (b === 0) throw new EvaluationError('zero', site, 'this divides by zero');
    return Math.trunc(a / b) + 0;
  }

  mod(a: number, b: number, site: number): number {
    if (b === 0) throw new EvaluationError('zero', site, 'this divides by zero');
    return (a % b) + 0;
  }

  trunc(value: number, site: number): number {
    return this.int(Math.trunc(value), site);
  }

  instance(index: number, size: number, site: number): number {
    if (index >= 0 && index < size) return index;
    throw new EvaluationError('index', site, `there is no instance ${index}: indices are 0 to ${size - 1}`);
  }

  item(items: Items, index: number, site: number): Value {
    const value = items[index];
    if (value !== undefined) return value;
    const size = items.length === 1 ? '1 item' : `${items.length} items`;
    throw new EvaluationError(
      'index',
      site,
      `index ${index} is out of range: the list has ${size}, and indexes start at 0`,
    );
  }

  value(map: Pairs, key: Value, site: number): Value {
    this.burn(map.length, site);
    const entry = map.find(([k]) => compareValues(k, key) === 0);
    if (entry !== undefined) return entry[1];
    const message =
      typeof key === 'string' ? `the map has no key \`${key}\`` : "the map doesn't have this key";
    throw new EvaluationError('key', site, message);
  }

  equal(a: Value, b: Value, site: number): boolean {
    this.burn(Array.isArray(a) ? a.length : 1, site);
    return compareValues(a, b) === 0;
  }

  has(items: Items, item: Value, site: number): boolean {
    this.burn(items.length, site);
    return items.some((other) => compareValues(other, item) === 0);
  }

  hasKey(map: Pairs, key: Value, site: number): boolean {
    this.burn(map.length, site);
    return map.some(([other]) => compareValues(other, key) === 0);
  }

  concat(a: string, b: string, site: number): string {
    return this.text(a + b, site);
  }

  text(text: string, site: number): string {
    if (text.length > RUNTIME_LIMITS.text) {
      const message = `the resulting string would have more than ${formatCount(RUNTIME_LIMITS.text)} characters`;
      throw new EvaluationError('size', site, message);
    }
    this.burn(text.length / CHARACTERS_PER_STEP, site);
    return text;
  }

  /** The number of items in a collection, or of code points in a string. */
  size(of: Items | string, site: number): number {
    if (typeof of !== 'string') return of.length;
    this.burn(1 + of.length / CHARACTERS_PER_STEP, site);
    return [...of].length;
  }

  startsWith(text: string, part: string, site: number): boolean {
    this.burn(1 + part.length / CHARACTERS_PER_STEP, site);
    return text.startsWith(part);
  }

  endsWith(text: string, part: string, site: number): boolean {
    this.burn(1 + part.length / CHARACTERS_PER_STEP, site);
    return text.endsWith(part);
  }

  /** In the worst case, every character of one string is compared with every character of the other. */
  contains(text: string, part: string, site: number): boolean {
    this.burn(1 + (text.length * (1 + part.length)) / CHARACTERS_PER_STEP, site);
    return text.includes(part);
  }

  listAdd(a: Items, b: Items, site: number): Items {
    return this.sized([...a, ...b], site);
  }

  listMinus(a: Items, b: Items, site: number): Items {
    this.burn(a.length * b.length, site);
    return a.filter((item) => !b.some((other) => compareValues(other, item) === 0));
  }

  setAdd(a: Items, b: Items, site: number): Items {
    return this.sized(canonicalSet([...a, ...b]), site);
  }

  toSet(items: Items, site: number): Items {
    return this.sized(canonicalSet(items), site);
  }

  keys(map: Pairs, site: number): Items {
    this.burn(map.length, site);
    return map.map(([key]) => key);
  }

  /** Creates a map from a literal. */
  map(pairs: Pairs, site: number): Items {
    const map = canonicalMap(pairs);
    if (map.length === pairs.length) return this.sized(map, site);
    throw new EvaluationError('key', site, 'this map has a duplicate key');
  }

  /** Creates a list from a literal whose items are strings or collections. */
  list(items: Items, site: number): Items {
    return this.sized(items, site);
  }

  range(from: number, to: number, site: number): Items {
    const length = Math.max(0, to - from);
    if (length > RUNTIME_LIMITS.items) {
      throw new EvaluationError(
        'size',
        site,
        `this range has ${formatCount(length)} items; the limit is ${formatCount(RUNTIME_LIMITS.items)}`,
      );
    }
    this.burn(length, site);
    return Array.from({ length }, (_, i) => from + i);
  }

  min(items: readonly number[], site: number): number {
    this.burn(items.length, site);
    if (items.length === 0) throw new EvaluationError('empty', site, 'an empty list has no minimum');
    return items.reduce((a, b) => (b < a ? b : a));
  }

  max(items: readonly number[], site: number): number {
    this.burn(items.length, site);
    if (items.length === 0) throw new EvaluationError('empty', site, 'an empty list has no maximum');
    return items.reduce((a, b) => (b > a ? b : a));
  }

  sum(items: readonly number[], site: number): number {
    this.burn(items.length, site);
    return items.reduce((a, b) => a + b, 0);
  }

  all(items: Items, test: (item: Value) => boolean, site: number): boolean {
    for (const item of items) {
      this.burn(1, site);
      if (!test(item)) return false;
    }
    return true;
  }

  exists(items: Items, test: (item: Value) => boolean, site: number): boolean {
    for (const item of items) {
      this.burn(1, site);
      if (test(item)) return true;
    }
    return false;
  }

  existsOne(items: Items, test: (item: Value) => boolean, site: number): boolean {
    return this.filter(items, test, site).length === 1;
  }

  filter(items: Items, test: (item: Value) => boolean, site: number): Items {
    this.burn(items.length, site);
    return items.filter(test);
  }

  mapTo(items: Items, to: (item: Value) => Value, site: number): Items {
    this.burn(items.length, site);
    return this.sized(items.map(to), site);
  }

  /** Sets the number of instances at each step for one state, so that `countAt` doesn't have to count them. */
  track(s: readonly Value[], counts: Int32Array): void {
    this.tracked = s;
    this.counts = counts;
  }

  /** The number of instances of a process at a step. `counted` is the step's index in the counts. */
  countAt(
    s: readonly Value[],
    base: number,
    stride: number,
    size: number,
    step: number,
    counted: number,
    site: number,
  ): number {
    if (s === this.tracked) return this.counts[counted]!;
    this.burn(size, site);
    let count = 0;
    for (let i = 0; i < size; i++) if (s[base + i * stride] === step) count++;
    return count;
  }

  /** A copy of a list or map with one item replaced or, in a map, possibly added. */
  replace(collection: Items, key: Value, value: Value, isMap: boolean, site: number): Items {
    if (isMap) return this.sized(canonicalMap([...(collection as unknown as Pairs), [key, value]]), site);
    const index = key as number;
    this.item(collection, index, site);
    return this.sized(
      collection.map((item, i) => (i === index ? value : item)),
      site,
    );
  }
}

/**
 * Thrown if an expression can't be evaluated with its current values. `site` is the index of its location in
 * `Model.sites`.
 */
export class EvaluationError extends Error {
  readonly code: string;
  readonly site: number;

  constructor(code: string, site: number, message: string) {
    super(message);
    this.code = code;
    this.site = site;
  }

  get hint(): string | undefined {
    return HINTS[this.code];
  }
}

/**
 * A value's size, including everything nested in it. Shared lists count each time they occur, since they're
 * serialized separately. Stops counting beyond `max`.
 */
function weightOf(value: Value, max: number): number {
  if (typeof value === 'string') return 1 + value.length / CHARACTERS_PER_STEP;
  if (typeof value !== 'object') return 1;
  let weight = 1;
  for (const item of value) {
    weight += weightOf(item, max - weight);
    if (weight > max) break;
  }
  return weight;
}

function formatCount(n: number): string {
  return n.toLocaleString('en-US');
}
