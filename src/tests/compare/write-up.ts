/** A small write-up with a run, a search and a timeline. Comparison tests modify it. */
export const WRITE_UP = `---
title: Product pages failed while the cache was cold
summary: A deploy emptied the cache.
severity: SEV2
status: draft
started_at: 2026-03-02T09:00:00+01:00
resolved_at: 2026-03-02T09:20:00+01:00
zone: Europe/Berlin
services: [shop]
actions:
  - { id: warm, title: Warm the cache before a release, owner: Platform, status: open, verified_by: cold-cache#warmed }
---

## What happened

A release emptied the cache.

\`\`\`timeline
- { id: deploy, at: 2026-03-02T09:00:00+01:00, kind: response, text: Release 214 empties the cache, evidence: https://ci.example/214 }
- { id: recovered, at: 2026-03-02T09:20:00+01:00, kind: recovery, text: Error rate is back to normal, evidence: https://graphs.example/7, within: 10m }
\`\`\`

\`\`\`scenario
scenario: cold-cache
title: Pages fail until the cache is warm
clock: { start: 2026-03-02T08:50:00+01:00, zone: Europe/Berlin }
until: 1h
assumes: [The cache fills in a fixed time]
const: { fill_time: 18m, cold: 0.4 }
state: { warm: true }
let: { stale: '!warm' }
processes:
  release:
    steps:
      - { id: empty, at: observed.deploy, set: { warm: false }, to: cache, say: empties the cache }
  filler:
    loop: true
    steps:
      - id: fill
        when: '!warm'
        delay: fill_time
        set: { warm: true }
        to: cache
        say: fills the cache
services:
  shop: { available: 'warm ? 1.0 : cold' }
load:
  - { id: visitors, to: shop, arrivals: { dist: constant, rate: 5/s } }
marks:
  recovered: warm
variants:
  warmed: { const.fill_time: 1m }
expect:
  base: { run: { happens: recovered } }
\`\`\`

\`\`\`scenario
scenario: two-writers
title: Two writers, one record
state: { value: 0 }
processes:
  writer:
    instances: [A, B]
    local: { read: 0 }
    let: { outdated: value != self.read }
    steps:
      - { id: read, set: { self.read: value } }
      - { id: write, set: { value: self.read + 1 } }
invariants:
  nothing_lost: '!writer.all(x, x.step == "end") || value == 2'
variants:
  locked: { writer.atomic: [[read, write]] }
\`\`\`
`;
