import fc from 'fast-check';

/**
 * Models with one to three processes, each with one to three instances and one to four steps. They use a bool, an int
 * from 0 to 2, an enum, a set of ints and a set of instances. Each instance has a local bool and int. Some models have
 * messages, a timer, a fault or a service.
 *
 * @param symmetric true to make each process's instances interchangeable
 * @param eventful true to give most models messages, timers, faults and a service
 * @param properties true to add properties of steps and of whole executions, and fairness for steps
 * @param observed true to add marks with observed times
 */
export function randomModel(
  symmetric: boolean,
  eventful: boolean,
  properties = false,
  observed = false,
): fc.Arbitrary<RandomModel> {
  return fc
    .record({
      world: eventful ? busy : world,
      sizes: fc.constantFrom<number[]>([2, 1], [3], [2], [3, 1], [2, 2], [2, 1, 1]),
      steps: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
      named: fc.boolean(),
      starts: startsOf(symmetric),
      seen: fc.array(fc.constantFrom('nothing', 'locals', 'all'), { minLength: 3, maxLength: 3 }),
    })
    .map(
      ({ sizes, steps, seen, ...rest }): Shape => ({
        ...rest,
        symmetric,
        properties,
        observed,
        processes: sizes.map((size, i) => ({ name: 'pqr'[i]!, size, steps: steps[i]!, seen: seen[i]! })),
      }),
    )
    .chain(modelOf);
}

/** A small random scenario, and the processes whose instances are interchangeable. */
export interface RandomModel {
  readonly text: string;
  readonly symmetric: readonly string[];
}

/** The structure of a random model, before its steps are drawn. */
export interface Shape {
  /** True if each process's instances must be interchangeable. */
  readonly symmetric: boolean;
  /** True if expressions may use the names under `let`. */
  readonly named: boolean;
  /** The variables' possible initial values. Empty if there is only one initial state. */
  readonly starts: string;
  /** True if the model has properties of steps and of whole executions, and fairness for steps. */
  readonly properties: boolean;
  /** True if the model has marks with observed times. */
  readonly observed: boolean;
  readonly processes: readonly ShapedProcess[];
  readonly world: World;
}

export interface ShapedProcess {
  readonly name: string;
  readonly size: number;
  readonly steps: number;
  /**
   * The parts of a process's state that expressions can read. With `nothing`, the process's steps are local, so
   * reduction applies.
   */
  readonly seen: 'nothing' | 'locals' | 'all';
}

/** Parts of a model other than processes and variables. */
export interface World {
  /**
   * The channel over which instances of `p` send to each other, or a shared channel to which they send and from which
   * all processes receive. An empty string means instant delivery.
   */
  readonly mail: string | null;
  readonly timer: boolean;
  /** True if each instance has a local timer. */
  readonly alarm: boolean;
  /** Kind of fault. With `two`, two faults set the same variable. */
  readonly fault: 'set' | 'down' | 'two' | null;
  /** True if the fault ends. */
  readonly ends: boolean;
  readonly service: boolean;
}

function modelOf(shape: Shape): fc.Arbitrary<RandomModel> {
  const parts = fc.record({
    processes: fc.tuple(...shape.processes.map((_, i) => processOf(shape, i))),
    invariants: fc.array(rarelyBroken(shape), { minLength: 1, maxLength: 2 }),
    reachable: condition(shape, null, 1),
    promise: sometimes(fc.tuple(condition(shape, null, 0), rarelyBroken(shape)), 40),
    begins: condition(shape, null, 1),
    named: condition({ ...shape, named: false }, null, 1),
    more: shape.properties ? moreProperties(shape) : fc.constant(''),
    marks: shape.observed ? marksOf(shape) : fc.constant(''),
  });
  return parts.map(({ processes, invariants, reachable, promise, begins, named, more, marks }) => ({
    text: `scenario: random
const: { wait: 5s }
state:
  flag: false
  count: { type: int, init: 0, min: 0, max: 2 }
  color: { enum: [red, green, blue] }
  items: { type: set<int>, init: [] }
  members: { type: set<p>, init: [] }
  pair: { type: { left: int, right: { on: bool } } }
${shape.world.timer ? '  clock: { type: timer, init: 0s }\n' : ''}${shape.starts}${shape.named ? `let: { busy: "${named}" }\n` : ''}processes:
${processes.join('\n')}
${worldOf(shape.world, begins)}
invariants:
${invariants.map((is, i) => `  i${i}: "${is}"`).join('\n')}
reachable:
  r: "${reachable}"
${promise === null ? '' : `eventually:\n  e: { from: "${promise[0]}", to: "!${promise[1]}" }\n`}${more}${marks}`,
    symmetric: shape.symmetric ? shape.processes.filter(({ size }) => size > 1).map(({ name }) => name) : [],
  }));
}

