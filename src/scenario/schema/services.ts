import { z } from 'zod';
import { memberKeys } from './members.ts';
import { amount, clientKeys, delay, name, named } from './parts.ts';
import { quantity } from './quantity.ts';

const call = z
  .strictObject({
    to: z.union([name, z.array(name).min(1)]).meta({
      description:
        'The service to call, or a list of services. Each one in a list is called separately, with the same `required` and `parallel`.',
      examples: ['orders_db', ['orders_db', 'mail']],
    }),
    required: z
      .boolean()
      .optional()
      .meta({ description: 'Whether a request fails if this call fails.', default: true, examples: [false] }),
    share: amount.optional().meta({
      description: 'The share of requests that make this call.',
      default: 1,
      examples: [0.2, '20%'],
    }),
    count: amount.optional().meta({
      description: 'How many times a request makes this call: a number or an expression.',
      default: 1,
      examples: [5, 'shards'],
    }),
    parallel: z
      .boolean()
      .optional()
      .meta({
        description:
          'Whether the calls are made at the same time, together with the calls before and after them that are also parallel. The service waits until all of them have ended, or until a required one fails.',
        default: false,
        examples: [true],
      }),
    ...clientKeys,
  })
  // The short form is expanded before the check, so a list that is left has other keys.
  .refine(({ to }) => typeof to === 'string', {
    error: 'has several services, but their calls can share only `required` and `parallel`',
    params: { hint: 'write a call for each service' },
  });

const waiting = z.union([
  amount,
  z.strictObject({
    timeouts: amount.meta({
      description: 'The limit, as a multiple of the client’s timeout.',
      examples: [0.7],
    }),
  }),
]);

const throttle = z.union([
  amount,
  z
    .strictObject({
      rate: amount.optional().meta({
        description: 'How many attempts are admitted per unit of time. Give `rate`, `waiting` or both.',
        examples: ['8/s'],
      }),
      burst: amount.optional().meta({
        description:
          'How many attempts can be admitted at once. By default, as many as `rate` admits in a second, but at least 1.',
        examples: [20],
      }),
      waiting: waiting.optional().meta({
        description:
          'The maximum backlog, as a duration: the length of the queue times the mean service time, divided by the concurrency. Attempts beyond the limit are rejected. Give `waiting`, `rate` or both.',
        examples: ['2s', { timeouts: 0.7 }],
      }),
    })
    .refine(({ rate, waiting: limit }) => rate !== undefined || limit !== undefined, {
      error: 'needs `rate` or `waiting`',
      params: { hint: '`rate` limits attempts per unit of time; `waiting` limits the work in the queue' },
    }),
]);

const queue = z.strictObject({
  capacity: amount.optional().meta({
    description: 'The maximum number of waiting attempts: a number, an expression or `unlimited`.',
    default: 'unlimited',
    examples: [1000],
  }),
  order: z
    .enum(['fifo', 'lifo', 'priority'])
    .optional()
    .meta({
      description:
        'Which attempt is served first: the oldest (`fifo`), the newest (`lifo`), or the one with the lowest `priority`, oldest first (`priority`).',
      default: 'fifo',
      examples: ['lifo'],
    }),
  when_full: z
    .enum(['reject', 'drop_oldest'])
    .optional()
    .meta({
      description:
        'What happens when the queue is full: the new attempt is rejected, or the oldest one is dropped. With `order: priority`, the oldest attempt in the class that is served last is dropped, unless the new attempt’s class would be served even later.',
      default: 'reject',
      examples: ['drop_oldest'],
    }),
  max_wait: amount.optional().meta({
    description:
      'How long an attempt can wait before it leaves the queue and fails. By default, there is no limit.',
    examples: ['2s'],
  }),
});

const pool = z.union([
  amount,
  z.strictObject({
    size: amount.meta({
      description: 'How many attempts can hold the resource at once: a number, an expression or `unlimited`.',
      examples: [50],
    }),
    held: z
      .enum(['always', 'working', 'calling'])
      .optional()
      .meta({
        description:
          'When an attempt in service holds one unit: from the start of its work to the end of its calls (`always`), while it works (`working`), or while it makes its calls (`calling`).',
        default: 'always',
        examples: ['calling'],
      }),
  }),
]);

