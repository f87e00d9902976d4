import type { Draws } from '../../engine/numbers/random.ts';
import type { Delay } from '../../scenario/ast/delay.ts';
import type { Expr } from '../../scenario/ast/expr.ts';
import type { HealthCheck, PartialFault } from '../../scenario/ast/members.ts';
import type { Edge, Load, Pool, Retry, Scenario, Service, ServiceCall } from '../../scenario/ast/scenario.ts';
import { PlainFailure, type PlainScope, read } from './expressions.ts';
import type { Meter } from './meters.ts';
import { drawDuration, drawValue, isInvalid } from './sampling.ts';

/** What services need from a run. */
export interface PlainHost {
  readonly scenario: Scenario;
  readonly draws: Draws;
  readonly now: number;
  readonly meters: Readonly<Record<string, Meter>>;
  scope(self?: PlainScope['self']): PlainScope;
  /** Records a change to a service's members. */
  note(service: string, kind: 'crash' | 'restart' | 'scale', say: string): void;
  /** Schedules an event. The event is skipped if `valid` returns false when it's due. */
  schedule(
    time: number,
    rank: 'load' | 'service' | 'timeout',
    subject: number,
    act: () => void,
    valid: () => boolean,
    group?: object | null,
    mayAnswer?: () => boolean,
  ): void;
}

export interface Caller {
  readonly self: NonNullable<PlainScope['self']>;
  /** Cache key: each instance has its own cache. */
  readonly instance: number;
  answered(ok: boolean): void;
}

export interface Request {
  readonly edge: PlainEdge;
  readonly who: number;
  readonly what: number;
  readonly n: number;
  readonly weight: number;
  readonly priority: number;
  readonly began: number;
  readonly parent: Attempt | null;
  readonly caller: Caller | null;
  attempts: number;
  attempt: Attempt | null;
  key: number;
  epoch: number;
  over: boolean;
}

export interface Attempt {
  readonly server: PlainServer;
  /** Null if the client has given up. */
  request: Request | null;
  readonly from: Request;
  /** The probe, if a health check made this attempt. It's kept even if the health check no longer waits for it. */
  readonly probe: Probe | null;
  readonly number: number;
  phase: 'waiting' | 'pooled' | 'working' | 'calling' | 'dropping' | 'replying' | 'over';
  holdsSlot: boolean;
  /** Number of entries under `calls` that the attempt has reached so far. */
  calls: number;
  /** Remaining calls from the entries reached so far. All calls in a stage are made at once. */
  stages: (readonly StagedCall[])[];
  /** True while the attempt makes a stage's calls. */
  issuing: boolean;
  readonly children: Set<Request>;
}

/** A call to make: the edge, and the number of the repetition, counting from 1. */
export interface StagedCall {
  readonly edge: PlainEdge;
  readonly repetition: number;
}

export interface Probe {
  readonly check: HealthCheck;
  awaited: boolean;
  ended(ok: boolean): void;
}

/** A call as written in the scenario, with state shared by its clients. */
export interface PlainEdge {
  readonly edge: Edge;
  readonly hash: number;
  readonly service: string;
  tokens: number;
  /** Responses by client and key, in order of eviction. */
  readonly cache: Map<number, Map<number, { until: number; ok: boolean }>>;
  readonly breaker: BreakerState;
}

/** A fault's effect on a member. A setting that doesn't change is null. */
export interface MemberEffect {
  readonly down: boolean;
  readonly slowdown: number | null;
  readonly available: number | null;
}

export interface PlainMember {
  readonly index: number;
  readonly server: PlainServer;
  healthy: boolean;
  /** True if the member takes no new requests and leaves once its work is done. */
  leaving: boolean;
  /** Failed and successful probes in a row. */
  failures: number;
  successes: number;
  probes: number;
  effects: { readonly fault: object; readonly effect: MemberEffect }[];
}

/** The members of a service. */
export interface ServerGroup {
  readonly all: readonly PlainMember[];
  pick(r: Request): PlainServer | null;
  leaveIfIdle(member: PlainMember): void;
  takeDown(): void;
  bringUp(): void;
  strike(fault: object, partial: PartialFault, effect: MemberEffect): void;
}

export interface PlainServer {
  readonly service: Service;
  /** The service's members, and the member that this server belongs to. */
  fleet: ServerGroup | null;
  member: PlainMember | null;
  readonly meter: Meter;
  readonly calls: readonly { readonly call: ServiceCall; readonly edge: PlainEdge }[];
  readonly pools: readonly PlainPool[];
  queue: Set<Attempt>;
  /** In the order in which they started. */
  readonly busy: Set<Attempt>;
  /** In a shared service: the remaining work of each attempt, in the order in which they started. */
  readonly shares: Map<Attempt, number>;
  /** Work that couldn't be divided, the time of the last division, and the capacity since then. */
  kept: number;
  divided: number;
  capacity: number;
  shareVersion: number;
  down: number;
  dispatching: boolean;
  tokens: number;
  filled: number;
  /** The throttle's settings since the last refill. */
  rate: number;
  size: number;
}

