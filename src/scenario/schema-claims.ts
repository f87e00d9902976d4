import { z } from 'zod';
import { expression, name, named, names } from './schema-parts.ts';

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
