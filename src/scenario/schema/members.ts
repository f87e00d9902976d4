import { z } from 'zod';
import { amount, delay, expression } from './parts.ts';

const healthCheck = z.strictObject({
  every: amount.meta({
    description:
      'The time between two probes of a member. The first probes of all members are spread evenly over this time.',
    examples: ['10s'],
  }),
  timeout: amount.meta({
    description:
      'How long the health check waits for the response to a probe. A later response counts as a failure.',
    examples: ['2s'],
  }),
  unhealthy_after: amount.optional().meta({
    description: 'The number of failed probes in a row after which a member is unhealthy.',
    default: 3,
    examples: [2],
  }),
  healthy_after: amount.optional().meta({
    description: 'The number of successful probes in a row after which a member is healthy again.',
    default: 2,
    examples: [5],
  }),
  min_healthy: amount.optional().meta({
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
      description: 'Whether a probe also makes the service’s own calls, and fails if a required one fails.',
      default: false,
      examples: [true],
    }),
});

const autoscale = z
  .strictObject({
    metric: expression.meta({
      description:
        'The number or duration to read: a measure, or an expression over measures. While it has no value, the desired number of members stays the same.',
      examples: ['utilization', 'avg_queue / servers'],
    }),
    target: amount.optional().meta({
      description:
        'The value of the metric to reach: the desired number is the number of running members, times the metric, divided by the target, rounded up. Give either `target`, or `above` or `below` or both.',
      examples: ['60%', 0.6, '200ms'],
    }),
    above: amount.optional().meta({
      description: 'While the metric is above this value, each reading raises the desired number by `step`.',
      examples: ['80%'],
    }),
    below: amount.optional().meta({
      description: 'While the metric is below this value, each reading lowers the desired number by `step`.',
      examples: ['30%'],
    }),
    every: amount.meta({ description: 'The time between two readings of the metric.', examples: ['1m'] }),
    step: amount.optional().meta({
      description:
        'How much the desired number changes per reading: by exactly this many members with `above` and `below`, by at most this many with `target`.',
      examples: [2],
    }),
    min: amount
      .optional()
      .meta({ description: 'The lowest desired number of members.', default: 1, examples: [4] }),
    max: amount.meta({
      description: 'The highest desired number of members: a number or a constant.',
      examples: [40],
    }),
    start_time: delay.optional().meta({
      description:
        'How long it takes until a new member gets requests: a duration, an expression or a distribution.',
      default: '0s',
      examples: ['3m', { dist: 'lognormal', p50: '2m', p99: '8m' }],
    }),
    failures: amount.optional().meta({
      description:
        'The share of new members that fail to start, at the end of their `start_time`. Other members start instead at the next reading of the metric.',
      default: 0,
      examples: ['10%', 'control_plane_up ? 0.0 : 1.0'],
    }),
    cooldown: amount.optional().meta({
      description: 'How long the desired number stays the same after a change.',
      default: '0s',
      examples: ['5m'],
    }),
    limit: amount.optional().meta({
      description:
        'What limits new members: how many may start per unit of time, or a condition that must be true for any to start. Running members aren’t affected. By default, there is no limit.',
      examples: ['12/m', 'control_plane_up'],
    }),
  })
  .refine(
    ({ target, above, below }) => (target !== undefined) !== (above !== undefined || below !== undefined),
    {
      error: 'needs either `target`, or `above` or `below`',
      params: {
        hint: '`target` is a value to reach; above `above` and below `below`, the number of members changes by `step`',
      },
    },
  );

/** The keys of a service that is made of several servers. */
export const memberKeys = {
  members: amount.optional().meta({
    description:
      'The number of servers in the service: a number or a constant. Each has its own queue, slots (`concurrency`) and throttle. With `autoscale`, it’s the number at the start. By default, the service is a single server.',
    examples: [40],
  }),
  balance: z
    .enum(['round_robin', 'least_busy', 'random'])
    .optional()
    .meta({
      description:
        'Which member gets the next attempt, among those that take requests: each in turn, the one with the fewest attempts waiting and in service, or one at random.',
      default: 'round_robin',
      examples: ['least_busy'],
    }),
  health_check: healthCheck.optional().meta({
    description:
      'Probes that decide which members take requests. By default, all members take requests, even those that are down.',
    examples: [{ every: '10s', timeout: '2s', unhealthy_after: 3 }],
  }),
  autoscale: autoscale.optional().meta({
    description:
      'Scales the number of members based on a metric. When it scales down, the highest-numbered members finish their work and leave first. By default, the member count stays the same.',
    examples: [{ metric: 'utilization', target: 0.6, every: '1m', max: 40, start_time: '3m' }],
  }),
};
