import { describe, expect, test } from 'vitest';
import { HEAD, labelOf, labelsOf, MARK, process, START, STATE } from '../../tests/support/labels.ts';

describe('cheats', () => {
  test.each([
    [
      'a delay tuned to the observed time',
      `${HEAD()}${STATE}${process(START, 'id: finish, delay: 20m, set: { done: true }')}${MARK}`,
    ],
    [
      'the same delay split into four',
      `${HEAD()}${STATE}${process(START, 'id: a, delay: 3m', 'id: b, delay: 4m', 'id: c, delay: 6m', 'id: finish, delay: 7m, set: { done: true }')}${MARK}`,
    ],
    [
      'a delay with a range as narrow as the tolerance',
      `${HEAD()}const: { wait: { value: 20m, range: [18m, 22m] } }\n${STATE}${process(START, 'id: finish, delay: wait, set: { done: true }')}${MARK}`,
    ],
    [
      'a delay with a source that readers can’t look up',
      `${HEAD()}const: { wait: { value: 20m, basis: sourced, source: internal measurements } }\n${STATE}${process(START, 'id: finish, delay: wait, set: { done: true }')}${MARK}`,
    ],
    [
      'a counter with a tuned threshold',
      `${HEAD()}${STATE}processes:\n  p:\n    steps:\n      - { ${START} }\n      - { id: count, delay: 30s, set: { n: n + 1, done: n >= 39 }, then: count }\n${MARK}`,
    ],
    [
      'a rate of a quantity that grows to a threshold',
      `${HEAD()}${STATE}processes:\n  p:\n    steps:\n      - { ${START} }\n      - { id: grow, delay: 1m, set: { level: level + 2.5 }, then: grow }\nmarks: { done: level >= 50.0 }\n`,
    ],
    [
      'a time of the run instead of a delay',
      `${HEAD()}${STATE}processes: { p: { steps: [{ id: finish, at: 30m, set: { done: true } }] } }\n${MARK}`,
    ],
    [
      'a fault that ends at the observed time',
      `${HEAD()}${STATE}faults: [{ id: broken, at: observed.begun, for: 20m, set: { begun: true } }]\nmarks: { started: begun, done: { is: '!begun', after: started } }\n`,
    ],
    [
      'a literal wall-clock time equal to the observed one',
      `${HEAD()}${STATE}processes: { p: { steps: [{ id: finish, at: '2025-10-20T06:29:00Z', set: { done: true } }] } }\n${MARK}`,
    ],
    [
      'a tolerance as wide as the wait',
      `${HEAD('20m')}${STATE}${process(START, 'id: finish, delay: 25m, set: { done: true }')}${MARK}`,
    ],
    [
      'a mark that is given',
      `${HEAD()}${STATE}${process('id: finish, at: observed.done, set: { done: true }')}${MARK}`,
    ],
    [
      'a queue that drains at an assumed rate',
      `${HEAD()}${STATE}services: { worker: { concurrency: 1, service_time: 2s } }\nload: [{ id: jobs, to: worker, arrivals: { dist: constant, rate: 'begun ? 0.0 : 1.5' } }]\n${process(START)}measure: { waiting: { is: avg(worker.queue), window: 1m } }\nmarks: { full: 'waiting > 50.0', done: { is: waiting < 1.0, after: full } }\n`,
    ],
  ])('%s', async (what, text) => {
    const others: Readonly<Record<string, string>> = {
      'a tolerance as wide as the wait': 'says little',
      'a mark that is given': 'given',
    };
    expect(await labelOf(text)).toBe(others[what] ?? 'set by numbers');
  });

  test('one moment counted twice', async () => {
    const text = `${HEAD()}  same: { at: 2025-10-20T06:31:00Z, within: 5m }\nconst: { wait: { value: 20m, basis: sourced, source: 'https://example.com/w' } }\n${STATE}${process(START, 'id: finish, delay: wait, set: { done: true }')}marks: { done: done, same: done }\n`;
    const { comparisons } = await labelsOf(text);
    expect(comparisons.map(({ id, label }) => [id, label])).toEqual([
      ['done', 'holds up'],
      ['same', 'repeats'],
    ]);
  });

  test('a condition that can’t fail', async () => {
    const text = `${HEAD()}  quiet: { from: 2025-10-20T06:20:00Z, to: 2025-10-20T07:00:00Z, shows: 'true' }\n${STATE}${process(START)}marks: {}\n`;
    expect(await labelOf(text, 'quiet')).toBe('cannot fail');
  });
});