/**
 * Several initial states, for some models. If instances are interchangeable, the states don't refer to specific ones.
 */
function startsOf(symmetric: boolean): Text {
  const choices = ['flag: [true, false]', 'count: range(3)', 'color: [blue, red]', 'items: [[1], []]'];
  const members = symmetric ? [] : ['members: [[], [P0]]'];
  const some = fc
    .tuple(
      fc.subarray([...choices, ...members], { minLength: 1, maxLength: 3 }),
      sometimes(
        fc.constantFrom('!flag || count > 0', 'color != blue || count > 0', 'size(items) == count'),
        50,
      ),
    )
    .map(([choose, where]) => {
      const test = where === null ? '' : `, where: "${where}"`;
      return `init: { choose: { ${choose.join(', ')} }${test} }\n`;
    });
  // Each of these conditions is true for at least one combination that includes the values under \`state\`.
  return sometimes(some, 30).map((text) => text ?? '');
}

/** One property of each kind that only some models have. */
function moreProperties(shape: Shape): Text {
  const often = fc.oneof(condition(shape, null, 0), condition(shape, null, 1));
  return fc.tuple(stepCondition(shape), often, often, rarelyBroken(shape), condition(shape, null, 1)).map(
    ([steady, again, settled, hold, until]) => `step_invariants:
  t: "${steady}"
always_eventually:
  a: "${again}"
eventually_always:
  s: "${settled}"
holds_until:
  u: { hold: "${hold}", until: "${until}" }
`,
  );
}

/** A condition that often becomes true. */
function momentous({ processes }: Shape): Text {
  const places = processes.flatMap(({ name, steps }) =>
    Array.from({ length: steps }, (_, i) => `${name}.at('${i === 0 ? 'end' : `s${i}`}') > 0`),
  );
  const values = [
    'flag',
    '!flag',
    'count == 1',
    'count == 2',
    'color == blue',
    'size(items) > 0',
    'p.exists(x, x.own)',
  ];
  return fc.oneof(
    { arbitrary: fc.constantFrom(...places), weight: 3 },
    { arbitrary: fc.constantFrom(...values), weight: 2 },
  );
}

/** Two or three marks, some of them after others, and observed times for at least two. Some times are ranges. */
function marksOf(shape: Shape): Text {
  const mark = fc.record({
    is: momentous(shape),
    which: sometimes(fc.constantFrom('first', 'last', '2'), 40),
    after: sometimes(fc.nat(2), 30),
    at: sometimes(fc.constantFrom('08:01', '08:02', '08:03', '08:04'), 90),
    to: sometimes(fc.constantFrom('08:02', '08:04'), 15),
  });
  return fc
    .array(mark, { minLength: 2, maxLength: 3 })
    .filter((marks) => marks.filter(({ at }) => at !== null).length > 1)
    .map((marks) => {
      const time = (at: string): string => `2025-10-20T${at}:00Z`;
      const lines = marks.map(({ is, which, after }, i) => {
        const keys = [
          ...(which === null ? [] : [`which: ${which}`]),
          ...(after !== null && after < i ? [`after: m${after}`] : []),
        ];
        return `  m${i}: { is: "${is}"${keys.map((key) => `, ${key}`).join('')} }`;
      });
      const facts = marks.flatMap(({ at, to }, i) => {
        if (at === null) return [];
        return `  m${i}: { at: ${to === null || to <= at ? time(at) : `[${time(at)}, ${time(to)}]`} }`;
      });
      return `clock: { start: ${time('08:00')} }\nmarks:\n${lines.join('\n')}\nobserved:\n${facts.join('\n')}\n`;
    });
}

