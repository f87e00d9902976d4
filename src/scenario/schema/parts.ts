import { z } from 'zod';

/*
 * Every key says here what it means: the language reference, the JSON Schema and the help of editors are made of it.
 * `default` tells what holds where the key is left out, and `examples` are values as an author writes them.
 */

/** CEL, or a plain number or truth value. What type it must have is checked later, where names are known. */
export const expression = z.union([z.string(), z.number(), z.boolean()]);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name that expressions can say. */
export const name = z.string().refine((text) => NAME.test(text), {
  error: 'must be letters, digits and `_`, not beginning with a digit',
  params: { hint: 'expressions use it as a name' },
});

/** One name or several. */
export const names = z.union([name, z.array(name)]);

/** A map from names; the schema of records that authors fill. */
export const named = <S extends z.ZodType>(value: S) => z.record(name, value);

const length = (description: string, example: string) =>
  expression.meta({ description, examples: [example] });

/** A length of time: fixed (`5s`), CEL, or drawn anew each time. */
export const delay = z.union([
  z.string(),
  z.discriminatedUnion('dist', [
    z.strictObject({ dist: z.literal('constant'), value: length('The length itself.', '5s') }),
    z.strictObject({
      dist: z.literal('uniform'),
      min: length('The shortest.', '1s'),
      max: length('The longest.', '5s'),
    }),
    z.strictObject({ dist: z.literal('exponential'), mean: length('The mean.', '30s') }),
    z.strictObject({
      dist: z.literal('lognormal'),
      p50: length('Half of all draws are shorter: the median.', '2s'),
      p99: length('Of a hundred draws 99 are shorter.', '90s'),
    }),
  ]),
]);

export type RawDelay = z.output<typeof delay>;

const told = (description: string, example: string | number) =>
  expression.meta({ description, examples: [example] });

const backoff = z.strictObject({
  base: told('The first wait.', '100ms'),
  factor: expression
    .optional()
    .meta({ description: 'Each wait is this many times the one before.', default: 1, examples: [2] }),
  jitter: z.enum(['none', 'full', 'equal', 'exponential']).optional().meta({
    description:
      'What is drawn with the wait w: w itself (none), uniformly from 0 to w (full), from w/2 to w (equal), or with mean w (exponential).',
    default: 'none',
  }),
  cap: expression.optional().meta({ description: 'The longest wait.', examples: ['30s'] }),
});

const budget = z.strictObject({
  start: told('Tokens to begin with.', 10),
  cap: told('Most tokens.', 100),
  per_success: told('Tokens that each success gives; a retry takes one.', 0.1),
});

const retry = z.strictObject({
  max: told('Most further attempts.', 3),
  backoff: backoff.optional().meta({ description: 'The wait before each further attempt; without it none.' }),
  budget: budget
    .optional()
    .meta({ description: 'Tokens that retries need, shared by all clients that ask in this place.' }),
});

const breaker = z
  .strictObject({
    failures: expression
      .optional()
      .meta({ description: 'It opens after so many failures in a row.', examples: [5] }),
    rate: expression.optional().meta({
      description: 'It opens at this share of failures, in place of `failures`.',
      examples: ['50%'],
    }),
    window: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ description: 'Attempts that `rate` looks back on.', examples: [20] }),
    open_for: told('How long it lets nothing through.', '30s'),
    probes: z.number().int().min(1).max(100_000).optional().meta({
      description: 'Attempts that it lets through then; if all go well, it closes.',
      default: 1,
    }),
  })
  .refine(({ failures, rate }) => (failures === undefined) !== (rate === undefined), {
    error: 'a breaker opens either after `failures` in a row or at a `rate` of failures',
  })
  .refine(({ rate, window }) => rate === undefined || window !== undefined, {
    error: 'a `rate` of failures needs a `window`: the number of attempts that it looks back on',
  });

const cache = z.strictObject({
  ttl: told('How long a good answer is kept.', '5m'),
  negative_ttl: expression
    .optional()
    .meta({ description: 'How long a bad answer is kept; without it none is.', examples: ['15m'] }),
  lookup_gap: delay
    .optional()
    .meta({ description: 'Time from the end of an answer to the next look-up; until then it still serves.' }),
  keys: z.number().int().min(1).max(1_000_000).optional().meta({
    description: 'Number of different questions; each request asks one of them at random.',
    default: 1,
  }),
});

/** What any client may say of how it asks: a load, a service or a step. */
export const asking = {
  timeout: expression.optional().meta({
    description: 'How long the client waits for an attempt; without it for ever.',
    examples: ['1s'],
  }),
  retry: retry.optional().meta({ description: 'Further attempts after one that failed.' }),
  breaker: breaker.optional().meta({
    description: 'Stops asking for a while when attempts fail. All clients in this place share it.',
  }),
  cache: cache.optional().meta({
    description: 'Keeps answers, so that not every request asks. Each instance of a process has its own.',
  }),
};

const asks = z.strictObject(asking);

export type RawAsking = z.output<typeof asks>;

/** What an author writes as a value: no CEL. */
export type PlainValue = string | number | boolean | PlainValue[] | { [key: string]: PlainValue };

const plain: z.ZodType<PlainValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(plain), z.record(z.string(), plain)]),
);

/** A named constant: a plain value, or one that tells where its number comes from. */
export const constant = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.strictObject({
    value: z
      .union([z.string(), z.number(), z.boolean()])
      .meta({ description: 'The value of a plain run.', examples: [5, '10m'] }),
    range: z
      .array(z.union([z.string(), z.number()]))
      .length(2)
      .optional()
      .meta({ description: 'Lowest and highest value that it may well have.', examples: [['5m', '20m']] }),
    basis: z
      .string()
      .refine((text) => /^(assumed|sourced|fitted: ?observed\.[A-Za-z_]\w*)$/.test(text), {
        error: 'must be `assumed`, `sourced` or `fitted: observed.id`',
        params: { hint: "a fitted basis holds a colon, so it stands in quotes: 'fitted: observed.id'" },
      })
      .optional()
      .meta({
        description:
          'Where the number comes from. What was fitted to a moment of the record makes that moment no prediction.',
        default: 'assumed',
        examples: ['assumed', 'sourced', 'fitted: observed.recovered'],
      }),
    source: z
      .string()
      .optional()
      .meta({ description: 'Address or name of the source of a number that is `sourced`.' }),
  }),
]);

/** A variable: a plain value whose type is inferred, or its type with an initial value. */
export const variable = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.array(plain),
  z.strictObject({
    type: z.string().meta({
      description:
        'bool, int, double, string, duration, timer, list<T>, set<T>, map<K, V>, or the name of a process for one of its instances.',
      examples: ['set<int>', 'map<string, int>', 'timer'],
    }),
    init: plain.optional().meta({ description: 'The value at the start.', examples: [[]] }),
    min: z.number().int().optional().meta({ description: 'Least value of an int; a lower one is an error.' }),
    max: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Largest value of an int; a higher one is an error.' }),
  }),
  z.strictObject({
    enum: z
      .array(name)
      .min(1)
      .meta({ description: 'The values that it can have, as plain names.', examples: [['none', 'commit']] }),
    init: name.optional().meta({ description: 'The value at the start. Without it, the first of `enum`.' }),
  }),
]);

export type RawVariable = z.output<typeof variable>;
export type RawConstant = z.output<typeof constant>;