describe('honest models', () => {
  test('a wait with a source', async () => {
    const text = `${HEAD()}const: { ttl: { value: 20m, basis: sourced, source: 'https://example.com/ttl' } }\n${STATE}${process(START, 'id: finish, delay: ttl, set: { done: true }')}${MARK}`;
    const { comparisons } = await labelsOf(text);
    expect(comparisons[0]).toMatchObject({ label: 'holds up', support: 'from sources', tags: [] });
  });

  test('a wait with a source next to the number', async () => {
    const wait = (details: string) =>
      `${HEAD()}${STATE}${process(START, `id: finish, delay: { value: 20m, ${details} }, set: { done: true }`)}${MARK}`;
    const source = "source: 'https://example.com/ttl'";
    expect(await labelOf(wait(source))).toBe('holds up');
    // A range without a source doesn't narrow the test. A wide range with a source widens it.
    expect(await labelOf(wait('range: [19m, 21m]'))).toBe('set by numbers');
    expect(await labelOf(wait(`${source}, range: [18m, 23m]`))).toBe('holds up');
    const { comparisons } = await labelsOf(wait(`${source}, range: [5m, 40m]`));
    expect(comparisons[0]).toMatchObject({
      label: 'set by numbers',
      reason:
        'Set by `p.finish.delay` (20m), whose source gives a range: with a value 75% lower, the mark is reached 15 min earlier.',
    });
  });

  test('a sourced wait plus a short assumed delay', async () => {
    const text = `${HEAD()}const: { ttl: { value: 18m, basis: sourced, source: 'https://example.com/ttl' } }\n${STATE}${process(START, 'id: expire, delay: ttl', 'id: notice, delay: 2m, set: { done: true }')}${MARK}`;
    expect(await labelOf(text)).toBe('holds up');
  });

  test('a second wait that is determined by the first', async () => {
    const text = `${HEAD('3m')}  first: { at: 2025-10-20T06:20:00Z, within: 1m }\n${STATE}const: { each: 10m }\n${process(START, 'id: half, delay: each, set: { n: 1 }', 'id: finish, delay: each, set: { done: true }')}marks: { first: n == 1, done: done }\n`;
    const { comparisons } = await labelsOf(text);
    expect(comparisons.map(({ id, label, support }) => [id, label, support])).toEqual([
      ['first', 'set by numbers', null],
      ['done', 'holds up', 'tested'],
    ]);
  });

  test('a backlog that drains at a rate known from its growth', async () => {
    // The outage lasts 10 minutes. The drain rate is twice the arrival rate, and that ratio has a source.
    const text = `${HEAD('3m')}  repaired: { at: 2025-10-20T06:20:00Z }\nconst: { ratio: { value: 2.0, basis: sourced, source: 'https://example.com/r' } }\nstate: { begun: false, fixed: false, backlog: 0.0, seen: false }\nprocesses:\n  outage:\n    steps:\n      - { id: begin, at: observed.begun, set: { begun: true } }\n      - { id: fix, at: observed.repaired, set: { fixed: true } }\n  queue:\n    loop: true\n    steps:\n      - { id: tick, when: begun, delay: 10s, set: { backlog: 'fixed ? max(0.0, backlog + 1.0 - ratio) : backlog + 1.0', seen: 'seen || backlog > 0.0' } }\nmarks: { full: seen, done: { is: 'fixed && backlog == 0.0', after: full } }\n`;
    expect(await labelOf(text)).toBe('holds up');
  });
});
