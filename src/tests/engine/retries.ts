import { interval, Observer, observe } from './observer.ts';

/**
 * M/M/c with impatient clients, who leave the queue after 2 s and retry after an exponential wait with a mean of 1 s.
 * They make at most three attempts. c = 10, mean service time 1 s, load 0.95.
 */
export const IMPATIENT = `scenario: impatient
until: UNTIL
services:
  server:
    concurrency: 10
    service_time: { dist: exponential, mean: 1s }
    queue: { max_wait: 2s }
load:
  - id: clients
    to: server
    arrivals: { dist: poisson, rate: 9.5/s }
    retry: { max: 2, backoff: { base: 1s, jitter: exponential } }
`;

/** Counts from one run of the same model in an independent program. The latency is the mean in seconds. */
export interface Oracle {
  readonly arrivals: number;
  readonly events: number;
  readonly ok: number;
  readonly failed: number;
  readonly timeouts: number;
  readonly latency: number;
}

const ORACLE: Oracle = {
  arrivals: 2_000_000,
  events: 6_338_516,
  ok: 1_987_632,
  failed: 12_368,
  timeouts: 187_810,
  latency: 2.0836,
};

/** A per-arrival metric: the oracle's value, the mean over all runs, and the allowed difference at the 99.9% level. */
export interface Comparison {
  readonly figure: string;
  readonly oracle: number;
  readonly found: number;
  readonly tolerance: number;
}

/**
 * Compares a run with an oracle. The run is divided into windows with the same number of arrivals. The oracle's
 * sampling error is included. The windows are practically independent: each is many times longer than the queue's
 * correlation time of about 160 s. The first window is skipped, since it starts with an empty queue.
 */
export function compareWithOracle(runs: number, arrivals: number, oracle = ORACLE): Comparison[] {
  const seconds = Math.round(arrivals / 9.5);
  const observer = new Observer(0, seconds * 1e6);
  observe(IMPATIENT.replace('UNTIL', `${seconds * (runs + 1)}s`), observer);
  const samples = observer.windows.slice(1, runs + 1);
  // The oracle is equivalent to `worth` runs, so the variance of its mean is a run's variance divided by `worth`.
  const worth = oracle.arrivals / arrivals;
  const figure = (name: string, of: (one: (typeof samples)[number]) => number, there: number): Comparison => {
    const { mean, half } = interval(samples.map(of));
    return { figure: name, oracle: there, found: mean, tolerance: half * Math.sqrt(1 + runs / worth) };
  };
  const share = (counted: number): number => counted / oracle.arrivals;
  return [
    figure('events', ({ arrivals: n, attempts, ok }) => (2 * attempts + ok) / n, share(oracle.events)),
    figure('ok', ({ arrivals: n, ok }) => ok / n, share(oracle.ok)),
    figure('failed', ({ arrivals: n, errors }) => errors / n, share(oracle.failed)),
    figure('timeouts', ({ arrivals: n, timeouts }) => timeouts / n, share(oracle.timeouts)),
    figure('latency', ({ latency, ok }) => latency / ok / 1e6, oracle.latency),
  ];
}
