import { z } from 'zod';
import { asking, delay, expression, name, named, variable } from './parts.ts';

const send = z.strictObject({
  to: z.string().meta({
    description: 'Who gets it: an instance, a list of instances, or a process, whose instances all get one.',
    examples: ['P1', 'worker'],
  }),
  body: named(expression)
    .optional()
    .meta({ description: 'Fields of the message by name.', examples: [{ term: 'self.term' }] }),
  via: name.optional().meta({
    description: 'The channel that carries it; without one it arrives at once and is never lost.',
    examples: ['network'],
  }),
});

const receive = z.strictObject({
  as: name.meta({ description: 'Name of the message in this step’s expressions.', examples: ['m'] }),
  where: expression.optional().meta({
    description: 'Takes the first message in the mailbox for which this is true.',
    examples: ["m.kind == 'vote'"],
  }),
});

const call = z.strictObject({
  to: name.meta({ description: 'The service that is asked.', examples: ['orders_db'] }),
  ...asking,
});

/** Targets of `set` are names, `self.name`, or an item of a list or map such as `votes[self.id]`. */
const assignments = z.record(z.string(), expression);

const fields = {
  skip_if: expression.optional().meta({
    description:
      'If this is true when the process reaches the step, or once its delay is over, the step is left out and the process goes on at `skip_to`.',
    examples: ['self.plan in deleted'],
  }),
  skip_to: name
    .optional()
    .meta({ description: 'Where `skip_if` leads: a step id, `start` or `end`.', default: 'start' }),
  while: expression.optional().meta({
    description:
      'The step, or the block of `steps`, is done again and again as long as this is true before it.',
    examples: ['self.tries < 3'],
  }),
  when: expression.optional().meta({
    description: 'The step waits until this is true, before its delay and again behind it.',
    examples: ['newest > active'],
  }),
  delay: delay.optional().meta({
    description:
      'How long the step takes once it may begin: a length, an expression, or one that is drawn anew each time.',
    examples: ['5s', { dist: 'lognormal', p50: '2s', p99: '90s' }],
  }),
  at: z
    .string()
    .optional()
    .meta({
      description:
        'The moment of the step, in place of a delay: from the record, by the clock, or behind time 0.',
      examples: ['observed.deploy', '2026-03-02T09:00:00+01:00', '2h30m'],
    }),
  choose: named(z.string())
    .optional()
    .meta({
      description:
        'Names of this step with the list or set that each is drawn from; a search tries every item.',
      examples: [{ victim: 'range(5)' }],
    }),
  set: assignments.optional().meta({
    description:
      'What changes, all at once and out of the values before the step: shared state, own locals as `self.name`, items as `name[key]`.',
    examples: [{ 'self.plan': 'newest' }],
  }),
  send: z
    .union([send, z.array(send)])
    .optional()
    .meta({ description: 'One message or several that go out with the step.' }),
  receive: receive.optional().meta({ description: 'The step waits for a message and takes it.' }),
  call: call.optional().meta({
    description:
      'The step asks a service and goes on when it is answered, and only then does what it `set`s; a failure (no answer within its `timeout`, or a bad one) leads to `fail_to`, or to another try.',
  }),
  fail_to: name.optional().meta({
    description:
      'Where a failed `call` leads: a step id, `start` or `end`. Without it, and where it is the step itself, the process stays at its step and asks again: at once if the failure took time; if it took none, when the `timeout` is over, or after 1 s where there is none (a `delay` of the step, or the period of its loop, takes the place of that pause). Any other target is reached at once.',
    examples: ['establish'],
  }),
  then: name.optional().meta({
    description:
      'Where the process goes on behind the step: a step id, `start` or `end`. Without it the next step follows.',
  }),
  to: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({
      description: 'Whom the arrow of this step points to in the sequence diagram.',
      examples: ['route53'],
    }),
  say: z
    .string()
    .optional()
    .meta({
      description:
        'What the step does, in words, for the page. `<expr>` is replaced by its value behind the step; `old.x` is the value before.',
      examples: ['points the endpoint at plan <self.plan>'],
    }),
};

/** One alternative of an `either`: a step with a weight. */
const branch = z.strictObject({
  id: name.meta({ description: 'Id of the alternative, unique in its process.' }),
  weight: z.number().min(0).optional().meta({
    description:
      'Share of the draws among alternatives that fire at the same moment. Without any weight the first one does.',
  }),
  ...fields,
});

