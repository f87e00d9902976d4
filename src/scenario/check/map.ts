import type { ConstantValue, Micros } from '../../result.ts';
import { formatDuration } from '../../time/duration.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { StabilityAxes, StabilityAxis, VariedValue } from '../ast/measuring.ts';
import type { Fault } from '../ast/scenario.ts';
import { DOUBLE, DURATION, INT } from '../ast/types.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { type Context, literalOf, type Path } from './context.ts';
import * as say from './diagnostics.ts';
import * as sayOf from './value-diagnostics.ts';

/** Maximum number of cells, each of which gets a run. */
const MAX_CELLS = 400;
/** Number of values of an axis that doesn't set it. */
const POINTS = 11;
/** Values are on a logarithmic scale if the ends of the range differ by at least this factor. */
const WIDE = 10;

interface Declared {
  readonly constants: readonly ConstantValue[];
  readonly faults: readonly Fault[];
  readonly until: Micros | null;
}

/**
 * Checks `map`: its axes, and whether its runs can show that the scenario recovers. Only the base has a map.
 */
export function checkMap(context: Context, raw: RawScenario, declared: Declared): StabilityAxes | null {
  if (raw.map === undefined || context.variant !== 'base') return null;
  const isDecidable = checkTrigger(context, raw, declared);
  const [x, y] = (['x', 'y'] as const).map((key) =>
    checkAxis(context, raw, ['map', key], declared.constants),
  );
  if (x == null || y == null || !isDecidable) return null;
  if (x.name === y.name) {
    const message = `both axes of the map are \`const.${y.name}\``;
    return context.report(
      sayOf.badMap(context.span(['map', 'y']), message, 'choose two different constants'),
    );
  }
  const cells = x.values.length * y.values.length;
  if (cells > MAX_CELLS) {
    return context.report(say.tooMany(context.keySpan(['map']), cells, 'cells of the map', MAX_CELLS));
  }
  return { x, y };
}

/** Reports a scenario in which no run could recover: without a steady state, an end, or a trigger that ends. */
function checkTrigger(context: Context, raw: RawScenario, { faults, until }: Declared): boolean {
  const before = context.diagnostics.length;
  const span = context.keySpan(['map']);
  const named = raw.trigger === undefined ? null : [raw.trigger].flat();
  if (raw.steady_state === undefined) context.report(say.needsSteady(span, 'map'));
  if (raw.until === undefined) {
    context.report(
      sayOf.badMap(span, 'a map needs an `until`, since it shows runs', 'add one: `until: 10m`'),
    );
  }
  if (named === null && faults.length === 0) {
    context.report(
      sayOf.badMap(
        span,
        'a map needs a trigger: without one, there is nothing to recover from',
        'add a fault that ends, or name what triggers the failure under `trigger`',
      ),
    );
  }
  for (const fault of faults) {
    if (named !== null && !named.includes(fault.id)) continue;
    const ends = endOf(fault);
    if (ends === 'depends on the run' || (ends !== null && ends < (until ?? Number.POSITIVE_INFINITY)))
      continue;
    const when = ends === null ? 'never ends' : 'ends only after the run';
    context.report(
      sayOf.badMap(
        fault.span,
        `the fault \`${fault.id}\` ${when}, so \`map\` can't show whether the scenario recovers from it`,
        ends === null
          ? 'end it with `for` or `until`'
          : 'increase the scenario’s `until`, or end the fault earlier',
      ),
    );
  }
  return context.diagnostics.length === before;
}

/** When a fault ends: a time, null for never. */
function endOf({ at, until, lasts }: Fault): Micros | 'depends on the run' | null {
  if (until !== null) return until.t;
  if (lasts === null) return null;
  return at === null ? 'depends on the run' : at.t + lasts;
}

const CONSTANT = /^const\.([^.]+)(?:\.value)?$/;

function checkAxis(
  context: Context,
  raw: RawScenario,
  place: Path,
  constants: readonly ConstantValue[],
): StabilityAxis | null {
  const written = raw.map![place[1] as 'x' | 'y'];
  const keys = typeof written === 'string' ? { path: written } : written;
  const at = typeof written === 'string' ? place : [...place, 'path'];
  const name = CONSTANT.exec(keys.path)?.[1];
  if (name === undefined) {
    return context.report(
      sayOf.badMap(
        context.span(at),
        `\`${keys.path}\` isn't a constant, so it can't be an axis of a map`,
        'put the value into a constant, use it here as `const.name`, and in the model by its name',
      ),
    );
  }
  const constant = constants.find((one) => one.name === name);
  if (constant === undefined) {
    const known = constants.map((one) => one.name);
    if (raw.const?.[name] !== undefined) return null;
    const hint = say.didYouMean(nearest(name, known)) ?? 'define it under `const`';
    return context.report(sayOf.badMap(context.span(at), `no constant named \`${name}\` is defined`, hint));
  }
  const { type } = constant;
  if (type !== 'int' && type !== 'double' && type !== 'duration') {
    const message = `\`const.${name}\` is a ${type}, so it can't be an axis of a map`;
    return context.report(sayOf.badMap(context.span(at), message, 'choose a number or a duration'));
  }
  const values = valuesOf(context, place, keys, { ...constant, type });
  const own = { text: textOf(type, constant.value as number), x: constant.value as number };
  return values === null ? null : { name, type, own, values };
}

