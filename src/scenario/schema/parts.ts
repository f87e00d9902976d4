import { z } from 'zod';
import { provenance, quantity, withProvenance } from './quantity.ts';

/*
 * Documentation for a key. The reference, the JSON Schema, and editors show the description, default, and examples. `default` applies if the key is omitted. `examples` are written the way authors write them.
 */

/** CEL, or a plain number or boolean. Its type is checked later, once names are known. */
export const expression = z.union([z.string(), z.number(), z.boolean()]);

/** An expression that gives a number, or `{ value, basis, source, range }`. */
export const amount = quantity(expression);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name that expressions can use. */
export const name = z.string().refine((text) => NAME.test(text), {
  error: "isn't a valid name",
  params: { hint: "use letters, digits and `_`, and don't start with a digit" },
});

/** One or more names. */
export const names = z.union([name, z.array(name)]);

/** A map with names as keys. */
export const named = <S extends z.ZodType>(value: S) => z.record(name, value);

const described = (description: string, ...examples: (string | number)[]) =>
  amount.meta({ description, examples });

const dist = <D extends string>(value: D) =>
  z.literal(value).meta({
    description: 'The kind of distribution.',
    examples: [value],
  });

const SHAPE = 'The shape, between 0.1 and 1,000: durations vary less with a larger shape.';

/** A fixed duration (`5s`), an expression, or a distribution to draw from. `1s..5s` is expanded before the check. */
const plainDelay = z.union([
  z.string(),
  z.discriminatedUnion('dist', [
    z.strictObject({ dist: dist('constant'), value: described('The duration.', '5s') }),
    z.strictObject({
      dist: dist('uniform'),
      min: described('The shortest duration.', '1s'),
      max: described('The longest duration.', '5s'),
    }),
    z.strictObject({ dist: dist('exponential'), mean: described('The mean duration.', '30s') }),
    z.strictObject({
      dist: dist('lognormal'),
      p50: described('The median: half of the durations are shorter.', '2s'),
      p99: described('The 99th percentile: 99% of the durations are shorter.', '90s'),
    }),
    z.strictObject({
      dist: dist('gamma'),
      mean: described('The mean duration.', '30s'),
      shape: described(SHAPE, 2),
    }),
    z.strictObject({
      dist: dist('weibull'),
      scale: described('The scale: 63% of the durations are shorter.', '30s'),
      shape: described(SHAPE, 0.8),
    }),
    z.strictObject({
      dist: dist('pareto'),
      min: described('The shortest duration.', '10ms'),
      shape: described(SHAPE, 1.5),
    }),
    z.strictObject({
      dist: dist('empirical'),
      values: z
        .array(quantity(z.string()))
        .min(1)
        .max(10_000)
        .meta({
          description: 'Measured durations. Each is equally likely to be drawn.',
          examples: [['12ms', '15ms', '15ms', '210ms']],
        }),
    }),
  ]),
]);

/** A delay, or `{ value, basis, source, range }`. */
export const delay = quantity(plainDelay);

export type RawDelay = z.output<typeof delay>;

/** A distribution of numbers. */
export const numberDistribution = z.discriminatedUnion('dist', [
  z.strictObject({ dist: dist('constant'), value: described('The number.', 1) }),
  z.strictObject({
    dist: dist('uniform'),
    min: described('The lowest number.', 0),
    max: described('The highest number.', 1),
  }),
  z.strictObject({ dist: dist('exponential'), mean: described('The mean.', 2.5) }),
  z.strictObject({
    dist: dist('lognormal'),
    p50: described('The median: half of the numbers are lower.', 2),
    p99: described('The 99th percentile: 99% of the numbers are lower.', 90),
  }),
]);

export type RawDistribution = z.output<typeof numberDistribution>;

const backoff = z.strictObject({
  base: described('The wait before the first retry.', '100ms'),
  factor: amount
    .optional()
    .meta({ description: 'Each wait is the previous one times this factor.', default: 1, examples: [2] }),
  jitter: z
    .enum(['none', 'full', 'equal', 'exponential'])
    .optional()
    .meta({
      description:
        'How the actual wait is drawn from the computed wait w: w itself (`none`), uniform from 0 to w (`full`), uniform from w/2 to w (`equal`), or exponential with mean w (`exponential`).',
      default: 'none',
      examples: ['full'],
    }),
  cap: amount
    .optional()
    .meta({ description: 'The longest possible wait. By default, there is no limit.', examples: ['30s'] }),
});

