import { describe, expect, test } from 'vitest';
import { fixesOf, fixOf, SHOP } from '../../tests/support/fixes.ts';

/*
 * Fixes as a motivated author would present them. Useless or harmful fixes must not count as helping, but honest fixes
 * must.
 */

/** A worker whose queue overflows because jobs arrive twice as fast as it can handle them. */
const QUEUE = (variants: string, more = ''): string => `scenario: queue
until: 1h
state: { rush: false }
services: { worker: { concurrency: 10, service_time: 1s, queue: { capacity: 100 } } }
load: [{ id: jobs, to: worker, arrivals: { dist: constant, rate: 'rush ? 20.0 : 5.0' }, timeout: 30s }]
processes: { day: { steps: [{ id: begin, delay: 10m, set: { rush: true } }, { id: calm, delay: 20m, set: { rush: false } }] } }
variants: { v: ${variants} }
${more}`;

const LIMIT = 'const: { limit: 5, length: 40m }\ninvariants: { few: lost < limit }\n';
const OUTCOME = 'outcomes: { losses: { is: lost, better: lower } }\n';
const STEADY = 'measure: { good: rate(shop.ok) }\nsteady_state: good > 0.1\n';

describe('fixes that don’t fix anything', () => {
  test.each<[string, string]>([
    ['a run that ends before the outage does', SHOP('{ until: 35m }')],
    ['an outage after the end of the run', SHOP('{ outage.fail.delay: 3h }')],
    ['a higher threshold for impact', SHOP('{ impact.threshold: 100% }', 'impact: { threshold: 5% }\n')],
    [
      'an invariant that allows more',
      SHOP('{ invariants.few: lost < 1000 }', 'invariants: { few: lost < 5 }\n'),
    ],
    [
      'a constant that only an invariant uses',
      SHOP('{ const.limit: 1000 }', LIMIT).replace('const: { length: 40m }\n', ''),
    ],
    ['an outcome that counts less', SHOP("{ outcomes.losses.is: 'div(lost, 10)' }", OUTCOME)],
    ['a steady state that is always met', SHOP('{ steady_state: good >= 0.0 }', STEADY)],
    ['a warmup as long as the outage', SHOP('{ simulate.warmup: 90m }', 'simulate: { seed: 1 }\n')],
    [
      'no warmup, so that more successes count',
      SHOP('{ simulate: null }', 'simulate: { runs: 10, warmup: 30m }\n'),
    ],
    ['fewer users', SHOP('{ load.users.arrivals.rate: 2/m }')],
    [
      'requests that count less',
      SHOP('{ load.users.scale: 1 }').replace('users, to', 'users, scale: 20, to'),
    ],
    [
      'users who are sent elsewhere',
      SHOP('{ load.users.to: other }').replace('services: {', 'services: { other: { available: up },'),
    ],
    [
      'requests that wait until the end',
      QUEUE('{ worker.concurrency: 0, worker.queue.capacity: unlimited, load.jobs.timeout: null }'),
    ],
    ['a larger queue for clients that give up', QUEUE('{ worker.queue.capacity: 1000 }')],
    [
      'fewer failures at a time, for longer',
      SHOP("{ outage.repair.delay: 'length + 30m', shop.available: 'up ? 1.0 : 0.2' }"),
    ],
  ])('%s', async (_, text) => {
    const { verdict, reason } = await fixOf(text);
    expect(verdict, reason).not.toBe('helps');
  });

  test('a search for a property that allows more', async () => {
    const text = `scenario: race\nconst: { most: 2 }\nstate: { n: 0 }\nprocesses: { p: { instances: [a, b], steps: [{ id: add, set: { n: n + 1 } }] } }\ninvariants: { few: n < most }\nexplore: {}\nvariants: { v: { const.most: 3 } }\n`;
    expect(await fixesOf(text)).toMatchObject([
      {
        verdict: 'untested',
        reason:
          'The variant changes `const.most`, which decides what counts as harm, so it can’t be compared with the base.',
      },
    ]);
  });
});

describe('honest fixes', () => {
  test.each<[string, string]>([
    ['a faster repair', SHOP('{ outage.repair.delay: 20m }')],
    [
      'a faster repair that is run only once',
      SHOP('{ outage.repair.delay: 20m, simulate: null }', 'simulate: { runs: 10 }\n'),
    ],
    [
      'a faster repair with the same warmup and fewer runs',
      SHOP('{ outage.repair.delay: 20m, simulate.runs: 1 }', 'simulate: { runs: 10, warmup: 5m }\n'),
    ],
    [
      'a second place to serve from',
      SHOP("{ shop.available: 'up ? 1.0 : 0.98' }").replace('available: up', "available: 'up ? 1.0 : 0.0'"),
    ],
    ['more capacity', QUEUE('{ worker.concurrency: 25 }')],
    ['a cache with responses from before', SHOP('{ load.users.cache: { ttl: 90m } }')],
    [
      'a limit that the model and its invariant share',
      SHOP('{ const.limit: 2 }', `${LIMIT}marks: { many: lost > 3 }\n`)
        .replace('const: { length: 40m }\n', '')
        .replace("'up ? lost : lost + 1'", "'up || lost >= limit ? lost : lost + 1'"),
    ],
  ])('%s', async (what, text) => {
    const { verdict, reason } = await fixOf(text);
    // An invariant that holds in both the base and the variant isn’t harm, but the impact remains.
    expect(verdict, reason).toBe(what.startsWith('a limit') ? 'no effect' : 'helps');
  });
});
