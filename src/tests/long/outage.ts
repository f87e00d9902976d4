import { fileSource } from '../../diagnostic/source.ts';
import { evaluate } from '../../hindcast.ts';

/**
 * A 14.5-hour outage with about ten million events: a fleet whose leases expire, a retry storm, and a daily load
 * profile.
 */
const OUTAGE = `scenario: outage
clock: { start: 2025-10-19T23:30:00-07:00, zone: America/Los_Angeles }
until: 14h30m
const: { lease_time: 10m }
state: { database: true }
processes:
  server:
    instances: 10000
    loop: true
    local: { lease: { type: timer, init: lease_time } }
    steps:
      - { id: hold, delay: { dist: uniform, min: 2m, max: 4m } }
      - { id: renew, skip_if: self.lease.over, skip_to: establish, call: { to: renewals, timeout: 20s }, set: { self.lease: timer(lease_time) }, fail_to: hold, then: hold }
      - { id: establish, call: { to: establishments, timeout: 20s }, set: { self.lease: timer(lease_time) }, fail_to: pause, then: hold }
      - { id: pause, delay: { dist: exponential, mean: 3m }, then: establish }
services:
  renewals: { concurrency: 50, service_time: 10ms, available: database, fail_fast: true }
  establishments: { concurrency: 40, service_time: 400ms, queue: { capacity: 20000 }, available: database, fail_fast: true }
  shop: { calls: [{ to: db, timeout: 1s, retry: { max: 3, backoff: { base: 100ms, factor: 2, jitter: full } } }] }
  db: { concurrency: 10, service_time: { dist: exponential, mean: 100ms }, queue: { capacity: 1000 } }
load:
  - { id: shoppers, to: shop, arrivals: { dist: poisson, rate: 40/s, profile: [{ at: '04:00', times: 0.5 }, { at: '12:00', times: 1 }] } }
faults:
  - { id: dns, at: 18m, for: 2h37m, set: { database: false } }
marks:
  lapsed: server.at("establish") + server.at("pause") > 0
`;

const { result, diagnostics } = evaluate(fileSource('outage.yaml', OUTAGE));
process.stdout.write(
  JSON.stringify({
    findings: diagnostics.map(({ message }) => message),
    requests: result?.runs[0]?.services.reduce((sum, { requests }) => sum + requests, 0),
    megabytes: process.resourceUsage().maxRSS / 1024,
  }),
);
