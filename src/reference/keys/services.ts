import {
  DELAY,
  DURATION,
  DURATION_EXPRESSION,
  type KeyNotes,
  keyNotes,
  type MapRules,
  NAME,
  NONE,
  NUMBER,
  NUMBER_EXPRESSION,
  RATE_EXPRESSION,
  SHARE_EXPRESSION,
  SWITCH,
  WHOLE_EXPRESSION,
} from './note.ts';

const SERVICE = 'services.<name>';

export const SERVICE_RULES: MapRules = {
  [SERVICE]:
    'All keys are optional: `shop: {}` is a service that responds immediately. Faults and steps can set `available`, `concurrency`, `slowdown`, `throttle`, `queue.capacity` and `latency` (`set: { shop.concurrency: 5 }`) if they are plain values, `shop.queue: 0` drops all waiting attempts, and `shop.cache: 0` empties the caches of all clients of the service.',
  [`${SERVICE}.throttle`]:
    'A throttle is a rate (`8/s`) or a map with these keys. Give `rate`, `waiting` or both. `burst` applies to `rate`.',
  [`${SERVICE}.pools.<name>`]:
    'A pool is a size (`50`) or a map with these keys. Measures read its use as `avg(shop.pools.threads.busy)` and `avg(shop.pools.threads.queue)`. Faults and steps can set its size (`set: { shop.pools.threads.size: 5 }`) if it is a plain value.',
  [`${SERVICE}.autoscale`]:
    'An autoscaler needs `metric`, `every`, `max`, and either `target`, or `above` or `below` or both. Its service needs `members`, the number at the start. Measures read the numbers of members as `avg(shop.desired)`, `avg(shop.starting)` and `avg(shop.running)`. A search ignores autoscalers, since it ignores time.',
  [`${SERVICE}.health_check`]:
    'A health check needs `every` and `timeout`, and its service needs `members`. A probe is an attempt that is sent to the member. The probe fails if the attempt is rejected, fails, or takes longer than `timeout`.',
  [`${SERVICE}.throttle.waiting`]:
    '`waiting` is a duration, an expression, or this map with a multiple of the caller’s timeout.',
  'load[]':
    'A load sends requests without waiting for responses. Faults and steps can set its rate (`set: { shoppers.rate: 200/s }`).',
};

