import { describe, expect, test } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import type { Run } from '../../result.ts';
import { COUNTERS } from '../../scenario/ast/measuring.ts';

/* Tests each statement in the guide “How a run works” with a small run. */

function runOf(text: string): Run {
  const { result, diagnostics } = evaluate(fileSource('run.yaml', `scenario: run\n${text}`));
  expect(diagnostics).toEqual([]);
  return result!.runs[0]!;
}

/** Events as `seconds actor step`, or `seconds actor kind` for events that aren’t steps. */
function events(text: string): string[] {
  return runOf(text).trace.map(
    ({ t, actor, kind, step }) => `${t / 1e6} ${actor} ${kind === 'step' ? step : kind}`,
  );
}

/** Nonzero counts for a service in a run of 50 s. */
function counts(text: string, service = 'a'): Record<string, number> {
  const sums = COUNTERS.map((name) => `  ${name}: { is: sum(${service}.${name}), window: 50s }`);
  const more = ['queue', 'busy'].map((name) => `  ${name}: { is: max(${service}.${name}), window: 50s }`);
  const run = runOf(`until: 50s\n${text}\nmeasure:\n${[...sums, ...more].join('\n')}\n`);
  return Object.fromEntries(
    run.measures.flatMap(({ name, last }) => (last === 0 || last === null ? [] : [[name, last]])),
  );
}

/** One request per second to `a`. */
const LOAD = (more = '') => `load: [{ id: l, to: a, arrivals: { dist: constant, rate: 1/s }${more} }]`;

describe('a mark without a time', () => {
  const marked = (steps: string) =>
    runOf(`until: 1m\nstate: { up: false }\nprocesses: { p: { steps: [${steps}] } }\nmarks: { up: up }\n`);

  test('has a status that says whether a longer run could reach it', () => {
    const late = marked('{ id: a, delay: 1m, set: { up: true } }');
    expect([late.marks[0]!.status, late.ended.at / 1e6]).toEqual(['not-by-end', 60]);
    const idle = marked('{ id: a, delay: 10s, set: { up: false } }');
    expect([idle.marks[0]!.status, idle.ended.at / 1e6]).toEqual(['never', 10]);
  });

  test('is open if its condition, or that of the mark before it, reads a measure', () => {
    const run = runOf(`until: 1m
state: { up: false }
services: { a: { service_time: 100ms } }
${LOAD()}
measure: { m: { is: rate(a.ok), window: 10s } }
marks: { busy: m > 2.0, up: up, after: { is: '!up', after: busy } }
`);
    expect(run.marks.map(({ status }) => status)).toEqual(['not-by-end', 'never', 'not-by-end']);
  });
});

