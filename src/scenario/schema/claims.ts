import { z } from 'zod';
import { expression, name, named, names } from './parts.ts';

export const mark = z.union([
  z.string(),
  z.strictObject({
    is: expression.meta({
      description: 'The condition. The mark is the time at which it becomes true.',
      examples: ['up && queued == 0'],
    }),
    after: name.optional().meta({
      description: 'An earlier mark that has to be reached first.',
      examples: ['failed_over'],
    }),
    which: z
      .union([z.enum(['first', 'last']), z.number().int().min(1)])
      .optional()
      .meta({
        description:
          'Which time counts if the condition becomes true more than once: `first`, `last`, or a number from 1.',
        default: 'first',
        examples: ['last', 2],
      }),
    held: z
      .string()
      .optional()
      .meta({
        description:
          'How long the condition has to stay true to count. The mark is still the time at which it became true.',
        default: '0s',
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
        'When it happened, in RFC 3339 with an offset. Give `at` for a moment, or `from` and `to` for a period. Without either, the time comes from the entry of the page’s timeline with the same id.',
      examples: ['2026-03-02T09:00:00+01:00'],
    }),
  from: z
    .string()
    .optional()
    .meta({
      description: 'When the period started, in RFC 3339 with an offset.',
      examples: ['2026-03-02T09:00:00+01:00'],
    }),
  to: z
    .string()
    .optional()
    .meta({
      description: 'When the period ended, in RFC 3339 with an offset.',
      examples: ['2026-03-02T09:30:00+01:00'],
    }),
  text: z
    .string()
    .optional()
    .meta({ description: 'What happened.', examples: ['Checkout fails for all customers'] }),
  source: z
    .string()
    .optional()
    .meta({
      description: 'URL or name of the source.',
      examples: ['https://status.example.com/incidents/42'],
    }),
  within: z
    .string()
    .optional()
    .meta({
      description:
        'The tolerance: how far the simulated time may be off. A larger difference fails the build.',
      examples: ['10m'],
    }),
  shows: expression.optional().meta({
    description: 'A condition that the run has to meet for the whole period. Needs `from` and `to`.',
    examples: ['goodput < 40.0'],
  }),
  in: name.optional().meta({
    description: 'The variant that has to meet `shows`.',
    default: 'base',
    examples: ['retry_budget'],
  }),
});

const runClaims = z.strictObject({
  happens: names.optional().meta({
    description: 'Marks that the run reaches: one name or a list.',
    examples: ['recovered', ['failed_over', 'recovered']],
  }),
  never: names
    .optional()
    .meta({ description: 'Marks that the run never reaches: one name or a list.', examples: ['data_lost'] }),
  by: named(z.string())
    .optional()
    .meta({
      description:
        'Marks that the run reaches by a deadline: each mark with its deadline, as a time after the start.',
      examples: [{ recovered: '45m' }],
    }),
  holds: z
    .union([z.literal('all'), names])
    .optional()
    .meta({
      description: 'Invariants that hold during the whole run: one name, a list, or `all`.',
      examples: ['all', ['one_leader']],
    }),
  violates: names
    .optional()
    .meta({ description: 'Invariants that the run violates: one name or a list.', examples: ['one_leader'] }),
  reaches: names.optional().meta({
    description: 'Names under `reachable` that the run reaches: one name or a list.',
    examples: ['both_want_in'],
  }),
  deadlock: z
    .boolean()
    .optional()
    .meta({ description: 'Whether the run ends in a deadlock.', examples: [false] }),
  finally: z
    .union([expression, z.array(expression)])
    .optional()
    .meta({
      description: 'What is true at the end of the run: one expression or a list.',
      examples: ['active == newest'],
    }),
  metastable: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the run stays outside its steady state after all faults are over. Needs `steady_state`.',
      examples: [true],
    }),
  recovers_by: z
    .string()
    .optional()
    .meta({
      description:
        'The latest time from which the steady state holds again, as a duration after the start of the first fault. Needs `steady_state`.',
      examples: ['90s'],
    }),
  in_runs: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({
      description:
        'The number of `simulate.runs` in which each of these claims has to hold. By default, they apply to the first run.',
      examples: [50],
    }),
});

const exploreClaims = z.strictObject({
  holds: z
    .union([z.literal('all'), names])
    .optional()
    .meta({
      description:
        'Properties that hold in every interleaving: names of `invariants`, names of `eventually`, or `deadlock` (no deadlock is reachable); one name, a list, or `all`.',
      examples: ['all', ['one_leader', 'deadlock']],
    }),
  violates: names.optional().meta({
    description: 'Properties that some interleaving violates: one name or a list.',
    examples: ['one_leader'],
  }),
  in_steps: z
    .number()
    .int()
    .min(0)
    .optional()
    .meta({ description: 'The number of steps in the shortest counterexample.', examples: [7] }),
  states: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'The number of distinct states.', examples: [1130] }),
  deadlock: z
    .boolean()
    .optional()
    .meta({ description: 'Whether some interleaving ends in a deadlock.', examples: [false] }),
});

