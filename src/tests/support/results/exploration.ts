import type { Change, Exploration, ExploredProperty, ExploredStep, Json, Result } from '../../../result.ts';
import { MINUTE, SECOND } from '../../../time/duration.ts';
import { awsResult } from './run.ts';

/*
 * Test data, not produced by the engine: a search of all interleavings of the DNS race with two Enactors and five
 * plans. Three independent searches agree on the numbers of states and on the shortest counterexample. Transitions,
 * depths and times were written by hand.
 */

/** The race as a scenario with only a search: no clock and no run. */
export function exploredResult(): Result {
  const aws = awsResult();
  return {
    ...aws,
    scenario: 'dns-enactor-race',
    clock: null,
    until: 0,
    constants: aws.constants
      .filter(({ name }) => name === 'keep')
      .flatMap((keep) => [{ ...keep, name: 'plans', value: 5 }, keep]),
    assumes: [],
    observed: [],
    runs: [],
    explorations: [
      baseExploration(),
      recheck(),
      {
        ...holding('keep_active', 1075, 2537, 15),
        patches: [
          {
            path: 'enactor.cleanup.set.deleted',
            value: 'deleted + range(self.plan).filter(p, p > 0 && self.plan - p >= keep && p != active)',
          },
        ],
        againstBase: { followed: 8, of: 8, divergesAt: null, trace: [], instead: null },
      },
      {
        ...holding('apply_and_cleanup_atomic', 382, 914, 11),
        patches: [{ path: 'enactor.atomic', value: '[[apply, cleanup]]' }],
        againstBase: {
          followed: 6,
          of: 8,
          divergesAt: 'E1: apply',
          trace: baseExploration().trace.slice(0, 6),
          instead: explored('E1', 'skips apply', { kind: 'skip', changes: [change('E1.plan', 1, 0)] }),
        },
      },
      threeEnactors(),
    ],
    show: ['verdicts', 'counterexample'],
    unobservedImpact: null,
    lanes: [],
  };
}

/** The base, which violates `endpoint_resolves` in 8 steps. */
export function baseExploration(): Exploration {
  return {
    variant: 'base',
    patches: [],
    verdict: 'violated',
    property: 'endpoint_resolves',
    steps: 8,
    states: 1130,
    transitions: 2687,
    depth: 15,
    bounds: { maxStates: 1_000_000, symmetry: [], reduction: true },
    hit: null,
    properties: properties('violated'),
    trace: race(),
    loop: null,
    staleReads: [{ actor: 'E1', check: 1, use: 6, variables: ['newest', 'active'], changedBy: [2, 3, 5] }],
    timing: {
      possible: true,
      times: [
        0,
        0,
        MINUTE,
        2 * MINUTE,
        2 * MINUTE,
        2 * MINUTE + SECOND,
        2 * MINUTE + 2 * SECOND,
        122_500_000,
      ],
      note: null,
    },
    againstBase: null,
    expectations: [
      { claim: 'endpoint_resolves can be violated', found: 'it is violated', met: true },
      { claim: 'the shortest way there has 8 steps', found: 'it has 8', met: true },
    ],
  };
}

/** A search without a violation. */
export function holding(variant: string, states: number, transitions: number, depth: number): Exploration {
  return {
    ...baseExploration(),
    variant,
    verdict: 'holds',
    property: null,
    steps: null,
    states,
    transitions,
    depth,
    properties: properties('holds'),
    trace: [],
    staleReads: [],
    timing: null,
    expectations: [{ claim: 'endpoint_resolves holds in every interleaving', found: 'it holds', met: true }],
  };
}

/** A search that stopped at its limit. */
export function incomplete(variant: string): Exploration {
  return {
    ...holding(variant, 1_000_000, 3_141_592, 41),
    verdict: 'incomplete',
    hit: 'max_states 1000000',
    properties: properties('incomplete').map((one) => ({ ...one, verdict: 'incomplete' as const })),
    expectations: [],
  };
}

/** The base as a search that stopped at the violation. One property is undecided, and `states` is partial. */
export function stopped(): Exploration {
  const base = baseExploration();
  const open = base.properties.map((one) =>
    one.kind === 'deadlock' ? { ...one, verdict: 'incomplete' as const } : one,
  );
  return { ...base, states: 349, transitions: 558, depth: 7, properties: open };
}

/** A step in a counterexample, with default values. */
export function explored(actor: string, say: string, fields: Partial<ExploredStep> = {}): ExploredStep {
  return {
    kind: 'step',
    actor,
    process: actor.replace(/\d+$/, ''),
    step: null,
    to: [],
    say,
    changes: [],
    breaks: [],
    ...fields,
  };
}

/** A change to a value. For a list, `added` contains the added items. */
export function change(name: string, from: Json, to: Json, added: Json[] = []): Change {
  return { name, from, to, added, removed: [] };
}

function recheck(): Exploration {
  return {
    ...holding('recheck_on_apply', 652, 1545, 12),
    patches: [{ path: 'enactor.apply.skip_if', value: 'self.plan in deleted || self.plan <= active' }],
    againstBase: {
      followed: 6,
      of: 8,
      divergesAt: 'E1: apply',
      trace: baseExploration().trace.slice(0, 6),
      instead: explored('E1', 'skips apply', { kind: 'skip', changes: [change('E1.plan', 1, 0)] }),
    },
  };
}

function threeEnactors(): Exploration {
  return {
    ...baseExploration(),
    variant: 'three_enactors',
    patches: [{ path: 'enactor.instances', value: '[E1, E2, E3]' }],
    states: 15_569,
    transitions: 51_080,
    depth: 19,
    timing: {
      possible: false,
      times: [],
      note: 'No delays within the scenario’s ranges allow this order: planner’s publish waits for its period.',
    },
    againstBase: { followed: 8, of: 8, divergesAt: null, trace: [], instead: null },
    expectations: [],
  };
}

function properties(safety: 'holds' | 'violated' | 'incomplete'): ExploredProperty[] {
  return [
    {
      name: 'endpoint_resolves',
      kind: 'invariant',
      is: 'active == 0 || !(active in deleted)',
      verdict: safety,
      inside: null,
    },
    { name: 'deadlock', kind: 'deadlock', is: '', verdict: 'holds', inside: null },
    {
      name: 'old_plan_cleaned',
      kind: 'reachable',
      is: 'size(deleted) > 0 && active == newest',
      verdict: 'reached',
      inside: null,
    },
  ];
}

function race(): ExploredStep[] {
  const publish = (plan: number) =>
    explored('planner', `publishes plan ${plan}`, {
      process: 'planner',
      step: 'publish',
      changes: [change('newest', plan - 1, plan)],
    });
  const enactor = (actor: string, step: string, say: string, changes: Change[]) =>
    explored(actor, say, { process: 'enactor', step, changes, to: step === 'pick' ? [] : ['route53'] });
  return [
    publish(1),
    enactor('E1', 'pick', 'picks plan 1', [change('E1.plan', 0, 1)]),
    publish(2),
    publish(3),
    enactor('E2', 'pick', 'picks plan 3', [change('E2.plan', 0, 3)]),
    enactor('E2', 'apply', 'points the endpoint at plan 3', [change('active', 0, 3)]),
    enactor('E1', 'apply', 'points the endpoint at plan 1', [change('active', 3, 1)]),
    {
      ...enactor('E2', 'cleanup', 'deletes plans up to 1', [change('deleted', [], [1], [1])]),
      breaks: ['endpoint_resolves'],
    },
  ];
}
