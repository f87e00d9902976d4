import type {
  MarkResult,
  Micros,
  ObservedFact,
  Result,
  Run,
  ServiceResult,
  ServiceSeries,
} from '../../../result.ts';
import { MINUTE, SECOND } from '../../../time/duration.ts';
import { parseInstant } from '../../../time/instant.ts';
import { baseTrace, FAILS, RESTORED } from './trace.ts';

/*
 * Test data, not produced by the engine: a plausible run of the DNS race in October 2025. AWS published the observed
 * times. Everything simulated was written by hand to exercise the views.
 */

const START = '2025-10-19T23:30:00-07:00';
const ABOUT = 'https://aws.amazon.com/message/101925/';
const RECOVERED = 191 * MINUTE + 10 * SECOND;
const UNTIL = 200 * MINUTE;

/** A run in which nothing happened. */
export function emptyRun(variant = 'base'): Run {
  return {
    variant,
    patches: [],
    seed: 1,
    ended: { at: UNTIL, because: 'until' },
    transitions: 0,
    participants: [],
    trace: [],
    traceDropped: 0,
    marks: [],
    services: [],
    conditions: [],
    measures: [],
    outcomes: [],
    quantities: [],
    recovery: null,
    faults: [],
    facts: [],
    properties: [],
    expectations: [],
    notes: [],
    final: {},
  };
}

/** The DNS race: the base fails at 23:48:02 PDT, `recheck_on_apply` doesn't, and `three_enactors` has no effect. */
export function awsResult(): Result {
  return {
    version: 3,
    engine: '0.1.0',
    scenario: 'dns-race',
    title: 'Two Enactors race; clean-up deletes the plan in use',
    summary: 'A slow Enactor overwrites a newer DNS plan just before clean-up deletes its own.',
    about: ABOUT,
    assumes: [
      'The Planner publishes every minute; no source gives the period.',
      'One Enactor takes 7 minutes over one plan; the real delay was not published.',
    ],
    clock: { start: START, zone: 'America/Los_Angeles', epoch: parseInstant(START)! },
    until: UNTIL,
    constants: [
      constant('keep', 2, 'int', 'assumed', { range: [1, 8] }),
      constant('publish_every', MINUTE, 'duration', 'assumed', {}),
      constant('slow_apply', 8 * MINUTE, 'duration', 'assumed', { range: [2 * MINUTE, 30 * MINUTE] }),
      constant('negative_ttl', 15 * MINUTE, 'duration', 'fitted', { fittedTo: 'connections_ok' }),
      constant('enactors', 3, 'int', 'sourced', { source: ABOUT }),
    ],
    observed: OBSERVED,
    explorations: [],
    sweeps: [],
    sensitivities: [],
    unfired: [],
    validation: null,
    dependencies: [],
    runs: [
      baseRun(),
      recheckRun(),
      {
        ...baseRun(),
        variant: 'three_enactors',
        patches: [{ path: 'enactor.instances', value: '[E1, E2, E3]' }],
      },
    ],
    show: ['timeline', 'sequence', 'impact', 'fit', 'variants'],
    unobservedImpact: null,
    lanes: ['planner', 'E1', 'E2', 'route53', 'operators'],
  };
}

const OBSERVED: ObservedFact[] = [
  fact('dns_fails', '23:48', 18, 'The regional endpoint of DynamoDB loses all its addresses', MINUTE, 19),
  fact('identified', '00:38', 68, 'Engineers find the DNS state of DynamoDB as the source', null),
  fact(
    'mitigated',
    '01:15',
    105,
    'Temporary mitigations let some internal services reach DynamoDB',
    2 * MINUTE,
  ),
  fact('dns_restored', '02:25', 175, 'All DNS information is restored by hand', MINUTE),
  fact('replicas_ok', '02:32', 182, 'Replicas of global tables have caught up', 2 * MINUTE),
  fact('connections_ok', '02:40', 190, 'Cached DNS answers have run out; customers can connect', 2 * MINUTE),
];

function fact(
  id: string,
  at: string,
  minute: number,
  text: string,
  within: Micros | null,
  day = 20,
): ObservedFact {
  return {
    id,
    at: `2025-10-${day}T${at}:00-07:00`,
    t: minute * MINUTE,
    text,
    source: ABOUT,
    latest: null,
    within,
    shows: null,
    until: null,
  };
}

function constant(
  name: string,
  value: number,
  type: string,
  basis: 'assumed' | 'sourced' | 'fitted',
  more: { source?: string; fittedTo?: string; range?: [number, number] },
): Result['constants'][number] {
  return {
    name,
    value,
    type,
    basis,
    source: more.source ?? null,
    fittedTo: more.fittedTo ?? null,
    range: more.range ?? null,
  };
}

function mark(id: string, is: string, at: Micros | null, more: Partial<MarkResult> = {}): MarkResult {
  const against = OBSERVED.find((candidate) => candidate.id === id);
  return {
    id,
    is,
    at,
    status: at === null ? 'not-by-end' : 'happened',
    basis: 'computed',
    observed: against?.id ?? null,
    residual: at === null || against === undefined ? null : at - against.t,
    within: against?.within ?? null,
    ...more,
  };
}