export type RawBranch = z.output<typeof branch>;
export type RawStep = Omit<RawBranch, 'id' | 'weight'> & {
  id?: string | undefined;
  either?: RawBranch[] | undefined;
  steps?: RawStep[] | undefined;
};
export type RawSend = z.output<typeof send>;

/** A step, an `either` or a `while` block; which keys go together is checked with the steps. */
const step: z.ZodType<RawStep> = z.lazy(() =>
  z.strictObject({
    id: name.optional().meta({
      description: 'Id of the step, unique in its process: patches, targets and counterexamples name it.',
      examples: ['apply'],
    }),
    ...fields,
    either: z.array(branch).min(2).optional().meta({
      description:
        'Alternatives in place of a step: the one that can fire first is taken. A timeout is one with a `delay`.',
    }),
    steps: z.array(step).min(1).optional().meta({ description: 'The steps of a `while` block.' }),
  }),
);

const instances = z.union([
  z.number().int().min(1).max(100_000),
  z.array(name).min(1),
  named(named(z.union([z.string(), z.number(), z.boolean()]))),
]);

export const process = z.strictObject({
  instances: instances.optional().meta({
    description:
      'How many there are of it: a number, a list of names, or names with constants of their own, which are read as `self.name`. Without it there is one.',
    examples: [['E1', 'E2'], 3, { P0: { other: 'P1' }, P1: { other: 'P0' } }],
  }),
  local: named(variable)
    .optional()
    .meta({
      description:
        'Variables of each instance, read and set as `self.name`. They are lost when it goes down.',
      examples: [{ plan: 0 }],
    }),
  loop: z
    .union([z.boolean(), z.string()])
    .optional()
    .meta({
      description: 'Begin again behind the last step, with fresh locals: `true` for at once, or a period.',
      default: false,
      examples: [true, '60s'],
    }),
  fair: z.enum(['weak', 'strong', 'none']).optional().meta({
    description:
      'What an `eventually` may count on: a step that can always be made is made (weak), one that can be made again and again is made (strong), or neither (none).',
    default: 'weak',
  }),
  atomic: z
    .array(z.array(name).min(2))
    .optional()
    .meta({
      description: 'Groups of neighbouring steps that happen as one, with nothing of others in between.',
      examples: [[['apply', 'cleanup']]],
    }),
  steps: z.array(step).min(1).meta({
    description: 'What it does, one step after the other. Each step is one change that happens at once.',
  }),
});

export const channel = z.strictObject({
  latency: delay.optional().meta({ description: 'How long a message is on its way.', default: '0s' }),
  loss: expression
    .optional()
    .meta({ description: 'Share of messages that get lost.', examples: ['1%', 0.01] }),
  duplicate: expression.optional().meta({ description: 'Share of messages that arrive twice.' }),
  order: z.enum(['fifo', 'any']).optional().meta({
    description: 'Whether messages arrive in the order in which they were sent.',
    default: 'fifo',
  }),
  capacity: z
    .number()
    .int()
    .min(1)
    .optional()
    .meta({ description: 'Most messages on their way and in mailboxes; a sender waits while it is full.' }),
});

export const fault = z.strictObject({
  id: name.meta({ description: 'Id of the fault.', examples: ['slow_disk'] }),
  at: z
    .string()
    .optional()
    .meta({
      description: 'The moment at which it begins.',
      examples: ['observed.power_lost', '10m', '2026-03-02T09:00:00+01:00'],
    }),
  when: expression.optional().meta({ description: 'It begins when this becomes true, in place of `at`.' }),
  for: z
    .string()
    .optional()
    .meta({ description: 'How long it lasts.', examples: ['30s'] }),
  until: z.string().optional().meta({ description: 'The moment at which it ends, in place of `for`.' }),
  set: z
    .record(z.string(), expression)
    .optional()
    .meta({
      description: 'What has another value while it lasts.',
      examples: [{ database: false }],
    }),
  down: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({
      description:
        'Processes, instances or services that are down while it lasts. They lose their locals and their mailbox.',
      examples: ['primary'],
    }),
});

export type RawProcess = z.output<typeof process>;
