import { describe, expect, test } from 'vitest';
import { evaluateText } from '../support/evaluate-text.ts';

/** The reasons why steps never happened, as `step: reasons`. */
function reasons(text: string): string[] {
  const { result, diagnostics } = evaluateText(`scenario: waits\nuntil: 10h\n${text}`);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return result!.unfired.map(({ step, why }) => `${step}: ${why.join('; ')}`);
}

const STEP = (step: string) => `processes: { p: { steps: [${step}] } }\n`;

describe('a step never happened because', () => {
  test.each([
    [
      'parts of its condition were false',
      "state: { a: false, b: 5 }\nprocesses:\n  p: { steps: [{ id: go, when: 'a && b > 2 && b < 5' }] }\n  q: { steps: [{ id: set, delay: 4h, set: { b: 4 } }] }\n",
      ['go: `a` was false the whole time; `b < 5` was false for 4 h of 10 h'],
    ],
    [
      'a part guards the next one, which has no value without it',
      `state: { q: { type: list<int>, init: [] } }\n${STEP("{ id: go, when: 'size(q) > 0 && q[0] == 1' }")}`,
      ['go: `size(q) > 0` was false the whole time'],
    ],
    [
      'another alternative was drawn',
      STEP('{ id: roll, either: [{ id: rare, chance: 1%, delay: 1s }, { id: usual, delay: 10m }] }'),
      ['rare: another alternative was drawn the whole time; another alternative happened first once'],
    ],
    [
      'the parts were never true together',
      "state: { a: false, b: true }\nprocesses:\n  p: { steps: [{ id: go, when: 'a && b' }] }\n  q: { steps: [{ id: swap, delay: 4h, set: { a: true, b: false } }] }\n",
      [
        'go: the parts of `when` were never true at the same time; `b` was false for 6 h of 10 h; `a` was false for 4 h of 10 h',
      ],
    ],
    [
      'a part had no value',
      `const: { limit: 5s }\nservices: { db: { available: false, service_time: 1s } }\nload: [{ id: l, to: db, arrivals: { dist: constant, rate: 1/m } }]\nmeasure: { wait: { is: p99(db.latency), window: 1m } }\n${STEP('{ id: go, when: wait > limit }')}`,
      [
        'go: `wait > limit` had no value the whole time: the measure `wait` was undefined, since no request to db succeeded',
      ],
    ],
    [
      'no message came, or none that matches',
      'processes:\n  p: { steps: [{ id: get, receive: { as: m } }] }\n  q: { steps: [{ id: get2, receive: { as: m, where: m.n > 1 } }] }\n  s: { steps: [{ id: late, at: 9h, send: { to: q, body: { n: 1 } } }, { id: later, at: 11h, send: { to: p, body: { n: 1 } } }] }\n',
      [
        'get: no message came the whole time',
        'get2: no message matched `where` the whole time',
        'later: its time, 11h, is after the end of the run',
      ],
    ],
    [
      'there was nothing to choose, or no space',
      'state: { items: { type: list<int>, init: [] } }\nchannels: { net: { capacity: 1 } }\nprocesses:\n  p: { steps: [{ id: pick, choose: { i: items } }] }\n  s: { steps: [{ id: one, send: { to: r, via: net } }, { id: two, send: { to: r, via: net } }] }\n  r: { steps: [{ id: get, at: 11h, receive: { as: m } }] }\n',
      [
        'pick: there was nothing to choose from the whole time',
        'two: its channel had no space the whole time',
        'get: its time, 11h, is after the end of the run',
      ],
    ],
    [
      'its condition was false again after its delay, or its delay was too long',
      "state: { on: false }\nprocesses:\n  p: { steps: [{ id: act, when: on, delay: 90m }] }\n  q: { loop: true, steps: [{ id: flip, delay: 1h, set: { on: '!on' } }] }\n  s: { steps: [{ id: slow, delay: 11h }] }\n",
      [
        'act: `when` was false again at the end of its delay 4 times; its delay wasn’t over at the end; `on` was false for 3 h of 10 h',
        'slow: its delay wasn’t over at the end',
      ],
    ],
    [
      'its call failed, or had no answer',
      'services: { bad: { available: false, service_time: 1h }, slow: { service_time: 20h } }\nprocesses:\n  p: { steps: [{ id: ask, call: { to: bad } }] }\n  q: { steps: [{ id: wait, call: { to: slow } }] }\n',
      [
        'ask: its call to bad failed 9 times; its call to bad had no answer at the end',
        'wait: its call to slow had no answer at the end',
      ],
    ],
    [
      'it was skipped, or nothing reached it',
      `state: { a: true }\n${STEP('{ id: one, skip_if: a, skip_to: end }, { id: two }')}`,
      ['one: it was skipped once', 'two: no instance reached it'],
    ],
    [
      'another alternative came first',
      `state: { a: true }\n${STEP('{ id: pick, either: [{ id: one, delay: 2s }, { id: two, delay: 1s }] }')}`,
      ['one: another alternative happened first once'],
    ],
    [
      'the rest of its group couldn’t happen',
      'state: { a: false }\nprocesses:\n  p: { atomic: [[one, two]], steps: [{ id: one }, { id: two, when: a }] }\n',
      ['one: the rest of its group couldn’t happen the whole time', 'two: no instance reached it'],
    ],
  ])('%s', (_, text, expected) => {
    expect(reasons(text)).toEqual(expected);
  });
});

test('a fleet’s first instance represents all of them, and a step that happens later isn’t listed', () => {
  const { result } = evaluateText(`
scenario: fleet
until: 10s
state: { n: 0 }
processes:
  w:
    instances: 1000
    local: { t: { type: timer, init: 5s } }
    steps:
      - { id: go, when: self.t.over && self.index > 0, set: { n: n + 1 } }
      - { id: stop, when: n < 0 }
`);
  expect(result!.unfired).toMatchObject([
    {
      process: 'w',
      step: 'stop',
      instance: 'w[1]',
      since: 5e6,
      waited: 5e6,
      why: ['`n < 0` was false the whole time'],
    },
  ]);
});

describe('a warning', () => {
  const text = (more = '') => `
scenario: stuck
until: 1m
state: { a: false }
processes:
  p: { steps: [{ id: go, when: a }] }
${more}`;
  const codes = (given: string) => evaluateText(given, { waits: true }).diagnostics.map(({ code }) => code);

  test('names what a step waits for if it never happens in any run', () => {
    const { diagnostics } = evaluateText(text(), { waits: true });
    expect(diagnostics).toMatchObject([
      {
        code: 'run/never-happened',
        severity: 'warning',
        message: 'the step `go` of `p` never happens in any run: `a` was false the whole time',
        span: { start: { line: 6 } },
      },
    ]);
  });

  test('isn’t given if the step happens in a variant', () => {
    expect(codes(text("variants: { on: { 'state.a': true } }\n"))).toEqual([]);
  });

  test('isn’t given for a scenario that is searched', () => {
    expect(codes(`${text()}invariants: { fine: "!a" }\nexplore: true\n`)).not.toContain('run/never-happened');
  });
});
