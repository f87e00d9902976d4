import { describe, expect, it } from 'vitest';
import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';
import type { ExploredTiming } from '../../result.ts';

/** The timing of a model's counterexample, in seconds. */
function timing(text: string): { possible: boolean | null; seconds: number[]; note: string | null } {
  const { result, diagnostics } = evaluate(fileSource('model.yaml', `scenario: timed\n${text}`));
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { possible, times, note } = result!.explorations[0]!.timing as ExploredTiming;
  return { possible, seconds: times.map((time) => time / 1e6), note };
}

/** Two messages on different channels. The second one must not arrive first. */
const overtaking = (first: string, second: string): string => `state: { late: false, seen: 0 }
channels:
  slow: { latency: ${first} }
  quick: { latency: ${second} }
processes:
  sender:
    steps:
      - { id: one, send: { to: receiver, body: { n: 1 }, via: slow } }
      - { id: two, delay: 1s, send: { to: receiver, body: { n: 2 }, via: quick } }
  receiver:
    loop: true
    steps:
      - { id: hear, receive: { as: m }, set: { late: m.n == 1 && seen == 2, seen: m.n } }
invariants: { in_order: '!late' }
`;

describe('times of a counterexample', () => {
  it('come from a run that respects the latencies of channels', () => {
    expect(timing(overtaking('{ dist: uniform, min: 2s, max: 9s }', '3s'))).toEqual({
      possible: true,
      // Sent at 0 s and 1 s. The second message arrives at 4 s, and the first arrives right after it.
      seconds: [0, 1, 4, 4.000001],
      note: null,
    });
  });

  it('do not exist if the latencies never let one message overtake the other', () => {
    const { possible, seconds, note } = timing(overtaking('{ dist: uniform, min: 1s, max: 3s }', '3s'));
    expect([possible, seconds]).toEqual([false, []]);
    expect(note).toContain('the message from sender to receiver takes at most 3 s');
  });

  it('need a rare draw if the likely range is too narrow', () => {
    const { possible, note } = timing(overtaking('{ dist: lognormal, p50: 1s, p99: 2s }', '3s'));
    expect(possible).toBe(true);
    expect(note).toMatch(/outside the 1–99% range/);
  });

  const lease = (pause: string): string => `const: { length: 10s }
state: { lease: { type: timer }, held: false, lost: false, bad: false }
processes:
  client:
    steps:
      - { id: take, set: { held: true, lease: timer(length) } }
      - { id: write, delay: ${pause}, set: { bad: lost } }
  keeper:
    steps:
      - { id: expire, when: held && lease.over, set: { lost: true } }
invariants: { writes_in_time: '!bad' }
`;

  it('respect the durations of timers', () => {
    expect(timing(lease('{ dist: uniform, min: 1s, max: 30s }'))).toMatchObject({
      possible: true,
      seconds: [0, 10, 10, 10],
    });
    const { possible, note } = timing(lease('{ dist: uniform, min: 1s, max: 9s }'));
    expect(possible).toBe(false);
    expect(note).toContain('lease expires after 10 s');
  });

  const fault = (delay: string): string => `state: { up: true, asked: false, served: true }
processes:
  client:
    steps:
      - { id: ask, delay: ${delay}, set: { asked: true, served: up } }
faults:
  - { id: outage, at: 60s, for: 30s, set: { up: false } }
invariants: { served: served }
`;

  it('respect the times of faults', () => {
    expect(timing(fault('{ dist: uniform, min: 10s, max: 100s }'))).toMatchObject({
      possible: true,
      seconds: [60, 60],
    });
    expect(timing(fault('{ dist: uniform, min: 70s, max: 100s }'))).toMatchObject({
      possible: true,
      seconds: [60, 70.3],
    });
    expect(timing(fault('{ dist: uniform, min: 91s, max: 100s }'))).toMatchObject({ possible: false });
    expect(timing(fault('{ dist: uniform, min: 1s, max: 59s }'))).toMatchObject({ possible: false });
  });

  const called = (service: string, timeout: string): string => `state: { given_up: false }
services: { store: ${service} }
processes:
  client:
    steps:
      - { id: ask, delay: 2s, call: { to: store, timeout: ${timeout} }, fail_to: miss, then: end }
      - { id: miss, set: { given_up: true } }
invariants: { answered: '!given_up' }
`;

  it('respect the latencies of services and the timeouts of calls', () => {
    const slow = '{ latency: { dist: uniform, min: 1s, max: 8s } }';
    expect(timing(called(slow, '5s'))).toMatchObject({ possible: true, seconds: [7, 7] });
    expect(timing(called(slow, '9s'))).toMatchObject({ possible: false });
  });

  it('are undecided if a service has more than a latency', () => {
    const { possible, note } = timing(called('{ available: 0.5, latency: 1s }', '5s'));
    expect(possible).toBeNull();
    expect(note).toContain("the check doesn't model how long calls to store take");
  });

  it('restart the delay of a step that is not enabled when its time comes', () => {
    const text = (again: string): string => `state: { open: true, done: false }
processes:
  gate:
    steps:
      - { id: close, delay: 5s, set: { open: false } }
      - { id: open, delay: 10s, set: { open: true } }
      - { id: rest, delay: ${again}, set: { open: true } }
  walker:
    steps:
      - { id: walk, when: open, delay: 8s, set: { done: true } }
invariants: { stays_away: '!(done && gate.step == "rest")' }
`;
    // The first 8 s delay ends while the gate is closed, and starts again at 15 s.
    expect(timing(text('20s'))).toMatchObject({ possible: true, seconds: [5, 15, 23] });
    // In a run, `walk` would have to fire by 22 s. No constraint rules this out, but no run is found.
    expect(timing(text('7s'))).toMatchObject({ possible: null });
  });

  const overload = (look: string, rest: string): string => `state: { busy: false, up: true, seen: true }
processes:
  client:
    steps:
      - { id: load, delay: 2s, set: { busy: true } }
      - { id: look, delay: ${look}, set: { seen: up } }
faults: [{ id: overload, when: busy, set: { up: false }${rest} }]
invariants: { seen: seen }
`;

  it('respect faults that start with a condition, with and without an end', () => {
    expect(timing(overload('1s', ', for: 3s'))).toMatchObject({ possible: true, seconds: [2, 2, 3] });
    expect(timing(overload('1s', ''))).toMatchObject({ possible: true, seconds: [2, 2, 3] });
    const { possible, note } = timing(overload('4s', ', for: 3s'));
    expect(possible).toBe(false);
    expect(note).toContain('overload starts as soon as it can');
    expect(timing(overload('4s', ', until: 10s'))).toMatchObject({ possible: true, seconds: [2, 2, 6] });
    expect(timing(overload('9s', ', until: 10s')).possible).toBe(false);
  });

  const moments = (first: string, second: string): string => `state: { a: false, late: false }
processes:
  one: { steps: [{ id: act, ${first}, set: { a: true } }] }
  two: { steps: [{ id: see, ${second}, set: { late: '!a' } }] }
invariants: { early: '!late' }
`;

  it('respect the fixed times of steps', () => {
    expect(timing(moments('at: 5s', 'at: 4s'))).toMatchObject({ possible: true, seconds: [4] });
    const { possible, note } = timing(moments('at: 3s', 'at: 4s'));
    expect([possible, note]).toEqual([null, expect.stringContaining('no run with this order was found')]);
    expect(timing(moments('at: 3s', 'say: Looks')).possible).toBe(true);
  });

  const drawn = (branch: string): string => `state: { a: 0, b: 0 }
processes:
  one:
    steps:
      - either:
          - { id: left, chance: 30%, delay: 1s, set: { a: 1 } }
          - { id: right, ${branch}, set: { a: 2 } }
  two: { steps: [{ id: see, delay: 5s, set: { b: 'a + 1' } }] }
invariants: { waits: b != 1 }
`;

  it('take the slowest branch of a choice that the counterexample does not include', () => {
    expect(timing(drawn('delay: { dist: uniform, min: 2s, max: 9s }'))).toMatchObject({
      possible: true,
      seconds: [5],
    });
    expect(timing(drawn('at: 9s'))).toMatchObject({ possible: true, seconds: [5] });
    expect(timing(drawn('delay: 2s')).possible).not.toBe(true);
  });

  const lost = (down: string): string => `state: { heard: 0, done: false }
channels: { wire: { latency: 1s } }
processes:
  client:
    steps:
      - { id: ask, delay: 2s, send: { to: server, body: { n: 1 }, via: wire } }
      - { id: again, delay: 10s, send: { to: server, body: { n: 2 }, via: wire } }
  server:
    loop: true
    steps: [{ id: serve, receive: { as: m }, set: { done: m.n == 2 && heard == 0, heard: heard + 1 } }]
faults: [{ id: crash, at: 1s, for: ${down}, down: [server] }]
invariants: { first: '!done' }
`;

  it('respect messages that a crashed receiver loses', () => {
    // In the counterexample, both messages are sent during the crash, which is shorter than the time between them.
    const { possible, note } = timing(lost('5s'));
    expect(possible).toBe(false);
    expect(note).toContain("client's again takes at least 10 s, and crash has a fixed duration");
  });

  it('respect the latency of successful calls', () => {
    const text = (service: string, second: string): string => `state: { n: 0, early: false }
services: { store: ${service} }
processes:
  client:
    steps: [{ id: ask, call: { to: store, timeout: 5s }, set: { n: 1 } }]
  watch: { steps: [{ id: look, delay: ${second}, set: { early: n == 1 } }] }
invariants: { later: '!early' }
`;
    expect(timing(text('{ latency: 2s }', '3s'))).toMatchObject({ possible: true, seconds: [2, 3] });
    expect(timing(text('{ latency: 2s }', '1s')).possible).toBe(false);
    expect(timing(text('{}', '1s')).possible).toBe(true);
  });
});
