/** A fleet's leases expire while a database is down. Renewing all of them at once overloads the service. */
const LEASES = `scenario: ec2-leases
title: Leases lapse while the database is down; establishing them all at once overloads the service
about: https://aws.amazon.com/message/101925/
assumes: [ "10,000 servers represent all of them; leases, timeouts, service times and the throttle are our assumptions" ]
clock: { start: 2025-10-19T23:40:00-07:00, zone: America/Los_Angeles }
until: 8h
const: { lease_time: 5m, throttled: 8.0 }
state: { database: true }
processes:
  server:
    instances: 10000
    loop: true
    local: { lease: { type: timer, init: lease_time } }
    steps:
      - { id: hold, delay: { dist: uniform, min: 1m, max: 3m } }
      - id: renew
        skip_if: self.lease.over
        skip_to: establish
        call: { to: renewals, timeout: 20s }
        set: { self.lease: timer(lease_time) }
        then: hold
      - id: establish
        call: { to: establishments, timeout: 20s }
        fail_to: establish
        set: { self.lease: timer(lease_time) }
  operators:
    steps:
      - id: throttle
        at: observed.throttle
        set: { establishments.queue: 0, establishments.throttle: throttled }
        say: throttle the intake and restart the managers, which empties their queues
services:
  renewals:       { concurrency: 50, service_time: 10ms, available: database, fail_fast: true }
  establishments:
    concurrency: 10
    service_time: 400ms
    queue: { capacity: 20000, when_full: reject }
    on_abandon: keep_working
    available: database
    fail_fast: true
faults:
  - { id: dns, at: observed.dns_fails, until: observed.dns_back, set: { database: false } }
marks:
  first_lapse: server.at("establish") > 0
  all_held: { is: server.at("establish") == 0, after: first_lapse }
`;

/**
 * The scenario, with observed times for the outage and the operators' throttle.
 *
 * @param servers number of servers in the fleet
 * @param until length of the run
 * @param back end of the outage, as RFC 3339
 * @param throttle when the operators throttle requests, as RFC 3339
 */
export function leases(servers: number, until: string, back: string, throttle: string): string {
  const observed = `observed:
  dns_fails: { at: 2025-10-19T23:48:00-07:00 }
  dns_back: { at: ${back} }
  throttle: { at: ${throttle} }
`;
  const text = LEASES.replace('until: 8h', `until: ${until}`).replace('10000', String(servers));
  return text + observed;
}
