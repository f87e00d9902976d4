import { describe, expect, test } from 'vitest';
import { resultOf } from '../support/evaluate-text.ts';
import { disagreements, referenceOf } from './reference/agreement.ts';
import { scenariosIn } from './reference/read-model.ts';

/** Two clients send jobs 1 and 2 to two workers. */
const WORKERS = (channel: string, more = '') => `scenario: workers
explore: {}
state:
  done: { type: 'list<int>' }
  order: { type: 'list<int>' }
  refused: false
channels: { jobs: ${channel} }
processes:
  client:
    instances: { C1: { n: 1 }, C2: { n: 2 } }
    steps:
      - id: offer
        either:
          - { id: hand_over, send: { to: jobs, body: { n: self.n } } }
          - { id: refuse, when: 'worker.at("take") == 0', set: { refused: true } }
  worker:
    instances: [W1, W2]
    local: { job: 0 }
    loop: true
    steps:
      - { id: take, receive: { from: jobs, as: m }, set: { self.job: m.n, order: 'order + [m.n]' } }
      - { id: work, set: { done: 'done + [self.job]' } }
invariants:
  each_once: 'W1.job == 0 || W1.job != W2.job'
reachable:
  both_done: size(done) == 2
${more}`;

const CHANNELS = [
  ['without a limit', '{ shared: true }'],
  ['with latency', '{ shared: true, latency: 1s }'],
  ['without order', '{ shared: true, order: any }'],
  ['with loss', '{ shared: true, loss: 1%, capacity: 1 }'],
  ['with duplicates', '{ shared: true, duplicate: 1%, capacity: 2 }'],
  ['with capacity 0', '{ shared: true, capacity: 0 }'],
] as const;

describe('all searches agree on a shared channel', () => {
  test.each(CHANNELS)('%s', (_what, channel) => {
    const scenario = scenariosIn(WORKERS(channel)).get('base')!;
    const reference = referenceOf(scenario);
    expect(disagreements(scenario, reference)).toEqual([]);
    expect([...reference.reached]).toEqual(['both_done']);
    expect([...reference.violated.keys()]).toEqual(channel.includes('duplicate') ? ['each_once'] : []);
  });

  test.each(CHANNELS)('%s, while workers go down and come back', (_what, channel) => {
    const more = 'faults: [{ id: off, at: 1s, for: 1s, down: worker }]\n';
    const scenario = scenariosIn(WORKERS(channel, more)).get('base')!;
    expect(disagreements(scenario, referenceOf(scenario))).toEqual([]);
  });
});

test('a shared channel without latency keeps the order of all senders, with latency only that of each', () => {
  const second = 'step_invariants: { in_order: "size(order) < 2 || order == old.order || sent == order" }\n';
  const scenario = (channel: string) =>
    WORKERS(channel, second)
      .replace('refused: false', "refused: false\n  sent: { type: 'list<int>' }")
      .replace('body: { n: self.n } }', "body: { n: self.n } }, set: { sent: 'sent + [self.n]' }");
  const verdict = (channel: string) => resultOf(scenario(channel)).explorations[0]!.verdict;
  expect(verdict('{ shared: true }')).toBe('holds');
  expect(verdict('{ shared: true, latency: 1s }')).toBe('violated');
  expect(verdict('{ shared: true, order: any }')).toBe('violated');
});

test('with capacity 0, a job is refused only if no worker waits, and a run shows how', () => {
  const [found] = resultOf(
    WORKERS('{ shared: true, capacity: 0 }', 'step_invariants: { taken: "!refused" }\n'),
  ).explorations;
  expect(found!.verdict).toBe('holds');
  const three = WORKERS('{ shared: true, capacity: 0 }', 'step_invariants: { taken: "!refused" }\n').replace(
    'C2: { n: 2 } }',
    'C2: { n: 2 }, C3: { n: 3 } }',
  );
  const [broken] = resultOf(three).explorations;
  expect(broken!.verdict).toBe('violated');
  expect([broken!.steps, broken!.timing?.possible]).toEqual([5, true]);
});
