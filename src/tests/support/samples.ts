/** Sample scenarios with known results. */

/** A retry storm: clients time out and retry before the queue reaches them. */
export const RETRY_STORM = `
scenario: retry-storm
until: 300s
services:
  checkout:
    concurrency: unlimited
    calls:
      - to: orders_db
        timeout: 1s
        retry: { max: 3, backoff: { base: 100ms, factor: 2, jitter: full } }
  orders_db:
    concurrency: 10
    queue: { order: fifo, capacity: 1000, when_full: reject }
    service_time: { dist: exponential, mean: 100ms }
    on_abandon: keep_working          # work that timed out still occupies a slot
load:
  - { id: shoppers, to: checkout, arrivals: { dist: poisson, rate: 80/s } }
faults:
  - { id: slow_disk, at: 60s, for: 30s, set: { orders_db.slowdown: 3 } }
measure:
  goodput: { is: rate(checkout.ok), window: 10s }
  offered: { is: rate(orders_db.attempts), window: 10s }
steady_state: goodput >= 70.0
impact: { while: goodput < 40.0 }
simulate: { seed: 1, runs: 50 }
variants:
  no_retries:   { checkout.calls.orders_db.retry.max: 0 }
  retry_budget: { checkout.calls.orders_db.retry.budget: { start: 10, cap: 100, per_success: 0.1 } }
  short_queue:  { orders_db.queue.capacity: 50 }
expect:
  base:         { run: { metastable: true, in_runs: 50 } }
  retry_budget: { run: { metastable: false, recovers_by: 100s, in_runs: 50 } }
  short_queue:  { run: { metastable: false, recovers_by: 90s, in_runs: 50 } }
`;
