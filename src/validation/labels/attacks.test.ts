import { describe, expect, test } from 'vitest';
import { HEAD, labelOf, MARK, process, START, STATE } from '../../tests/support/labels.ts';

/* Cheats and honest models written by someone who had read only the guide. */

const from = (page: string): string => `source: 'https://docs.example.com/${page}'`;
const MINUTE = `const: { scrape: { value: 1m, ${from('scrape')} } }\n`;
const REPEATED = `\n      - { id: fill, when: '!done', delay: scrape`;
const loop = (set: string): string =>
  `processes:\n  p: { steps: [{ ${START} }] }\n  q:\n    loop: true\n    steps:\n      - { id: fill, when: 'begun && !done', delay: scrape, set: { ${set} } }\n`;

describe('cheats', () => {
  test.each<[string, string, string?]>([
    [
      'the length of a text counts minutes with a source',
      `${HEAD('3m')}${MINUTE}state: { begun: false, done: false, text: '' }\n${loop(`text: 'text + "a"', done: 'text == "${'a'.repeat(19)}"'`)}${MARK}`,
    ],
    [
      'named instances take turns, a minute each',
      `${HEAD('3m')}${MINUTE}state: { begun: false, done: false, turn: 0 }\nprocesses:\n  p: { steps: [{ ${START} }] }\n  shard:\n    instances: [${Array.from({ length: 20 }, (_, i) => `s${i}`)}]\n    steps:\n      - { id: fill, when: 'begun && turn == self.index', delay: scrape, set: { turn: turn + 1, done: 'turn == size(shard) - 1' } }\n${MARK}`,
    ],
    [
      'twenty steps of a minute with a source',
      `${HEAD('3m')}${MINUTE}${STATE}${process(START, ...Array.from({ length: 19 }, (_, i) => `id: s${i}, delay: scrape`), 'id: finish, delay: scrape, set: { done: true }')}${MARK}`,
    ],
    [
      'ten steps each of two durations with sources',
      `${HEAD('3m')}const: { a: { value: 50s, ${from('a')} }, b: { value: 70s, ${from('b')} } }\n${STATE}${process(START, ...Array.from({ length: 19 }, (_, i) => `id: s${i}, delay: ${i % 2 === 0 ? 'a' : 'b'}`), 'id: finish, delay: b, set: { done: true }')}${MARK}`,
    ],
    [
      'a sum of ones counts minutes with a source',
      `${HEAD('3m')}${MINUTE}${STATE}${loop(`n: n + 1, done: 'n == ${Array(19).fill('1').join('+')}'`)}${MARK}`,
    ],
    [
      'a division by zero unless the number is right',
      `${HEAD('3m')}const: { fill: 20m }\n${STATE}${process('id: check, set: { n: "div(1, fill == 1200s ? 1 : 0)" }', START, 'id: finish, delay: fill, set: { done: true }')}${MARK}`,
    ],
    [
      'a threshold that only the mark has',
      `${HEAD('3m')}${MINUTE}${STATE}${loop('n: n + 1')}marks: { done: n == 20 }\n`,
    ],
    [
      'an observed range of over an hour',
      `${HEAD('1m').replace('at: 2025-10-20T06:30:00Z', "at: ['2025-10-20T06:20:00Z', '2025-10-20T07:35:00Z']")}${STATE}${process(START, 'id: finish, delay: 45m, set: { done: true }')}${MARK}`,
    ],
    [
      'the window of a measure as a clock',
      `${HEAD('3m')}services: { shop: { concurrency: 4, service_time: { value: 100ms, ${from('shop')} } } }\nload: [{ id: users, to: shop, arrivals: { dist: constant, rate: { value: 5/s, ${from('load')} } } }]\nstate: { begun: false }\n${process(START)}measure: { goodput: { is: rate(shop.ok), window: 30m } }\nmarks: { done: goodput > 1.0 }\n`,
    ],
    [
      'a chance with a source, and a seed that fits',
      `${HEAD('3m')}simulate: { seed: 1 }\n${MINUTE}${STATE}processes:\n  p: { steps: [{ ${START} }] }\n  q:\n    loop: true\n    steps:${REPEATED} }\n      - id: pick\n        either:\n          - { id: go, chance: { value: 6%, ${from('chance')} }, set: { done: begun } }\n          - { id: stay, say: not yet }\n${MARK}`,
    ],
    [
      'a later input after a grid of polls',
      `${HEAD('2m')}  filled: { at: 2025-10-20T06:25:30Z }\nstate: { begun: false, warm: false, done: false }\n${process(START, 'id: fill, at: observed.filled, set: { warm: true }')}  q:\n    loop: 10m\n    steps: [{ id: look, set: { done: warm } }]\n${MARK}`,
    ],
    [
      'a period between two inputs',
      `${HEAD()}  fixed: { at: 2025-10-20T06:30:00Z }\n  bad: { from: 2025-10-20T06:12:00Z, to: 2025-10-20T06:29:00Z, shows: 'n > 20' }\n${STATE}${process(START, 'id: fix, at: observed.fixed, set: { done: true, n: 0 }')}  q: { loop: true, steps: [{ id: wait, when: 'begun && !done', delay: 1s, set: { n: n + 1 } }] }\nmarks: {}\n`,
      'bad',
    ],
  ])('%s', async (_, text, id) => {
    expect(await labelOf(text, id)).not.toBe('holds up');
  });
});

