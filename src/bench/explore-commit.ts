/**
 * Two-phase commit over messages, sized for a benchmark. A coordinator with a log asks its participants to vote, waits
 * for their votes until its timer expires, and may crash and restart.
 *
 * Source: J. Gray, Notes on data base operating systems, 1978, https://doi.org/10.1007/3-540-08755-9_9
 */
export function commitScenario(participants: number): string {
  const ids = Array.from({ length: participants }, (_, i) => `P${i + 1}`);
  return `scenario: two-phase-commit
const: { patience: 30s }
state:
  log: { enum: [nothing, began, committing] }
channels:
  net: {}
processes:
  coordinator:
    local:
      yes: { type: int, init: 0, min: 0, max: ${participants} }
      deadline: { type: timer, init: 0s }
    steps:
      - { id: read_log, skip_if: log == committing, skip_to: tell_commit }
      - { id: presume_abort, skip_if: log == began, skip_to: tell_abort }
      - id: ask
        set: { log: began, self.deadline: timer(patience) }
        send: { to: participant, body: { kind: prepare }, via: net }
      - id: collect
        while: self.yes < ${participants}
        either:
          - id: count_yes
            receive: { as: m, where: m.yes }
            set: { self.yes: self.yes + 1 }
          - { id: hear_no, receive: { as: m, where: '!m.yes' }, then: tell_abort }
          - { id: give_up, when: self.deadline.over, then: tell_abort }
      - { id: decide, set: { log: committing } }
      - id: tell_commit
        send: { to: participant, body: { kind: commit }, via: net }
        then: end
      - id: tell_abort
        send: { to: participant, body: { kind: abort }, via: net }
        then: end
  participant:
    instances: [${ids.join(', ')}]
    local:
      outcome: { enum: [none, committed, aborted] }
    steps:
      - id: vote
        either:
          - id: vote_yes
            receive: { as: m, where: m.kind == prepare }
            send: { to: coordinator, body: { yes: true }, via: net }
          - id: vote_no
            receive: { as: m, where: m.kind == prepare }
            set: { self.outcome: aborted }
            send: { to: coordinator, body: { yes: false }, via: net }
            then: end
      - id: hear
        either:
          - id: hear_commit
            receive: { as: m, where: m.kind == commit }
            set: { self.outcome: committed }
          - id: hear_abort
            receive: { as: m, where: m.kind == abort }
            set: { self.outcome: aborted }
faults:
  - { id: crash, when: true, for: 1m, down: coordinator }
invariants:
  consistent: '!(participant.exists(x, x.outcome == committed) && participant.exists(x, x.outcome == aborted))'
`;
}