const budget = z.strictObject({
  start: described('The number of tokens at the start.', 10),
  cap: described('The maximum number of tokens.', 100),
  per_success: described('The number of tokens that each success adds. A retry uses one token.', 0.1),
});

const retry = z.strictObject({
  max: described('The maximum number of retries per request, not counting the first attempt.', 3),
  backoff: backoff.optional().meta({
    description: 'How long to wait before each retry. By default, failed attempts are retried immediately.',
    examples: [{ base: '100ms', factor: 2, jitter: 'full' }],
  }),
  budget: budget.optional().meta({
    description:
      'A retry budget, shared by all clients of this load, step or call. By default, retries are limited only by `max`.',
    examples: [{ start: 10, cap: 100, per_success: 0.1 }],
  }),
});

const breaker = z
  .strictObject({
    failures: amount.optional().meta({
      description:
        'The circuit breaker opens after this many failures in a row. Give either `failures` or `rate`.',
      examples: [5],
    }),
    rate: amount.optional().meta({
      description:
        'The circuit breaker opens when this share of the last `window` attempts has failed. Give either `rate` with `window`, or `failures`.',
      examples: ['50%'],
    }),
    window: quantity(z.number().int().min(1).max(100_000))
      .optional()
      .meta({ description: 'The number of attempts over which `rate` is computed.', examples: [20] }),
    open_for: described('How long the circuit breaker blocks all attempts after it opens.', '30s'),
    probes: quantity(z.number().int().min(1).max(100_000))
      .optional()
      .meta({
        description:
          'The number of attempts that the circuit breaker allows as a test after `open_for`. If they all succeed, it closes; otherwise, it opens again.',
        default: 1,
        examples: [3],
      }),
  })
  .refine(({ failures, rate }) => (failures === undefined) !== (rate === undefined), {
    error: 'needs either `failures` or `rate`',
    params: {
      hint: '`failures` is a number of failures in a row; `rate` is a share of the last `window` attempts',
    },
  })
  .refine(({ rate, window }) => rate === undefined || window !== undefined, {
    error: 'has a `rate` but no `window`',
    params: { hint: 'add the number of attempts that the rate is computed over: `window: 20`' },
  });

const keyCount = quantity(z.number().int().min(1).max(1_000_000));

const cacheKeys = z.strictObject({
  count: keyCount.meta({ description: 'The number of cache keys.', examples: [100_000] }),
  popularity: quantity(z.string())
    .optional()
    .meta({
      description:
        'How often each key is used: all equally (`uniform`), or the k-th most popular one in proportion to 1 / k^s (`zipf(s)`).',
      default: 'uniform',
      examples: ['zipf(1.1)'],
    }),
  size: keyCount.optional().meta({
    description:
      'The number of keys that each client’s cache has room for. By default, it has room for all of them.',
    examples: [5000],
  }),
  eviction: z
    .enum(['lru', 'fifo'])
    .optional()
    .meta({
      description:
        'Which response a full cache replaces: the one that was used least recently (`lru`), or the one that was stored first (`fifo`).',
      default: 'lru',
      examples: ['fifo'],
    }),
});

const cache = z.strictObject({
  ttl: described('How long a successful response is cached.', '5m'),
  negative_ttl: amount.optional().meta({
    description: 'How long a failure is cached. By default, failures are not cached.',
    examples: ['15m'],
  }),
  lookup_gap: delay.optional().meta({
    description:
      'The time between the expiration of a response and the next lookup. Until then, the expired response is served.',
    default: '0s',
    examples: ['10s', { dist: 'uniform', min: '0s', max: '1m' }],
  }),
  keys: z
    .union([cacheKeys, keyCount])
    .optional()
    .meta({
      description:
        'The number of cache keys, or a map with `count`, `popularity`, `size` and `eviction`. Each request uses a random key.',
      default: 1,
      examples: [500, { count: 100_000, popularity: 'zipf(1.1)', size: 5000 }],
    }),
});

