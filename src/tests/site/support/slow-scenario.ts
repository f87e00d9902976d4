/**
 * A scenario that takes about one second per 60 simulated hours. Its mark happens after `delay`, so the delay on a page
 * shows which text the result belongs to.
 */
export function slowScenario(hours: number, delay = '10m'): string {
  return `scenario: slow
until: ${hours}h
state: { up: true }
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
processes:
  holder:
    steps:
      - { id: lose, delay: ${delay}, set: { up: false }, say: loses the lease }
marks:
  lost: '!up'
show: [timeline, load]`;
}
