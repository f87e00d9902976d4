/** Size of the DNS race. See `dnsRaceScenario`. */
export interface DnsRace {
  /** Total number of plans published by the Planner, including the first. */
  readonly plans: number;
  readonly enactors: number;
  readonly endpoints: number;
  /** Cleanup deletes plans that are more than this many generations older than the plan that was just applied. */
  readonly keep: number;
  /** True if writes are conditional and never replace a newer plan. */
  readonly fixed: boolean;
}

/**
 * The race from October 2025 at benchmark sizes: several Enactors pick the newest plan, check once that it is newer
 * than every endpoint's plan, apply it endpoint by endpoint, and clean up. All plans below `watermark` are deleted.
 *
 * The scenario corresponds to `spin/dns-race.pml` step by step, so both have the same states. Number of states in the
 * fixed variant, by (plans, enactors, endpoints, keep): (6,3,3,1) 133,923; (5,4,3,1) 1,093,890; (7,4,3,1) 8,700,771.
 * States in the unfixed variant, searched completely: (4,2,3,1) 2,444; (6,3,3,1) 979,670. The shortest violation has 12
 * steps: SPIN reports it "at depth 11", the depth of the state before the violating step, and writes a trail of 12
 * steps.
 *
 * Source: https://aws.amazon.com/message/101925/
 */
export function dnsRaceScenario({ plans, enactors, endpoints, keep, fixed }: DnsRace): string {
  const records = Array.from({ length: endpoints }, (_, i) => `endpoint_${i + 1}`);
  const ids = Array.from({ length: enactors }, (_, i) => `E${i + 1}`);
  const plan = `{ type: int, init: 1, min: 0, max: ${plans} }`;
  return `scenario: dns-race
title: Several Enactors apply plans to several endpoints
about: https://aws.amazon.com/message/101925/
const: { plans: ${plans}, keep: ${keep} }
state:
  newest: ${plan}
  watermark: ${plan}
${records.map((name) => `  ${name}: ${plan}`).join('\n')}
processes:
  planner:
    loop: true
    steps:
      - id: publish
        when: newest < plans
        set: { newest: newest + 1 }
        say: publishes plan <newest>
  enactor:
    instances: [${ids.join(', ')}]
    loop: true
    local: { plan: { type: int, init: 0, min: 0, max: ${plans} } }
    steps:
      - id: pick
        set: { self.plan: newest }
        say: picks plan <self.plan>
      - id: check
        skip_if: '!(${records.map((name) => `self.plan > ${name}`).join(' && ')})'
        say: finds plan <self.plan> fresh
${records.map((name, i) => applyStep(name, i, fixed)).join('\n')}
      - id: clean_up
        set:
          watermark: max(watermark, self.plan - keep)
        say: deletes plans below <watermark>
invariants:
  endpoints_resolve: ${records.map((name) => `${name} >= watermark`).join(' && ')}
`;
}

function applyStep(name: string, index: number, fixed: boolean): string {
  return `      - id: apply_${index + 1}
        set:
          ${name}: ${fixed ? `max(${name}, self.plan)` : 'self.plan'}
        say: points endpoint ${index + 1} at plan <self.plan>`;
}
