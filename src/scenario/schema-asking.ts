import { z } from 'zod';
import { delay, expression } from './schema-parts.ts';

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
