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
    'All keys are optional: `shop: {}` is a service that answers at once. Faults and steps can set `available`, `concurrency`, `slowdown`, `throttle`, `queue.capacity` and `latency` (`set: { shop.concurrency: 5 }`) if they are plain values, and `shop.queue: 0` drops everything that waits.',
  [`${SERVICE}.throttle`]:
    'A throttle is a rate (`8/s`) or a map with these keys. Give `rate`, `waiting` or both; `burst` belongs to `rate`.',
  [`${SERVICE}.throttle.waiting`]:
    '`waiting` is a duration or expression, or this map: a multiple of the caller’s timeout.',
  'load[]':
    'A load sends requests and doesn’t wait for the answers. Faults and steps can set its rate (`set: { shoppers.rate: 200/s }`).',
};

export const SERVICE_NOTES: KeyNotes = keyNotes({
  [`${SERVICE}.concurrency`]: [`${WHOLE_EXPRESSION}, or \`unlimited\``, '`unlimited`', 10],
  [`${SERVICE}.service_time`]: [DELAY, '`0s`', { dist: 'exponential', mean: '100ms' }],
  [`${SERVICE}.slowdown`]: [NUMBER_EXPRESSION, '`1`', 3],
  [`${SERVICE}.queue`]: [
    'map',
    'an unlimited queue, first in, first out',
    { capacity: 1000, when_full: 'reject' },
  ],
  [`${SERVICE}.throttle`]: [`${RATE_EXPRESSION}, \`unlimited\`, or map`, '`unlimited`', '8/s'],
  [`${SERVICE}.on_abandon`]: ['choice', '`keep_working`', 'drop'],
  [`${SERVICE}.available`]: [
    'share or expression (a share, or true or false)',
    '`true`',
    'warm ? 1.0 : 0.4',
    '99%',
  ],
  [`${SERVICE}.latency`]: [DELAY, '`0s`', '20ms'],
  [`${SERVICE}.calls`]: ['list of calls', NONE, [{ to: 'orders_db', timeout: '1s' }]],
  [`${SERVICE}.slo`]: ['map', 'none: no error budget', { target: '99.9%', window: '30d' }],
  [`${SERVICE}.users`]: [NUMBER, 'none: affected users aren’t estimated', 120_000],

  [`${SERVICE}.queue.capacity`]: [`${WHOLE_EXPRESSION}, or \`unlimited\``, '`unlimited`', 1000],
  [`${SERVICE}.queue.order`]: ['choice', '`fifo`', 'lifo'],
  [`${SERVICE}.queue.when_full`]: ['choice', '`reject`', 'drop_oldest'],
  [`${SERVICE}.queue.max_wait`]: [DURATION_EXPRESSION, 'no limit', '2s'],

  [`${SERVICE}.throttle.rate`]: [RATE_EXPRESSION, 'no limit', '8/s'],
  [`${SERVICE}.throttle.burst`]: [NUMBER_EXPRESSION, 'the attempts of one second, at least 1', 20],
  [`${SERVICE}.throttle.waiting`]: [`${DURATION_EXPRESSION}, or map`, 'no limit', '2s', { timeouts: 0.7 }],
  [`${SERVICE}.throttle.waiting.timeouts`]: [NUMBER_EXPRESSION, '', 0.7],

  [`${SERVICE}.calls[].to`]: ['name of a service', '', 'orders_db'],
  [`${SERVICE}.calls[].required`]: [SWITCH, '`true`', false],
  [`${SERVICE}.calls[].share`]: [SHARE_EXPRESSION, '`1`', 0.2],

  [`${SERVICE}.slo.target`]: ['share', '', '99.9%'],
  [`${SERVICE}.slo.window`]: [DURATION, '', '30d'],

  'load[].id': [NAME, '', 'shoppers'],
  'load[].to': ['name of a service', '', 'shop'],
  'load[].arrivals': ['map', '', { dist: 'poisson', rate: '80/s' }],
  'load[].scale': ['number above 0', '`1`', 100],
  'load[].arrivals.dist': ['choice', '', 'poisson'],
  'load[].arrivals.rate': [RATE_EXPRESSION, '', '80/s'],
  'load[].arrivals.profile': [
    'list of points',
    'none: the rate is the same all day',
    [
      { at: '06:00', times: 0.4 },
      { at: '18:00', times: 1.6 },
    ],
  ],
  'load[].arrivals.profile[].at': ['time of day', '', '06:30'],
  'load[].arrivals.profile[].times': [NUMBER, '', 0.4],
});
