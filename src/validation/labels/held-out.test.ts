import { describe, expect, test } from 'vitest';
import { HEAD, labelOf, labelsOf, MARK, process, START, STATE } from '../../tests/support/labels.ts';

/*
 * Models that weren't used to develop the method: honest ones, and ones rigged to agree. They never change. If too many
 * fail, the method has to.
 */

const from = (page: string): string => `source: 'https://docs.example.org/${page}'`;
const DONE = (within: string, at: string): string =>
  HEAD(within).replace('done: { at: 2025-10-20T06:30:00Z', `done: { at: 2025-10-20T${at}:00Z`);

const HONEST: readonly (readonly [what: string, text: string, id?: string])[] = [
  [
    'a name that clients refresh at a known interval after it expires',
    `${DONE('2m', '06:16')}${STATE}${process(START, `id: expire, delay: { value: 5m, ${from('ttl')} }`, `id: refresh, delay: { value: 1m, ${from('client')} }, set: { done: true }`)}${MARK}`,
  ],
  [
    'a lease that lapses after the holder crashes',
    `${DONE('3m', '06:21')}const: { lease: { value: 10m, ${from('lease')} }, renew: { value: 1m, ${from('lease')} } }
state: { begun: false, done: false, lease_ends: { type: timer, init: 10m } }
processes:
  holder: { steps: [{ id: renew, when: '!begun', delay: renew, set: { lease_ends: timer(lease) }, then: renew }] }
  crash: { steps: [{ ${START} }] }
  other: { steps: [{ id: take, when: begun && lease_ends.over, set: { done: true } }] }
${MARK}`,
  ],
  [
    'a disk that fills at a published rate',
    `${DONE('4m', '06:41')}const: { free: { value: 6000.0, ${from('disk')} }, per_minute: { value: 200.0, ${from('rate')} }, tick: { value: 1m, ${from('rate')} } }
state: { begun: false, done: false, used: 0.0 }
processes:
  p: { steps: [{ ${START} }] }
  writer: { loop: true, steps: [{ id: write, when: begun, delay: tick, set: { used: used + per_minute, done: used + per_minute >= free } }] }
${MARK}`,
  ],
  [
    'a job over all items at the rate that the API allows',
    `${DONE('3m', '06:32')}${STATE}${process(START, `id: work, delay: { value: 1s, ${from('limit')} }, set: { n: n + 1 }, while: 'n < items'`, 'id: finish, set: { done: true }')}const: { items: { value: 1300, ${from('report')} } }\n${MARK}`,
  ],
  [
    'an alarm after three periods, and a server that boots',
    `${DONE('2m', '06:18')}const: { period: { value: 1m, ${from('alarm')} }, periods: { value: 3, ${from('alarm')} }, boot: { value: 4m, ${from('boot')} } }
${STATE}${process(START, "id: alarm, delay: 'period * periods'", 'id: boot, delay: boot, set: { done: true }')}${MARK}`,
  ],
  [
    'requests that pile up and drain through a service with known capacity',
    `${DONE('4m', '06:42')}  repaired: { at: 2025-10-20T06:20:00Z }
const: { come: { value: 1.0, ${from('traffic')} }, slots: { value: 3, ${from('capacity')} }, each: { value: 2s, ${from('capacity')} } }
state: { begun: false, fixed: false }
services: { worker: { concurrency: 'begun && !fixed ? 0 : slots', service_time: each } }
load: [{ id: jobs, to: worker, arrivals: { dist: constant, rate: come } }]
processes: { p: { steps: [{ ${START} }, { id: fix, at: observed.repaired, set: { fixed: true } }] } }
measure: { waiting: { is: min(worker.queue), window: 1m } }
marks: { full: waiting > 100.0, done: { is: waiting < 2.0, after: full } }
`,
  ],
  [
    'a period in which a backlog stays, by rates with sources',
    `${HEAD()}  repaired: { at: 2025-10-20T06:22:00Z }
  late: { from: 2025-10-20T06:15:00Z, to: 2025-10-20T06:30:00Z, shows: 'backlog > 20.0' }
const: { come: { value: 30.0, ${from('traffic')} }, go: { value: 50.0, ${from('capacity')} }, tick: { value: 1m, ${from('traffic')} } }
state: { begun: false, fixed: false, backlog: 0.0 }
processes:
  p: { steps: [{ ${START} }, { id: fix, at: observed.repaired, set: { fixed: true } }] }
  q: { loop: true, steps: [{ id: tick, when: begun, delay: tick, set: { backlog: 'max(0.0, backlog + come - (fixed ? go : 0.0))' } }] }
marks: {}
`,
    'late',
  ],
  [
    'a count of failed requests, by traffic with a source',
    `${HEAD()}  repaired: { at: 2025-10-20T06:20:00Z }
  lost: { value: 1200, within: 10% }
const: { come: { value: 2.0, ${from('traffic')} } }
state: { begun: false, fixed: false }
services: { shop: { available: '!begun || fixed' } }
load: [{ id: users, to: shop, arrivals: { dist: constant, rate: come } }]
processes: { p: { steps: [{ ${START} }, { id: fix, at: observed.repaired, set: { fixed: true } }] } }
measure: { failing: { is: rate(shop.errors), window: 1m } }
marks: {}
outcomes: { lost: { is: failing, at: sum } }
`,
    'lost',
  ],
  [
    'a second disk that is rebuilt as fast as the first',
    `${DONE('3m', '06:47')}  first: { at: 2025-10-20T06:22:00Z, within: 1m }
  swapped: { at: 2025-10-20T06:35:00Z }
const: { minute: 1m, speed: 50.0, size: 600.0 }
state: { begun: false, done: false, first: false }
${process(START, "id: one, delay: 'size / speed * minute', set: { first: true }", 'id: swap, at: observed.swapped', "id: two, delay: 'size / speed * minute', set: { done: true }")}marks: { first: first, done: done }
`,
  ],
  [
    'a job that runs at each half hour',
    `${DONE('3m', '06:30')}${STATE}processes:
  p: { steps: [{ ${START} }] }
  cron:
    loop: { value: 30m, ${from('cron')} }
    steps: [{ id: run, set: { done: begun } }]
${MARK}`,
  ],
  [
    'unhealthy targets that are drained before they are replaced',
    `${DONE('2m', '06:16')}const: { every: { value: 30s, ${from('health')} }, bad: { value: 2, ${from('health')} }, drain: { value: 5m, ${from('drain')} } }
${STATE}${process(START, "id: notice, delay: 'every * bad'", 'id: drain, delay: drain, set: { done: true }')}${MARK}`,
  ],
  [
    'a wait with a source and a range that is narrower than the tolerance',
    `${DONE('3m', '06:25')}${STATE}${process(START, `id: wait, delay: { value: 15m, ${from('wait')}, range: [14m, 16m] }, set: { done: true }`)}${MARK}`,
  ],
];

