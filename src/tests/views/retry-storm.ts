import type { Result } from '../../result.ts';
import { resultOf } from '../support/evaluate-text.ts';

/**
 * The retry storm from the reference, with everything that a view can show: a clock, observed facts, ranges, many runs,
 * and variants.
 */
const STORM = (runs: number): string => `
scenario: retry-storm
title: Retries keep a database overloaded
clock: { start: 2026-03-02T09:00:00+01:00, zone: Europe/Berlin }
until: 300s
const:
  slow: { value: 3.0, basis: assumed, range: [2.0, 4.0] }
services:
  checkout:
    concurrency: unlimited
    slo: { target: 99.9%, window: 30d }
    calls:
      - to: orders_db
        timeout: 1s
        retry: { max: 3, backoff: { base: 100ms, factor: 2, jitter: full } }
  orders_db:
    concurrency: 10
    queue: { order: fifo, capacity: 1000, when_full: reject }
    service_time: { dist: exponential, mean: 100ms }
    on_abandon: keep_working
load:
  - { id: shoppers, to: checkout, arrivals: { dist: poisson, rate: 80/s } }
faults:
  - { id: slow_disk, at: 60s, for: 30s, set: { orders_db.slowdown: slow } }
measure:
  goodput: { is: rate(checkout.ok), window: 10s }
steady_state: goodput >= 70.0
impact: { while: goodput < 40.0 }
observed:
  collapse: { at: 2026-03-02T09:01:15+01:00, text: Checkouts fail, source: https://example.com/status, within: 15s }
  stays_down:
    from: 2026-03-02T09:02:00+01:00
    to: 2026-03-02T09:04:40+01:00
    text: No progress until the restart
    source: https://example.com/status
    shows: goodput < 40.0
marks:
  collapse: goodput < 40.0
simulate: { seed: 1, runs: ${runs} }
vary:
  slowdown: { path: const.slow, values: [1.0, 1.5, 2.0, 3.0, 4.0] }
variants:
  no_retries:   { checkout.calls.orders_db.retry.max: 0 }
  retry_budget: { checkout.calls.orders_db.retry.budget: { start: 10, cap: 100, per_success: 0.1 } }
  short_queue:  { orders_db.queue.capacity: 50 }
`;

/** The result for the base and three variants, with `runs` runs each. */
export function stormResult(runs: number): Result {
  return resultOf(STORM(runs));
}
