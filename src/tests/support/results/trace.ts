import type { Micros, TraceEvent } from '../../../result.ts';
import { MINUTE, SECOND } from '../../../time/duration.ts';

/* Test data: the events in the DNS race in `run.ts`, written by hand. */

/** When the DNS record becomes empty in the base run, and when it's repaired. */
export const FAILS = 18 * MINUTE + 2_900_000;
export const RESTORED = 175 * MINUTE;
/** A trace event with default values. */
export function event(t: Micros, actor: string, fields: Partial<TraceEvent> = {}): TraceEvent {
  return {
    t,
    transition: 0,
    kind: 'step',
    actor,
    process: null,
    step: null,
    to: [],
    say: 'does something',
    said: true,
    changes: [],
    message: null,
    input: false,
    observed: null,
    breaks: [],
    restores: [],
    ...fields,
  };
}

/** A change to a plain value. */
function changed(name: string, from: number, to: number): TraceEvent['changes'][number] {
  return { name, from, to, added: [], removed: [] };
}

/** Plans 100 to 117, one per minute: E1 and E2 take turns until E1 gets stuck on plan 110. */
function cycles(): TraceEvent[] {
  return Array.from({ length: 18 }, (_, k) => k).flatMap((k) => {
    const who = k % 2 === 0 && k <= 10 ? 'E1' : 'E2';
    const steps = enact(k * MINUTE, who, 100 + k);
    return [publish(k * MINUTE, 100 + k), ...(k === 10 ? steps.slice(0, 1) : steps)];
  });
}

function race(): TraceEvent[] {
  const t = 18 * MINUTE;
  const stale = step(t + 2_400_000, 'E1', 'apply', 'points the endpoint at plan 110', [
    changed('active', 118, 110),
  ]);
  const clean = step(FAILS, 'E2', 'cleanup', 'deletes plans up to 116', [changed('addresses', 3, 0)]);
  const [pick, apply] = enact(t, 'E2', 118);
  return [
    publish(t, 118),
    { ...pick!, t: t + SECOND },
    { ...apply!, t: t + 1_600_000 },
    stale,
    { ...clean, breaks: ['endpoint_resolves'] },
  ];
}

/** The Planner continues while no Enactor can apply a plan. */
function outage(): TraceEvent[] {
  return Array.from({ length: 156 }, (_, k) => publish((19 + k) * MINUTE, 119 + k));
}

function repair(): TraceEvent {
  return {
    ...step(RESTORED, 'operators', 'repair', 'restore the DNS record by hand', [changed('addresses', 0, 3)]),
    process: 'operators',
    input: true,
    observed: 'dns_restored',
    restores: ['endpoint_resolves'],
  };
}

function afterwards(): TraceEvent[] {
  return Array.from({ length: 25 }, (_, k) => 175 + k).flatMap((k) => [
    publish(k * MINUTE, 100 + k),
    ...enact(k * MINUTE + SECOND, k % 2 === 0 ? 'E1' : 'E2', 100 + k),
  ]);
}

function publish(t: Micros, plan: number): TraceEvent {
  return event(t, 'planner', {
    process: 'planner',
    step: 'publish',
    say: `publishes plan ${plan}`,
    changes: [changed('newest', plan - 1, plan)],
  });
}

function enact(t: Micros, who: string, plan: number): TraceEvent[] {
  const local = event(t + 2 * SECOND, who, {
    process: 'enactor',
    step: 'pick',
    say: `picks plan ${plan}`,
    changes: [changed(`${who}.plan`, 0, plan)],
  });
  return [
    local,
    step(t + 5 * SECOND, who, 'apply', `points the endpoint at plan ${plan}`, [
      changed('active', plan - 1, plan),
    ]),
    step(t + 6 * SECOND, who, 'cleanup', `deletes plans up to ${plan - 2}`, []),
  ];
}

function step(t: Micros, actor: string, id: string, say: string, changes: TraceEvent['changes']): TraceEvent {
  return event(t, actor, { process: 'enactor', step: id, say, changes, to: ['route53'] });
}

/** The base run's trace. */
export function baseTrace(): TraceEvent[] {
  const trace = [...cycles(), ...race(), ...outage(), repair(), ...afterwards()];
  return trace.sort((a, b) => a.t - b.t).map((e, transition) => ({ ...e, transition }));
}