/** A step condition that holds for many steps. */
function stepCondition(shape: Shape): Text {
  const timeless = { ...shape, named: false, world: { ...shape.world, timer: false } };
  const { name } = shape.processes[0]!;
  const steady = fc.constantFrom(
    'count >= old.count',
    '!old.flag || flag',
    'old.color == color || old.flag != flag || count > 0',
    'size(items) >= size(old.items)',
    'members == old.members || size(members) < 2',
    'count != old.count || color != red',
    ...(shape.processes[0]!.seen === 'nothing'
      ? []
      : [
          `${name}.all(x, x.number >= old.${name}[x].number)`,
          `${name}.all(x, x.own || !old.${name}[x].own || flag)`,
          `${name}.exists(x, x.step != old.${name}[x].step) || count == 0`,
        ]),
  );
  return fc.oneof(
    steady,
    fc.tuple(steady, condition(timeless, null, 0)).map(([a, b]) => `(${a}) || ${b}`),
    fc.tuple(steady, steady).map(([a, b]) => `(${a}) || (${b})`),
  );
}

const FAIR = ['weak', 'strong', 'none'];

const NOTHING: World = { mail: null, timer: false, alarm: false, fault: null, ends: false, service: false };

const busy: fc.Arbitrary<World> = fc.record({
  mail: fc.constantFrom(
    null,
    '',
    '{ order: fifo, capacity: 2 }',
    '{ order: any, capacity: 1 }',
    '{ order: any, capacity: 2, duplicate: 1% }',
    '{ loss: 1%, capacity: 1 }',
    '{ shared: true, capacity: 0 }',
    '{ shared: true, capacity: 1, latency: 1s }',
    '{ shared: true, capacity: 1, order: any, duplicate: 1% }',
  ),
  timer: fc.boolean(),
  alarm: fc.boolean(),
  fault: fc.constantFrom(null, 'set', 'down', 'two' as const),
  ends: fc.boolean(),
  service: fc.boolean(),
});

const world: fc.Arbitrary<World> = fc.oneof(
  { arbitrary: fc.constant(NOTHING), weight: 3 },
  { arbitrary: busy, weight: 1 },
  {
    arbitrary: fc
      .constantFrom(
        '{ order: fifo, capacity: 1, duplicate: 1% }',
        '{ order: any, capacity: 2 }',
        '{ loss: 1%, capacity: 1 }',
        '{ shared: true, capacity: 0, loss: 1% }',
        '{ shared: true, capacity: 2 }',
        '',
      )
      .map((mail) => ({ ...NOTHING, mail })),
    weight: 1,
  },
);

function worldOf({ mail, fault, ends, service }: World, begins: string): string {
  const effect = fault === 'down' ? 'down: p' : 'set: { flag: true, count: 0 }';
  const length = (ended: boolean): string => (ended ? 'for: 1m, ' : '');
  return [
    ...(mail === null || mail === '' ? [] : [`channels:\n  net: ${mail}`]),
    ...(service ? ['services:\n  store: { available: 0.5 }'] : []),
    ...(fault === null ? [] : [`faults:\n  - { id: f, when: "${begins}", ${length(ends)}${effect} }`]),
    ...(fault === 'two'
      ? [
          `  - { id: g, when: flag, ${length(!ends)}set: { count: "(count + 1) % 3", color: blue } }`,
          `  - { id: h, when: "count == 0", for: 1m, set: { count: 2 } }`,
        ]
      : []),
  ].join('\n');
}

