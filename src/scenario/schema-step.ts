import { z } from 'zod';

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

/** A length of time: fixed (`5s`), CEL, or drawn anew each time. */
export const delay = z.union([
  z.string(),
  z.discriminatedUnion('dist', [
    z.strictObject({ dist: z.literal('constant'), value: expression }),
    z.strictObject({ dist: z.literal('uniform'), min: expression, max: expression }),
    z.strictObject({ dist: z.literal('exponential'), mean: expression }),
    z.strictObject({ dist: z.literal('lognormal'), p50: expression, p99: expression }),
  ]),
]);

const send = z.strictObject({
  to: z.string(),
  body: named(expression).optional(),
  via: name.optional(),
});

const receive = z.strictObject({ as: name, where: expression.optional() });

const call = z.strictObject({ to: name, timeout: expression.optional() });

/** Targets of `set` are names, `self.name`, or an item of a list or map such as `votes[self.id]`. */
const assignments = z.record(z.string(), expression);

const fields = {
  skip_if: expression.optional(),
  skip_to: name.optional(),
  while: expression.optional(),
  when: expression.optional(),
  delay: delay.optional(),
  at: z.string().optional(),
  choose: named(z.string()).optional(),
  set: assignments.optional(),
  send: z.union([send, z.array(send)]).optional(),
  receive: receive.optional(),
  call: call.optional(),
  fail_to: name.optional(),
  then: name.optional(),
  to: z.union([z.string(), z.array(z.string())]).optional(),
  say: z.string().optional(),
};

/** One alternative of an `either`: a step with a weight. */
const branch = z.strictObject({ id: name, weight: z.number().min(0).optional(), ...fields });

export type RawBranch = z.output<typeof branch>;
export type RawStep = Omit<RawBranch, 'id' | 'weight'> & {
  id?: string | undefined;
  either?: RawBranch[] | undefined;
  steps?: RawStep[] | undefined;
};
export type RawSend = z.output<typeof send>;
export type RawDelay = z.output<typeof delay>;

/** A step, an `either` or a `while` block; which keys go together is checked with the steps. */
export const step: z.ZodType<RawStep> = z.lazy(() =>
  z.strictObject({
    id: name.optional(),
    ...fields,
    either: z.array(branch).min(2).optional(),
    steps: z.array(step).min(1).optional(),
  }),
);