/** A resource other than slots: attempts that have a unit, and attempts that wait for one. */
export interface PlainPool {
  readonly pool: Pool;
  readonly meter: Meter;
  readonly holders: Set<Attempt>;
  readonly queue: Set<Attempt>;
  dispatching: boolean;
}

export interface PlainLoad {
  readonly load: Load;
  readonly edge: PlainEdge;
  n: number;
  left: number;
  since: number;
  rate: number;
  version: number;
}

/** A circuit breaker: its state, and the outcomes of attempts since it closed. */
export interface BreakerState {
  state: 'closed' | 'open' | 'probing';
  epoch: number;
  openUntil: number;
  outcomes: boolean[];
  inRow: number;
  probesLeft: number;
  succeeded: number;
}

/** A delay's first parameter. */
export function firstOf(delay: Delay): Expr {
  switch (delay.dist) {
    case 'constant':
      return delay.value;
    case 'uniform':
      return delay.min;
    case 'exponential':
      return delay.mean;
    case 'lognormal':
      return delay.p50;
    case 'gamma':
      return delay.mean;
    case 'weibull':
      return delay.scale;
    case 'pareto':
    case 'empirical':
      return delay.min;
  }
}

/** A delay's second parameter. */
export function secondOf(delay: Delay): Expr | null {
  if ('shape' in delay) return delay.shape;
  if ('max' in delay) return delay.max;
  return delay.dist === 'lognormal' ? delay.p99 : null;
}

/** How long a client waits before its next attempt. */
export function backoff(
  { jitter }: Retry,
  { base, factor, cap }: { readonly base: number; readonly factor: number; readonly cap: number },
  attempts: number,
  u: number,
): number {
  let wait = base;
  for (let k = 1; k < attempts; k++) wait *= factor;
  wait = Math.min(base === 0 ? 0 : wait, cap, Number.MAX_SAFE_INTEGER);
  switch (jitter) {
    case 'none':
      return Math.round(wait);
    case 'full':
      return Math.round(wait * u);
    case 'equal':
      return Math.round(wait / 2 + (wait / 2) * u);
    case 'exponential':
      return drawDuration('exponential', wait, 0, u);
  }
}

/** Numbers, durations and draws, evaluated each time they are needed. */
export class Quantities {
  protected readonly host: PlainHost;

  constructor(host: PlainHost) {
    this.host = host;
  }

  protected number(expr: Expr | null, absent: number, self: PlainScope['self'] = null): number {
    if (expr === null) return absent;
    const value = Number(read(expr, this.host.scope(self)));
    if (value < 0) throw new PlainFailure('run/negative', expr.span);
    return value;
  }

  /** A delay whose parameters are multiplied by a factor. */
  protected delay(delay: Delay, u: number, times = 1, self: PlainScope['self'] = null): number {
    const [a, b] = this.parameters(delay, self);
    if (isInvalid(delay.dist, a, b)) throw new PlainFailure('run/delay', firstOf(delay).span);
    if (delay.dist === 'empirical') return Math.round(drawValue(delay.values, u) * times);
    return drawDuration(delay.dist, a * times, 'shape' in delay ? b : b * times, u);
  }

  protected parameters(delay: Delay, self: PlainScope['self']): [number, number] {
    return [this.number(firstOf(delay), 0, self), this.number(secondOf(delay), 0, self)];
  }

  protected draw(who: number, what: number, n: number, lane: number, second = false): number {
    this.host.draws.block(who, what, n, lane);
    return second ? this.host.draws.second() : this.host.draws.first();
  }
}

/**
 * True if handling an attempt lets other requests make progress: it isn't a probe, or it's in service while a request
 * waits at the same server. An attempt made by a call counts like the attempt that made the call.
 */
export function helpsOthers({ probe, phase, server, request }: Attempt): boolean {
  const parent = request?.parent ?? null;
  if (parent !== null) return helpsOthers(parent);
  if (probe === null) return true;
  if (phase === 'waiting' || phase === 'pooled' || phase === 'replying' || phase === 'over') return false;
  const waiting = [...server.queue, ...server.pools.flatMap(({ queue }) => [...queue])];
  return waiting.some((other) => other.probe === null);
}