/** How a client calls a service. Loads, calls between services, and steps have these keys. */
export const clientKeys = {
  timeout: amount.optional().meta({
    description: 'How long the client waits for one attempt. By default, it waits forever.',
    examples: ['1s'],
  }),
  retry: retry.optional().meta({
    description: 'Retries after failed attempts. By default, there are none.',
    examples: [{ max: 3, backoff: { base: '100ms', factor: 2 } }],
  }),
  breaker: breaker.optional().meta({
    description:
      'A circuit breaker, which blocks attempts for a while after failures. All clients of this load, step or call share it.',
    examples: [{ failures: 5, open_for: '30s' }],
  }),
  priority: amount.optional().meta({
    description:
      'The class of these requests in queues with `order: priority`: a number or an expression. Lower numbers are served first. By default, the priority of the request that the caller is serving, or 0.',
    examples: [0, 2],
  }),
  cache: cache.optional().meta({
    description:
      'A cache of responses in front of the service. Each instance of a process has its own cache.',
    examples: [{ ttl: '5m' }],
  }),
};

const client = z.strictObject(clientKeys);

export type RawClient = z.output<typeof client>;

/** A value that contains no expressions. */
export type PlainValue = string | number | boolean | PlainValue[] | { [key: string]: PlainValue };

const plain: z.ZodType<PlainValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(plain), z.record(z.string(), plain)]),
);

/** A named constant: a plain value, or a map that also specifies its range and source. */
export const constant = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .meta({ description: 'The value. How it’s written determines the type.', examples: [5, '10m'] }),
    ...provenance,
  }),
]);

/** The fields of a record, each with its type. */
export type RecordFields = { [field: string]: string | RecordFields };

const recordFields: z.ZodType<RecordFields> = z.lazy(() => named(z.union([z.string(), recordFields])));

/** A variable: a plain value that determines its type, or a type with an optional initial value. */
export const variable = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(plain),
  z.strictObject({
    type: z.union([z.string(), recordFields]).meta({
      description:
        'The type: bool, int, double, string, duration, timer, list<T>, set<T>, map<K, V>, a record as a map of its fields and their types, or the name of a process for one of its instances. Give either `type` or `enum`.',
      examples: ['set<int>', 'map<string, int>', 'timer', { plan: 'int', zone: 'string' }],
    }),
    init: plain.optional().meta({
      description:
        'The initial value. By default: false, 0, an empty string, list, set or map, or an expired timer. There is no default for instances of processes.',
      examples: [[], 3],
    }),
    fill: plain.optional().meta({
      description:
        'For a list: the value of each item at the start, a plain value or a constant. Give it with `size`, instead of `init`.',
      examples: [0],
    }),
    size: z
      .union([z.number().int().min(0), name])
      .optional()
      .meta({
        description: 'For a list with `fill`: the number of items at the start, at most 10,000.',
        examples: [30, 'shards'],
      }),
    min: z
      .number()
      .int()
      .optional()
      .meta({
        description: 'The lowest value of an int. A run in which the variable goes below it fails.',
        examples: [0],
      }),
    max: z
      .number()
      .int()
      .optional()
      .meta({
        description: 'The highest value of an int. A run in which the variable goes above it fails.',
        examples: [10],
      }),
    ...provenance,
  }),
  z.strictObject({
    enum: z
      .array(name)
      .min(1)
      .meta({
        description: 'The allowed values, as names. Give either `enum` or `type`.',
        examples: [['none', 'commit', 'abort']],
      }),
    init: name.optional().meta({
      description: 'The initial value. By default, the first value of `enum`.',
      examples: ['commit'],
    }),
  }),
  withProvenance(expression),
]);

/** Values that a variable can have at the start: a list, or `range(...)`. */
const startValues = z.union([z.array(plain).min(1), z.string()]);

/** Several possible initial states. */
export const init = z.strictObject({
  choose: named(startValues).meta({
    description:
      'The possible initial values of variables under `state`, by name: a list of plain values or constants, or `range(n)` or `range(from, to)` for an int. All combinations of them are possible.',
    examples: [{ n: 'range(4)', mode: ['off', 'on'] }],
  }),
  where: expression.optional().meta({
    description:
      'Keeps only the initial states in which this condition is true. By default, all combinations are kept.',
    examples: ['n > 0 || mode == on'],
  }),
});

export type RawVariable = z.output<typeof variable>;
export type RawConstant = z.output<typeof constant>;