function processOf(shape: Shape, index: number): Text {
  const { name, size, steps } = shape.processes[index]!;
  const ids = Array.from({ length: size }, (_, i) => `${name.toUpperCase()}${i}`);
  return fc
    .record({
      loop: fc.boolean(),
      mayWait: sometimes(fc.constant(true), 15),
      atomic: sometimes(fc.integer({ min: 0, max: Math.max(0, steps - 2) }), 20),
      fair: shape.properties ? sometimes(fc.constantFrom(...FAIR), 50) : fc.constant(null),
      written: fc.tuple(...Array.from({ length: steps }, (_, i) => step(shape, index, i))),
    })
    .map(({ loop, mayWait, atomic, written, fair }) => {
      // Calls take time, so they aren't allowed inside a group.
      const first = atomic === null ? '' : written[atomic]!;
      const later = atomic === null ? '' : (written[atomic + 1] ?? '');
      const fits = later !== '' && !/(call|fair|chance):/.test(later) && !first.includes('chance:');
      const grouped = atomic !== null && fits;
      return `  ${name}:
    instances: [${ids.join(', ')}]
    loop: ${loop}
${fair === null ? '' : `    fair: ${fair}\n`}${mayWait ? '    may_wait: true\n' : ''}    local:
      own: false
      number: { type: int, init: 0, min: 0, max: 2 }
${shape.world.alarm ? '      alarm: { type: timer, init: 0s }\n' : ''}${shape.named ? '    let: { near: "self.number == count && !self.own" }\n' : ''}${grouped ? `    atomic: [[s${atomic}, s${atomic + 1}]]\n` : ''}    steps:
${written.join('\n')}`;
    });
}

function step(shape: Shape, process: number, index: number): Text {
  const single = branch(shape, process, `s${index}`, 6);
  const either = fc
    .tuple(branch(shape, process, `s${index}a`, 10), branch(shape, process, `s${index}b`, 10))
    .map((branches) => `      - id: s${index}\n        either:\n${branches.join('\n')}`);
  const sendsFirst = index === 0 && shape.processes[process]!.name === 'p' && shape.world.mail !== null;
  const chance = fc.constantFrom('30%', '0%', '100%', '0.5', '"flag ? 0.2 : 0.5"');
  const drawn = fc
    .tuple(
      drawnBranch(shape, process, `s${index}a`, chance),
      drawnBranch(shape, process, `s${index}b`, sometimes(fc.constantFrom('0%', '0.5'), 60)),
    )
    .filter(([a, b]) => !a.includes('100%') || !b.includes('chance: 0.5'))
    .map((branches) => `      - id: s${index}\n        either:\n${branches.join('\n')}`);
  return fc.oneof(
    { arbitrary: single, weight: 9 },
    { arbitrary: either, weight: 3 },
    { arbitrary: drawn, weight: sendsFirst ? 0 : 1 },
  );
}

/** An alternative with a chance. It can't wait. */
function drawnBranch(shape: Shape, process: number, id: string, chance: fc.Arbitrary<string | null>): Text {
  const { name, steps } = shape.processes[process]!;
  const target = fc.constantFrom('start', 'end', ...Array.from({ length: steps }, (_, i) => `s${i}`));
  return fc
    .record({
      chance,
      skip: sometimes(fc.tuple(condition(shape, name, 1), target), 15),
      then: sometimes(target, 25),
      sets: assignments(shape, name, { chosen: false, received: false }),
    })
    .map(({ chance: share, skip, then, sets }) =>
      [
        `          - id: ${id}`,
        ...(share === null ? [] : [`            chance: ${share}`]),
        ...(skip === null ? [] : [`            skip_if: "${skip[0]}"`, `            skip_to: ${skip[1]}`]),
        ...(sets.length === 0 ? [] : ['            set:', ...sets.map((line) => `              ${line}`)]),
        ...(then === null ? [] : [`            then: ${then}`]),
      ].join('\n'),
    );
}

