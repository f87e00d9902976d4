import { z } from 'zod';
import { name } from './schema-parts.ts';

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
