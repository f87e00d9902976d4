import { z } from 'zod';
import { asking, delay, expression, name } from './parts.ts';

const call = z.strictObject({
  to: name.meta({ description: 'The service that is called.' }),
  required: z
    .boolean()
    .optional()
    .meta({ description: 'Whether a request fails when this call does.', default: true }),
  share: expression
    .optional()
    .meta({ description: 'Share of requests that need this call.', default: 1, examples: [0.2] }),
  ...asking,
});

const waiting = z.union([
  expression,
  z.strictObject({
    timeouts: expression.meta({ description: 'As a multiple of the timeout of who asks.', examples: [0.7] }),
  }),
]);

const throttle = z.union([
  expression,
  z
    .strictObject({
      rate: expression.optional().meta({ description: 'Attempts that are let in.', examples: ['8/s'] }),
      burst: expression.optional().meta({
        description:
          'Attempts that may come at once; without it as many as come in a second, and at least 1.',
        examples: [20],
      }),
      waiting: waiting.optional().meta({
        description:
          'Most work that may wait: queue times mean service time over concurrency, as a length of time.',
        examples: ['2s', { timeouts: 0.7 }],
      }),
    })
    .refine(({ rate, waiting: limit }) => rate !== undefined || limit !== undefined, {
      error: 'a throttle limits a `rate`, or the work that is `waiting`',
    }),
]);

const queue = z.strictObject({
  capacity: expression
    .optional()
    .meta({ description: 'How many may wait.', default: 'unlimited', examples: [1000] }),
  order: z.enum(['fifo', 'lifo']).optional().meta({
    description: 'Who is served first: the one that came first, or the one that came last.',
    default: 'fifo',
  }),
  when_full: z.enum(['reject', 'drop_oldest']).optional().meta({
    description: 'Who is turned away: the one that comes, or the one that waits longest.',
    default: 'reject',
  }),
  max_wait: expression
    .optional()
    .meta({ description: 'An attempt that has waited this long leaves and fails.', examples: ['2s'] }),
});

export const service = z.strictObject({
  concurrency: expression.optional().meta({
    description: 'How many attempts are served at once; the others wait. 0 holds all in the queue.',
    default: 'unlimited',
    examples: [10],
  }),
  service_time: delay.optional().meta({ description: 'Work of one attempt, while it holds its place.' }),
  slowdown: expression
    .optional()
    .meta({ description: 'Times that `service_time` is as long.', default: 1, examples: [3] }),
  queue: queue.optional().meta({ description: 'How attempts wait for a place.' }),
  throttle: throttle.optional().meta({
    description: 'A limit of what is let in; what is beyond it is turned away.',
    examples: ['8/s'],
  }),
  on_abandon: z.enum(['keep_working', 'drop']).optional().meta({
    description: 'Whether work goes on whose client has given up.',
    default: 'keep_working',
  }),
  available: expression.optional().meta({
    description: 'Whether it answers: a truth value, or the share from 0 to 1 of requests that succeed.',
    default: true,
    examples: ['warm ? 1.0 : 0.4'],
  }),
  latency: delay.optional().meta({ description: 'How long an answer is on its way; it holds no place.' }),
  calls: z.array(call).optional().meta({
    description: 'The services that it asks for each request, in order, once its own work is done.',
  }),
  slo: z
    .strictObject({
      target: expression.meta({ description: 'Share of requests that should succeed.', examples: ['99.9%'] }),
      window: z.string().meta({ description: 'The time over which that holds.', examples: ['30d'] }),
    })
    .optional()
    .meta({ description: 'The promise that its error budget is counted by.' }),
  users: z
    .number()
    .min(0)
    .optional()
    .meta({
      description: 'How many depend on it: with the share of failures this gives those whom impact reached.',
      examples: [120_000],
    }),
});

const profilePoint = z.strictObject({
  at: z.string().meta({ description: 'Time of day of the clock in its zone.', examples: ['06:30'] }),
  times: z
    .number()
    .min(0)
    .meta({ description: 'What multiplies the rate then.', examples: [0.4] }),
});

export const load = z.strictObject({
  id: name.meta({ description: 'Id of the load.', examples: ['shoppers'] }),
  to: name.meta({ description: 'The service that is asked.' }),
  arrivals: z
    .strictObject({
      dist: z
        .enum(['poisson', 'constant'])
        .meta({ description: 'Whether requests come at random or at even distances.' }),
      rate: expression.meta({
        description: 'How many come, by second, minute, hour or day.',
        examples: ['80/s'],
      }),
      profile: z.array(profilePoint).min(1).optional().meta({
        description: 'How the rate goes over the day: linear between these points, the same each day.',
      }),
    })
    .meta({ description: 'How requests arrive.' }),
  scale: z.number().positive().optional().meta({
    description: 'For how many real requests one simulated request stands.',
    default: 1,
  }),
  ...asking,
});

export type RawService = z.output<typeof service>;
export type RawLoad = z.output<typeof load>;