describe('a step', () => {
  const gate = (close: string, reopen: string) => `
until: 1m
state: { open: true }
processes:
  p: { steps: [{ id: go, when: open, delay: 10s }] }
  gate:
    steps: [{ id: close, delay: ${close}, set: { open: false } }, { id: reopen, delay: ${reopen}, set: { open: true } }]
`;

  test('starts its delay again if its condition is false at the end of the delay', () => {
    expect(events(gate('5s', '15s')).at(-1)).toBe('30 p go');
  });

  test('ignores a condition that is false only during the delay', () => {
    expect(events(gate('5s', '2s')).at(-1)).toBe('10 p go');
  });

  test('is skipped while it waits, and after its delay', () => {
    expect(
      events(`
until: 1m
state: { quit: false, open: false }
processes:
  waits: { steps: [{ id: go, when: open, skip_if: quit, skip_to: end }] }
  delays: { steps: [{ id: go, delay: 10s, skip_if: quit, skip_to: end }] }
  q: { steps: [{ id: quit, delay: 5s, set: { quit: true } }] }
`),
    ).toEqual(['5 q quit', '5 waits skip', '10 delays skip']);
  });

  test('with a time that has passed happens immediately, or as soon as its condition is true', () => {
    const run = `
until: 1m
state: { open: false }
processes:
  late: { steps: [{ id: wait, delay: 20s }, { id: act, at: 10s }] }
  blocked: { steps: [{ id: act, at: 10s, when: open }] }
  never: { steps: [{ id: act, at: 10s, when: open && !open }] }
  q: { steps: [{ id: reopen, delay: 30s, set: { open: true } }] }
`;
    expect(events(run)).toEqual(['20 late wait', '20 late act', '30 q reopen', '30 blocked act']);
    expect(runOf(run).notes).toHaveLength(1);
    expect(runOf(run).ended.because).toBe('idle');
  });

  test('drops the response to its call if its condition is false by then, and calls again', () => {
    const run = `
until: 1m
state: { open: true }
services: { a: { service_time: 1s } }
processes:
  p: { steps: [{ id: ask, when: open, call: { to: a } }] }
  q: { steps: [{ id: close, delay: 500ms, set: { open: false } }, { id: reopen, delay: 10s, set: { open: true } }] }
`;
    expect(events(run)).toEqual(['0.5 q close', '10.5 q reopen', '11.5 p ask']);
    expect(runOf(run).services[0]!.requests).toBe(2);
    expect(runOf(run).transitions).toBe(3);
  });

  test('whose call fails immediately pauses for the timeout, or for a second', () => {
    expect(
      events(`
until: 4s
services: { a: { available: false } }
processes:
  timeout: { steps: [{ id: ask, call: { to: a, timeout: 3s } }] }
  plain: { steps: [{ id: ask, call: { to: a } }] }
  target: { steps: [{ id: ask, call: { to: a }, fail_to: end }] }
`),
    ).toEqual(['0 target fail', '1 plain fail', '2 plain fail', '3 timeout fail', '3 plain fail']);
  });

  test('reads all values before it sets any', () => {
    const { final } = runOf(
      'until: 1m\nstate: { x: 1, y: 2 }\nprocesses: { p: { steps: [{ id: swap, set: { x: y, y: x } }] } }\n',
    );
    expect(final).toEqual({ x: 2, y: 1 });
  });

  test('that is due at the end of the run doesn’t happen', () => {
    expect(
      events('until: 10s\nprocesses: { p: { loop: true, steps: [{ id: tick, delay: 5s }] } }\n'),
    ).toEqual(['5 p tick']);
  });
});

describe('loops, alternatives and groups', () => {
  test('rounds of a period start at its multiples, with fresh locals', () => {
    const run = runOf(`
until: 13s
processes:
  p:
    loop: 4s
    local: { n: 0 }
    steps: [{ id: first, set: { self.n: self.n + 1 }, say: 'n is <self.n>' }, { id: work, delay: 5s }]
`);
    expect(
      run.trace.map(({ t, say }) => `${t / 1e6} ${say}`).filter((line) => line.includes('n is')),
    ).toEqual(['0 n is 1', '8 n is 1']);
  });

  test('`start` keeps the locals of a process without a loop', () => {
    const run = runOf(`
until: 1m
processes:
  p:
    local: { n: 0 }
    steps:
      - { id: count, set: { self.n: self.n + 1 }, say: 'n is <self.n>' }
      - { id: again, skip_if: self.n < 3, skip_to: start }
`);
    expect(run.trace.filter(({ step }) => step === 'count').map(({ say }) => say)).toEqual([
      'n is 1',
      'n is 2',
      'n is 3',
    ]);
  });

  test('the first alternative that is due happens; without weights ties follow the order in the text', () => {
    expect(
      events(`
until: 1m
state: { a: false }
processes:
  tied: { steps: [{ id: pick, either: [{ id: one }, { id: two }] }] }
  expires: { steps: [{ id: pick, either: [{ id: answer, when: a }, { id: expire, delay: 5s }] }] }
  q: { steps: [{ id: answer, delay: 6s, set: { a: true } }] }
`).slice(0, 2),
    ).toEqual(['0 tied one', '5 expires expire']);
  });

  test('an atomic group starts only if all its steps can happen, and no one sees it half done', () => {
    expect(
      events(`
until: 1m
state: { a: 0, ok: false }
processes:
  p:
    atomic: [[one, two]]
    steps: [{ id: one, set: { a: 1 } }, { id: two, when: ok, set: { a: 2 } }]
  q: { steps: [{ id: allow, delay: 5s, set: { ok: true } }] }
  watcher: { loop: true, steps: [{ id: sees, when: a == 1 }] }
`),
    ).toEqual(['5 q allow', '5 p one', '5 p two']);
  });
});

test('a round starts at its turn, and after a restart between two rounds', () => {
  expect(
    events(`
until: 15s
state: { go: false }
processes:
  early: { loop: 5s, steps: [{ id: set, set: { go: true } }] }
  late: { loop: 5s, steps: [{ id: see, when: go, set: { go: false } }] }
faults: [{ id: f, at: 6s, for: 1s, down: late }]
`),
  ).toEqual([
    ...['0 early set', '0 late see', '5 early set', '5 late see'],
    ...['6 late crash', '6 f start', '7 late restart', '7 f end', '10 early set', '10 late see'],
  ]);
});

