import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../tests/support/draws.ts';
import { HEAD, labelOf, MARK, process, START, STATE } from '../../tests/support/labels.ts';

/*
 * Models rigged to agree, using everything that an author can choose: numbers in easily overlooked places, the start of
 * the run, the seed, the tolerance and the compared facts. No comparison may hold up.
 */

const sourced = (name: string, value: string): string =>
  `const: { ${name}: { value: ${value}, source: 'https://example.com/${name}' } }\n`;
const UNIT = 'const: { minute: 1m }\n';
/** An event every 30 seconds. The interval has a source. */
const TICK = sourced('tick', '30s');

/** The first input, followed by a wait until `done`. */
const waitFor = (wait: string, before = '', rest = MARK): string =>
  `${HEAD()}${before}${STATE}${process(START, `id: finish, ${wait}, set: { done: true }`)}${rest}`;

/** A counter that starts at the first input and counts once per tick until `enough`. */
const countUntil = (enough: string, more = '', marks = MARK, within = '5m'): string =>
  `${HEAD(within)}${TICK}${STATE}${process(START, `id: count, delay: tick, set: { n: n + 1, done: '${enough}' }, then: count`)}${more}${marks}`;

/** A service whose requests start at the first input. */
const service = (keys: string, rate: string, more: string): string =>
  `${HEAD()}${STATE}${process(START)}services: { shop: { ${keys} } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: '${rate}' } }]\n${more}`;

const STEPS = (steps: string): string => `processes:\n  p:\n    steps:\n${steps}`;
const BEGIN = `      - { ${START} }\n`;
const TWENTY = Array.from({ length: 20 }, (_, i) => `w${i}`).join(', ');
const NINE = Array.from({ length: 9 }, () => '20m').join(', ');