type AxisKeys = Exclude<NonNullable<RawScenario['map']>['x'], string>;
type AxisConstant = ConstantValue & Pick<StabilityAxis, 'type'>;

function valuesOf(
  context: Context,
  place: Path,
  { values, range, points }: AxisKeys,
  constant: AxisConstant,
): VariedValue[] | null {
  if (values !== undefined) {
    for (const [key, other] of Object.entries({ range, points })) {
      if (other === undefined) continue;
      const message = `an axis has either \`values\` or \`${key}\``;
      return context.report(sayOf.badMap(context.keySpan([...place, key]), message, 'remove one of them'));
    }
    const read = values.map((_, i) => readValue(context, [...place, 'values', i], constant));
    return read.every((one) => one !== null) && isAscending(context, [...place, 'values'], read)
      ? read
      : null;
  }
  if (range === undefined && constant.range === null) {
    return context.report(
      sayOf.badMap(
        context.span(place),
        `\`const.${constant.name}\` has no range to take values from`,
        'list `values`, or give the constant or this axis a `range`',
      ),
    );
  }
  const at = [...place, 'range'];
  const ends = range?.map((_, i) => readValue(context, [...at, i], constant)) ?? [];
  if (ends.some((end) => end === null)) return null;
  if (range !== undefined && !isAscending(context, at, ends as VariedValue[])) return null;
  const [low, high] = range === undefined ? constant.range! : [ends[0]!.x, ends[1]!.x];
  return spaced(constant.type, low, high, points ?? POINTS);
}

function readValue(context: Context, place: Path, { name, type }: AxisConstant): VariedValue | null {
  const node = context.node(place);
  const types = { int: INT, double: DOUBLE, duration: DURATION };
  const found = node.kind === 'scalar' ? literalOf(node, types[type]) : null;
  if (found !== null) return { text: context.text(place), x: Number(found.value) };
  const hint = {
    int: 'write whole numbers',
    double: 'write numbers',
    duration: 'write durations: 500ms, 2s',
  };
  const message = `\`${context.text(place)}\` isn't a value that \`const.${name}\` can have`;
  return context.report(sayOf.badMap(context.span(place), message, hint[type]));
}

function isAscending(context: Context, place: Path, values: readonly VariedValue[]): boolean {
  const wrong = values.findIndex(({ x }, i) => i > 0 && x <= values[i - 1]!.x);
  if (wrong < 0) return true;
  const message = `\`${values[wrong]!.text}\` isn't greater than the value before it`;
  context.report(
    sayOf.badMap(context.span([...place, wrong]), message, 'write the values in ascending order, each once'),
  );
  return false;
}

/**
 * Values from `low` to `high`, rounded so that labels stay short. All are different, so there may be fewer whole numbers
 * than points.
 */
function spaced(type: StabilityAxis['type'], low: number, high: number, points: number): VariedValue[] {
  const isWide = low > 0 && high / low >= WIDE;
  const between = isWide ? logarithmic(low, high, points) : linear(low, high, points);
  const inside = between.map((x) => (type === 'double' ? x : Math.round(x)));
  return [...new Set([low, ...inside, high])].map((x) => ({ text: textOf(type, x), x }));
}

/** The values between the ends, without the ends. */
function logarithmic(low: number, high: number, points: number): number[] {
  const factor = rootOf(high / low, points - 1);
  const values: number[] = [];
  for (let x = low * factor; values.length < points - 2; x *= factor) values.push(Number(x.toPrecision(3)));
  return values;
}

function linear(low: number, high: number, points: number): number[] {
  const step = high / (points - 1) - low / (points - 1);
  const unit = unitFor(step);
  return Array.from({ length: points - 2 }, (_, i) => {
    const exact = low + (i + 1) * step;
    const rounded = Number((Math.round(exact / unit) * unit).toPrecision(12));
    return Number.isFinite(rounded) ? rounded : exact;
  });
}

/** The power of ten that leaves three digits of a step before its decimal point. */
function unitFor(step: number): number {
  let unit = 1;
  while (step / unit >= 1000) unit *= 10;
  while (step / unit < 100) unit /= 10;
  return unit;
}

/** The nth root of a number above 1, by bisection: the platform's powers differ in their last digits. */
function rootOf(number: number, n: number): number {
  let [low, high] = [1, number];
  for (let i = 0; i < 100; i++) {
    const middle = (low + high) / 2;
    let power = 1;
    for (let k = 0; k < n; k++) power *= middle;
    if (power < number) low = middle;
    else high = middle;
  }
  return low;
}

function textOf(type: StabilityAxis['type'], x: number): string {
  return type === 'duration' ? formatDuration(x) : String(x);
}
