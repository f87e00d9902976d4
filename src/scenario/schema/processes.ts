import { z } from 'zod';
import { amount, clientKeys, delay, expression, name, named, numberDistribution, variable } from './parts.ts';
import { quantity } from './quantity.ts';

const send = z.strictObject({
  to: z.string().meta({
    description:
      'The receiver, as an expression: an instance, a list or set of instances, or a process. A message to a process goes to all its instances except the sender. Can also be the name of a shared channel, which delivers each message to one receiver.',
    examples: ['P1', 'worker', 'm.from'],
  }),
  body: named(amount)
    .optional()
    .meta({
      description: 'The fields of the message, by name. Every message also has the field `from`, its sender.',
      examples: [{ term: 'self.term' }],
    }),
  via: name.optional().meta({
    description:
      'The channel to send the message through. Without a channel, the message arrives immediately and is never lost.',
    examples: ['network'],
  }),
});

const receive = z.strictObject({
  as: name.meta({
    description: 'The name for the message in this step’s expressions.',
    examples: ['m'],
  }),
  from: name.optional().meta({
    description:
      'A shared channel to take the message from. By default, the step takes a message from the mailbox of its instance.',
    examples: ['jobs'],
  }),
  where: expression.optional().meta({
    description:
      'A condition on the message. The step takes the first message that meets the condition. By default, it takes the first message.',
    examples: ['m.kind == vote'],
  }),
  head: z
    .boolean()
    .optional()
    .meta({
      description:
        'If `true`, only the head of each queue is considered: the oldest message that was sent without a channel, and the oldest message from each sender on each channel. A head that doesn’t meet `where` holds up the messages that arrived after it. A channel with `order: any` has no head, so any of its messages can be taken.',
      default: false,
      examples: [true],
    }),
});

const call = z.strictObject({
  to: name.meta({ description: 'The service to call.', examples: ['orders_db'] }),
  ...clientKeys,
});

/** Targets in `set` are `name`, `self.name`, a list or map item (`votes[self.id]`), and settings. */
const assignments = z.record(z.string(), amount);

const mayWait = (where: string) =>
  z
    .boolean()
    .optional()
    .meta({
      description: `Waiting forever at ${where} is fine: a search doesn’t count it as a deadlock, and a run that ends there simply has nothing left to do.`,
      default: false,
      examples: [true],
    });

const fields = {
  skip_if: expression.optional().meta({
    description:
      'Skips the step if this is true when the process reaches the step or when the step’s delay is over. The process then continues at `skip_to`.',
    examples: ['self.plan in deleted'],
  }),
  skip_to: name.optional().meta({
    description: 'Where the process continues after a skip: a step id, `start` or `end`.',
    default: 'start',
    examples: ['end'],
  }),
  while: expression.optional().meta({
    description:
      'Repeats the step, or the block of `steps`, as long as this condition is true. The condition is checked before each repetition.',
    examples: ['self.tries < 3'],
  }),
  when: expression.optional().meta({
    description:
      'The step waits until this is true. It must be true before the delay starts and again when the delay is over.',
    examples: ['newest > active'],
  }),
  delay: delay.optional().meta({
    description:
      'How long the step takes once it can start: a duration, an expression or a distribution. Give either `delay` or `at`.',
    default: '0s',
    examples: [
      '5s',
      { dist: 'lognormal', p50: '2s', p99: '90s' },
      { value: '5m', source: 'https://example.com/runbook', range: ['3m', '10m'] },
    ],
  }),
  at: quantity(z.string())
    .optional()
    .meta({
      description:
        'When the step happens: an observed entry, a wall-clock time, or a duration after time 0. Give either `at` or `delay`.',
      examples: ['observed.deploy', '2026-03-02T09:00:00+01:00', '2h30m'],
    }),
  choose: named(z.string())
    .optional()
    .meta({
      description:
        'Variables with random values: a map from each variable’s name to the list, set or process to pick from. A search tries every item.',
      examples: [{ victim: 'range(5)' }],
    }),
  draw: named(numberDistribution)
    .optional()
    .meta({
      description:
        'Numbers to draw when the step happens, by name, each with a distribution as for `delay`. The values of `set` and `send` and the parts of `say` can use them. For runs only: a search can’t try every number.',
      examples: [{ load: { dist: 'uniform', min: 0, max: 1 } }],
    }),
  set: assignments.optional().meta({
    description:
      'The variables to change. All changes happen at the same time, and expressions use the values from before the step. Targets are shared state (`name`), the process’s own locals (`self.name`), items of lists and maps (`name[key]`), and settings (`service.key`).',
    examples: [{ 'self.plan': 'newest' }],
  }),
  send: z
    .union([send, z.array(send)])
    .optional()
    .meta({
      description: 'One message or a list of messages to send when the step happens.',
      examples: [{ to: 'worker', body: { kind: 'prepare' } }],
    }),
  receive: receive.optional().meta({
    description: 'The step waits for a message and removes it from the mailbox.',
    examples: [{ as: 'm', where: 'm.kind == prepare' }],
  }),
  call: call.optional().meta({
    description:
      'The step calls a service, waits for the response, and only then applies its `set`. If the call fails, the process continues at `fail_to`, or retries.',
    examples: [{ to: 'orders_db', timeout: '1s' }],
  }),
  fail_to: name.optional().meta({
    description:
      'Where the process continues after a failed `call`: a step id, `start` or `end`. By default, it stays at the step and calls again: immediately if the failure took time, otherwise after the `timeout`, or after 1 s if there is no timeout. A `delay` on the step, or the period of the process’s loop, replaces that pause.',
    examples: ['establish'],
  }),
  fair: z
    .enum(['weak', 'strong', 'none'])
    .optional()
    .meta({
      description:
        'The fairness that a search assumes for this step, in addition to the fairness of its process: a step that stays possible happens eventually (`weak`), or a step that becomes possible again and again happens eventually (`strong`). With `none`, the process may refuse this step forever.',
      examples: ['strong'],
    }),
  then: name.optional().meta({
    description:
      'Where the process continues after the step: a step id, `start` or `end`. By default, the next step.',
    examples: ['collect'],
  }),
  to: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({
      description:
        'The participants that the step’s arrow points to in the sequence diagram. By default, these are the service it calls and the receivers of its messages.',
      examples: ['route53'],
    }),
  say: z
    .string()
    .optional()
    .meta({
      description:
        'A sentence that describes the step to readers of the page. `<expr>` is replaced with the value after the step, and `<old.x>` with the value before it.',
      examples: ['points the endpoint at plan <self.plan>'],
    }),
};

