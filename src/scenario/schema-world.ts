import { z } from 'zod';
import { delay, expression, name, named } from './schema-parts.ts';
import { step } from './schema-step.ts';
import { variable } from './schema-value.ts';

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