describe('numbers in places that are easily overlooked', () => {
  test.each(
    sampleOf<[string, string]>([
      [
        'a list of nine waits',
        waitFor("delay: 'waits[0]'").replace(
          'n: 0',
          `n: 0, waits: { type: 'list<duration>', init: [${NINE}] }`,
        ),
      ],
      ['an item of a list in an expression', waitFor("delay: '[20m][0]'")],
      ['nine values of a distribution', waitFor(`delay: { dist: empirical, values: [${NINE}] }`)],
      ['the scale of a distribution', waitFor('delay: { dist: weibull, scale: 20m, shape: 999 }')],
      [
        'a table as a map',
        waitFor(`delay: 'table["b"]'`).replace(
          'n: 0',
          "n: 0, table: { type: 'map<string, duration>', init: { b: 20m } }",
        ),
      ],
      [
        'a map key that is a word of the language',
        waitFor(`delay: 'table["order"]'`).replace(
          'n: 0',
          "n: 0, table: { type: 'map<string, duration>', init: { order: 20m } }",
        ),
      ],
      [
        'a field of an instance',
        waitFor('delay: self.weight').replace('  p:\n', '  p:\n    instances: { a: { weight: 20m } }\n'),
      ],
      [
        'a field of a message',
        `${HEAD()}${STATE}${process(START, 'id: tell, send: { to: q, body: { order: 20m } }')}  q:\n    steps:\n      - { id: hear, receive: { as: m }, set: { self.wait: m.order } }\n      - { id: finish, delay: self.wait, set: { done: true } }\n    local: { wait: 0s }\n${MARK}`,
      ],
      ['the length of a text', waitFor('delay: \'size("aaaaaaaaaaaaaaaaaaaa") * minute\'', UNIT)],
      ['the length of a list', waitFor(`delay: 'size([${Array(20).fill('0')}]) * minute'`, UNIT)],
      [
        'the number of instances',
        waitFor(`delay: 'size(q) * minute'`, UNIT).replace(
          'marks',
          `  q: { instances: [${TWENTY}], steps: [{ id: wait, when: done }] }\nmarks`,
        ),
      ],
      ['a sum of units', waitFor(`delay: '${Array(20).fill('minute').join(' + ')}'`, UNIT)],
      [
        'twenty steps of one unit',
        `${HEAD()}${UNIT}${STATE}${process(START, ...Array.from({ length: 19 }, (_, i) => `id: s${i}, delay: minute`), 'id: finish, delay: minute, set: { done: true }')}${MARK}`,
      ],
      [
        'a one that is doubled repeatedly',
        `${HEAD()}${UNIT}${STATE}${process(START, 'id: a, set: { n: n + 1 }', 'id: b, set: { n: n + n }', 'id: c, set: { n: n + n }', "id: d, delay: 'n * minute', set: { n: n + n }", 'id: e, set: { n: n + n }', "id: finish, delay: 'n * minute', set: { done: true }")}${MARK}`,
      ],
      ['a division of whole numbers', waitFor("delay: 'div(1200, 60) * minute'", UNIT)],
      ['arithmetic in a constant', waitFor("delay: 'base * 4'", 'const: { base: 5m }\n')],
      ['a wait in let', waitFor('delay: wait', 'let: { wait: 20m }\n')],
      [
        'a wait in a process’s let',
        waitFor('delay: self.wait').replace('  p:\n', '  p:\n    let: { wait: 20m }\n'),
      ],
      [
        'a timer that runs from the start',
        waitFor('when: lease.over').replace('n: 0', 'n: 0, lease: { type: timer, init: 30m }'),
      ],
      [
        'the delay of a mark',
        `${HEAD()}${STATE}${process(START)}marks: { done: { is: begun && waited } }\n`
          .replace(
            'marks',
            '  q: { steps: [{ id: w, when: begun }, { id: x, delay: 20m, set: { waited: true } }] }\nmarks',
          )
          .replace('n: 0', 'waited: false'),
      ],
      ['the size of a range', countUntil('n >= size(range(39))')],
      ['the last item of a range', countUntil('n >= max(range(40))')],
      ['a sum of ones', countUntil(`n >= ${Array(39).fill('1').join(' + ')}`)],
      ['a list of three thresholds', countUntil('n >= [38, 39, 39][1]')],
      [
        'the occurrence that counts',
        `${HEAD()}${TICK}${STATE}${process(START, "id: on, delay: tick, set: { done: '!done' }, then: on")}marks: { done: { is: done, which: 20 } }\n`,
      ],
      [
        'a vote of nine thresholds',
        countUntil(
          `size([${[37, 38, 38.5, 39, 39.5, 40, 40.5, 41, 42].map((x) => x.toFixed(1)).join(', ')}].filter(x, double(n) + 1.0 >= x)) >= div(size([0, 0, 0, 0, 0, 0, 0, 0, 0]) + 1, 1 + 1)`,
        ),
      ],
      [
        'an index that fits only one value',
        waitFor("delay: 'wait * double([1][wait * 3 == hour ? 0 : 1])'", 'const: { wait: 20m, hour: 1h }\n'),
      ],
      [
        'a bound that fits only one value',
        `${HEAD()}const: { wait: 20m }\n${STATE.replace('n: 0', 'n: { type: int, max: 1, init: 0 }')}${process(START, "id: check, set: { n: 'wait == 1200s ? 1 : 7' }", 'id: finish, delay: wait, set: { done: true }')}${MARK}`,
      ],
      ['a threshold in a mark', countUntil('n < 0', '', 'marks: { done: n >= 40 }\n')],
      [
        'a ratio in a measure',
        service(
          'concurrency: 1000',
          'begun ? 1.0 : 0.0',
          'measure: { ready: { is: sum(shop.arrivals) * 2.5 - 146.0, window: 1m }, total: { is: sum(shop.arrivals), window: 20m } }\nmarks: { done: total > 1195.0 }\n',
        ),
      ],
      [
        'one ratio written twice in a measure',
        service(
          'concurrency: 1000',
          '1.0',
          'measure: { ready: { is: double(n) * 2.5 - 97.5 + sum(shop.arrivals) * 0.0, window: 1m } }\nmarks: { done: ready > 0.0 }\n',
        )
          .replace('const', 'const')
          .replace(
            process(START),
            `${process(START, 'id: count, delay: tick, set: { n: n + 1 }, then: count')}`,
          )
          .replace(STATE, `${TICK}${STATE}`),
      ],
    ]),
  )('%s', async (_, text) => {
    expect(await labelOf(text)).toBe('set by numbers');
  });
});

