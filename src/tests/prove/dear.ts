import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';

/** Boolean expressions that require far more work than their length suggests, or that build huge values. */
const EXPRESSIONS = [
  'range(9999).exists(x, range(9999).exists(y, x + y < 0))',
  'range(9999).all(x, range(9999).all(y, range(9999).all(z, x + y + z >= 0)))',
  'range(9999).exists_one(x, range(9999).exists_one(y, x == y))',
  'size(range(9999).filter(x, range(9999).all(y, y >= 0))) < 0',
  'size(range(9999).map(x, range(9999))) < 0',
  'size(range(9999).map(x, range(x))) < 0',
  'sum(range(9999).map(x, sum(range(9999)))) < 0',
  'max(range(9999).map(x, max(range(9999)))) < 0',
  'min(range(9999).map(x, size(set(range(9999))))) < 0',
  'range(9999).exists(x, size(list(set(range(9999)))) < 0)',
  'range(9999).exists(x, range(9999) == range(9999).filter(y, y < 0))',
  'size(range(9999).map(x, string(range(9999)))) < 0',
  'range(9999).exists(x, string(range(9999).map(y, string(y))).contains("q"))',
  'range(9999).exists(x, range(9999).map(y, y + x).exists(z, z < 0))',
  `${Array(200).fill('sum(range(9999))').join(' + ')} < 0`,
  `range(9999).exists(x, ${Array(90).fill('x').join(' * ')} < 0)`,
  `${'('.repeat(200)}1${')'.repeat(200)} == 1`,
  `${'!'.repeat(1_900)}true`,
  `${'-'.repeat(1_900)}1 < 0`,
  `[${'1,'.repeat(950)}1].exists(x, x < 0)`,
  `${'['.repeat(300)}1${']'.repeat(300)} == []`,
  'size(range(9223372036854775807)) < 0',
  'size(range(-9223372036854775807, 9223372036854775807)) < 0',
  '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!".matches("^(a+)+$")',
  'list.exists(x, list.exists(y, list.exists(z, x + y + z < 0)))',
] as const;

/** Where an expression can be. `E` stands for the expression. */
const PLACES: readonly (readonly [string, string])[] = [
  ['a mark', 'marks: { m: E }'],
  ['an invariant', 'invariants: { m: E }'],
  ['a guard', 'processes: { p: { steps: [{ id: a, when: E }] } }'],
  ['a loop', 'processes: { p: { steps: [{ id: a, while: E, delay: 1ms }] } }'],
  ['a skipped step', 'processes: { p: { loop: 1ms, steps: [{ id: a, skip_if: E }] } }'],
  ['an assignment', 'processes: { p: { loop: 1ms, steps: [{ id: a, set: { flag: E } }] } }'],
  [
    'many guards',
    'processes: { p: { instances: 500, steps: [{ id: a, when: E }] }, q: { loop: 1ms, steps: [{ id: a, set: { n: n + 1 } }] } }',
  ],
  ['a named expression', 'let: { e: E }\nmarks: { m: e || e || e || e }'],
  ['a condition of a service', 'services: { s: { available: E } }'],
  ['a state to reach', 'reachable: { m: E }'],
  ['an eventual state', 'eventually: { m: E }'],
  ['a property of a step', 'step_invariants: { m: E }'],
];

/** A scenario with an expensive expression. */
export interface Dear {
  readonly name: string;
  readonly text: string;
}

/** Each expression in each place. */
export const dear: readonly Dear[] = PLACES.flatMap(([place, body]) =>
  EXPRESSIONS.map((expression) => ({
    name: `${expression.slice(0, 60)} as ${place}`,
    text: `scenario: dear\nuntil: 10s\nstate: { flag: false, n: 0, list: { type: "list<int>", init: [${Array.from({ length: 300 }, (_, i) => i).join(', ')}] } }\n${body.replaceAll('E', JSON.stringify(expression))}\n`,
  })),
);

/**
 * Lower than the defaults, so that hundreds of cases finish in minutes. With the defaults, they would only take longer.
 */
const LIMITS = { work: 20_000_000, wakeUps: 100_000, events: 100_000 };

/** Maximum CPU time in microseconds. On a slow machine, 20 million units of work take a few seconds. */
const MOST_CPU = 20_000_000;

/**
 * What went wrong with an expensive expression. Null if it finished within its budget, with a result or with errors.
 */
export function overrunOf({ text }: Dear): string | null {
  const before = process.cpuUsage();
  const { result, diagnostics } = evaluate(fileSource('dear.yaml', text), {
    limits: LIMITS,
    explore: { maxStates: 1_000 },
  });
  const { user, system } = process.cpuUsage(before);
  const errors = diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'expect/unmet');
  if ((result === null) !== errors.length > 0) return 'the result disagrees with the errors';
  if (errors.some(({ span }) => span.start.line < 1)) return 'an error has no place';
  return user + system < MOST_CPU ? null : `it took ${Math.round((user + system) / 1e6)} s of CPU`;
}
