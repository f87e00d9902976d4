import fc from 'fast-check';

/** What a random model is made of, before its steps are drawn. */
export interface Shape {
  /** Nothing may tell instances of one process apart. */
  readonly symmetric: boolean;
  readonly processes: readonly ShapedProcess[];
  readonly world: World;
}

export interface ShapedProcess {
  readonly name: string;
  readonly size: number;
  readonly steps: number;
  /** What expressions may say of it: where nobody looks, its steps are local and orders may be left out. */
  readonly seen: 'nothing' | 'locals' | 'all';
}

/** What a model has besides processes and variables. */
export interface World {
  /** Instances of `p` write to each other, over this channel; empty text is the instant way. */
  readonly mail: string | null;
  readonly timer: boolean;
  /** Each instance has a timer of its own. */
  readonly alarm: boolean;
  /** What a fault does while it lasts; of `two` both set one variable. */
  readonly fault: 'set' | 'down' | 'two' | null;
  /** The fault ends. */
  readonly ends: boolean;
  readonly service: boolean;
}

export type Text = fc.Arbitrary<string>;

const SMALL = fc.integer({ min: 0, max: 2 }).map(String);

/** A value in so many of a hundred cases, null in the others. */
export function sometimes<T>(value: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | null> {
  return fc.oneof(
    { arbitrary: fc.constant(null), weight: 100 - percent },
    { arbitrary: value, weight: percent },
  );
}

/** A truth value; `process` is who asks, or null outside steps. */
export function condition(shape: Shape, process: string | null, depth: number): Text {
  const atom = fc.oneof(
    fc.constantFrom('flag', 'colour == red', 'colour != blue'),
    SMALL.map((n) => `count == ${n}`),
    SMALL.map((n) => `count < ${n}`),
    SMALL.map((n) => `${n} in items`),
    SMALL.map((n) => `size(items) <= ${n}`),
    SMALL.map((n) => `size(members) <= ${n}`),
    ...(shape.world.timer ? [fc.constant('clock.over')] : []),
    ...shape.processes.flatMap(overProcess),
    ...(process === null ? [] : ownConditions(shape, process)),
    ...(shape.symmetric || shape.processes[0]?.seen === 'nothing'
      ? []
      : [fc.constantFrom('P0.own', 'P0.number == 1')]),
  );
  if (depth === 0) return atom;
  const inner = condition(shape, process, depth - 1);
  return fc.oneof(
    atom,
    inner.map((a) => `!(${a})`),
    fc.tuple(inner, inner).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(inner, inner).map(([a, b]) => `(${a} || ${b})`),
  );
}

/** A condition that most states keep. */
export function rarelyBroken(shape: Shape): Text {
  const part = condition(shape, null, 1);
  return fc.tuple(part, part, part).map((parts) => `!(${parts.join(' && ')})`);
}

function overProcess({ name, steps, seen }: ShapedProcess): Text[] {
  if (seen === 'nothing') return [];
  const locals = fc.constantFrom(
    `${name}.exists(x, x.own)`,
    `${name}.all(x, x.number == 0)`,
    `${name}.exists(x, x.own && x.number == 2)`,
    `${name}.filter(x, x.own).size() == 1`,
  );
  if (seen === 'locals') return [locals];
  const places = fc.tuple(fc.integer({ min: 0, max: steps }), SMALL).map(([at, n]) => {
    const id = at === steps ? 'end' : `s${at}`;
    return `${name}.at('${id}') <= ${n}`;
  });
  return [locals, places];
}

function ownConditions(shape: Shape, process: string): Text[] {
  return [
    fc.constant('self.own'),
    ...(shape.world.alarm ? [fc.constant('self.alarm.over')] : []),
    SMALL.map((n) => `self.number == ${n}`),
    ...(seenOf(shape, process) === 'nothing'
      ? []
      : [fc.constant(`${process}.exists(x, x.id != self.id && x.own)`)]),
    ...(process === 'p' ? [fc.constant('self.id in members')] : []),
    ...(shape.symmetric ? [] : [fc.constant('self.index == 0')]),
  ];
}

function seenOf(shape: Shape, process: string): ShapedProcess['seen'] | undefined {
  return shape.processes.find(({ name }) => name === process)?.seen;
}

/** A whole number from 0 to 2. */
function numeric(shape: Shape, process: string, chosen: boolean): Text {
  return fc.oneof(
    SMALL,
    fc.constantFrom('(count + 1) % 3', 'self.number', 'size(items) % 3', '(self.number + count) % 3'),
    ...(seenOf(shape, process) === 'all' ? [fc.constant(`${process}.at('s0') % 3`)] : []),
    ...(chosen ? [fc.constant('v')] : []),
    ...(shape.symmetric ? [] : [fc.constant('self.index')]),
  );
}

/** Up to three assignments, each to another variable. */
export function assignments(
  shape: Shape,
  process: string,
  { chosen, received }: { readonly chosen: boolean; readonly received: boolean },
): fc.Arbitrary<string[]> {
  const number = numeric(shape, process, chosen);
  const members = process === 'p' ? ['members + [self.id]', 'members - [self.id]'] : ['[]'];
  const all: Text[] = [
    condition(shape, process, 1).map((value) => `flag: "${value}"`),
    number.map((value) => `count: "${value}"`),
    fc.constantFrom('red', 'green', 'blue', 'flag ? red : colour').map((value) => `colour: "${value}"`),
    number.map((value) => `items: "items + [${value}]"`),
    number.map((value) => `items: "items - [${value}]"`),
    condition(shape, process, 0).map((value) => `self.own: "${value}"`),
    number.map((value) => `self.number: "${value}"`),
    fc.constantFrom(...members).map((value) => `members: "${value}"`),
    ...(received ? [fc.constantFrom('count: m.n', 'self.number: m.n', 'members: "members + [m.from]"')] : []),
    ...(shape.world.timer ? [fc.constant('clock: timer(wait)')] : []),
    ...(shape.world.alarm ? [fc.constant('self.alarm: timer(wait)')] : []),
  ];
  return fc.uniqueArray(fc.oneof(...all), { maxLength: 3, selector: (line) => line.split(':')[0] });
}
