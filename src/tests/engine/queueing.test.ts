import { describe, expect, test } from 'vitest';
import { interval, type ObservedInterval, Observer, observe } from './observer.ts';
import {
  meanValueAnalysis,
  numbersInSystem,
  pollaczekKhinchine,
  timeAtShorterOfTwo,
  timeInSystem,
  timeInTurn,
} from './theory.ts';

/**
 * Compares runs with queueing theory by batch means. After one warm-up batch, each of 30 batches is a sample that is
 * much longer than the queue's correlation time. The theoretical value must be inside the 99.9% confidence interval,
 * which must also be narrow. A wide interval wouldn't prove anything.
 */
const BATCHES = 30;
const LOADS = [0.3, 0.5, 0.7, 0.8, 0.9];

/** Batches from one service under a Poisson load. */
function batches(lambda: number, service: string, arrivals: number, seed: number): ObservedInterval[] {
  const every = Math.round((arrivals / lambda) * 1e6);
  const observer = new Observer(0, every);
  observe(
    `scenario: queue\nuntil: ${Math.ceil((every * (BATCHES + 1)) / 1e6) + 1}s\nservices:\n  server: ${service}\nload:\n  - { id: clients, to: server, arrivals: { dist: poisson, rate: ${lambda}/s } }\n`,
    observer,
    seed,
  );
  return observer.windows.slice(1, BATCHES + 1).map((window) => ({
    ...window,
    busy: window.busy / every,
    queue: window.queue / every,
  }));
}

/**
 * Checks that the theoretical value is inside the samples' confidence interval, and that the interval's half-width is
 * at most `width` times the value.
 */
function agrees(samples: readonly number[], theory: number, width: number): void {
  const { mean, half } = interval(samples);
  expect(half).toBeLessThan(width * theory);
  // A server that is never idle has no variance, so there are only rounding errors.
  expect(Math.abs(mean - theory)).toBeLessThanOrEqual(half + 1e-9 * theory);
}

const latency = ({ latency: sum, ok }: ObservedInterval): number => sum / ok / 1e6;

describe.each(LOADS)('at load %f', (rho) => {
  const arrivals = rho > 0.85 ? 12_000 : 4_000;

  test('M/M/1', () => {
    const found = batches(
      10 * rho,
      '{ concurrency: 1, service_time: { dist: exponential, mean: 100ms } }',
      arrivals,
      11,
    );
    agrees(
      found.map(({ busy }) => busy),
      rho,
      0.1,
    );
    agrees(found.map(latency), timeInSystem(1, 10 * rho, 10), 0.2);
  });

  test('M/M/c (Erlang C)', () => {
    const found = batches(
      5 * rho,
      '{ concurrency: 5, service_time: { dist: exponential, mean: 1s } }',
      arrivals,
      12,
    );
    agrees(
      found.map(({ busy }) => busy / 5),
      rho,
      0.1,
    );
    agrees(found.map(latency), timeInSystem(5, 5 * rho, 1), 0.2);
  });

  test('M/G/1 (Pollaczek-Khinchine)', () => {
    // Lognormal with a median of 60 ms: sigma = ln(p99 / p50) / z99.
    const sigma = Math.log(400 / 60) / 2.3263478740408408;
    const mean = 0.06 * Math.exp(sigma ** 2 / 2);
    const lambda = rho / mean;
    const skewed = batches(
      lambda,
      '{ concurrency: 1, service_time: { dist: lognormal, p50: 60ms, p99: 400ms } }',
      2 * arrivals,
      13,
    );
    agrees(
      skewed.map(({ busy }) => busy),
      rho,
      0.1,
    );
    agrees(skewed.map(latency), pollaczekKhinchine(lambda, mean, mean ** 2 * Math.exp(sigma ** 2)), 0.3);
    const even = batches(
      10 * rho,
      '{ concurrency: 1, service_time: { dist: uniform, min: 50ms, max: 150ms } }',
      arrivals,
      14,
    );
    agrees(even.map(latency), pollaczekKhinchine(10 * rho, 0.1, 0.01 + 0.1 ** 2 / 12), 0.2);
  });

  test('M/M/c/K (loss)', () => {
    const a = 4 * rho * 1.2;
    const service =
      '{ concurrency: 4, service_time: { dist: exponential, mean: 1s }, queue: { capacity: 3 } }';
    const found = batches(a, service, 3 * arrivals, 15);
    const places = numbersInSystem(4, 7, a);
    agrees(
      found.map(({ rejected, arrivals: came }) => rejected / came),
      places[7]!,
      0.5,
    );
    agrees(
      found.map(({ busy }) => busy / 4),
      (a * (1 - places[7]!)) / 4,
      0.1,
    );
    const waiting = places.reduce((sum, p, n) => sum + p * Math.max(0, n - 4), 0);
    agrees(
      found.map(({ queue }) => queue),
      waiting,
      0.3,
    );
  });
});

describe.each([0.5, 0.9])('members at load %f', (rho) => {
  const arrivals = rho > 0.85 ? 24_000 : 8_000;
  const members = (count: number, balance: string, seed: number): ObservedInterval[] =>
    batches(
      10 * count * rho,
      `{ members: ${count}, balance: ${balance}, concurrency: 1, service_time: { dist: exponential, mean: 100ms } }`,
      arrivals,
      seed,
    );

  test.each([2, 5])('%i that are chosen at random are each an M/M/1 queue', (count) => {
    const found = members(count, 'random', 17);
    agrees(
      found.map(({ busy }) => busy / count),
      rho,
      0.1,
    );
    agrees(found.map(latency), timeInSystem(1, 10 * rho, 10), 0.15);
  });

  test.each([2, 5])('%i that take turns are each an E/M/1 queue', (count) => {
    const found = members(count, 'round_robin', 18);
    agrees(found.map(latency), timeInTurn(count, 10 * count * rho, 10), 0.15);
  });

  test('two of which the less busy one is chosen match a Markov chain', () => {
    const found = members(2, 'least_busy', 19);
    agrees(found.map(latency), timeAtShorterOfTwo(20 * rho, 10), 0.15);
  });

  test('that are chosen by how busy they are come close to a single shared queue, but never beat it', () => {
    const { mean, half } = interval(members(5, 'least_busy', 20).map(latency));
    const shared = timeInSystem(5, 50 * rho, 10);
    expect(mean + half).toBeGreaterThan(shared);
    expect(mean - half).toBeLessThan(1.3 * shared);
    expect(mean + half).toBeLessThan(timeInTurn(5, 50 * rho, 10));
  });
});

describe.each([2, 5, 10, 20, 40])('a closed network of %i clients', (clients) => {
  test('agrees with mean value analysis', () => {
    const every = 400e6;
    const observer = new Observer(0, every);
    observe(
      `scenario: closed
until: ${400 * (BATCHES + 1) + 1}s
processes:
  client:
    instances: ${clients}
    loop: true
    steps:
      - { id: think, delay: { dist: exponential, mean: 1s } }
      - { id: ask, call: { to: server } }
services:
  server: { concurrency: 1, service_time: { dist: exponential, mean: 100ms } }
`,
      observer,
      16,
    );
    const found = observer.windows.slice(1, BATCHES + 1);
    const { throughput, response } = meanValueAnalysis(clients, 1, 10);
    agrees(
      found.map(({ ok }) => ok / 400),
      throughput,
      0.1,
    );
    agrees(
      found.map(({ busy }) => busy / every),
      throughput / 10,
      0.1,
    );
    agrees(found.map(latency), response, 0.2);
  });
});