describe('mechanisms whose numbers have no source', () => {
  test.each(
    sampleOf<[string, string]>([
      [
        'a message on a slow channel',
        `${HEAD()}${STATE}channels: { mail: { latency: 20m } }\n${process(START, 'id: tell, send: { to: q, via: mail }')}  q: { steps: [{ id: hear, receive: { as: m }, set: { done: true } }] }\n${MARK}`,
      ],
      [
        'messages that get lost',
        `${HEAD()}simulate: { seed: 14 }\n${TICK}${STATE}channels: { mail: { loss: 97% } }\n${process(START, 'id: tell, delay: tick, send: { to: q, via: mail }, then: tell')}  q: { steps: [{ id: hear, receive: { as: m }, set: { done: true } }] }\n${MARK}`,
      ],
      [
        'a chance at every tick',
        `${HEAD()}simulate: { seed: 13 }\n${TICK}${STATE}${STEPS(`${BEGIN}      - id: tick\n        either:\n          - { id: go, chance: 2.5%, delay: tick, set: { done: true }, then: end }\n          - { id: stay, chance: 97.5%, delay: tick, then: tick }\n`)}${MARK}`,
      ],
      [
        'weights of alternatives',
        `${HEAD()}simulate: { seed: 8 }\n${TICK}${STATE}${STEPS(`${BEGIN}      - id: tick\n        either:\n          - { id: go, weight: 1, delay: tick, set: { done: true }, then: end }\n          - { id: stay, weight: 39, delay: tick, then: tick }\n`)}${MARK}`,
      ],
      [
        'a drawn size',
        `${HEAD()}${UNIT}${STATE}${process(START, 'id: pick, draw: { x: { dist: uniform, min: 19.5, max: 20.5 } }, set: { level: x }', "id: finish, delay: 'level * minute', set: { done: true }")}${MARK}`,
      ],
      [
        'retries with backoff',
        `${HEAD()}${STATE}services: { shop: { available: '!begun' } }\n${process(START, 'id: ask, call: { to: shop, retry: { max: 8, backoff: { base: 5s, factor: 2 } } }, fail_to: finish', 'id: finish, set: { done: true }')}${MARK}`,
      ],
      [
        'a cache that expires',
        `${HEAD()}${STATE}services: { shop: { available: '!begun' } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: 1/s }, cache: { ttl: 29m } }]\n${process(START)}measure: { bad: { is: sum(shop.errors), window: 1m } }\nmarks: { done: bad > 1.0 }\n`,
      ],
      [
        'a health check',
        `${HEAD()}${STATE}services: { shop: { members: 4, available: '!begun', health_check: { every: 5m, timeout: 1s, unhealthy_after: 4, min_healthy: 0 } } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: 1/s } }]\n${process(START)}measure: { well: { is: min(shop.healthy), window: 1m } }\nmarks: { done: well < 1.0 }\n`,
      ],
      [
        'a pool that fills',
        service(
          'concurrency: 10000, service_time: 2h, pools: { slots: 1200 }',
          'begun ? 1.0 : 0.0',
          'measure: { used: { is: max(shop.pools.slots.busy), window: 1m } }\nmarks: { done: used > 1195.0 }\n',
        ),
      ],
      [
        'a queue that overflows',
        service(
          'concurrency: 1, service_time: 2h, queue: { capacity: 1200 }',
          'begun ? 1.0 : 0.0',
          'measure: { bad: { is: sum(shop.rejected), window: 1m } }\nmarks: { done: bad > 1.0 }\n',
        ),
      ],
      [
        'a daily profile',
        `${HEAD()}${STATE}services: { shop: { concurrency: 60 } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: 1/s, profile: [{ at: '06:20', times: 0.1 }, { at: '06:38', times: 1.9 }] } }]\n${process(START)}measure: { busy: { is: rate(shop.arrivals), window: 1m } }\nmarks: { done: begun && busy > 1.0 }\n`,
      ],
      [
        'an autoscaler',
        service(
          'members: 2, concurrency: 60, service_time: 1s, autoscale: { metric: begun ? 100.0 : 1.0, above: 50, step: 1, every: 4m, max: 9 }',
          '1.0',
          'measure: { size: { is: max(shop.running), window: 1m } }\nmarks: { done: size > 6.0 }\n',
        ).replace('metric: begun ? 100.0 : 1.0', "metric: 'begun ? 100.0 : 1.0'"),
      ],
    ]),
  )('%s', async (_, text) => {
    expect(await labelOf(text)).toBe('set by numbers');
  });
});

