/**
 * `model.yaml` for the examples in the commands' help. It has a run, a search without violations, a range to draw from,
 * and the variant used in the examples.
 */
export const CHECKED_MODEL = `scenario: worker
title: A queue that is drained
until: 10m
const: { pace: { value: 20s, range: [10s, 40s] } }
state: { left: 3 }
processes:
  worker:
    loop: true
    steps:
      - { id: work, when: left > 0, delay: pace, set: { left: left - 1 }, say: leaves <left> }
marks: { done: left == 0 }
invariants: { never_less: left >= 0 }
explore: {}
variants:
  short_queue: { state.left: 1 }
expect:
  base: { run: { happens: done }, explore: { holds: all } }
`;

/** `postmortem.md` for the examples, with the scenarios and the variant that the examples refer to. */
export const POSTMORTEM = `---
title: The lease was lost
summary: For the examples in the help of commands.
severity: SEV3
started_at: 2026-03-02T09:00:00Z
---

\`\`\`timeline
- { id: starts, at: 2026-03-02T09:00:00Z, kind: context, text: The cleanup starts, evidence: https://logs.example/1 }
- { id: gone, at: 2026-03-02T09:10:00Z, kind: impact, text: The DNS entry is gone, evidence: https://logs.example/2 }
- { id: restored, at: 2026-03-02T09:20:00Z, kind: response, text: Engineers restore it, evidence: https://logs.example/3 }
\`\`\`

## The race

\`\`\`scenario
scenario: dns-race
clock: { start: 2026-03-02T09:00:00Z }
until: 1h
state: { active: true }
processes:
  cleaner: { steps: [{ id: clean, delay: 10m, set: { active: false }, say: cleans up }] }
marks: { gone: '!active' }
variants:
  keep_active: { cleaner.clean.delay: 30m }
\`\`\`

## The leases

\`\`\`scenario
scenario: leases
until: 1h
state: { held: true }
processes:
  holder: { steps: [{ id: lose, delay: 20m, set: { held: false }, say: loses the lease }] }
marks: { lost: '!held' }
\`\`\`
`;

/** `race.yaml` for the examples: two processes that overwrite each other's update, and a variant with three of them. */
export const RACE = `scenario: lost-update
state: { total: 0 }
processes:
  writer:
    instances: [A, B]
    local: { seen: 0 }
    steps:
      - { id: read, set: { self.seen: total }, say: reads <total> }
      - { id: write, set: { total: self.seen + 1 }, say: writes <total> }
invariants: { both_counted: '!writer.all(w, w.step == end) || total == size(writer)' }
explore: {}
variants:
  three_writers: { writer.instances: [A, B, C] }
`;
