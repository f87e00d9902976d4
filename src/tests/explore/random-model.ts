import fc from 'fast-check';

/** A small random model as text, and the processes whose instances nothing in it tells apart. */
export interface RandomModel {
  readonly text: string;
  readonly symmetric: readonly string[];
}

interface Shape {
  /** Nothing may tell instances of `p` apart. */
  readonly symmetric: boolean;
  readonly processes: readonly ShapedProcess[];
}

interface ShapedProcess {
  readonly name: string;
  readonly size: number;
  readonly steps: number;
  /** What expressions may say of it: where nobody looks, its steps are local and orders may be left out. */
  readonly seen: 'nothing' | 'locals' | 'all';
}

type Text = fc.Arbitrary<string>;

const SMALL = fc.integer({ min: 0, max: 2 }).map(String);

/**
 * Two or three processes of one to three instances with one to four steps over a bool, an int from 0 to 2, an enum, a
 * set of ints and a set of instances, each instance with a bool and an int of its own.
 */
export const randomModel: fc.Arbitrary<RandomModel> = fc
  .record({
    symmetric: fc.boolean(),
    sizes: fc.constantFrom([2, 1], [3], [2], [3, 1], [1, 1, 1], [2, 2], [1, 2], [2, 1, 1]),
    steps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
    seen: fc.array(fc.constantFrom('nothing', 'locals', 'all'), { minLength: 3, maxLength: 3 }),
  })
  .map(
    ({ symmetric, sizes, steps, seen }): Shape => ({
      symmetric,
      processes: sizes.map((size, i) => ({ name: 'pqr'[i]!, size, steps: steps[i]!, seen: seen[i]! })),
    }),
  )
  .chain((shape) =>
    fc
      .record({
        processes: fc.tuple(...shape.processes.map((_, i) => processOf(shape, i))),
        invariants: fc.array(rarely(shape), { minLength: 1, maxLength: 2 }),
        reachable: condition(shape, null, 1),
      })
      .map(({ processes, invariants, reachable }) => ({
        text: `scenario: random
state:
  flag: false
  count: { type: int, init: 0, min: 0, max: 2 }
  colour: { enum: [red, green, blue] }
  items: { type: set<int>, init: [] }
  members: { type: set<p>, init: [] }
processes:
${processes.join('\n')}
invariants:
${invariants.map((is, i) => `  i${i}: "${is}"`).join('\n')}
reachable:
  r: "${reachable}"
`,
        symmetric: shape.symmetric
          ? shape.processes.filter(({ size }) => size > 1).map(({ name }) => name)
          : [],
      })),
  );

function processOf(shape: Shape, index: number): Text {
  const { name, size, steps } = shape.processes[index]!;
  const ids = Array.from({ length: size }, (_, i) => `${name.toUpperCase()}${i}`);
  return fc
    .record({
      loop: fc.boolean(),
      atomic: sometimes(fc.integer({ min: 0, max: Math.max(0, steps - 2) }), 20),
      steps: fc.tuple(...Array.from({ length: steps }, (_, i) => step(shape, index, i))),
    })
    .map(
      ({ loop, atomic, steps: written }) => `  ${name}:
    instances: [${ids.join(', ')}]
    loop: ${loop}
    local:
      own: false
      number: { type: int, init: 0, min: 0, max: 2 }
${atomic === null || steps < 2 ? '' : `    atomic: [[s${atomic}, s${atomic + 1}]]\n`}    steps:
${written.join('\n')}`,
    );
}

function step(shape: Shape, process: number, index: number): Text {
  const alone = branch(shape, process, `s${index}`, '      ');
  const either = fc
    .tuple(
      branch(shape, process, `s${index}a`, '          '),
      branch(shape, process, `s${index}b`, '          '),
    )
    .map((branches) => `      - id: s${index}\n        either:\n${branches.join('\n')}`);
  return fc.oneof({ arbitrary: alone, weight: 3 }, { arbitrary: either, weight: 1 });
}

