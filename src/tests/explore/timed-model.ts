import fc from 'fast-check';

/**
 * A random model in which an order of steps breaks something, and lengths of time decide whether that order can happen:
 * two or three processes of one to three steps, each with a delay, a guard or neither; some have a timer, a fault at its
 * time, or messages that are on their way for a while.
 */
export function timedModel(): fc.Arbitrary<string> {
  const extras = fc.record({
    timer: fc.option(seconds(1, 8), { nil: null }),
    fault: fc.option(fc.tuple(seconds(1, 8), seconds(1, 5)), { nil: null, freq: 2 }),
    latency: fc.option(length(), { nil: null }),
    order: fc.constantFrom('fifo', 'any'),
  });
  return fc
    .tuple(extras, fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }))
    .chain(([extra, sizes]) => {
      const names = sizes.flatMap((size, p) => Array.from({ length: size }, (_, i) => flagOf(p, i)));
      const heard = extra.latency === null ? [] : ['heard', 'again'];
      const all = [...names, ...heard, ...(extra.fault === null ? [] : ['cut'])];
      const guards = extra.timer === null ? all : [...all, 'clock.over'];
      const steps = names.map((name) => step(name, guards, extra.latency !== null));
      return fc
        .tuple(fc.tuple(...steps), fc.uniqueArray(fc.constantFrom(...all), { minLength: 2, maxLength: 3 }))
        .map(([written, watched]) => text(extra, sizes, written, all, watched));
    });
}

interface Extras {
  readonly timer: string | null;
  readonly fault: readonly [string, string] | null;
  readonly latency: string | null;
  readonly order: string;
}

function text(
  { timer, fault, latency, order }: Extras,
  sizes: readonly number[],
  steps: readonly string[],
  flags: readonly string[],
  watched: readonly string[],
): string {
  const starts = sizes.map((_, p) => sizes.slice(0, p).reduce((sum, size) => sum + size, 0));
  const processes = sizes.map(
    (size, p) => `  ${'abc'[p]}:\n    steps:\n${steps.slice(starts[p], starts[p]! + size).join('\n')}`,
  );
  const last = watched.at(-1)!;
  return `scenario: timed
until: 60s
state:
${flags.map((flag) => `  ${flag}: false`).join('\n')}
${timer === null ? '' : `  clock: { type: timer, init: ${timer} }\n`}${
  latency === null ? '' : `channels:\n  net: { latency: ${latency}, order: ${order} }\n`
}processes:
${processes.join('\n')}
${
  latency === null
    ? ''
    : `  ear:
    steps:
      - { id: hear, receive: { as: m }, set: { heard: true } }
      - { id: hear_again, receive: { as: m }, set: { again: true } }
`
}${fault === null ? '' : `faults:\n  - { id: f, at: ${fault[0]}, for: ${fault[1]}, set: { cut: true } }\n`}invariants:
  order: "!(${watched.slice(0, -1).join(' && ')} && !${last})"
`;
}

function flagOf(process: number, step: number): string {
  return `${'abc'[process]}${step + 1}`;
}

function seconds(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((n) => `${n}s`);
}

/** A length of time: constant, or uniform over some seconds. */
function length(): fc.Arbitrary<string> {
  const uniform = fc
    .tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 5 }))
    .map(([min, more]) => `{ dist: uniform, min: ${min}s, max: ${min + more}s }`);
  return fc.oneof(seconds(0, 8), uniform, uniform);
}

function step(name: string, guards: readonly string[], sends: boolean): fc.Arbitrary<string> {
  const others = guards.filter((guard) => guard !== name);
  const guard = fc
    .tuple(fc.constantFrom(...others), fc.integer({ min: 0, max: 3 }))
    .map(([flag, no]) => (no === 0 ? `!${flag}` : flag));
  const way = fc.record({
    delay: fc.option(length(), { nil: null, freq: 4 }),
    when: fc.option(guard, { nil: null, freq: 1 }),
    skip: fc.option(guard, { nil: null, freq: 1 }),
  });
  return fc
    .record({ way, patience: fc.option(length(), { nil: null, freq: 1 }), send: fc.boolean() })
    .map(({ way: { delay, when, skip }, patience, send }) => {
      const lines = [
        ...(when === null ? [] : [`when: "${when}"`]),
        ...(skip === null || patience !== null ? [] : [`skip_if: "${skip}"`, 'skip_to: end']),
        ...(delay === null ? [] : [`delay: ${delay}`]),
        `set: { ${name}: true }`,
        ...(sends && (send || name === 'a1') ? ['send: { to: ear, body: { n: 1 }, via: net }'] : []),
      ];
      const id = patience === null ? `do_${name}` : `do_${name}_in_time`;
      const indent = patience === null ? 6 : 10;
      const branch = [`- id: ${id}`, ...lines.map((line) => `  ${line}`)].map(
        (line) => ' '.repeat(indent) + line,
      );
      if (patience === null) return branch.join('\n');
      // Whoever waits too long goes on without.
      return [
        `      - id: do_${name}`,
        '        either:',
        ...branch,
        `          - { id: give_up_${name}, delay: ${patience} }`,
      ].join('\n');
    });
}
