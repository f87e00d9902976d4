import { z } from 'zod';
import type { PathKey, YamlNode } from '../yaml/node.ts';
import { delay, expression, name, named, names, step } from './schema-step.ts';

const scenarioId = z.string().refine((text) => /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text), {
  error: 'must be letters, digits, `_` and `-`, not beginning with a digit',
});

const plain: z.ZodType<PlainValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(plain), z.record(z.string(), plain)]),
);

/** What an author writes as a value: no CEL. */
export type PlainValue = string | number | boolean | PlainValue[] | { [key: string]: PlainValue };

const constant = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({
    value: z.union([z.string(), z.number(), z.boolean()]),
    range: z
      .array(z.union([z.string(), z.number()]))
      .length(2)
      .optional(),
    basis: z
      .string()
      .refine((text) => /^(assumed|sourced|fitted: ?observed\.[A-Za-z_]\w*)$/.test(text), {
        error: 'must be `assumed`, `sourced` or `fitted: observed.id`',
        params: { hint: "a fitted basis holds a colon, so it stands in quotes: 'fitted: observed.id'" },
      })
      .optional(),
    source: z.string().optional(),
  }),
]);

/** A variable: a plain value whose type is inferred, or its type with an initial value. */
const variable = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(plain),
  z.strictObject({
    type: z.string(),
    init: plain.optional(),
    min: z.number().int().optional(),
    max: z.number().int().optional(),
  }),
  z.strictObject({ enum: z.array(name).min(1), init: name.optional() }),
]);

const instances = z.union([
  z.number().int().min(1).max(100_000),
  z.array(name).min(1),
  named(named(z.union([z.string(), z.number(), z.boolean()]))),
]);

const process = z.strictObject({
  instances: instances.optional(),
  local: named(variable).optional(),
  loop: z.union([z.boolean(), z.string()]).optional(),
  fair: z.enum(['weak', 'strong', 'none']).optional(),
  atomic: z.array(z.array(name).min(2)).optional(),
  steps: z.array(step).min(1),
});

const channel = z.strictObject({
  latency: delay.optional(),
  loss: expression.optional(),
  duplicate: expression.optional(),
  order: z.enum(['fifo', 'any']).optional(),
  capacity: z.number().int().min(1).optional(),
});

const service = z.strictObject({
  available: expression.optional(),
  latency: delay.optional(),
  calls: z
    .array(z.strictObject({ to: name, required: z.boolean().optional(), share: expression.optional() }))
    .optional(),
  slo: z.strictObject({ target: expression, window: z.string() }).optional(),
  users: z.string().optional(),
});

const load = z.strictObject({
  id: name,
  to: name,
  arrivals: z.strictObject({ dist: z.enum(['poisson', 'constant']), rate: expression }),
  scale: z.number().positive().optional(),
});

const fault = z.strictObject({
  id: name,
  at: z.string().optional(),
  when: expression.optional(),
  for: z.string().optional(),
  until: z.string().optional(),
  set: z.record(z.string(), expression).optional(),
  down: z.union([z.string(), z.array(z.string())]).optional(),
});

const mark = z.union([
  z.string(),
  z.strictObject({
    is: expression,
    after: name.optional(),
    which: z.union([z.enum(['first', 'last']), z.number().int().min(1)]).optional(),
    held: z.string().optional(),
  }),
]);

const observed = z.strictObject({
  at: z.string(),
  text: z.string().optional(),
  source: z.string().optional(),
  within: z.string().optional(),
});

const runClaims = z.strictObject({
  happens: names.optional(),
  never: names.optional(),
  by: named(z.string()).optional(),
  holds: z.union([z.literal('all'), names]).optional(),
  violates: names.optional(),
  reaches: names.optional(),
  deadlock: z.boolean().optional(),
  finally: z.union([expression, z.array(expression)]).optional(),
});

const exploreClaims = z.strictObject({
  holds: z.union([z.literal('all'), names]).optional(),
  violates: names.optional(),
  in_steps: z.number().int().min(0).optional(),
  states: z.number().int().min(1).optional(),
  deadlock: z.boolean().optional(),
});

const claims = z.strictObject({ run: runClaims.optional(), explore: exploreClaims.optional() });

const leadsTo = z.union([z.string(), z.strictObject({ from: expression, to: expression })]);

const explore = z.strictObject({
  max_states: z.number().int().min(1).optional(),
  symmetry: names.optional(),
});

/** The whole scenario as YAML values; what they mean together is checked in the rest of the room. */
export const scenarioSchema = z.strictObject({
  scenario: scenarioId,
  title: z.string().optional(),
  summary: z.string().optional(),
  about: z.string().optional(),
  assumes: z.array(z.string()).optional(),
  clock: z.strictObject({ start: z.string(), zone: z.string().optional() }).optional(),
  until: z.string().optional(),
  const: named(constant).optional(),
  state: named(variable).optional(),
  processes: named(process).optional(),
  channels: named(channel).optional(),
  services: named(service).optional(),
  load: z.array(load).optional(),
  faults: z.array(fault).optional(),
  marks: named(mark).optional(),
  observed: named(observed).optional(),
  impact: z.strictObject({ threshold: expression.optional(), window: z.string().optional() }).optional(),
  invariants: named(expression).optional(),
  reachable: named(expression).optional(),
  eventually: named(leadsTo).optional(),
  explore: explore.optional(),
  simulate: z.strictObject({ seed: z.number().int().min(0).max(0xffffffff).optional() }).optional(),
  variants: named(z.record(z.string(), z.unknown())).optional(),
  expect: named(claims).optional(),
  show: z.array(z.string()).optional(),
  lanes: z.array(name).optional(),
});

export type RawScenario = z.output<typeof scenarioSchema>;
export type RawProcess = z.output<typeof process>;
export type RawVariable = z.output<typeof variable>;
export type RawConstant = z.output<typeof constant>;
export type RawClaims = z.output<typeof runClaims>;

const LATER: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['measure', 'steady_state']],
  ['services', ['concurrency', 'service_time', 'queue', 'on_abandon', 'throttle', 'slowdown']],
  ['calls', ['timeout', 'retry', 'breaker', 'cache']],
  ['arrivals', ['profile']],
  ['simulate', ['runs', 'warmup', 'ties', 'draws']],
  ['call', ['retry']],
  ['run', ['metastable', 'recovers_by', 'in_runs']],
  ['impact', ['while']],
]);

/** Keys of the language that this version does not run yet: told apart from words that mean nothing. */
export function plannedKey(path: readonly (string | number)[], key: string): string | undefined {
  const parent = path.filter((part) => typeof part === 'string');
  const where = parent.length === 0 ? '' : (parent.at(-1) as string);
  const inService = parent[0] === 'services' && parent.length === 2 ? 'services' : where;
  return LATER.get(inService)?.includes(key) === true
    ? "belongs to the language, but this version can't simulate it yet"
    : undefined;
}

const LENGTHS = new Set<unknown>(['delay', 'until', 'for', 'window', 'held', 'within', 'latency']);

/** A plain number where a length of time belongs wants a unit. */
export function unitHint(key: PathKey | undefined, node: YamlNode): string | undefined {
  const bare = node.kind === 'scalar' && typeof node.value === 'number';
  return bare && LENGTHS.has(key) ? `write a unit: ${node.raw}s, ${node.raw}m` : undefined;
}