export const SERVICE_NOTES: KeyNotes = keyNotes({
  [`${SERVICE}.concurrency`]: [`${WHOLE_EXPRESSION}, or \`unlimited\``, '`unlimited`'],
  [`${SERVICE}.service_time`]: [DELAY, '`0s`'],
  [`${SERVICE}.discipline`]: ['choice', '`slots`'],
  [`${SERVICE}.slowdown`]: [NUMBER_EXPRESSION, '`1`'],
  [`${SERVICE}.queue`]: ['map', 'an unlimited queue, first in, first out'],
  [`${SERVICE}.throttle`]: [`${RATE_EXPRESSION}, \`unlimited\`, or map`, '`unlimited`'],
  [`${SERVICE}.on_abandon`]: ['choice', '`keep_working`'],
  [`${SERVICE}.available`]: ['share or expression (a share, or true or false)', '`true`'],
  [`${SERVICE}.fail_fast`]: [SWITCH, '`false`'],
  [`${SERVICE}.latency`]: [DELAY, '`0s`'],
  [`${SERVICE}.calls`]: ['list of calls', NONE],
  [`${SERVICE}.pools`]: ['map of pools', NONE],
  [`${SERVICE}.pools.<name>.size`]: [`${WHOLE_EXPRESSION}, or \`unlimited\``, ''],
  [`${SERVICE}.pools.<name>.held`]: ['choice', '`always`'],
  [`${SERVICE}.while_calling`]: ['choice', '`hold`'],
  [`${SERVICE}.slo`]: ['map', 'none; no error budget'],
  [`${SERVICE}.users`]: [NUMBER, 'none; affected users aren’t estimated'],

  [`${SERVICE}.queue.capacity`]: [`${WHOLE_EXPRESSION}, or \`unlimited\``, '`unlimited`'],
  [`${SERVICE}.queue.order`]: ['choice', '`fifo`'],
  [`${SERVICE}.queue.when_full`]: ['choice', '`reject`'],
  [`${SERVICE}.queue.max_wait`]: [DURATION_EXPRESSION, 'no limit'],

  [`${SERVICE}.throttle.rate`]: [RATE_EXPRESSION, 'no limit'],
  [`${SERVICE}.throttle.burst`]: [
    NUMBER_EXPRESSION,
    'as many attempts as `rate` admits in a second, at least 1',
  ],
  [`${SERVICE}.throttle.waiting`]: [`${DURATION_EXPRESSION}, or map`, 'no limit'],
  [`${SERVICE}.throttle.waiting.timeouts`]: [NUMBER_EXPRESSION, ''],

  [`${SERVICE}.calls[].to`]: ['name of a service, or a list of them', ''],
  [`${SERVICE}.calls[].required`]: [SWITCH, '`true`'],
  [`${SERVICE}.calls[].share`]: [SHARE_EXPRESSION, '`1`'],
  [`${SERVICE}.calls[].count`]: [WHOLE_EXPRESSION, '`1`'],
  [`${SERVICE}.calls[].parallel`]: [SWITCH, '`false`'],

  [`${SERVICE}.members`]: ['whole number or constant', 'a single server'],
  [`${SERVICE}.balance`]: ['choice', '`round_robin`'],
  [`${SERVICE}.health_check`]: ['map', 'none; all members take requests'],
  [`${SERVICE}.health_check.every`]: [DURATION_EXPRESSION, ''],
  [`${SERVICE}.health_check.timeout`]: [DURATION_EXPRESSION, ''],
  [`${SERVICE}.health_check.unhealthy_after`]: [WHOLE_EXPRESSION, '`3`'],
  [`${SERVICE}.health_check.healthy_after`]: [WHOLE_EXPRESSION, '`2`'],
  [`${SERVICE}.health_check.min_healthy`]: ['whole number, share or expression', '`1`'],
  [`${SERVICE}.health_check.service_time`]: [DELAY, '`0s`'],
  [`${SERVICE}.health_check.deep`]: [SWITCH, '`false`'],

  [`${SERVICE}.autoscale`]: ['map', 'none; the number of members stays the same'],
  [`${SERVICE}.autoscale.metric`]: ['measure or expression', ''],
  [`${SERVICE}.autoscale.target`]: [
    'number, share, duration or expression',
    'required without `above` and `below`',
  ],
  [`${SERVICE}.autoscale.above`]: ['number, share, duration or expression', 'no limit'],
  [`${SERVICE}.autoscale.below`]: ['number, share, duration or expression', 'no limit'],
  [`${SERVICE}.autoscale.every`]: [DURATION_EXPRESSION, ''],
  [`${SERVICE}.autoscale.step`]: [WHOLE_EXPRESSION, '`1`, or no limit with `target`'],
  [`${SERVICE}.autoscale.min`]: [WHOLE_EXPRESSION, '`1`'],
  [`${SERVICE}.autoscale.max`]: ['whole number or constant', ''],
  [`${SERVICE}.autoscale.start_time`]: [DELAY, '`0s`'],
  [`${SERVICE}.autoscale.failures`]: [SHARE_EXPRESSION, '`0`'],
  [`${SERVICE}.autoscale.cooldown`]: [DURATION_EXPRESSION, '`0s`'],
  [`${SERVICE}.autoscale.limit`]: ['rate, condition or expression', 'no limit'],

  [`${SERVICE}.slo.target`]: ['share', ''],
  [`${SERVICE}.slo.window`]: [DURATION, ''],

  'load[].id': [NAME, ''],
  'load[].to': ['name of a service', ''],
  'load[].arrivals': ['rate or map', ''],
  'load[].scale': ['number above 0', '`1`'],
  'load[].arrivals.dist': ['choice', ''],
  'load[].arrivals.rate': [RATE_EXPRESSION, ''],
  'load[].arrivals.profile': ['list of points', 'none; the rate is the same all day'],
  'load[].arrivals.profile[].at': ['time of day', ''],
  'load[].arrivals.profile[].times': [NUMBER, ''],
});
