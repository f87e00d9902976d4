import { expect, test } from 'vitest';
import { resultOf } from '../tests/support/evaluate-text.ts';

/** A client that offers a job every second to two workers, which take 3 s per job. */
const WORKERS = (channel: string, offer: string) => `scenario: workers
until: 60s
state: { done: { type: 'list<int>' }, refused: 0 }
channels:
  jobs: ${channel}
processes:
  client:
    loop: 1s
    local: { n: 0 }
    steps:
${offer}
  worker:
    instances: [W1, W2]
    loop: true
    local: { job: 0 }
    steps:
      - { id: take, receive: { from: jobs, as: m }, set: { self.job: m.n } }
      - { id: work, delay: 2900ms, set: { done: 'done + [self.job]' } }
`;

const SEND = "      - { id: offer, send: { to: jobs, body: { n: 'size(done) + refused' } } }";

const OFFER = `      - id: offer
        either:
          - { id: hand_over, send: { to: jobs, body: { n: 1 } } }
          - { id: refuse, set: { refused: refused + 1 } }`;

function eventsOf(text: string, actor: string) {
  const run = resultOf(text).runs[0]!;
  return run.trace.filter((event) => event.actor === actor);
}

test('each message goes to one receiver, the first in the text if several wait', () => {
  const text = WORKERS('{ shared: true }', SEND);
  const first = eventsOf(text, 'W1').filter(({ step }) => step === 'take');
  const second = eventsOf(text, 'W2').filter(({ step }) => step === 'take');
  expect(first.slice(0, 3).map(({ t }) => t / 1e6)).toEqual([0, 2.9, 5.8]);
  expect(second.slice(0, 3).map(({ t }) => t / 1e6)).toEqual([1, 3.9, 6.8]);
});

test('with capacity 0, a message is sent only while a receiver waits', () => {
  const run = resultOf(WORKERS('{ shared: true, capacity: 0 }', OFFER)).runs[0]!;
  const offers = run.trace.filter(({ actor }) => actor === 'client');
  const isHandover = offers.map(({ to }) => to?.includes('jobs') === true);
  expect(isHandover.slice(0, 8)).toEqual([true, true, false, true, true, false, true, true]);
});

test('a sender waits until a receiver is there', () => {
  const sends = eventsOf(WORKERS('{ shared: true, capacity: 0 }', SEND), 'client');
  // After the first two jobs, each send waits for a worker, and the client skips the rounds that it missed.
  expect(sends.slice(0, 5).map(({ t }) => t / 1e6)).toEqual([0, 1, 2.9, 3.9, 5.8]);
});

test('messages survive when their receivers go down', () => {
  const fault = 'faults: [{ id: off, at: 500ms, for: 10s, down: worker }]\n';
  const takes = eventsOf(WORKERS('{ shared: true }', SEND) + fault, 'W1').filter(
    ({ step }) => step === 'take',
  );
  // The job sent at time 0 is lost with the worker; the others wait.
  expect(takes.slice(0, 2).map(({ t }) => t / 1e6)).toEqual([0, 10.5]);
  const sends = eventsOf(WORKERS('{ shared: true, capacity: 0 }', SEND) + fault, 'client');
  expect(sends.slice(0, 3).map(({ t }) => t / 1e6)).toEqual([0, 10.5, 11]);
});

test('with capacity 0 and refusal, workers are a loss system (Erlang B)', () => {
  // Three workers with an offered load of 2 refuse 4/19 of the jobs.
  const run = resultOf(`scenario: loss
until: 20000s
state: { offered: 0, refused: 0 }
channels: { jobs: { shared: true, capacity: 0 } }
processes:
  client:
    instances: 1
    loop: true
    steps:
      - { id: pause, delay: { dist: exponential, mean: 500ms }, set: { offered: offered + 1 } }
      - id: offer
        either:
          - { id: hand_over, send: { to: jobs } }
          - { id: refuse, set: { refused: refused + 1 } }
  worker:
    instances: 3
    loop: true
    steps:
      - { id: take, receive: { from: jobs, as: m } }
      - { id: work, delay: { dist: exponential, mean: 1s } }
outcomes: { refused: double(refused) / double(offered) }
`).runs[0]!;
  expect(run.outcomes.find(({ name }) => name === 'refused')!.value).toBeCloseTo(4 / 19, 1.7);
});
