import { fileSource } from '../../diagnostic/source.ts';
import { type Evaluation, evaluate } from '../../hindcast.ts';
import { YAML_LIMITS } from '../../yaml/read.ts';

/**
 * Text that takes a naive parser far longer to read than its length suggests, and codes of the errors that reject it.
 */
export interface Bomb {
  readonly name: string;
  readonly text: string;
  readonly codes: readonly string[];
}

const HEAD = 'scenario: bomb\nuntil: 10s\n';
const DEPTHS = [25, 27, 60, 400, 3_000, 20_000, 60_000];
const DEEP = ['yaml/too-deep', 'yaml/too-large', 'yaml/syntax', 'yaml/key-type', 'yaml/tag', 'yaml/anchor'];

/** Each line refers to the previous line several times, so 300 bytes result in 10^9 values. */
function laughs(levels: number, width: number): string {
  const lines = Array.from({ length: levels }, (_, i) => {
    const refer = i === 0 ? Array(width).fill('lol') : Array(width).fill(`*l${i - 1}`);
    return `  l${i}: &l${i} [${refer.join(', ')}]`;
  });
  return `${HEAD}state:\n${lines.join('\n')}\n`;
}

/** Every kind of nesting in YAML. */
const NESTINGS: readonly (readonly [string, (depth: number) => string])[] = [
  ['lists in brackets', (n) => '['.repeat(n) + ']'.repeat(n)],
  ['open brackets', (n) => '['.repeat(n)],
  ['maps in braces', (n) => `${'{a: '.repeat(n)}1${'}'.repeat(n)}`],
  ['braces and brackets', (n) => '[{'.repeat(n / 2)],
  ['dashes', (n) => `${'- '.repeat(n)}x`],
  ['question marks', (n) => `${'? '.repeat(n)}x`],
  ['questions in brackets', (n) => '[? '.repeat(n)],
  ['colons', (n) => `${': '.repeat(n)}x`],
  ['closers hidden in comments', (n) => '[ # ]\n'.repeat(n)],
  ['closers hidden in quotes', (n) => '["]",'.repeat(n)],
  ['keys by indentation', (n) => stairs(n, 'a:')],
  ['items by indentation', (n) => stairs(n, '-')],
  ['tags and anchors', (n) => '!a &b '.repeat(n)],
];

function stairs(depth: number, step: string): string {
  const most = Math.min(depth, 600);
  return Array.from({ length: most }, (_, i) => `${' '.repeat(i)}${step}`).join('\n');
}

const nested: Bomb[] = NESTINGS.flatMap(([name, build]) =>
  DEPTHS.flatMap((depth) => [
    { name: `${name}, ${depth}`, text: build(depth), codes: DEEP },
    {
      name: `${name}, ${depth}, below a key`,
      text: `${HEAD}assumes: ${build(depth)}`,
      codes: DEEP,
    },
  ]),
);

const referring: Bomb[] = [2, 3, 9, 30].flatMap((levels) =>
  [2, 9, 100].map((width) => ({
    name: `${levels} levels of ${width} aliases`,
    text: laughs(levels, width),
    codes: ['yaml/anchor', 'yaml/alias', 'yaml/too-many'],
  })),
);

