/**
 * A queue whose recovery can be worked out by hand: requests arrive evenly, and one server needs 100 ms for each, so it
 * serves 10 per second. From 30 s to 40 s, it's slower by the factor `slow`. A client retries `retries` times at once if
 * there is no response in one second, while the server keeps working on the abandoned attempt.
 *
 * - The queue doesn't grow during the fault if `rate * slow` is below 10.
 * - Afterward, it drains if `rate * (1 + retries)` is below 10, since even then each request costs 1 + `retries`
 *   attempts; otherwise, the retries keep it full.
 * - With a `rate` above 10, it grows from the start.
 */
export const RETRY_QUEUE = (more: string): string => `scenario: retry-queue
title: A queue that retries keep full
until: 5m
const:
  rate: { value: 6.0, range: [2.0, 8.0] }
  slow: { value: 10.0, range: [1.0, 10.0] }
  retries: { value: 1, range: [0, 1] }
services:
  client:
    calls:
      - { to: server, timeout: 1s, retry: { max: retries, backoff: { base: 1ms, factor: 1 } } }
  server:
    concurrency: 1
    queue: { capacity: 10000, when_full: reject }
    service_time: 100ms
    on_abandon: keep_working
load:
  - { id: users, to: client, arrivals: { dist: constant, rate: rate } }
faults:
  - { id: slow_disk, at: 30s, for: 10s, set: { server.slowdown: slow } }
measure:
  goodput: { is: rate(client.ok), window: 5s }
steady_state: goodput >= 0.7 * rate
${more}`;