test('choices in a group are drawn among the combinations that complete it', () => {
  const runs = Array.from({ length: 20 }, (_, seed) =>
    runOf(`
until: 1m
simulate: { seed: ${seed} }
state: { x: 0, y: 0 }
processes:
  p:
    atomic: [[one, two]]
    steps: [{ id: one, choose: { a: 'range(4)' }, set: { x: a } }, { id: two, when: x % 2 == 1, set: { y: x } }]
`),
  );
  expect([...new Set(runs.map(({ final }) => final['y']))].sort()).toEqual([1, 3]);
});

describe('messages', () => {
  test('go to every instance but the sender, and are taken when the step happens', () => {
    expect(
      events(`
until: 1m
processes:
  w:
    instances: [W1, W2, W3]
    local: { sent: false }
    steps:
      - { id: say, when: self.id == W1, send: { to: w, body: { n: 1 } }, then: end }
  r:
    steps: [{ id: get, receive: { as: m }, delay: 5s, then: end }]
  s:
    steps: [{ id: one, send: { to: r, body: { n: 1 } } }]
`),
    ).toEqual(['0 W1 say', '0 s one', '5 r get']);
  });

  test('are lost when their receiver is down', () => {
    expect(
      events(`
until: 1m
channels: { net: { latency: 2s } }
processes:
  s: { steps: [{ id: one, delay: 9s, send: { to: r, via: net, body: { n: 1 } } }] }
  r: { loop: true, steps: [{ id: get, receive: { as: m } }] }
faults: [{ id: f, at: 10s, for: 3s, down: r }]
`),
    ).toEqual(['9 s one', '10 r crash', '10 f start', '11 s lose', '13 r restart', '13 f end']);
  });

  test('without receivers need no space', () => {
    expect(
      events(`
until: 1m
channels: { net: { capacity: 1 } }
processes:
  r: { instances: [A, B], local: { n: 0 }, steps: [{ id: wait, at: 50s, receive: { as: m } }] }
  s: { steps: [{ id: all, send: { to: 'r.filter(i, i.n == 0)', body: { k: 1 }, via: net } }] }
  t: { steps: [{ id: none, send: { to: 'r.filter(i, i.n > 0)', body: { k: 1 }, via: net } }] }
`),
    ).toEqual(['0 t none']);
  });

  test('of a bounded channel need space until they are taken', () => {
    expect(
      events(`
until: 1m
channels: { net: { capacity: 1 } }
processes:
  s: { steps: [{ id: one, send: { to: r, via: net } }, { id: two, send: { to: r, via: net } }] }
  r: { loop: true, steps: [{ id: get, receive: { as: m }, delay: 5s }] }
`),
    ).toEqual(['0 s one', '5 r get', '5 s two', '10 r get']);
  });
});

