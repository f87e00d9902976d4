import { z } from 'zod';
import { amount, expression, name, named, names } from './parts.ts';
import { quantity } from './quantity.ts';

export const mark = z.union([
  z.string(),
  z.strictObject({
    is: expression.meta({
      description: 'The condition. The mark is the time when it becomes true.',
      examples: ['up && queued == 0'],
    }),
    after: name.optional().meta({
      description: 'A mark that has to be reached first. It must be defined above this one.',
      examples: ['failed_over'],
    }),
    which: z
      .union([z.enum(['first', 'last']), quantity(z.number().int().min(1))])
      .optional()
      .meta({
        description:
          'Which time counts if the condition becomes true more than once: `first`, `last`, or a number (1 is the first time).',
        default: 'first',
        examples: ['last', 2],
      }),
    held: quantity(z.string())
      .optional()
      .meta({
        description:
          'How long the condition has to stay true. The mark is still the time when it became true.',
        default: '0s',
        examples: ['5m'],
      }),
  }),
]);

export const observed = z.strictObject({
  at: z
    .union([z.string(), z.tuple([z.string(), z.string()])])
    .optional()
    .meta({
      description:
        'When the event happened, in RFC 3339 with an offset, or its earliest and latest possible time. Give `at` for a moment, or `from` and `to` for a period. Without either, the time comes from the entry with the same id in the page’s timeline.',
      examples: ['2026-03-02T09:00:00+01:00', ['2026-03-02T17:00:00+01:00', '2026-03-02T19:00:00+01:00']],
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
  value: z
    .union([z.string(), z.number()])
    .optional()
    .meta({
      description:
        'The observed value: a number, share, rate per second or duration. It is compared with the outcome of the same name, or with the measure of the same name at that time (for a period: its mean).',
      examples: [4_000_000, '30%', '12s'],
    }),
  unit: z
    .string()
    .optional()
    .meta({ description: 'The unit of `value`. By default, the unit of the outcome.', examples: ['orders'] }),
  within: z
    .union([z.string(), z.number()])
    .optional()
    .meta({
      description:
        'The tolerance: how far the simulated time can be off before the build fails. With `value`, how far the simulated value can be off: a percentage of it, or an amount.',
      examples: ['10m', '10%'],
    }),
  shows: expression.optional().meta({
    description: 'A condition that has to be true in the run for the whole period. Requires `from` and `to`.',
    examples: ['goodput < 40.0'],
  }),
  in: name.optional().meta({
    description: 'The variant in which `shows` has to be true.',
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
        'Marks that the run reaches by a deadline: each mark with its deadline, as a duration after the start of the run.',
      examples: [{ recovered: '45m' }],
    }),
  holds: z
    .union([z.literal('all'), names])
    .optional()
    .meta({
      description:
        'Properties that hold during the whole run: names of `invariants`, `step_invariants` or `holds_until`; one name, a list, or `all`.',
      examples: ['all', ['one_leader']],
    }),
  violates: names.optional().meta({
    description: 'Properties that the run violates, named as for `holds`: one name or a list.',
    examples: ['one_leader'],
  }),
  reaches: names.optional().meta({
    description: 'Names under `reachable` that the run reaches: one name or a list.',
    examples: ['both_want_in'],
  }),
  deadlock: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the run ends with an instance that waits for something that can no longer happen. Steps with `may_wait` don’t count.',
      examples: [false],
    }),
  finally: z
    .union([expression, z.array(expression)])
    .optional()
    .meta({
      description: 'Conditions that are true at the end of the run: one expression or a list.',
      examples: ['active == newest'],
    }),
  metastable: z
    .boolean()
    .optional()
    .meta({
      description:
        'Whether the run never returns to its steady state after the trigger (by default, after the last fault ends). Requires `steady_state`.',
      examples: [true],
    }),
  recovers_by: z
    .string()
    .optional()
    .meta({
      description:
        'The time by which the run has to be back in its steady state for good, as a duration after the start of the trigger (by default, the first fault). Requires `steady_state`.',
      examples: ['90s'],
    }),
  in_runs: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({
      description:
        'The number of runs, out of `simulate.runs`, in which each of these claims has to hold. By default, claims apply only to the first run.',
      examples: [50],
    }),
});

