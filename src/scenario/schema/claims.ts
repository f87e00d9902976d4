import { z } from 'zod';
import { expression, name, named, names } from './parts.ts';

export const mark = z.union([
  z.string(),
  z.strictObject({
    is: expression.meta({ description: 'The condition; the mark is the moment at which it becomes true.' }),
    after: name.optional().meta({ description: 'Another mark that has to come first.' }),
    which: z
      .union([z.enum(['first', 'last']), z.number().int().min(1)])
      .optional()
      .meta({
        description: 'Which of several such moments counts.',
        default: 'first',
        examples: ['last', 2],
      }),
    held: z
      .string()
      .optional()
      .meta({
        description:
          'How long the condition has to stay true; the mark is the moment at which it became true.',
        examples: ['5m'],
      }),
  }),
]);

export const observed = z.strictObject({
  at: z
    .string()
    .optional()
    .meta({
      description:
        'When it happened: RFC 3339 with an offset. What is left out is taken from the entry of the page with the same id.',
      examples: ['2026-03-02T09:00:00+01:00'],
    }),
  from: z
    .string()
    .optional()
    .meta({
      description: 'Since when it was so, for what lasted.',
      examples: ['2026-03-02T09:00:00+01:00'],
    }),
  to: z
    .string()
    .optional()
    .meta({ description: 'Until when it was so.', examples: ['2026-03-02T09:30:00+01:00'] }),
  text: z.string().optional().meta({ description: 'What happened.' }),
  source: z.string().optional().meta({ description: 'Where that is written.' }),
  within: z
    .string()
    .optional()
    .meta({
      description: 'How far the run may be off before the two no longer agree, which fails the build.',
      examples: ['10m'],
    }),
  shows: expression.optional().meta({
    description: 'What is true in the run all the time from `from` to `to`.',
    examples: ['goodput < 40.0'],
  }),
  in: name.optional().meta({ description: 'Variant whose run shows it.', default: 'base' }),
});

const invariantNames = 'by name, or `all`';

const runClaims = z.strictObject({
  happens: names.optional().meta({ description: 'Marks that are reached.' }),
  never: names.optional().meta({ description: 'Marks that are not reached.' }),
  by: named(z.string())
    .optional()
    .meta({
      description: 'Marks that are reached at most so long behind the start, or by this moment.',
      examples: [{ recovered: '45m' }],
    }),
  holds: z
    .union([z.literal('all'), names])
    .optional()
    .meta({ description: `Invariants that hold all the time, ${invariantNames}.` }),
  violates: names.optional().meta({ description: 'Invariants that are broken at some time.' }),
  reaches: names.optional().meta({ description: 'Names under `reachable` that the run reaches.' }),
  deadlock: z.boolean().optional().meta({ description: 'Whether the run gets stuck.' }),
  finally: z
    .union([expression, z.array(expression)])
    .optional()
    .meta({ description: 'What is true at the end.', examples: ['active == newest'] }),
  metastable: z.boolean().optional().meta({
    description: 'Whether the faults are over and the steady state is never met again.',
  }),
  recovers_by: z
    .string()
    .optional()
    .meta({
      description: 'The steady state holds for good at most so long behind the start of the first fault.',
      examples: ['90s'],
    }),
  in_runs: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({
      description: 'In how many of the runs at least each of these claims holds.',
      examples: [50],
    }),
});

const exploreClaims = z.strictObject({
  holds: z
    .union([z.literal('all'), names])
    .optional()
    .meta({ description: `Properties that hold in every interleaving, ${invariantNames}.` }),
  violates: names.optional().meta({ description: 'Properties that some interleaving breaks.' }),
  in_steps: z
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'Number of steps of the shortest way to the violation.' }),
  states: z.number().int().min(1).optional().meta({ description: 'Number of distinct states.' }),
  deadlock: z.boolean().optional().meta({ description: 'Whether some interleaving gets stuck.' }),
});

export const claims = z.strictObject({
  run: runClaims.optional().meta({ description: 'What is claimed of the simulated run.' }),
  explore: exploreClaims
    .optional()
    .meta({ description: 'What is claimed of the search of every interleaving.' }),
});

export const leadsTo = z.union([
  z.string(),
  z.strictObject({
    from: expression.meta({ description: 'Whenever this is true,' }),
    to: expression.meta({ description: 'this becomes true sooner or later.' }),
  }),
]);

export const explore = z.strictObject({
  max_states: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'A search that meets more states ends without a verdict.', default: 5_000_000 }),
  symmetry: names.optional().meta({
    description:
      'Processes whose instances are interchangeable, so that states that differ in their names alone count once.',
    examples: [['enactor']],
  }),
  instances: named(z.number().int().min(1))
    .optional()
    .meta({
      description:
        'Fewer instances of a process, for the search alone: of named ones the first. What is proved then is so for that many.',
      examples: [{ server: 3 }],
    }),
  const: named(z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({ description: 'Other values of constants, for the search alone.', examples: [{ plans: 3 }] }),
});

export type RawClaims = z.output<typeof runClaims>;

/** A named series. */
export const measure = z.union([
  z.string(),
  z.strictObject({
    is: expression.meta({
      description:
        'What it is worked out from: rate or sum of arrivals, attempts, ok, errors, rejected, timeouts and hits of a service; avg, min or max of its queue and busy; avg, p50, p90, p95, p99 or p999 of its latency; state and constants.',
      examples: ['rate(shop.ok)', 'p99(shop.latency)'],
    }),
    window: z
      .string()
      .optional()
      .meta({
        description: 'Length of the sliding window that each value looks back on.',
        default: '1m',
        examples: ['10s'],
      }),
  }),
]);

const hit = {
  threshold: expression
    .optional()
    .meta({ description: 'Share of failed requests from which a service counts as hit.', default: '5%' }),
  while: expression.optional().meta({
    description: 'Condition that counts as impact, in place of the share.',
    examples: ['goodput < 40.0'],
  }),
};

export const impact = z.strictObject({
  ...hit,
  window: z
    .string()
    .optional()
    .meta({ description: 'Length of the stretches of time that are judged one by one.', default: '1m' }),
  services: named(z.strictObject(hit))
    .optional()
    .meta({ description: 'What counts as impact of single services, by name.' }),
});

/** Most runs of one sweep: more would only narrow what so many tell. */
const MOST_RUNS = 10_000;

export const simulate = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .meta({ description: 'Seed of all draws: the same seed gives the same run.', default: 1 }),
  runs: z
    .number()
    .int()
    .min(1)
    .max(MOST_RUNS)
    .optional()
    .meta({ description: 'Runs with other random numbers; the first is the one that is shown.', default: 1 }),
  warmup: z
    .string()
    .optional()
    .meta({
      description: 'Requests that end before this time after the start are not counted.',
      examples: ['5m'],
    }),
  ties: z.enum(['declared', 'shuffle']).optional().meta({
    description: 'Makes as many runs again in which the order of what happens at one instant is shuffled.',
    default: 'declared',
  }),
  draws: z
    .number()
    .int()
    .min(0)
    .max(MOST_RUNS)
    .optional()
    .meta({
      description: 'Runs in which the constants are drawn jointly from their ranges.',
      default: 0,
      examples: [100],
    }),
});

export const vary = z.strictObject({
  path: z
    .string()
    .meta({ description: 'What is varied: a path as in a variant.', examples: ['const.restored'] }),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(2)
    .max(50)
    .meta({ description: 'The values, one run for each.', examples: [['30m', '1h', '2h']] }),
});