describe('what is counted', () => {
  test.each<[string, string, Record<string, number>]>([
    [
      'a service that isn’t available fails attempts after their work, in its queue and its slots',
      `services: { a: { available: false, concurrency: 1, service_time: 2s, calls: [{ to: b }] }, b: {} }\n${LOAD()}`,
      { arrivals: 49, attempts: 49, errors: 24, queue: 25, busy: 1 },
    ],
    [
      'a service that isn’t available makes no calls',
      `services: { b: { available: false, calls: [{ to: a }] }, a: {} }\nload: [{ id: l, to: b, arrivals: { dist: constant, rate: 1/s } }]`,
      {},
    ],
    [
      'a service that fails fast fails attempts without work, calls or a place in its queue',
      `services: { a: { available: false, fail_fast: true, concurrency: 1, service_time: 1s, calls: [{ to: b }] }, b: {} }\n${LOAD()}`,
      { arrivals: 49, attempts: 49, errors: 49 },
    ],
    [
      'retries are attempts of one request',
      `services: { a: { available: false } }\n${LOAD(', retry: { max: 2 }')}`,
      { arrivals: 49, attempts: 147, errors: 49, busy: 1 },
    ],
    [
      'a breaker refuses attempts before they are made',
      `services: { a: { available: false } }\n${LOAD(', breaker: { failures: 3, open_for: 10s }')}`,
      { arrivals: 49, attempts: 7, errors: 49, rejected: 42, busy: 1 },
    ],
    [
      'a throttle rejects attempts',
      `services: { a: { throttle: 0.5/s } }\n${LOAD()}`,
      { arrivals: 49, attempts: 49, ok: 25, errors: 24, rejected: 24, busy: 1 },
    ],
    [
      'a full queue rejects attempts, and work goes on after its client gave up',
      `services: { a: { concurrency: 1, service_time: 2s, queue: { capacity: 3 } } }\n${LOAD(', timeout: 3s')}`,
      { arrivals: 49, attempts: 49, ok: 2, errors: 46, rejected: 22, timeouts: 24, queue: 3, busy: 1 },
    ],
    [
      'a wait that is too long counts as a timeout',
      `services: { a: { concurrency: 1, service_time: 2s, queue: { max_wait: 3s } } }\n${LOAD()}`,
      { arrivals: 49, attempts: 49, ok: 24, errors: 21, timeouts: 21, queue: 4, busy: 1 },
    ],
    [
      'cached answers are requests without attempts',
      `services: { a: { service_time: 100ms } }\n${LOAD(', cache: { ttl: 5s }')}`,
      { arrivals: 49, attempts: 9, ok: 49, hits: 40, busy: 1 },
    ],
    [
      'cached failures are errors',
      `services: { a: { available: false } }\n${LOAD(', cache: { ttl: 5s, negative_ttl: 3s }')}`,
      { arrivals: 49, attempts: 17, errors: 49, hits: 32, busy: 1 },
    ],
    [
      'a service that is down loses its work and rejects attempts',
      `services: { a: { service_time: 2s } }\n${LOAD()}\nfaults: [{ id: f, at: 10500ms, for: 10s, down: a }]`,
      { arrivals: 49, attempts: 49, ok: 35, errors: 12, rejected: 10, busy: 3 },
    ],
    [
      'all but queue and busy are multiplied by the scale',
      `services: { a: { service_time: 1s } }\n${LOAD(', scale: 10')}`,
      { arrivals: 490, attempts: 490, ok: 480, busy: 2 },
    ],
    [
      'an answer beats a timeout at the same instant',
      `services: { a: { service_time: 1s } }\n${LOAD(', timeout: 1s')}`,
      { arrivals: 49, attempts: 49, ok: 48, busy: 2 },
    ],
    [
      'the latency of an answer counts toward the timeout',
      `services: { a: { concurrency: 1, service_time: 100ms, latency: 5s } }\n${LOAD(', timeout: 2s')}`,
      { arrivals: 49, attempts: 49, errors: 47, timeouts: 47, busy: 1 },
    ],
  ])('%s', (_, text, expected) => {
    expect(counts(text)).toEqual(expected);
  });

  test('a call that no one needs is waited for, and dropped calls are errors', () => {
    const optional =
      'services: { a: { calls: [{ to: b, required: false, timeout: 1s }] }, b: { service_time: 10s } }';
    expect(counts(`${optional}\n${LOAD()}`)).toEqual({ arrivals: 49, attempts: 49, ok: 48, busy: 2 });
    const dropped =
      'services: { a: { on_abandon: drop, calls: [{ to: b }] }, b: { on_abandon: drop, service_time: 2s } }';
    expect(counts(`${dropped}\n${LOAD(', timeout: 1s')}`, 'b')).toEqual({
      arrivals: 49,
      attempts: 49,
      errors: 48,
      busy: 2,
    });
  });

  test('an attempt that isn’t available takes from the throttle, unless it fails fast', () => {
    const text = (more: string) =>
      `services: { a: { available: t.over, throttle: { rate: 0.1/s, burst: 5 }${more} } }`;
    const state = 'state: { t: { type: timer, init: 40s } }';
    expect(counts(`${state}\n${text(', fail_fast: true')}\n${LOAD()}`)).toMatchObject({ ok: 5, rejected: 5 });
    expect(counts(`${state}\n${text('')}\n${LOAD()}`)).toMatchObject({ ok: 1, rejected: 40 });
  });

  test('the warm-up is left out of totals and impact', () => {
    const { services, measures } = runOf(`
until: 50s
simulate: { warmup: 20s }
state: { t: { type: timer, init: 25s } }
services: { a: { available: t.over } }
${LOAD()}
impact: { window: 5s }
measure: { all: { is: sum(a.arrivals), window: 50s } }
`);
    expect(services[0]).toMatchObject({ requests: 30, failed: 5, windows: [{ from: 20e6, to: 25e6 }] });
    expect(measures[0]!.last).toBe(49);
  });
});

