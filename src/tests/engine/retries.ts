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

/** What another program counted in one run of the same model, with random numbers of its own; the latency is a mean in seconds. */
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

/** A figure by arrival: what the oracle has, what runs have, and how far the two may be apart at a level of 99.9 %. */
export interface Compared {
  readonly figure: string;
  readonly oracle: number;
  readonly found: number;
  readonly apart: number;
}

/**
 * Stretches of one run, each of so many arrivals, held against an oracle, whose own sampling error counts too. Stretches
 * follow each other as good as independently: each is many times longer than the queue remembers (about 160 s). The
 * first is left out, as it begins with an empty queue.
 */
export function compareWithOracle(runs: number, arrivals: number, oracle = ORACLE): Compared[] {
  const seconds = Math.round(arrivals / 9.5);
  const observer = new Observer(0, seconds * 1e6);
  observe(IMPATIENT.replace('UNTIL', `${seconds * (runs + 1)}s`), observer);
  const samples = observer.stretches.slice(1, runs + 1);
  // The oracle is worth `worth` runs: its mean has the variance of a run over that.
  const worth = oracle.arrivals / arrivals;
  const figure = (name: string, of: (one: (typeof samples)[number]) => number, there: number): Compared => {
    const { mean, half } = interval(samples.map(of));
    return { figure: name, oracle: there, found: mean, apart: half * Math.sqrt(1 + runs / worth) };
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