function branch(shape: Shape, process: number, id: string, indent: string): Text {
  const { name, steps } = shape.processes[process]!;
  const target = fc.constantFrom('start', 'end', ...Array.from({ length: steps }, (_, i) => `s${i}`));
  const test = condition(shape, name, 1);
  return fc
    .record({
      when: sometimes(test, 40),
      skip: sometimes(fc.tuple(test, target), 15),
      loop: sometimes(test, 8),
      choose: fc.oneof(
        { arbitrary: fc.constant(false), weight: 3 },
        { arbitrary: fc.constant(true), weight: 1 },
      ),
      then: sometimes(target, 25),
    })
    .chain(({ when, skip, loop, choose, then }) =>
      assignments(shape, name, choose).map((sets) => {
        const lines = [
          ...(loop === null || indent.length > 6 ? [] : [`while: "${loop}"`]),
          ...(skip === null ? [] : [`skip_if: "${skip[0]}"`, `skip_to: ${skip[1]}`]),
          ...(when === null ? [] : [`when: "${when}"`]),
          ...(choose ? ['choose: { v: "range(3).filter(n, n != count)" }'] : []),
          ...(sets.length === 0 ? [] : ['set:', ...sets.map((line) => `  ${line}`)]),
          ...(then === null ? [] : [`then: ${then}`]),
        ];
        return [`${indent}- id: ${id}`, ...lines.map((line) => `${indent}  ${line}`)].join('\n');
      }),
    );
}

function assignments(shape: Shape, process: string, chosen: boolean): fc.Arbitrary<string[]> {
  const number = numeric(shape, process, chosen);
  const all: Text[] = [
    condition(shape, process, 1).map((value) => `flag: "${value}"`),
    number.map((value) => `count: "${value}"`),
    fc.constantFrom('red', 'green', 'blue', 'flag ? red : colour').map((value) => `colour: "${value}"`),
    number.map((value) => `items: "items + [${value}]"`),
    number.map((value) => `items: "items - [${value}]"`),
    condition(shape, process, 0).map((value) => `self.own: "${value}"`),
    number.map((value) => `self.number: "${value}"`),
    ...(process === 'p'
      ? [fc.constant('members: "members + [self.id]"'), fc.constant('members: "members - [self.id]"')]
      : [fc.constant('members: "[]"')]),
  ];
  return fc
    .uniqueArray(fc.oneof(...all), { maxLength: 3, selector: (line) => line.split(':')[0] })
    .map((lines) => [...lines]);
}

/** A condition that most states keep. */
function rarely(shape: Shape): Text {
  const part = condition(shape, null, 1);
  return fc.tuple(part, part, part).map((parts) => `!(${parts.join(' && ')})`);
}

/** A value in so many of a hundred cases, null in the others. */
function sometimes<T>(value: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | null> {
  return fc.oneof(
    { arbitrary: fc.constant(null), weight: 100 - percent },
    { arbitrary: value, weight: percent },
  );
}

/** A truth value; `process` is who asks, or null outside steps. */
function condition(shape: Shape, process: string | null, depth: number): Text {
  const atoms: Text[] = [
    fc.constant('flag'),
    SMALL.map((n) => `count == ${n}`),
    SMALL.map((n) => `count < ${n}`),
    fc.constantFrom('colour == red', 'colour != blue'),
    SMALL.map((n) => `${n} in items`),
    SMALL.map((n) => `size(items) <= ${n}`),
    SMALL.map((n) => `size(members) <= ${n}`),
    ...shape.processes.flatMap(overProcess),
    ...(process === null ? [] : ownConditions(shape, process)),
    ...(shape.symmetric || shape.processes[0]!.seen === 'nothing'
      ? []
      : [fc.constant('P0.own'), fc.constant('P0.number == 1')]),
  ];
  const atom = fc.oneof(...atoms);
  if (depth === 0) return atom;
  const inner = condition(shape, process, depth - 1);
  return fc.oneof(
    atom,
    inner.map((a) => `!(${a})`),
    fc.tuple(inner, inner).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(inner, inner).map(([a, b]) => `(${a} || ${b})`),
  );
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
  const { seen } = shape.processes.find(({ name }) => name === process)!;
  return [
    fc.constant('self.own'),
    SMALL.map((n) => `self.number == ${n}`),
    ...(seen === 'nothing' ? [] : [fc.constant(`${process}.exists(x, x.id != self.id && x.own)`)]),
    ...(process === 'p' ? [fc.constant('self.id in members')] : []),
    ...(shape.symmetric ? [] : [fc.constant('self.index == 0')]),
  ];
}

/** A whole number from 0 to 2. */
function numeric(shape: Shape, process: string, chosen: boolean): Text {
  return fc.oneof(
    SMALL,
    fc.constantFrom('(count + 1) % 3', 'self.number', 'size(items) % 3', '(self.number + count) % 3'),
    ...(shape.processes.find(({ name }) => name === process)!.seen === 'all'
      ? [fc.constant(`${process}.at('s0') % 3`)]
      : []),
    ...(chosen ? [fc.constant('v')] : []),
    ...(shape.symmetric ? [] : [fc.constant('self.index')]),
  );
}