const PARTICIPANTS: Run['participants'] = [
  { id: 'planner', kind: 'instance', process: 'planner', size: 1 },
  { id: 'E1', kind: 'instance', process: 'enactor', size: 1 },
  { id: 'E2', kind: 'instance', process: 'enactor', size: 1 },
  { id: 'clients', kind: 'fleet', process: 'client', size: 10_000 },
  { id: 'route53', kind: 'record', process: null, size: 1 },
  { id: 'operators', kind: 'instance', process: 'operators', size: 1 },
  { id: 'dynamodb', kind: 'service', process: null, size: 1 },
  { id: 'replication', kind: 'service', process: null, size: 1 },
];

function baseRun(): Run {
  const trace = baseTrace();
  return {
    ...emptyRun(),
    transitions: trace.length,
    participants: PARTICIPANTS,
    trace,
    marks: [
      mark('dns_fails', 'active in deleted', FAILS),
      mark('mitigated', 'internal_share > 0.5', null),
      mark('dns_restored', '!(active in deleted)', RESTORED, { basis: 'input' }),
      mark('replicas_ok', 'replication_lag < 1s', 186 * MINUTE + 30 * SECOND),
      mark('connections_ok', 'share_connected > 0.99', RECOVERED, { basis: 'fit' }),
    ],
    services: [dynamodb(true), quiet('replication')],
    properties: [
      {
        name: 'endpoint_resolves',
        kind: 'invariant',
        is: 'active == 0 || !(active in deleted)',
        verdict: 'violated',
        at: FAILS,
      },
      {
        name: 'old_plan_cleaned',
        kind: 'reachable',
        is: 'size(deleted) > 0',
        verdict: 'reached',
        at: 2 * MINUTE,
      },
    ],
    expectations: [
      {
        claim: 'The base violates endpoint_resolves.',
        found: 'It is first broken at 23:48:02 PDT.',
        met: true,
      },
      {
        claim: 'dynamodb is impacted for 2 h 52 min, give or take 2 min.',
        found: 'It is impacted for 2 h 53 min.',
        met: true,
      },
    ],
    notes: ['The operators act at an observed time.'],
    final: { newest: 299, active: 299, deleted: [297, 298], addresses: 3 },
  };
}

function recheckRun(): Run {
  const base = baseRun();
  const trace = base.trace
    .filter((e) => e.breaks.length === 0 && e.observed === null)
    .map((e) =>
      e.actor === 'E1' && e.t > 18 * MINUTE && e.step === 'apply'
        ? { ...e, kind: 'skip' as const, say: 'starts over: plan 110 is old' }
        : e,
    );
  return {
    ...base,
    variant: 'recheck_on_apply',
    patches: [{ path: 'enactor.apply.skip_if', value: 'self.plan in deleted || self.plan <= active' }],
    trace,
    transitions: trace.length,
    marks: base.marks.map((m) => ({
      ...m,
      at: null,
      residual: null,
      status: m.basis === 'input' ? 'never' : 'not-by-end',
    })),
    services: [dynamodb(false), quiet('replication')],
    properties: [{ ...base.properties[0]!, verdict: 'held', at: null }, base.properties[1]!],
    expectations: [{ claim: 'The variant keeps endpoint_resolves.', found: 'It holds.', met: true }],
    notes: ['The operators never act: the reason for their step at 02:25 is gone.'],
  };
}

function dynamodb(impacted: boolean): ServiceResult {
  const rate = (k: number) =>
    k < 18 ? 0 : k < 175 ? 0.97 : k < 191 ? Math.round(970 * (1 - (k - 175) / 17)) / 1000 : 0;
  const windows = [{ from: 18 * MINUTE, to: 191 * MINUTE, failed: 3_281_000, worstErrorRate: 0.97 }];
  return {
    ...quiet('dynamodb'),
    failed: impacted ? 3_281_000 : 0,
    errorRate: Array.from({ length: 200 }, (_, k) => (impacted ? rate(k) : 0)),
    windows: impacted ? windows : [],
    worstErrorRate: impacted ? 0.97 : 0,
    budget: impacted ? 37.98 : 0,
    usersAffected: null,
    series: emptySeries(MINUTE),
  };
}

function quiet(service: string): ServiceResult {
  return {
    service,
    requests: 4_000_000,
    failed: 0,
    scale: 1000,
    threshold: 0.05,
    every: MINUTE,
    errorRate: Array.from({ length: 200 }, () => 0),
    windows: [],
    worstErrorRate: 0,
    slo: { target: 0.999, window: 30 * 24 * 60 * MINUTE },
    budget: 0,
    usersAffected: null,
    series: emptySeries(MINUTE),
  };
}

/** A service without time series. */
function emptySeries(every: Micros): ServiceSeries {
  return {
    every,
    offered: [],
    goodput: [],
    errors: [],
    rejected: [],
    timeouts: [],
    queue: [],
    busy: [],
    p50: [],
    p99: [],
  };
}