export const claims = z.strictObject({
  run: runClaims.optional().meta({
    description: 'Claims about the simulated run.',
    examples: [{ happens: 'recovered', holds: 'all' }],
  }),
  explore: exploreClaims.optional().meta({
    description: 'Claims about the search of all interleavings.',
    examples: [{ violates: 'one_leader', in_steps: 7 }],
  }),
});

export const leadsTo = z.union([
  z.string(),
  z.strictObject({
    from: expression.meta({
      description: 'The condition after which `to` has to become true.',
      examples: ['requested'],
    }),
    to: expression.meta({
      description: 'The condition that must become true at some time after `from` is true.',
      examples: ['answered'],
    }),
  }),
]);

export const explore = z.strictObject({
  max_states: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({
      description:
        'The maximum number of states to visit. A search that reaches the limit ends without a verdict.',
      default: 5_000_000,
      examples: [200_000],
    }),
  symmetry: names.optional().meta({
    description:
      'Processes with interchangeable instances: one name or a list. States that are the same after swapping these instances count as one.',
    examples: [['enactor']],
  }),
  instances: named(z.number().int().min(1))
    .optional()
    .meta({
      description:
        'A smaller number of instances of a process, for the search only. The first named instances are kept. The verdict then applies only to that number of instances.',
      examples: [{ server: 3 }],
    }),
  const: named(z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .meta({ description: 'Values of constants to use for the search only.', examples: [{ plans: 3 }] }),
});

export type RawClaims = z.output<typeof runClaims>;

export const measure = z.union([
  z.string(),
  z.strictObject({
    is: expression.meta({
      description:
        'The expression: `rate` or `sum` of a service’s arrivals, attempts, ok, errors, rejected, timeouts or hits; `avg`, `min` or `max` of its queue or busy; `avg`, `p50`, `p90`, `p95`, `p99` or `p999` of its latency; combined with constants, state and earlier measures.',
      examples: ['rate(shop.ok)', 'p99(shop.latency)'],
    }),
    window: z
      .string()
      .optional()
      .meta({
        description: 'The length of the sliding window over which each value is computed; at least 10ms.',
        default: '1m',
        examples: ['10s'],
      }),
  }),
]);

const hit = {
  threshold: expression.optional().meta({
    description:
      'The share of failed requests at which a service counts as impacted. Give either `threshold` or `while`.',
    default: '5%',
    examples: ['10%'],
  }),
  while: expression.optional().meta({
    description:
      'The condition under which a service counts as impacted. Give either `while` or `threshold`.',
    examples: ['goodput < 40.0'],
  }),
};

export const impact = z.strictObject({
  ...hit,
  window: z
    .string()
    .optional()
    .meta({
      description: 'The length of the intervals that `threshold` is applied to.',
      default: '1m',
      examples: ['30s'],
    }),
  services: named(z.strictObject(hit))
    .optional()
    .meta({
      description: 'Rules for individual services, by name.',
      examples: [{ shop: { threshold: '1%' } }],
    }),
});

/** Maximum number of runs in one sweep, since more would hardly change the results. */
const MAX_RUNS = 10_000;

export const simulate = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .meta({
      description: 'The seed of all random numbers. The same seed gives the same run.',
      default: 1,
      examples: [42],
    }),
  runs: z
    .number()
    .int()
    .min(1)
    .max(MAX_RUNS)
    .optional()
    .meta({
      description: 'The number of runs, each with different random numbers. The first run is shown.',
      default: 1,
      examples: [100],
    }),
  warmup: z
    .string()
    .optional()
    .meta({
      description: 'The duration of the warmup. Requests that end during the warmup aren’t counted.',
      default: '0s',
      examples: ['5m'],
    }),
  ties: z
    .enum(['declared', 'shuffle'])
    .optional()
    .meta({
      description:
        'The order of simultaneous events: `declared` follows the scenario, and `shuffle` adds the same number of runs with a random order.',
      default: 'declared',
      examples: ['shuffle'],
    }),
  draws: z
    .number()
    .int()
    .min(0)
    .max(MAX_RUNS)
    .optional()
    .meta({
      description:
        'The number of additional runs in which each constant with a `range` gets a value drawn from that range.',
      default: 0,
      examples: [100],
    }),
});

export const vary = z.strictObject({
  path: z.string().meta({
    description: 'The path of the value to vary, as in `variants`.',
    examples: ['const.restored'],
  }),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(2)
    .max(50)
    .meta({ description: 'The values to use, with one run for each.', examples: [['30m', '1h', '2h']] }),
});
