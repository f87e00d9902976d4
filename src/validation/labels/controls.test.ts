import { expect, test } from 'vitest';
import { HEAD, labelOf, MARK, process, START, STATE } from '../../tests/support/labels.ts';

/* Honest models, whose comparisons depend on sources, inputs, or numbers that an earlier mark pins down. */

const from = (name: string): string => `source: 'https://example.com/${name}'`;
const period = (start: string, end: string, shows: string): string =>
  `  period: { from: 2025-10-20T${start}:00Z, to: 2025-10-20T${end}:00Z, shows: '${shows}' }\n`;
const repaired = (at: string): string => `  repaired: { at: 2025-10-20T${at}:00Z }\n`;

/** A backlog grows from the first input until the repair. Its growth rate and its drain rate both have sources. */
const BACKLOG = (more: string, rest: string, fixed = '06:20', within = '3m'): string =>
  `${HEAD(within)}${repaired(fixed)}${more}const: { come: { value: 4.0, ${from('come')} }, go: { value: 8.0, ${from('go')} }, tick: { value: 10s, ${from('come')} } }
state: { begun: false, fixed: false, backlog: 0.0, most: 0.0 }
processes:
  outage:
    steps: [{ ${START} }, { id: fix, at: observed.repaired, set: { fixed: true } }]
  queue:
    loop: true
    steps: [{ id: tick, when: begun, delay: tick, set: { backlog: 'max(0.0, backlog + come - (fixed ? go : 0.0))', most: 'max(most, backlog)' } }]
${rest}`;

/** Orders fail between two inputs, at a rate that has a source. */
const ORDERS = (more: string, rest: string): string =>
  `${HEAD()}${repaired('06:30')}${more}const: { apart: { value: 30s, ${from('orders')} } }
state: { begun: false, fixed: false, failed: 0 }
${process(START, 'id: fix, at: observed.repaired, set: { fixed: true }')}  q: { loop: true, steps: [{ id: order, delay: apart, set: { failed: 'begun && !fixed ? failed + 1 : failed' } }] }
${rest}`;

test.each<[string, string, string]>([
  [
    'a TTL and a poll with sources, one after the other',
    `${HEAD('3m')}const: { ttl: { value: 15m, ${from('ttl')} }, poll: { value: 5m, ${from('poll')} } }\n${STATE}${process(START, 'id: expire, delay: ttl', 'id: notice, delay: poll, set: { done: true }')}${MARK}`,
    'done',
  ],
  [
    'a TTL with a source, and two short steps of our own',
    `${HEAD()}const: { ttl: { value: 17m, ${from('ttl')} } }\n${STATE}${process(START, 'id: expire, delay: ttl', 'id: a, delay: 1m', 'id: b, delay: 100s, set: { done: true }')}${MARK}`,
    'done',
  ],
  [
    'a health check with its interval and count from the documentation',
    `${HEAD()}const: { every: { value: 5m, ${from('hc')} }, bad: { value: 4, ${from('hc')} } }\n${STATE}services: { shop: { members: 4, available: '!begun', health_check: { every: every, timeout: 1s, unhealthy_after: bad, min_healthy: 0 } } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: 1/s } }]\n${process(START)}measure: { well: { is: min(shop.healthy), window: 1m } }\nmarks: { done: well < 1.0 }\n`,
    'done',
  ],
  [
    'a number from an observed entry with evidence',
    `${HEAD()}  said: { at: 2025-10-20T06:05:00Z, source: 'https://example.com/said' }\nconst: { ttl: { value: 20m, source: observed.said } }\n${STATE}${process(START, 'id: finish, delay: ttl, set: { done: true }')}${MARK}`,
    'done',
  ],
  [
    'a backlog that drains at rates with sources',
    BACKLOG('', "marks: { full: most > 0.0, done: { is: 'fixed && backlog == 0.0', after: full } }\n"),
    'done',
  ],
  [
    'a second wait for the same job, which the first one fixes',
    `${HEAD('2m')}  ready1: { at: 2025-10-20T06:17:00Z, within: 1m }
  again: { at: 2025-10-20T06:23:00Z }
const: { items: 210, each: 2s }
state: { begun: false, n: 0 }
${process(START, "id: first, delay: 'each * items', set: { n: 1 }", 'id: again, at: observed.again, set: { begun: false }', "id: second, delay: 'each * items', set: { n: n + n + 1 }")}marks: { ready1: n == 1, done: n > 1 }
`,
    'done',
  ],
  [
    'a third moment of something that grows evenly',
    `${HEAD('2m')}  first: { at: 2025-10-20T06:17:00Z, within: 30s }\nconst: { share: { value: 0.35, ${from('share')} } }\n${STATE}${process(START, 'id: grow, delay: 30s, set: { level: level + 0.025 }, then: grow')}marks: { first: level >= share, done: level >= 1.0 }\n`,
    'done',
  ],
  [
    'retries with the limits of a client',
    `${HEAD('3m')}const: { base: { value: 10s, ${from('client')} }, grows: { value: 2, ${from('client')} }, most: { value: 7, ${from('client')} } }\n${STATE}services: { shop: { available: '!begun' } }\n${process(START, 'id: ask, call: { to: shop, retry: { max: most, backoff: { base: base, factor: grows } } }, fail_to: finish', 'id: finish, set: { done: true }')}${MARK}`,
    'done',
  ],
  [
    'many random waits with one mean that has a source',
    `${HEAD()}const: { mean: { value: 4m, ${from('mean')} }, hosts: { value: 100, ${from('mean')} } }\nstate: { begun: false, ready: 0 }\nprocesses:\n  p: { steps: [{ ${START} }] }\n  host: { instances: hosts, steps: [{ id: wait, when: begun }, { id: join, delay: { dist: exponential, mean: mean }, set: { ready: ready + 1 } }] }\nmarks: { done: ready == hosts }\n`,
    'done',
  ],
  [
    'a period in which a TTL with a source keeps a cache alive',
    `${HEAD()}${period('06:12', '06:27', 'cached')}const: { ttl: { value: 20m, ${from('ttl')} }, poll: { value: 2m, ${from('poll')} } }\nstate: { begun: false, cached: true }\n${process(START, 'id: expire, delay: ttl', 'id: drop, delay: poll, set: { cached: false }')}marks: {}\n`,
    'period',
  ],
  [
    'a period in which a backlog stays high, by rates with sources',
    BACKLOG(period('06:15', '06:24', 'backlog > 100.0'), 'marks: {}\n', '06:20'),
    'period',
  ],
  [
    'a number of failed orders that follows from a rate with a source',
    ORDERS('  lost: { value: 40, within: 10% }\n', 'marks: {}\noutcomes: { lost: failed }\n'),
    'lost',
  ],
  [
    'a largest backlog that follows from a rate with a source',
    BACKLOG('  most: { value: 240, within: 10% }\n', 'marks: {}\noutcomes: { most: most }\n')
      .replace('  most:', '  largest:')
      .replace('outcomes: { most:', 'outcomes: { largest:'),
    'largest',
  ],
])('%s', async (_, text, id) => {
  expect(await labelOf(text, id)).toBe('holds up');
});