function branch(shape: Shape, process: number, id: string, indent: number): Text {
  const { name, steps } = shape.processes[process]!;
  const target = fc.constantFrom('start', 'end', ...Array.from({ length: steps }, (_, i) => `s${i}`));
  const test = condition(shape, name, 1);
  return fc
    .record({
      when: sometimes(test, 40),
      skip: sometimes(fc.tuple(test, target), 15),
      loop: sometimes(test, 8),
      chosen: sometimes(fc.constant('v: "range(3).filter(n, n != count)"'), 25),
      then: sometimes(target, 25),
      fair: shape.properties ? sometimes(fc.constantFrom(...FAIR), 25) : fc.constant(null),
      waits: sometimes(fc.constant(true), 10),
      deal: interaction(shape, name, id === 's0' || id === 's0a'),
    })
    .chain(({ when, skip, loop, chosen, then, fair, waits, deal }) =>
      assignments(shape, name, { chosen: chosen !== null, received: deal.startsWith('receive') }).map(
        (sets) => {
          const lines = [
            ...(waits === null || indent > 6 ? [] : ['may_wait: true']),
            ...(loop === null || indent > 6 ? [] : [`while: "${loop}"`]),
            ...(skip === null ? [] : [`skip_if: "${skip[0]}"`, `skip_to: ${skip[1]}`]),
            ...(when === null ? [] : [`when: "${when}"`]),
            ...(chosen === null ? [] : [`choose: { ${chosen} }`]),
            ...(deal === '' ? [] : [deal]),
            ...(sets.length === 0 ? [] : ['set:', ...sets.map((line) => `  ${line}`)]),
            ...(then === null ? [] : [`then: ${then}`]),
            ...(fair === null ? [] : [`fair: ${fair}`]),
          ];
          const space = ' '.repeat(indent);
          return [`${space}- id: ${id}`, ...lines.map((line) => `${space}  ${line}`)].join('\n');
        },
      ),
    );
}

/**
 * The branch's send, receive or call, or an empty string. The first branch in `p` sends, so that there are messages.
 */
function interaction({ world: { mail, service }, symmetric }: Shape, process: string, first: boolean): Text {
  const nothing = { arbitrary: fc.constant(''), weight: 2 };
  const calls = fc.constantFrom('call: { to: store }', 'call: { to: store, timeout: 1s }');
  const call = { arbitrary: calls, weight: service ? 1 : 0 };
  if (mail?.includes('shared')) return sharing(nothing, call, process === 'p', first);
  if (process !== 'p' || mail === null) return fc.oneof(nothing, call);
  const via = mail === '' ? '' : ', via: net';
  const send = fc
    .tuple(
      fc.constantFrom('p', 'members', ...(symmetric ? [] : ['P0'])),
      fc.constantFrom('0', '1', 'count', 'self.number'),
    )
    .map(([to, n]) => `send: { to: ${to}, body: { n: ${n} }${via} }`);
  if (first) return send;
  const receive = fc.constantFrom(...WHERE).map((where) => `receive: { as: m${where} }`);
  return fc.oneof(nothing, call, { arbitrary: send, weight: 1 }, { arbitrary: receive, weight: 3 });
}

const WHERE = ['', ', where: m.n == 1', ', where: m.n != self.number', ', where: m.n == 0, head: true'];

/** The branch's interaction with a shared channel. Only `p` sends to the channel. */
function sharing(
  nothing: { readonly arbitrary: Text; readonly weight: number },
  call: { readonly arbitrary: Text; readonly weight: number },
  sends: boolean,
  first: boolean,
): Text {
  const send = fc
    .constantFrom('0', '1', 'count', 'self.number')
    .map((n) => `send: { to: net, body: { n: ${n} } }`);
  if (sends && first) return send;
  const receive = fc.constantFrom(...WHERE).map((where) => `receive: { as: m, from: net${where} }`);
  return fc.oneof(
    nothing,
    call,
    { arbitrary: send, weight: sends ? 1 : 0 },
    { arbitrary: receive, weight: 3 },
  );
}