describe('choices made after the fact', () => {
  const TTL = sourced('ttl', '20m');
  test.each(
    sampleOf<[string, string, string[]]>([
      [
        'before a later input',
        `${HEAD()}  later: { at: 2025-10-20T06:37:00Z }\n${STATE}${process('id: finish, at: observed.later - 7m, set: { done: true }')}${MARK}`,
        ['given', 'set by numbers'],
      ],
      [
        'a start that fits the wait',
        `${HEAD()}${TTL}${STATE}${process('id: finish, delay: ttl, set: { done: true }')}${MARK}`
          .replace('T06:00', 'T06:10')
          .replace('begun: { at: 2025-10-20T06:10:00Z }', 'begun: { at: 2025-10-20T06:20:00Z }'),
        ['set by numbers', 'given'],
      ],
      [
        'a start counted back from the observed time',
        `${HEAD()}${TTL}${STATE}${process('id: finish, delay: ttl, set: { done: true }')}${MARK}`
          .replace('2025-10-20T06:00:00Z', 'observed.done - 20m')
          .replace('begun: { at: 2025-10-20T06:10:00Z }', 'begun: { at: 2025-10-20T06:20:00Z }'),
        ['set by numbers', 'given'],
      ],
      [
        'a lucky seed',
        `${HEAD('2m')}${TTL}simulate: { seed: 7 }\n${STATE}${process(START, 'id: finish, delay: { dist: exponential, mean: ttl }, set: { done: true }')}${MARK}`,
        ['set by numbers'],
      ],
      [
        'a tolerance just under half of the wait',
        `${HEAD('9m')}${sourced('ttl', '8m')}${STATE}${process(START, 'id: expire, delay: ttl', 'id: finish, delay: 12m, set: { done: true }')}${MARK}`,
        ['set by numbers', 'says little'],
      ],
      [
        'a source that is the moment itself',
        waitFor('delay: wait', 'const: { wait: { value: 20m, source: observed.done } }\n'),
        ['set by numbers'],
      ],
      [
        'a source that doesn’t exist',
        waitFor('delay: wait', 'const: { wait: { value: 20m, source: observed.nowhere } }\n'),
        ['set by numbers'],
      ],
      [
        'a source without an address',
        waitFor('delay: wait', 'const: { wait: { value: 20m, source: https://todo } }\n'),
        ['set by numbers'],
      ],
    ]),
  )('%s', async (_, text, labels) => {
    expect(labels).toContain(await labelOf(text));
  });

  test('two moments that coincide in the model', async () => {
    const text = `${HEAD()}  first: { at: 2025-10-20T06:22:00Z, within: 5m }\n${STATE}${process(START, 'id: finish, delay: 16m, set: { done: true }')}marks: { first: done, done: done }\n`;
    expect(await labelOf(text)).toBe('set by numbers');
  });

  test('a threshold chosen after an earlier mark', async () => {
    const text = `${HEAD()}  first: { at: 2025-10-20T06:15:00Z, within: 1m }\n${STATE}${process(START, 'id: grow, delay: 1m, set: { level: level + 2.5 }, then: grow')}marks: { first: level >= 12.5, done: level >= 50.0 }\n`;
    expect(await labelOf(text)).toBe('set by numbers');
  });
});