/** One alternative in an `either`: a step with a weight or a chance. */
const branch = z.strictObject({
  id: name.meta({
    description: 'Id of the alternative. Ids are unique within a process.',
    examples: ['expire'],
  }),
  weight: quantity(z.number().min(0))
    .optional()
    .meta({
      description:
        'How likely this alternative is, relative to the others, if several can happen at the same time. If only some alternatives have a weight, the others have a weight of 1. If none has a weight, the first alternative is taken.',
      examples: [3],
    }),
  chance: amount.optional().meta({
    description:
      'The probability that this alternative is taken when a process reaches the `either`. A run draws at that moment; a search takes every alternative. If no alternative with `chance` is drawn, those without `chance` are considered as usual; if there are none, the `either` is skipped. Can’t be combined with `weight`.',
    examples: ['30%', 0.3, 'loss'],
  }),
  ...fields,
});

export type RawBranch = z.output<typeof branch>;
export type RawStep = Omit<RawBranch, 'id' | 'weight' | 'chance'> & {
  id?: string | undefined;
  may_wait?: boolean | undefined;
  either?: RawBranch[] | undefined;
  steps?: RawStep[] | undefined;
};
export type RawSend = z.output<typeof send>;

/** A step, an `either` or a `while` block. Allowed combinations of keys are checked with the steps. */
const step: z.ZodType<RawStep> = z.lazy(() =>
  z.strictObject({
    id: name.optional().meta({
      description:
        'Id of the step, unique within its process. Targets, variants and counterexamples refer to it. Required, except for `either` and for blocks of `steps`.',
      examples: ['apply'],
    }),
    ...fields,
    may_wait: mayWait('the step'),
    either: z
      .array(branch)
      .min(2)
      .optional()
      .meta({
        description:
          'Alternatives. The first one that can happen is taken. An alternative with a `delay` is a timeout.',
        examples: [
          [
            { id: 'answer', receive: { as: 'm' } },
            { id: 'expire', delay: '30s' },
          ],
        ],
      }),
    steps: z
      .array(step)
      .min(1)
      .optional()
      .meta({
        description: 'The steps in the block that `while` repeats.',
        examples: [[{ id: 'ask', call: { to: 'orders_db' } }]],
      }),
  }),
);

/** Maximum number of instances of one process. */
export const MAX_INSTANCES_OF_PROCESS = 100_000;

const instances = z.union([
  quantity(z.number().int().min(1).max(MAX_INSTANCES_OF_PROCESS)),
  name,
  z.array(name).min(1),
  named(named(amount)),
]);