export const service = z.strictObject({
  concurrency: amount.optional().meta({
    description:
      'How many attempts are served at once: a number, an expression or `unlimited`. Other attempts wait in the queue. With 0, all attempts wait.',
    default: 'unlimited',
    examples: [10, { value: 40, source: 'https://example.com/limits' }],
  }),
  service_time: delay.optional().meta({
    description:
      'How long an attempt takes and occupies one of the `concurrency` slots: a duration, an expression or a distribution.',
    default: '0s',
    examples: ['20ms', { dist: 'exponential', mean: '20ms' }],
  }),
  discipline: z
    .enum(['slots', 'ps'])
    .optional()
    .meta({
      description:
        'How attempts share the service: each has a slot or waits for one (`slots`), or all work at once and share the capacity of `concurrency` slots equally (`ps`, processor sharing).',
      default: 'slots',
      examples: ['ps'],
    }),
  slowdown: amount
    .optional()
    .meta({ description: 'A factor that `service_time` is multiplied by.', default: 1, examples: [3] }),
  queue: queue.optional().meta({
    description:
      'How attempts wait for a slot. By default, the queue is unlimited and the oldest attempt is served first.',
    examples: [{ capacity: 1000, max_wait: '2s' }],
  }),
  throttle: throttle.optional().meta({
    description:
      'A limit on admitted attempts: a rate, or a map with `rate`, `waiting` or both. Attempts beyond the limit are rejected. By default, there is no limit.',
    examples: ['8/s', { rate: '100/s', burst: 20 }],
  }),
  on_abandon: z
    .enum(['keep_working', 'drop'])
    .optional()
    .meta({
      description:
        'What happens to an attempt after its client has timed out: its work continues, or it is dropped.',
      default: 'keep_working',
      examples: ['drop'],
    }),
  available: amount.optional().meta({
    description:
      'Whether attempts succeed: true, false, or the share that succeeds. An attempt that fails does its work first.',
    default: true,
    examples: ['warm ? 1.0 : 0.4', '95%'],
  }),
  fail_fast: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether `available` is evaluated when an attempt arrives, so that a failed attempt costs the service no work. Examples: a name that doesn’t resolve, or a refused connection.',
      default: false,
      examples: [true],
    }),
  latency: delay.optional().meta({
    description:
      'The travel time of a response, in addition to `service_time`. It doesn’t occupy a slot. Can be a duration, an expression or a distribution.',
    default: '0s',
    examples: ['5ms'],
  }),
  ...memberKeys,
  calls: z
    .array(z.union([name, call]))
    .optional()
    .meta({
      description:
        'The services that this service calls for each request when its own work is done: one after the other or, with `parallel`, at the same time. A call is a map, or just the name of a service. By default, none.',
      examples: [['orders_db'], [{ to: 'orders_db', timeout: '1s' }]],
    }),
  pools: named(pool)
    .optional()
    .meta({
      description:
        'Named resources, such as threads or connections, that attempts in service need besides a slot: a size, or a map with `size` and `held`. Attempts get units in order of arrival, and keep their slots while they wait. By default, none.',
      examples: [{ connections: { size: 20, held: 'calling' } }],
    }),
  while_calling: z
    .enum(['hold', 'release'])
    .optional()
    .meta({
      description:
        'What happens to an attempt’s slot while it waits for its calls: the attempt keeps it (`hold`), or releases it as soon as its work is done (`release`).',
      default: 'hold',
      examples: ['release'],
    }),
  slo: z
    .strictObject({
      target: amount.meta({
        description: 'The share of requests that should succeed.',
        examples: ['99.9%'],
      }),
      window: z.string().meta({ description: 'The period that the target applies to.', examples: ['30d'] }),
    })
    .optional()
    .meta({
      description: 'The service level objective. The error budget is computed from it.',
      examples: [{ target: '99.9%', window: '30d' }],
    }),
  users: quantity(z.number().min(0))
    .optional()
    .meta({
      description:
        'The number of users who depend on the service. It’s multiplied by the share of failed requests to estimate how many users were affected.',
      examples: [120_000],
    }),
});

const profilePoint = z.strictObject({
  at: quantity(z.string()).meta({ description: 'Time of day in the zone of `clock`.', examples: ['06:30'] }),
  times: quantity(z.number().min(0)).meta({
    description: 'The factor that the rate is multiplied by at that time.',
    examples: [0.4],
  }),
});

/** A rate like `80/s`, with its number and unit as groups. */
export const RATE = /^(\d+(?:\.\d+)?)\s*\/\s*(ms|s|m|h|d)$/;

/** The short form is expanded before the check, so any text that is left isn't a rate. */
const arrivalRate = z.string().refine((text) => RATE.test(text), {
  error: "isn't a rate",
  params: { hint: 'write a rate like `80/s`, or a map: `{ dist: poisson, rate: ... }`' },
});

export const load = z.strictObject({
  id: name.meta({ description: 'Id of the load.', examples: ['shoppers'] }),
  to: name.meta({ description: 'The service to send requests to.', examples: ['shop'] }),
  arrivals: z
    .union([
      arrivalRate,
      z.strictObject({
        dist: z.enum(['poisson', 'constant']).meta({
          description: 'How arrivals are spaced: at random (`poisson`) or at equal intervals (`constant`).',
          examples: ['poisson'],
        }),
        rate: amount.meta({
          description:
            'How many requests arrive per second, minute, hour or day: a rate like `80/s`, or an expression that gives requests per second.',
          examples: ['80/s', '12/h'],
        }),
        profile: z
          .array(profilePoint)
          .min(1)
          .optional()
          .meta({
            description:
              'Factors applied to the rate over the day, linear between these points and the same every day. Needs a `clock`.',
            examples: [
              [
                { at: '04:00', times: 0.3 },
                { at: '20:00', times: 1.2 },
              ],
            ],
          }),
      }),
    ])
    .meta({
      description:
        'How requests arrive: a rate like `80/s` for random arrivals (a Poisson process), or a map with `dist` and `rate`.',
      examples: ['80/s', { dist: 'constant', rate: '80/s' }],
    }),
  scale: quantity(z.number().positive())
    .optional()
    .meta({
      description: 'How many real requests each simulated request represents.',
      default: 1,
      examples: [100],
    }),
  ...clientKeys,
});

export type RawService = z.output<typeof service>;
export type RawLoad = z.output<typeof load>;