describe('settings', () => {
  const shop = (load: string) => `
until: 30s
services:
  a: { service_time: 100ms }
  late: { service_time: 'm > 0.5 ? short : long' }
const: { short: 300ms, long: 2s }
${LOAD()}
measure: { m: { is: rate(a.ok), window: 5s } }
processes: { p: { steps: [{ id: ask, ${load}, call: { to: late } }] } }
`;

  test('are evaluated when they are used', () => {
    expect(events(shop('at: 20s'))).toEqual(['20.3 p ask']);
    const { diagnostics } = evaluate(
      fileSource(
        'run.yaml',
        `scenario: run
${shop('delay: 1s')}`,
      ),
    );
    expect(diagnostics).toMatchObject([{ code: 'run/no-value', span: { start: { line: 6 } } }]);
  });

  test('changed in the step that empties a queue apply to its retries', () => {
    const text = (max: string) => `
until: 10s
state: { n: 3, retried: false }
processes: { p: { steps: [{ id: empty, at: 4500ms, set: { n: 0, a.queue: 0 } }] } }
services: { a: { concurrency: 1, service_time: 20s, queue: { capacity: 2 } } }
load: [{ id: l, to: a, arrivals: { dist: constant, rate: 1/s }, retry: { max: '${max}', backoff: { base: 20s } } }]
measure: { failed: { is: sum(a.errors), window: 10s } }
`;
    // Of four requests, one is served, two wait until the queue is emptied, and one is rejected before that.
    const failed = (max: string) => runOf(text(max)).measures[0]!.last;
    expect([failed('n'), failed('3')]).toEqual([5, 0]);
  });
});

describe('faults', () => {
  test('fail what is being served, newest first, then what waits, oldest first', () => {
    // The budget allows one retry per token, so the requests that fail first are the ones that are retried.
    const text = (tokens: number) => `
until: 1m
services: { a: { concurrency: 2, service_time: 20s } }
processes:
  c:
    instances: { C1: { wait: 1s }, C2: { wait: 2s }, C3: { wait: 3s }, C4: { wait: 4s } }
    steps:
      - { id: wait, delay: self.wait }
      - id: ask
        call: { to: a, retry: { max: 1, backoff: { base: 5s }, budget: { start: ${tokens}, cap: 9, per_success: 0 } } }
        fail_to: end
faults: [{ id: f, at: 10s, for: 1s, down: a }]
`;
    const failed = (tokens: number) =>
      events(text(tokens)).flatMap((line) => (line.endsWith('fail') ? [line.split(' ')[1]] : []));
    expect([1, 2, 3].map(failed)).toEqual([['C1', 'C3', 'C4'], ['C3', 'C4'], ['C4']]);
  });

  test('restore what they set, the last one last, and start once', () => {
    const run = runOf(`
until: 1m
state: { v: 0, w: 0, on: false }
processes:
  p: { steps: [{ id: one, delay: 12s, set: { w: 7 } }] }
  q: { loop: 20s, steps: [{ id: on, delay: 1s, set: { on: true } }, { id: off, delay: 1s, set: { on: false } }] }
  look: { loop: 1s, steps: [{ id: look, say: '<v> <w>' }] }
faults:
  - { id: f, at: 10s, for: 10s, set: { v: 5, w: 5 } }
  - { id: g, at: 15s, for: 10s, set: { v: 6 } }
  - { id: once, when: on, for: 1s, set: { v: 9 } }
`);
    const at = (t: number) =>
      run.trace.findLast((event) => event.actor === 'look' && event.t === t * 1e6)!.say;
    expect([1, 2, 9, 10, 12, 15, 20, 25].map(at)).toEqual([
      '9 0',
      '0 0',
      '0 0',
      '5 5',
      '5 7',
      '6 7',
      '6 7',
      '0 7',
    ]);
    expect(run.faults.map(({ id }) => id)).toEqual(['once', 'f', 'g']);
  });
});

test('ties: faults, timers, messages, then instances in text order', () => {
  const { final } = runOf(`
until: 1m
state: { log: '', f: false, t: { type: timer, init: 10s } }
channels: { net: { latency: 10s } }
processes:
  s: { steps: [{ id: go, send: { to: r, via: net } }] }
  second: { steps: [{ id: go, delay: 10s, set: { log: 'log + (f ? "f" : "-") + (t.over ? "t" : "-")' } }] }
  first: { steps: [{ id: go, delay: 10s, set: { log: 'log + "1"' } }] }
  r: { steps: [{ id: get, receive: { as: m }, set: { log: 'log + "m"' } }] }
faults: [{ id: late, at: 10s, set: { f: true } }]
`);
  expect(final['log']).toBe('ft1m');
});