const wait = (delay: string, more = ''): string =>
  `${HEAD()}${more}${STATE}${process(START, `id: finish, delay: ${delay}, set: { done: true }`)}${MARK}`;

const CHEATS: readonly (readonly [what: string, text: string, id?: string])[] = [
  [
    'a factor for a number with a source',
    wait("'ttl * 240'", `const: { ttl: { value: 5s, ${from('ttl')} } }\n`),
  ],
  ['a source that nobody else can open', wait('{ value: 20m, basis: sourced, source: the runbook }')],
  [
    'a source that is the compared moment',
    wait('{ value: 20m, source: observed.done }').replace(
      'within: 5m }',
      "within: 5m, source: 'https://example.org/x' }",
    ),
  ],
  [
    'a slow link with a narrow range',
    `${HEAD()}${STATE}channels: { link: { latency: { value: 20m, range: [19m, 21m] } } }\n${process(START, 'id: tell, send: { to: q, via: link }')}  q: { steps: [{ id: hear, receive: { as: m }, set: { done: true } }] }\n${MARK}`,
  ],
  [
    'attempts until a client gives up',
    `${HEAD()}${STATE}services: { shop: { available: '!begun', service_time: 30s } }\n${process(START, 'id: ask, call: { to: shop, retry: { max: 39 } }, fail_to: finish', 'id: finish, set: { done: true }')}${MARK}`,
  ],
  [
    'decoys with sources, and the rest split over places without',
    `${HEAD()}const: { a: { value: 20s, ${from('a')} }, b: { value: 40s, ${from('b')} } }\nlet: { more: 9m }\n${STATE}${process(START, 'id: one, delay: a', 'id: two, delay: b', 'id: three, delay: more', 'id: finish, delay: self.rest, set: { done: true }').replace('  p:\n', '  p:\n    instances: { x: { rest: 10m } }\n')}${MARK}`,
  ],
  ['a source that allows nearly any value', wait(`{ value: 20m, ${from('any')}, range: [1m, 60m] }`)],
  [
    'an observed range as wide as the wait',
    wait(`{ value: 20m, ${from('ttl')} }`).replace(
      '2025-10-20T06:30:00Z',
      '[2025-10-20T06:14:00Z, 2025-10-20T06:48:00Z]',
    ),
  ],
  [
    'a condition that is always true',
    `${HEAD()}  period: { from: 2025-10-20T06:00:00Z, to: 2025-10-20T07:00:00Z, shows: 'n >= 0 || begun' }\n${STATE}${process(START, 'id: count, delay: 1m, set: { n: n + 1 }, then: count')}marks: {}\n`,
    'period',
  ],
  [
    'a constant as a low threshold',
    `${HEAD()}  period: { from: 2025-10-20T06:25:00Z, to: 2025-10-20T06:40:00Z, shows: level > low }\nconst: { low: 12.0 }\n${STATE}${process(START, 'id: grow, delay: 1m, set: { level: level + 2.0 }, then: grow')}marks: {}\n`,
    'period',
  ],
  [
    'a draw from a range with a source, with a seed that fits',
    `${HEAD('2m')}simulate: { seed: 44 }\n${STATE}${process(START, `id: finish, delay: { value: { dist: uniform, min: 1m, max: 2h }, ${from('draw')} }, set: { done: true }`)}${MARK}`,
  ],
];

describe('held-out honest models', () => {
  test('hold up', async () => {
    const demoted: string[] = [];
    for (const [what, text, id] of HONEST) {
      const label = await labelOf(text, id);
      if (label !== 'holds up') demoted.push(`${what}: ${label}`);
    }
    expect(HONEST.length).toBeGreaterThanOrEqual(12);
    expect(demoted).toEqual([]);
  });
});

describe('held-out cheats', () => {
  test.each(CHEATS.map(([what, ...rest]) => [what, rest] as const))('%s', async (_, [text, id]) => {
    expect(await labelOf(text, id)).not.toBe('holds up');
  });

  test('one moment three times', async () => {
    const text = `${HEAD()}  again: { at: 2025-10-20T06:31:00Z, within: 5m }\n  thrice: { at: 2025-10-20T06:32:00Z, within: 5m }\n${STATE}${process(START, `id: finish, delay: { value: 20m, ${from('ttl')} }, set: { done: true }`)}marks: { done: done, again: done, thrice: done && begun }\n`;
    const { comparisons } = await labelsOf(text);
    expect(comparisons.filter(({ label }) => label === 'holds up').map(({ id }) => id)).toEqual(['done']);
  });
});