const exploreClaims = z.strictObject({
  holds: z
    .union([z.literal('all'), names])
    .optional()
    .meta({
      description:
        'Properties that hold in every interleaving: names of `invariants`, `step_invariants`, `eventually`, `always_eventually`, `eventually_always` or `holds_until`, or `deadlock` (no deadlock is reachable); one name, a list, or `all`.',
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

const helpsClaims = z.strictObject({
  impact: names.optional().meta({
    description:
      'Services, or names under `impact.conditions`, whose impact is shorter than in the base: one name or a list.',
    examples: ['shop', ['shop', 'search']],
  }),
  failed: names.optional().meta({
    description: 'Services with fewer failed requests than in the base: one name or a list.',
    examples: ['shop'],
  }),
  holds: names.optional().meta({
    description: 'Invariants that hold even though the base violates them: one name or a list.',
    examples: ['one_leader'],
  }),
  outcome: names.optional().meta({
    description: 'Outcomes that are better than in the base: one name or a list. They must set `better`.',
    examples: ['orders_lost'],
  }),
  in_draws: z
    .string()
    .optional()
    .meta({
      description:
        'How often the variant has to help: a percentage of the draws in which the harm occurs. There are at most 40 draws.',
      default: '90%',
      examples: ['95%'],
    }),
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
  labels: named(
    z.enum(['holds_up', 'set_by_numbers', 'given', 'repeats', 'says_little', 'cannot_fail', 'missed']),
  )
    .optional()
    .meta({
      description:
        'The weakest label that you accept for each comparison of the base with the observed timeline, by mark, observed period or observed value. The build fails if a label is weaker. With `missed`, a known miss stays on the page with its tolerance and doesn’t fail the build; the build fails once the comparison agrees.',
      examples: [{ connections_ok: 'holds_up' }, { connections_ok: 'missed' }],
    }),
  helps: helpsClaims.optional().meta({
    description:
      'Claims that the variant helps in most draws of the numbers that have no source. Without `impact`, `failed`, `holds` and `outcome`, the whole comparison has to be better. Builds and `hindcast fit --labels` check this claim.',
    examples: [{ impact: 'shop', in_draws: '90%' }, {}],
  }),
  kind: z
    .enum(['fix', 'counterfactual'])
    .optional()
    .meta({
      description:
        'A variant’s purpose: a `fix` for the failure, or a `counterfactual` that shows what something prevented and is expected to be worse.',
      default: 'fix',
      examples: ['counterfactual'],
    }),
});

const says = z
  .string()
  .optional()
  .meta({
    description:
      'The property in words, used instead of its name in every sentence about it. By default, the name.',
    examples: ['The endpoint always resolves'],
  });

/** A condition with a name, or a map with the condition and the property in words. */
export const property = z.union([
  expression,
  z.strictObject({
    is: expression.meta({ description: 'The condition.', examples: ['!(active in deleted)'] }),
    says,
  }),
]);

export const leadsTo = z.union([
  z.string(),
  z.strictObject({
    from: expression.optional().meta({
      description:
        'The condition after which `to` has to become true. By default, `to` has to become true once after the start.',
      examples: ['requested'],
    }),
    to: expression.meta({
      description: 'The condition that has to become true at some point after `from` is true.',
      examples: ['answered'],
    }),
    says,
  }),
]);

export const holdsUntil = z.strictObject({
  hold: expression.meta({
    description: 'The condition that must be true from the start until `until` becomes true.',
    examples: ['!serving'],
  }),
  until: expression.meta({
    description: 'The condition until which `hold` has to stay true. It may never become true.',
    examples: ['warm'],
  }),
  says,
});

export const explore = z.strictObject({
  max_states: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({
      description:
        'The maximum number of states to visit. A search that reaches this limit stops without a verdict.',
      default: 5_000_000,
      examples: [200_000],
    }),
  deadlock: z
    .enum(['allowed', 'violation'])
    .optional()
    .meta({
      description:
        'Whether a deadlock is a violation: a state in which no process can take a step, although at least one hasn’t finished. Use `may_wait` if only some steps may wait forever.',
      default: 'violation',
      examples: ['allowed'],
    }),
  symmetry: names.optional().meta({
    description:
      'Processes with interchangeable instances: one name or a list. States that differ only by swapping these instances count as one state.',
    examples: [['enactor']],
  }),
  instances: named(z.union([z.number().int().min(1), name]))
    .optional()
    .meta({
      description:
        'How many instances of each process to search with, if fewer than in runs: a number, or a numeric constant. The first instances are kept. The verdict applies only to that number of instances.',
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
        'The expression: `rate` or `sum` of a service’s arrivals, attempts, ok, errors, rejected, timeouts or hits; `avg`, `min` or `max` of its queue or busy, of `pools.<name>.busy` or `.queue`, of healthy or in_service (with `members`), and of desired, starting or running (with `autoscale`); `avg`, `p50`, `p90`, `p95`, `p99` or `p999` of its latency; combined with constants, state and earlier measures.',
      examples: ['rate(shop.ok)', 'p99(shop.latency)'],
    }),
    window: quantity(z.string())
      .optional()
      .meta({
        description: 'The length of the sliding window that each value is computed over; at least 10ms.',
        default: '1m',
        examples: ['10s'],
      }),
    observed: z
      .string()
      .refine((text) => /^series\.\w+$/.test(text), {
        error: 'must be `series.name`',
        params: {
          hint: 'name a file in the page’s `series` folder without `.csv`, like `series.error_ratio`',
        },
      })
      .optional()
      .meta({
        description:
          'The observed series that the base’s values are compared with: a CSV file in the page’s `series` folder, without `.csv`. Needs a `clock`. A series in `%` is compared as a share.',
        examples: ['series.error_ratio'],
      }),
    within: z
      .strictObject({
        skill: z
          .string()
          .optional()
          .meta({
            description:
              'The minimum skill: how much closer the simulated curve is to the observed one than a flat line at the normal value is. 100% is a perfect match; 0% is no better than the flat line.',
            examples: ['60%'],
          }),
        mae: z
          .union([z.string(), z.number()])
          .optional()
          .meta({
            description:
              'The largest acceptable mean difference between the two curves, in the measure’s unit. For a share, `5%` means 5 percentage points.',
            examples: ['5%', '200ms', 12],
          }),
      })
      .optional()
      .meta({
        description: 'How close the curves have to be. The build fails if they aren’t. Needs `observed`.',
        examples: [{ skill: '60%' }, { mae: '5%' }],
      }),
    normal: z
      .union([z.string(), z.number()])
      .optional()
      .meta({
        description:
          'The value that counts as normal, which the skill is measured against. By default, the median of the series before the incident starts. Needs `observed`.',
        examples: ['0.2%', 40],
      }),
  }),
]);

export const outcome = z.union([
  z.string(),
  z.strictObject({
    is: expression.meta({
      description: 'The expression: a number or a duration computed from state, constants and measures.',
      examples: ['executed'],
    }),
    at: z
      .enum(['end', 'max', 'min', 'sum'])
      .optional()
      .meta({
        description:
          'Which value counts: the value at the `end` of the run, its `max` or `min` after any step, or its `sum` over time. The sum adds each value times the number of seconds that it lasts, so the sum of a rate per second is a total.',
        default: 'end',
        examples: ['max'],
      }),
    unit: z
      .string()
      .optional()
      .meta({
        description: 'The unit: what the number counts. An outcome that is a duration can’t have one.',
        examples: ['orders', 'USD'],
      }),
    better: z
      .enum(['lower', 'higher'])
      .optional()
      .meta({ description: 'Which values are better: lower or higher ones.', examples: ['lower'] }),
    says: z
      .string()
      .optional()
      .meta({ description: 'The title for readers. By default, the name.', examples: ['Orders executed'] }),
  }),
]);

const condition = z.strictObject({
  while: expression.meta({
    description: 'The condition under which there is harm.',
    examples: ['executed > ordered'],
  }),
  service: name
    .optional()
    .meta({ description: 'The service that the condition belongs to.', examples: ['shop'] }),
  users: amount.optional().meta({
    description:
      'How many users (or, with `unit`, how many of that unit) are affected while the condition holds: a number, or an expression whose highest value counts. By default, the service’s `users`.',
    examples: [4_000_000, 'executed - ordered'],
  }),
  unit: z
    .string()
    .optional()
    .meta({ description: 'What `users` counts.', default: 'users', examples: ['orders'] }),
  says: z
    .string()
    .optional()
    .meta({
      description: 'The title for readers. By default, the name.',
      examples: ['Orders executed twice'],
    }),
});

const hit = {
  threshold: amount.optional().meta({
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
  window: quantity(z.string())
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
  conditions: named(condition)
    .optional()
    .meta({
      description:
        'Harm other than failed requests, by name. Conditions are reported in addition to the impact on services, and don’t need a service.',
      examples: [{ double_orders: { while: 'executed > ordered', users: 4_000_000, unit: 'orders' } }],
    }),
});

/** Maximum number of runs in one sweep. More would hardly change the results. */
const MAX_RUNS = 10_000;

export const simulate = z.strictObject({
  seed: z
    .number()
    .int()
    .min(0)
    .max(0xffffffff)
    .optional()
    .meta({
      description: 'The seed for all random numbers. The same seed gives the same run.',
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
      description: 'The number of runs, each with different random numbers. The page shows the first one.',
      default: 1,
      examples: [100],
    }),
  warmup: z
    .string()
    .optional()
    .meta({
      description: 'How long the warmup lasts. Requests that end during the warmup aren’t counted.',
      default: '0s',
      examples: ['5m'],
    }),
  ties: z
    .enum(['declared', 'shuffle'])
    .optional()
    .meta({
      description:
        'The order of simultaneous events: `declared` uses the order in the scenario; `shuffle` adds an equal number of runs with the events in random order.',
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
        'The number of additional runs. In each, every constant that has a `range` gets a random value from that range.',
      default: 0,
      examples: [100],
    }),
});

export const vary = z.strictObject({
  path: z.string().meta({
    description: 'The path to the value to vary, written as in `variants`.',
    examples: ['const.restored'],
  }),
  values: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(2)
    .max(50)
    .meta({ description: 'The values to try. Each one gets a run.', examples: [['30m', '1h', '2h']] }),
});