describe('the end of a run', () => {
  const end = (text: string) => runOf(text).ended;

  test.each([
    ['idle', 60, 'p: { loop: true, steps: [{ id: s, when: n > 0, set: { n: n - 1 } }] }'],
    ['waiting', 60, 'p: { steps: [{ id: s, when: n > 1 }] }'],
    ['waiting', 60, 'p: { loop: true, steps: [{ id: r, delay: 1s }, { id: s, when: n > 1 }] }'],
    ['until', 600, 'p: { loop: true, steps: [{ id: s, delay: 1m }] }'],
  ])('is %s after %i s with %s', (because, seconds, process) => {
    const add = 'q: { steps: [{ id: add, delay: 1m, set: { n: 1 } }] }';
    expect(end(`until: 10m\nstate: { n: 0 }\nprocesses:\n  ${process}\n  ${add}\n`)).toEqual({
      at: seconds * 1e6,
      because,
    });
  });

  test('isn’t `waiting` with an instance that is down may wait, or waits for a measure of requests', () => {
    const down = `until: 1m
processes: { p: { steps: [{ id: s, when: 'false' }] } }
`;
    expect(end(down).because).toBe('waiting');
    expect(
      end(`${down}faults: [{ id: f, at: 1s, down: p }]
`).because,
    ).toBe('idle');
    expect(end(down.replace('id: s,', 'id: s, may_wait: true,')).because).toBe('idle');
    expect(end(down.replace('steps:', 'may_wait: true, steps:')).because).toBe('idle');
    const measure = `until: 1m
services: { a: {} }
${LOAD()}
measure: { m: { is: rate(a.ok), window: 10s } }
`;
    expect(
      end(`${measure}processes: { p: { steps: [{ id: s, when: m > 5.0 }] } }
`).because,
    ).toBe('until');
  });

  test('at the end of an impact window leaves requests at that instant out of the windows', () => {
    const run = runOf(`
until: 1m
services: { a: { service_time: 5s, available: false } }
impact: { window: 5s }
processes: { p: { steps: [{ id: ask, call: { to: a }, fail_to: end }] } }
`);
    expect(run.ended.at).toBe(5e6);
    expect(run.services[0]).toMatchObject({ requests: 1, failed: 1, errorRate: [null], windows: [] });
  });

  test('comes at `until` where there is a load', () => {
    const text = `until: 1m\nservices: { a: {} }\n${LOAD()}\nprocesses:\n`;
    expect(end(`${text}  p: { loop: true, steps: [{ id: s, when: 'false' }] }\n`).because).toBe('until');
    const stuck = end(`${text}  p: { steps: [{ id: s, when: 'false' }] }\n`);
    expect(stuck).toEqual({ at: 60e6, because: 'waiting' });
  });
});

test('a mark is the moment when a condition becomes true, and the start of the period when it holds', () => {
  const { marks } = runOf(`
until: 1m
state: { n: 5 }
processes:
  p: { steps: [{ id: a, delay: 1s, set: { n: 6 } }, { id: b, delay: 1s, set: { n: 5 } }, { id: c, delay: 30s }] }
marks: { five: n == 5, long: { is: n == 5, held: 10s }, short: { is: n == 6, held: 10s } }
`);
  expect(marks.map(({ at }) => at)).toEqual([2e6, 2e6, null]);
});

test('draws depend on the instance and the step, not on what else is in the scenario', () => {
  const one = '  b: { steps: [{ id: s, delay: { dist: uniform, min: 1s, max: 1m } }] }\n';
  const other = '  z: { loop: true, steps: [{ id: s, delay: { dist: exponential, mean: 40s } }] }\n';
  const scaled = other.replace('40s', '80s');
  const times = (text: string, actor: string) =>
    runOf(`until: 5m\nprocesses:\n${text}`)
      .trace.filter((event) => event.actor === actor)
      .map(({ t }) => t);
  expect(times(other + one, 'b')).toEqual(times(one, 'b'));
  expect(times(scaled, 'z')[0]! / times(other, 'z')[0]!).toBeCloseTo(2, 5);
});