/** Up to three assignments to different variables. */
function assignments(
  shape: Shape,
  process: string,
  { chosen, received }: { readonly chosen: boolean; readonly received: boolean },
): fc.Arbitrary<string[]> {
  const number = numeric(shape, process, chosen);
  const members = process === 'p' ? ['members + [self.id]', 'members - [self.id]'] : ['[]'];
  const all: Text[] = [
    condition(shape, process, 1).map((value) => `flag: "${value}"`),
    number.map((value) => `count: "${value}"`),
    fc.constantFrom('red', 'green', 'blue', 'flag ? red : color').map((value) => `color: "${value}"`),
    number.map((value) => `items: "items + [${value}]"`),
    number.map((value) => `items: "items - [${value}]"`),
    number.map((value) => `pair.left: "${value}"`),
    condition(shape, process, 0).map((value) => `pair.right.on: "${value}"`),
    fc.constantFrom('{left: 1}', 'flag ? pair : {right: {on: true}}').map((value) => `pair: "${value}"`),
    condition(shape, process, 0).map((value) => `self.own: "${value}"`),
    number.map((value) => `self.number: "${value}"`),
    fc.constantFrom(...members).map((value) => `members: "${value}"`),
    ...(received ? [fc.constantFrom('count: m.n', 'self.number: m.n', 'members: "members + [m.from]"')] : []),
    ...(shape.world.timer ? [fc.constant('clock: timer(wait)')] : []),
    ...(shape.world.alarm ? [fc.constant('self.alarm: timer(wait)')] : []),
  ];
  return fc.uniqueArray(fc.oneof(...all), { maxLength: 3, comparator: setSame });
}

/** An expression with a value from 0 to 2. */
function numeric(shape: Shape, process: string, chosen: boolean): Text {
  return fc.oneof(
    SMALL,
    fc.constantFrom('(count + 1) % 3', 'self.number', 'size(items) % 3', '(self.number + count) % 3'),
    ...(seenOf(shape, process) === 'all' ? [fc.constant(`${process}.at('s0') % 3`)] : []),
    ...(chosen ? [fc.constant('v')] : []),
    ...(shape.symmetric ? [] : [fc.constant('self.index')]),
  );
}

/** A boolean expression, in one of the steps in `process` or outside steps. */
/** True if two assignments set the same variable, or one sets a field of the record that the other sets. */
function setSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((line) => `${line.split(':')[0]}.`);
  return a!.startsWith(b!) || b!.startsWith(a!);
}

function condition(shape: Shape, process: string | null, depth: number): Text {
  const atom = fc.oneof(
    fc.constantFrom('flag', 'color == red', 'color != blue'),
    fc.constantFrom('pair.left > 0', 'pair.right.on', 'pair == {left: 1}'),
    SMALL.map((n) => `count == ${n}`),
    SMALL.map((n) => `count < ${n}`),
    SMALL.map((n) => `${n} in items`),
    SMALL.map((n) => `size(items) <= ${n}`),
    SMALL.map((n) => `size(members) <= ${n}`),
    ...(shape.world.timer ? [fc.constant('clock.over')] : []),
    ...(shape.named ? [fc.constant('busy')] : []),
    ...shape.processes.flatMap((one) => overProcess(one, shape.named)),
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

/** A condition that holds in most states. */
function rarelyBroken(shape: Shape): Text {
  const part = condition(shape, null, 1);
  return fc.tuple(part, part, part).map((parts) => `!(${parts.join(' && ')})`);
}

function overProcess({ name, steps, seen }: ShapedProcess, named: boolean): Text[] {
  if (seen === 'nothing') return [];
  const locals = fc.constantFrom(
    `${name}.exists(x, x.own)`,
    `${name}.all(x, x.number == 0)`,
    `${name}.exists(x, x.own && x.number == 2)`,
    `${name}.filter(x, x.own).size() == 1`,
    ...(named ? [`${name}.exists(x, x.near)`] : []),
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
    ...(shape.named ? [fc.constant('self.near')] : []),
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

const SMALL = fc.integer({ min: 0, max: 2 }).map(String);

/** A value in the given percentage of cases, otherwise null. */
function sometimes<T>(value: fc.Arbitrary<T>, percent: number): fc.Arbitrary<T | null> {
  return fc.oneof(
    { arbitrary: fc.constant(null), weight: 100 - percent },
    { arbitrary: value, weight: percent },
  );
}

export type Text = fc.Arbitrary<string>;