export const process = z.strictObject({
  means: z
    .string()
    .optional()
    .meta({
      description:
        'What the process does, in words, for the model’s page. By default, the `say` of its steps.',
      examples: ['Publishes plans, one after the other.'],
    }),
  instances: instances.optional().meta({
    description:
      'The instances of the process: a number, a numeric constant, a list of names, or names with constants that the steps read as `self.name`. By default, there is one instance, named after the process.',
    default: 1,
    examples: [['E1', 'E2'], 3, 'servers', { P0: { other: 'P1' }, P1: { other: 'P0' } }],
  }),
  local: named(variable)
    .optional()
    .meta({
      description:
        'Variables of each instance, read and set as `self.name`. They are reset when the instance goes down and when the process loops.',
      examples: [{ plan: 0 }],
    }),
  let: named(amount)
    .optional()
    .meta({
      description:
        'Names for expressions about an instance. In the expressions, `self` is the instance. Steps read them as `self.name`, and other expressions as a field of the instance. They can’t be set.',
      examples: [{ outdated: 'self.plan < newest' }],
    }),
  loop: z
    .union([z.boolean(), quantity(z.string())])
    .optional()
    .meta({
      description:
        'Whether the process starts over after its last step, with its locals reset: immediately if `true`, or at each multiple of a duration.',
      default: false,
      examples: [true, '60s'],
    }),
  fair: z
    .enum(['weak', 'strong', 'none'])
    .optional()
    .meta({
      description:
        'The fairness that a search assumes for each instance: if it can always take some step, it eventually takes one (`weak`); if it can take one again and again, it eventually takes one (`strong`); or nothing is assumed (`none`). `fair` on a step is assumed in addition.',
      default: 'weak',
      examples: ['strong'],
    }),
  may_wait: mayWait('any step of the process'),
  atomic: z
    .array(z.array(name).min(2))
    .optional()
    .meta({
      description:
        'Groups of consecutive steps that happen as a single step, with nothing in between. Only the first step in a group can take time.',
      examples: [[['apply', 'cleanup']]],
    }),
  steps: z
    .array(step)
    .min(1)
    .meta({
      description: 'The steps, in order. Each step changes the state in a single instant.',
      examples: [[{ id: 'fill', when: '!warm', delay: '5m', set: { warm: true } }]],
    }),
});

export const channel = z.strictObject({
  shared: z
    .boolean()
    .optional()
    .meta({
      description:
        'If `true`, the channel is a queue with any number of receivers: steps send to it with `to`, receive from it with `from`, and each message goes to one receiver. Its messages survive when a process goes down.',
      default: false,
      examples: [true],
    }),
  latency: delay.optional().meta({
    description: 'The travel time of a message: a duration, an expression, or a distribution.',
    default: '0s',
    examples: ['20ms', { dist: 'exponential', mean: '20ms' }],
  }),
  loss: amount
    .optional()
    .meta({ description: 'The share of messages that are lost.', default: 0, examples: ['1%', 0.01] }),
  duplicate: amount
    .optional()
    .meta({ description: 'The share of messages that are delivered twice.', default: 0, examples: ['1%'] }),
  order: z
    .enum(['fifo', 'any'])
    .optional()
    .meta({
      description:
        'The order in which messages arrive: the order they were sent in (`fifo`) or any order (`any`).',
      default: 'fifo',
      examples: ['any'],
    }),
  capacity: quantity(z.number().int().min(0))
    .optional()
    .meta({
      description:
        'The maximum number of messages in transit and in mailboxes. Senders wait while the channel is full. In a shared channel, one more message fits for each instance that waits to receive from it. So with `capacity: 0`, a message can be sent only while a receiver waits. By default, there is no limit.',
      examples: [100],
    }),
});

export const fault = z.strictObject({
  id: name.meta({ description: 'Id of the fault.', examples: ['slow_disk'] }),
  at: quantity(z.string())
    .optional()
    .meta({
      description:
        'When the fault starts: an observed entry, a wall-clock time, or a duration after time 0. Give either `at` or `when`.',
      examples: ['observed.power_lost', '10m', '2026-03-02T09:00:00+01:00'],
    }),
  when: expression.optional().meta({
    description: 'The condition that starts the fault when it becomes true. Give either `when` or `at`.',
    examples: ['queued > 100'],
  }),
  for: quantity(z.string())
    .optional()
    .meta({
      description: 'How long the fault lasts. Without `for` or `until`, it lasts until the end of the run.',
      examples: ['30s'],
    }),
  until: quantity(z.string())
    .optional()
    .meta({
      description: 'When the fault ends, written like `at`. Give either `until` or `for`.',
      examples: ['observed.power_restored', '40m'],
    }),
  set: z
    .record(z.string(), amount)
    .optional()
    .meta({
      description:
        'Variables and settings to change when the fault starts. When it ends, they are restored unless a step has set them in the meantime. A fault needs `set` or `down`.',
      examples: [{ database: false }, { 'orders_db.slowdown': 3 }],
    }),
  down: z
    .union([z.string(), z.array(z.string())])
    .optional()
    .meta({
      description:
        'Processes and services that are down during the fault. The instances of a process lose their locals and their mailbox, and start over when the fault ends. A fault needs `set` or `down`.',
      examples: ['primary', ['primary', 'replica']],
    }),
  members: amount.optional().meta({
    description:
      'How many members of its services the fault affects: a number or a percentage, rounded up. These are the members with the lowest numbers. Such a fault takes members down, or sets their `slowdown` and `available`. By default, a fault affects all members.',
    examples: [3, '10%'],
  }),
});

export type RawProcess = z.output<typeof process>;
export type RawFault = z.output<typeof fault>;