describe('periods that are bound to agree', () => {
  const period = (from: string, to: string, shows: string): string =>
    `  period: { from: 2025-10-20T${from}:00Z, to: 2025-10-20T${to}:00Z, shows: '${shows}' }\n`;
  const TTL = sourced('ttl', '20m');
  const ttl = (more: string, marks = MARK): string =>
    `${HEAD()}${more}${TTL}${STATE}${process(START, 'id: finish, delay: ttl, set: { done: true }')}${marks}`;
  const grows = (more: string): string =>
    `${HEAD()}${more}${STATE}${process(START, 'id: grow, delay: 1m, set: { level: level + 2.5 }, then: grow')}marks: {}\n`;

  test.each(
    sampleOf<[string, string, string[]]>([
      ['an input in another form', grows(period('06:12', '06:40', 'begun')), ['given']],
      [
        'a condition that adds almost nothing to the input',
        grows(period('06:20', '06:40', 'begun && level > 0.0')),
        ['given', 'set by numbers'],
      ],
      ['a threshold that is low enough', grows(period('06:20', '06:40', 'level > 10.0')), ['set by numbers']],
      ['the time after a mark', ttl(period('06:36', '07:00', 'done')), ['repeats']],
      [
        'a sourced number in another form',
        `${HEAD()}${period('06:12', '06:40', 'size > 400')}${sourced('size', '500')}${STATE}${process(START)}marks: {}\n`,
        ['given', 'cannot fail', 'set by numbers'],
      ],
      ['the time before a mark', ttl(period('06:12', '06:26', '!done')), ['repeats']],
    ]),
  )('%s', async (_, text, labels) => {
    expect(labels).toContain(await labelOf(text, 'period'));
  });
});

describe('values that are bound to agree', () => {
  const value = (written: string, within: string): string =>
    `  lost: { value: ${written}, within: ${within} }\n`;
  const counts = (more: string, outcome: string, head = ''): string =>
    `${HEAD()}${more}${head}${STATE}${process(START, 'id: count, delay: 1m, set: { n: n + 1 }, while: n < 20')}marks: {}\noutcomes: { lost: ${outcome} }\n`;

  test.each(
    sampleOf<[string, string, string[]]>([
      [
        'a number of the model in another form',
        counts(value('500', '10%'), 'size', sourced('size', '500')),
        ['given', 'cannot fail'],
      ],
      [
        'a number without a source',
        counts(value('500', '10%'), 'size', 'const: { size: 500 }\n'),
        ['set by numbers'],
      ],
      [
        'a wide tolerance',
        counts(value('500', '49%'), 'size', 'const: { size: 500 }\n'),
        ['set by numbers', 'says little'],
      ],
      ['a count of inputs', counts(value('1', '0'), "'begun ? 1 : 0'"), ['given', 'cannot fail']],
      [
        'a length of a list',
        counts(value('3', '0'), "'begun ? size([0, 0, 0]) : 0'"),
        ['given', 'cannot fail'],
      ],
    ]),
  )('%s', async (_, text, labels) => {
    expect(labels).toContain(await labelOf(text, 'lost'));
  });

  test('a moment given as a duration', async () => {
    const text = `${HEAD()}  lost: { value: 19, within: 4 }\n${sourced('ttl', '20m')}${STATE}${process(START, 'id: finish, delay: ttl, set: { done: true }')}  q: { loop: true, steps: [{ id: count, when: begun && !done, delay: 1s, set: { n: n + 1 } }] }\n${MARK}outcomes: { lost: 'div(n, 60)' }\n`;
    expect(await labelOf(text, 'lost')).not.toBe('holds up');
  });
});
