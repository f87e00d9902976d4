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
