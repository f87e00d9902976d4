/** Small models with known state spaces, shared by several tests. */

/** Two Enactors apply plans to one endpoint and delete old plans. */
export const DNS_RACE = `
scenario: dns-enactor-race
title: Two Enactors race; clean-up deletes the plan in use
about: https://aws.amazon.com/message/101925/
const: { plans: 5, keep: 2 }          # clean-up deletes plans at least \`keep\` generations old
state:
  newest:  0                          # last plan that the Planner published
  active:  0                          # plan that the endpoint points at; 0 = none yet
  deleted: { type: set<int>, init: [] }
processes:
  planner:
    loop: 60s
    steps:
      - id: publish
        when: newest < plans
        set: { newest: newest + 1 }
        say: publishes plan <newest>
  enactor:
    instances: [E1, E2]
    loop: true                        # back to the first step, locals reset
    local: { plan: 0 }
    steps:
      - id: pick                      # the one-time freshness check
        when: newest > active
        set: { self.plan: newest }
        say: picks plan <self.plan>
      - id: apply
        skip_if: self.plan in deleted
        delay: { dist: lognormal, p50: 2s, p99: 90s }
        set: { active: self.plan }
        to: route53
        say: points the endpoint at plan <self.plan>
      - id: cleanup
        set:
          deleted: deleted + range(self.plan).filter(p, p > 0 && self.plan - p >= keep)
        to: route53
        say: deletes plans up to <self.plan - keep>
invariants:
  endpoint_resolves: 'active == 0 || !(active in deleted)'
reachable:
  old_plan_cleaned: size(deleted) > 0 && active == newest
variants:
  recheck_on_apply:
    enactor.apply.skip_if: self.plan in deleted || self.plan <= active
  keep_active:
    enactor.cleanup.set.deleted: deleted + range(self.plan).filter(p, p > 0 && self.plan - p >= keep && p != active)
  apply_and_cleanup_atomic:
    enactor.atomic: [[apply, cleanup]]
  three_enactors:
    enactor.instances: [E1, E2, E3]
`;

/** Peterson: Myths about the mutual exclusion problem, 1981, https://doi.org/10.1016/0020-0190(81)90106-X */
export const PETERSON = `
scenario: peterson
title: Peterson's mutual exclusion
state:
  turn: P0
processes:
  p:
    instances: { P0: { other: P1 }, P1: { other: P0 } }
    loop: true
    local: { flag: false }
    steps:
      - { id: raise, set: { self.flag: true } }
      - { id: yield, set: { turn: self.other } }
      - id: wait
        when: p[self.other].flag == false || turn == self.id
      - { id: critical, set: { self.flag: false } }
invariants:
  mutual_exclusion: p.at("critical") <= 1
eventually:
  p0_gets_in: { from: P0.step == "yield", to: P0.step == "critical" }
reachable:
  both_compete: p.all(x, x.flag)
variants:
  no_turn:
    p.wait.when: p[self.other].flag == false
`;

/** Uses every feature of a run: all distributions, messages, ties, timers, faults, loads and marks. */
export const TOUR = `
scenario: tour
clock: { start: 2025-01-01T00:00:00Z, zone: Europe/Berlin }
until: 30m
const: { lease: 45s, wait: 5s }
state:
  held: 0
  votes: { type: 'map<node, bool>', init: {} }
  log: { type: list<int>, init: [] }
  leader: { enum: [none, A, B, C] }
  level: 1.5
processes:
  node:
    instances: [A, B, C]
    loop: true
    local: { term: 0, timer: { type: timer, init: wait } }
    steps:
      - id: ask
        delay: { dist: lognormal, p50: 1s, p99: 20s }
        choose: { target: node }
        set: { self.term: self.term + 1 }
        send: { to: node, body: { kind: question, term: self.term }, via: net }
        say: asks in term <self.term>, thinks of <target>
      - either:
          - id: hear
            receive: { as: m, where: m.kind == question || m.kind == answer }
            set:
              log: 'size(log) < 50 ? log + [m.term] : log'
              votes[self.id]: m.term % 2 == 0
            say: hears <m.kind> of <m.from>
          - id: give_up
            delay: { dist: exponential, mean: 4s }
            set: { leader: self.id }
            weight: 2
      - id: reply
        delay: { dist: uniform, min: 10ms, max: 2s }
        send: { to: node, body: { kind: answer, term: self.term }, via: net }
  counter:
    loop: 20s
    local: { n: 0 }
    steps:
      - id: count
        while: self.n < 3
        delay: 1s
        set: { self.n: self.n + 1, held: held + 1 }
      - id: ask_store
        call: { to: store, timeout: 300ms }
        fail_to: rest
        set: { level: level * 1.01 }
      - id: rest
        delay: 2s
  fleet:
    instances: 30
    local: { lease: { type: timer, init: lease } }
    steps:
      - id: renew
        when: self.lease.over
        delay: { dist: exponential, mean: 3s }
        set: { self.lease: timer(lease) }
        then: renew
channels:
  net: { latency: { dist: exponential, mean: 300ms }, loss: 10%, duplicate: 0.05, order: any }
services:
  store: { available: held % 7 != 0, latency: { dist: exponential, mean: 200ms }, calls: [{ to: disk, share: 50% }] }
  disk: { available: 0.97 }
  shop: { calls: [{ to: store }], slo: { target: 99.5%, window: 7d } }
load:
  - { id: visitors, to: shop, arrivals: { dist: poisson, rate: 3/s }, scale: 100 }
  - { id: probe, to: disk, arrivals: { dist: constant, rate: 1/s } }
faults:
  - { id: pull_the_plug, at: 10m, for: 3m, down: [node, disk] }
  - { id: flip, when: held > 40, until: 25m, set: { level: 0.0 } }
marks:
  busy: held > 20
  steady: { is: held > 30, after: busy, held: 1m }
invariants: { small: held < 1000 }
reachable: { led: leader == A }
variants:
  calm: { node.ask.delay: 30s }
`;