const large: Bomb[] = [
  {
    name: 'too many characters',
    text: `${HEAD}title: ${'a'.repeat(YAML_LIMITS.size)}`,
    codes: ['yaml/too-large'],
  },
  {
    name: 'too many values',
    text: `${HEAD}assumes: [${'a,'.repeat(YAML_LIMITS.nodes)}]`,
    codes: ['yaml/too-many'],
  },
  {
    name: 'too many keys',
    text: `${HEAD}state:\n${keys(YAML_LIMITS.nodes + 5)}`,
    codes: ['yaml/too-many', 'yaml/too-large'],
  },
  { name: 'merge keys', text: `${HEAD}${'<<: { a: 1 }\n'.repeat(500)}`, codes: ['yaml/merge-key'] },
  {
    name: 'one key repeatedly',
    text: `${HEAD}${'title: a\n'.repeat(3_000)}`,
    codes: ['yaml/duplicate-key'],
  },
  {
    name: 'many documents',
    text: '---\n'.repeat(20_000),
    codes: ['yaml/several-documents', 'yaml/too-large'],
  },
  {
    name: 'a very long key',
    text: `${HEAD}${'k'.repeat(200_000)}: 1`,
    codes: ['yaml/syntax', 'schema/unknown-key'],
  },
  { name: 'a block that never ends', text: `${HEAD}title: |\n${'  a\n'.repeat(50_000)}`, codes: [] },
  {
    name: 'a list that never ends',
    text: `${HEAD}assumes: [${'a\n'.repeat(100_000)}`,
    codes: ['yaml/too-large'],
  },
  { name: 'escapes', text: `${HEAD}title: "${'\\u0000'.repeat(30_000)}"`, codes: [] },
  {
    name: 'a type of types',
    text: `${HEAD}state: { a: { type: "${'list<'.repeat(15_000)}int${'>'.repeat(15_000)}" } }`,
    codes: ['scenario/type'],
  },
  {
    name: 'a sentence of expressions',
    text: `${HEAD}processes: { p: { steps: [{ id: a, say: "${'<a b>'.repeat(30_000)}" }] } }`,
    codes: ['scenario/template'],
  },
  { name: 'sentences of expressions', text: sentences(), codes: ['cel/syntax'] },
  {
    name: 'a long expression',
    text: `${HEAD}marks: { a: "${'a + '.repeat(40_000)}a" }`,
    codes: ['cel/too-long'],
  },
  { name: 'fleets of fleets', text: `${HEAD}processes:\n${fleets(2_000)}`, codes: ['scenario/too-many'] },
  {
    name: 'a patch of many parts',
    text: `${HEAD}variants: { a: { ${'a.'.repeat(60_000)}b: 1 } }`,
    codes: ['scenario/patch-path', 'yaml/syntax'],
  },
];

function keys(count: number): string {
  return Array.from({ length: count }, (_, i) => `  k${i}: 1`).join('\n');
}

function fleets(count: number): string {
  return Array.from({ length: count }, (_, i) => `  f${i}: { instances: 100000, steps: [{ id: a }] }`).join(
    '\n',
  );
}

function sentences(): string {
  const steps = Array.from({ length: 120 }, (_, i) => `      - { id: s${i}, say: "${'<a b>'.repeat(390)}" }`);
  return `${HEAD}processes:\n  p:\n    steps:\n${steps.join('\n')}\n`;
}

export const bombs: readonly Bomb[] = [...nested, ...referring, ...large];

/** Evaluates a scenario's text. `cpu` is in microseconds. */
function measured(text: string): Evaluation & { cpu: number } {
  const before = process.cpuUsage();
  const evaluation = evaluate(fileSource('bomb.yaml', text));
  const { user, system } = process.cpuUsage(before);
  return { ...evaluation, cpu: user + system };
}

/**
 * CPU time for harmless text of nearly the maximum size. Bombs may take at most 4 times as long. Without limits, they
 * would take minutes. A limit in seconds would depend on the machine.
 */
const yardstick = measured(`${HEAD}assumes: [${'a,'.repeat(YAML_LIMITS.nodes / 2)}]`).cpu;
const MOST = 50;

/** Describes how a bomb got through. Null if it was stopped in time with the right error. */
export function explosionOf({ text, codes }: Bomb): string | null {
  const { result, diagnostics, cpu } = measured(text);
  if (codes.length > 0 && result !== null) return 'it has a result';
  if (codes.length > 0 && !diagnostics.some(({ code }) => codes.includes(code))) {
    return `the errors are ${diagnostics.map(({ code }) => code).join(', ')}`;
  }
  if (diagnostics.some(({ message, hint }) => message.length + (hint ?? '').length >= 1_200)) {
    return 'a message is too long';
  }
  return cpu < MOST * yardstick ? null : `it took ${Math.round(cpu / yardstick)} times the yardstick`;
}
