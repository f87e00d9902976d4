import { interval, Observer, observe } from './observer.ts';

/**
 * M/M/c whose clients leave the queue after 2 s and try again, three times in all, after exponential waits of mean 1 s;
 * c = 10, mean service time 1 s, load 0.95.
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

/** What another program found for 2,000,000 arrivals of the same model, with random numbers of its own. */
const ORACLE = {
  arrivals: 2_000_000,
  events: 6_338_516,
  ok: 1_987_632,
  failed: 12_368,
  timeouts: 187_810,
  latency: 2.0836,
};

/** A figure by arrival: what the oracle has, what runs have, and how far the two may be apart at a level of 99.9 %. */
export interface Compared {
  readonly figure: string;
  readonly oracle: number;
  readonly found: number;
  readonly apart: number;
}

/** Independent runs of so many arrivals each, held against the oracle, whose own sampling error counts too. */
export function compareWithOracle(runs: number, arrivals: number): Compared[] {
  const seconds = arrivals / 9.5;
  const text = IMPATIENT.replace('UNTIL', `${Math.round(seconds)}s`);
  const samples = Array.from({ length: runs }, (_, seed) => {
    const observer = new Observer(0, 1e15);
    observe(text, observer, seed + 1);
    return observer.stretches[0]!;
  });
  const figure = (name: string, of: (one: (typeof samples)[number]) => number, oracle: number): Compared => {
    const { mean, half } = interval(samples.map(of));
    // The oracle is worth `worth` runs: its mean has the variance of a run over that.
    const worth = ORACLE.arrivals / arrivals;
    return { figure: name, oracle, found: mean, apart: half * Math.sqrt(1 + runs / worth) };
  };
  return [
    figure(
      'events',
      ({ arrivals: n, attempts, ok }) => (2 * attempts + ok) / n,
      ORACLE.events / ORACLE.arrivals,
    ),
    figure('ok', ({ arrivals: n, ok }) => ok / n, ORACLE.ok / ORACLE.arrivals),
    figure('failed', ({ arrivals: n, errors }) => errors / n, ORACLE.failed / ORACLE.arrivals),
    figure('timeouts', ({ arrivals: n, timeouts }) => timeouts / n, ORACLE.timeouts / ORACLE.arrivals),
    figure('latency', ({ latency, ok }) => latency / ok / 1e6, ORACLE.latency),
  ];
}
