import { z } from 'zod';
import { expression, named } from './schema-parts.ts';

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