describe('honest models', () => {
  test.each<[string, string, string?]>([
    [
      'a TTL with a source after a short wait of our own',
      `${HEAD('3m')}const: { ttl: { value: 18m, ${from('ttl')} } }\n${STATE}${process(START, 'id: notice, delay: 1m', 'id: fill, delay: ttl, set: { done: true }')}${MARK}`,
    ],
    [
      'a queue that drains at rates with sources',
      `${HEAD('2m').replace('06:30', '06:36')}  repaired: { at: 2025-10-20T06:30:00Z }\nconst: { come: { value: 60, ${from('load')} }, go: { value: 260, ${from('capacity')} } }\nstate: { begun: false, fixed: false, queued: 0 }\n${process(START, 'id: fix, at: observed.repaired, set: { fixed: true }')}  q: { loop: { value: 1m, ${from('load')} }, steps: [{ id: flow, when: begun, set: { queued: 'max(0, queued + come - (fixed ? go : 0))' } }] }\nmarks: { done: fixed && queued == 0 }\n`,
    ],
    [
      'half of the keys, and then all of them',
      `${HEAD('3m')}  half: { at: 2025-10-20T06:20:00Z, within: 1m }\nconst: { each: 6s, keys: { value: 200, ${from('keys')} }, parts: { value: 2, ${from('half')} } }\n${STATE}processes:\n  p: { steps: [{ ${START} }] }\n  q: { loop: true, steps: [{ id: fill, when: 'begun && !done', delay: each, set: { n: n + 1, done: n == keys - 1 } }] }\nmarks: { half: '!done && n == div(keys, parts)', done: done }\n`,
    ],
    [
      'too little capacity while disks are slow',
      `${HEAD()}  fast: { at: 2025-10-20T06:35:00Z }\n  low: { from: 2025-10-20T06:12:00Z, to: 2025-10-20T06:34:00Z, shows: goodput < 30.0 }\nservices: { shop: { concurrency: { value: 4, ${from('slots')} }, service_time: { dist: exponential, mean: { value: 50ms, ${from('time')} } }, queue: { capacity: 100 } } }\nload: [{ id: users, to: shop, arrivals: { dist: poisson, rate: { value: 50/s, ${from('load')} } }, timeout: 5s }]\nfaults: [{ id: slow, at: observed.begun, until: observed.fast, set: { shop.slowdown: { value: 4, ${from('disks')} } } }]\nmeasure: { goodput: { is: rate(shop.ok), window: 1m } }\nmarks: {}\n`,
      'low',
    ],
    [
      'five racks in turn, each for a time with a source',
      `${HEAD('3m')}const: { drain: { value: 4m, ${from('drain')} } }\nstate: { begun: false, done: false, turn: 0 }\nprocesses:\n  p: { steps: [{ ${START} }] }\n  rack: { instances: [r1, r2, r3, r4, r5], steps: [{ id: drain, when: 'begun && turn == self.index', delay: drain, set: { turn: turn + 1, done: turn == size(rack) - 1 } }] }\n${MARK}`,
    ],
  ])('%s', async (_, text, id) => {
    expect(await labelOf(text, id)).toBe('holds up');
  });
});
