import { z } from 'zod';
import { delay, expression } from './parts.ts';

const healthCheck = z.strictObject({
  every: expression.meta({
    description:
      'The time between two probes of a member. The first probes of all members are spread evenly over it.',
    examples: ['10s'],
  }),
  timeout: expression.meta({
    description: 'How long the health check waits for a probe. A later response counts as a failure.',
    examples: ['2s'],
  }),
  unhealthy_after: expression.optional().meta({
    description: 'The number of failed probes in a row after which a member is unhealthy.',
    default: 3,
    examples: [2],
  }),
  healthy_after: expression.optional().meta({
    description: 'The number of successful probes in a row after which a member is healthy again.',
    default: 2,
    examples: [5],
  }),
  min_healthy: expression.optional().meta({
    description:
      'With fewer healthy members than this number or percentage, all members take requests (the load balancer fails open). With 0, an unhealthy member never takes requests.',
    default: 1,
    examples: ['50%', 2],
  }),
  service_time: delay.optional().meta({
    description:
      'The work of a probe, multiplied by `slowdown`: a duration, an expression, or a distribution.',
    default: '0s',
    examples: ['20ms'],
  }),
  deep: z
    .boolean()
    .optional()
    .meta({
      description: 'Whether a probe also makes the calls of the service, and fails if a required call fails.',
      default: false,
      examples: [true],
    }),
});

/** The keys of a service that is made of several servers. */
export const memberKeys = {
  members: expression.optional().meta({
    description:
      'The number of servers that the service consists of: a number or a constant. Each has its own queue, slots (`concurrency`) and throttle. By default, the service is a single server.',
    examples: [40],
  }),
  balance: z
    .enum(['round_robin', 'least_busy', 'random'])
    .optional()
    .meta({
      description:
        'Which of the members that take requests gets the next attempt: each in turn, the one with the fewest attempts waiting and in service, or one at random.',
      default: 'round_robin',
      examples: ['least_busy'],
    }),
  health_check: healthCheck.optional().meta({
    description:
      'Probes that decide which members take requests. By default, all members take requests, even those that are down.',
    examples: [{ every: '10s', timeout: '2s', unhealthy_after: 3 }],
  }),
};
