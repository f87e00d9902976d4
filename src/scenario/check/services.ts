import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Clock, Micros } from '../../result.ts';
import { DAY, HOUR, MINUTE } from '../../time/duration.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import {
  type Breaker,
  type Cache,
  type CacheKeys,
  type Edge,
  type Load,
  MAX_CALLS,
  type Pool,
  type Profile,
  type Queue,
  type Retry,
  type Scenario,
  type Service,
  type ServiceCall,
  type Throttle,
} from '../ast/scenario.ts';
import { ANY, BOOL, DOUBLE, DURATION, INT, type Type } from '../ast/types.ts';
import type { RawClient } from '../schema/parts.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { RawLoad, RawService } from '../schema/services.ts';
import { type Context, type Path, parsePercent } from './context.ts';
import * as say from './diagnostics.ts';
import { checkMembers, checkMembersInTotal } from './members.ts';
import { checkDelay, checkRate, checkShare, nonnegative } from './parts.ts';
import * as sayOf from './value-diagnostics.ts';

export function checkServices(context: Context, raw: RawScenario, scope: Scope): Service[] {
  const known = Object.keys(raw.services ?? {});
  const services = Object.entries(raw.services ?? {}).map(([name, service]): Service => {
    const at: At = { context, path: ['services', name], scope, name };
    return {
      name,
      available: setting(at, 'available', () => available(at, service)),
      failsFast: service.fail_fast ?? false,
      concurrency: setting(at, 'concurrency', () => limited(at, ['concurrency'], service.concurrency)),
      serviceTime: delayAt(at, 'service_time', service.service_time),
      slowdown: setting(at, 'slowdown', () => partOf(at, ['slowdown'], service.slowdown, DOUBLE)),
      queue: checkQueue(at, service.queue),
      throttle: checkThrottle(at, service.throttle),
      onAbandon: service.on_abandon ?? 'keep_working',
      latency: latency(at, service),
      members: checkMembers(context, at.path, service, scope),
      calls: checkCalls(at, service, known),
      pools: checkPools(at, service.pools),
      releases: service.while_calling === 'release' || service.discipline === 'ps',
      shared: checkDiscipline(at, service),
      slo: service.slo === undefined ? null : checkSlo(at, service.slo.window),
      users: service.users ?? null,
    };
  });
  checkCircularCalls(context, services);
  checkMembersInTotal(context, services);
  return services;
}

/** Data shared by the checks of one service. */
interface At {
  readonly context: Context;
  readonly path: Path;
  readonly scope: Scope;
  readonly name: string;
}

/**
 * Checks a setting. Returns a variable if the setting is set or read elsewhere; otherwise, the scenario's expression.
 */
function setting({ name, scope, context, path }: At, key: string, check: () => Expr | null): Expr | null {
  const field = scope.names.fields.get(`${name}.${key}`);
  const expr = check();
  if (field === undefined) return expr;
  const span = context.keySpan([...path, ...key.split('.')]);
  return { op: 'state', name: `${name}.${key}`, old: false, type: field, span };
}

function partOf(
  { context, path, scope }: Omit<At, 'name'>,
  key: Path,
  raw: unknown,
  type: typeof INT,
): Expr | null {
  const place = [...path, ...key];
  return nonnegative(context, place, optional(context, place, raw, scope, type), scope);
}

/** Checks a limit, which is an int or null for `unlimited`. */
function limited(at: At, key: Path, raw: unknown): Expr | null {
  return raw === 'unlimited' ? null : partOf(at, key, raw, INT);
}

function delayAt({ context, path, scope }: At, key: string, raw: RawService['latency']): Service['latency'] {
  return raw === undefined ? null : checkDelay(context, [...path, key], raw, scope);
}

function latency(at: At, service: RawService): Service['latency'] {
  const written = delayAt(at, 'latency', service.latency);
  const value = setting(at, 'latency', () => null);
  return value === null ? written : { dist: 'constant', value };
}

function available({ context, path, scope }: At, service: RawService): Expr | null {
  if (service.available === undefined) return null;
  const at = [...path, 'available'];
  if (parsePercent(context.text(at)) !== null) return checkShare(context, at, scope);
  const before = context.diagnostics.length;
  const expr = context.expr(at, scope, ANY);
  if (expr === null) {
    if (context.diagnostics.length > before) return null;
    return checkShare(context, at, scope);
  }
  if (expr.type.kind === 'double' && expr.op === 'literal') return checkShare(context, at, scope);
  if (expr.type.kind === 'bool' || expr.type.kind === 'double' || expr.type.kind === 'any') return expr;
  const node = context.node(at);
  if (expr.type.kind === 'int' && node.kind === 'scalar' && typeof node.value === 'number') {
    return checkShare(context, at, scope);
  }
  return context.expr(at, scope, BOOL);
}

/** True for a service whose attempts share its capacity. Reports keys that make no sense in that case. */
function checkDiscipline({ context, path }: At, service: RawService): boolean {
  if (service.discipline !== 'ps') return false;
  const report = (key: Path, why: string): void => {
    context.report(say.sharedService(context.keySpan([...path, ...key]), why));
  };
  if (service.concurrency === undefined || service.concurrency === 'unlimited') {
    report(
      ['discipline'],
      'with `discipline: ps`, `concurrency` must be a number: the capacity that all attempts share',
    );
  }
  if (service.while_calling === 'hold') {
    report(['while_calling'], 'with `discipline: ps`, an attempt that waits for its calls takes no share');
  }
  for (const key of ['order', 'max_wait', 'when_full'] as const) {
    if (service.queue?.[key] !== undefined)
      report(['queue', key], `\`${key}\` has no effect with \`discipline: ps\`: nothing waits for a slot`);
  }
  return true;
}

function checkQueue(at: At, raw: RawService['queue']): Queue {
  const capacity = setting(at, 'queue.capacity', () => limited(at, ['queue', 'capacity'], raw?.capacity));
  return {
    capacity,
    order: raw?.order ?? 'fifo',
    whenFull: raw?.when_full ?? 'reject',
    maxWait: partOf(at, ['queue', 'max_wait'], raw?.max_wait, DURATION),
  };
}

/** Maximum number of a service's pools. One number records which pools an attempt uses, with a bit for each pool. */
const MAX_POOLS = 16;

function checkPools(at: At, raw: RawService['pools']): Pool[] {
  const pools = Object.entries(raw ?? {});
  if (pools.length > MAX_POOLS) {
    const span = at.context.keySpan([...at.path, 'pools']);
    at.context.report(say.tooMany(span, pools.length, 'pools for one service', MAX_POOLS));
  }
  return pools.map(([name, pool]): Pool => {
    const [path, size] =
      typeof pool === 'object' ? [['pools', name, 'size'], pool.size] : [['pools', name], pool];
    return {
      name,
      size: setting(at, `pools.${name}.size`, () => limited(at, path, size)),
      held: typeof pool === 'object' ? (pool.held ?? 'always') : 'always',
    };
  });
}

function checkThrottle(at: At, raw: RawService['throttle']): Throttle {
  if (typeof raw !== 'object') {
    const rate = setting(at, 'throttle', () =>
      raw === 'unlimited' || raw === undefined ? null : admitted(at, ['throttle']),
    );
    return { rate, burst: null, waiting: null, timeouts: null };
  }
  const multiple = typeof raw.waiting === 'object';
  return {
    rate: setting(at, 'throttle', () => (raw.rate === undefined ? null : admitted(at, ['throttle', 'rate']))),
    burst: partOf(at, ['throttle', 'burst'], raw.burst, DOUBLE),
    waiting: multiple ? null : partOf(at, ['throttle', 'waiting'], raw.waiting, DURATION),
    timeouts: multiple ? partOf(at, ['throttle', 'waiting', 'timeouts'], raw.waiting, DOUBLE) : null,
  };
}

/** Checks a throttle's rate. */
function admitted({ context, path, scope }: At, key: Path): Expr | null {
  const place = [...path, ...key];
  return nonnegative(context, place, checkRate(context, place, scope), scope);
}

function checkCalls(
  { context, path, scope }: At,
  service: RawService,
  known: readonly string[],
): ServiceCall[] {
  return (service.calls ?? []).flatMap((call, i): ServiceCall[] => {
    // Short forms have been expanded, or they're errors.
    if (typeof call === 'string' || typeof call.to !== 'string') return [];
    const { to } = call;
    const at = [...path, 'calls', i];
    if (!known.includes(to)) {
      context.report(say.unknownThing(context.span([...at, 'to']), to, 'service', nearest(to, known)));
    }
    const share = call.share === undefined ? null : checkShare(context, [...at, 'share'], scope);
    const ends = { to, required: call.required ?? true, share, span: context.span([...at, 'to']) };
    const count = partOf({ context, path: at, scope }, ['count'], call.count, INT);
    if (count?.op === 'literal' && (count.value as number) > MAX_CALLS) {
      const span = context.span([...at, 'count']);
      context.report(say.tooMany(span, count.value as number, 'calls for one attempt', MAX_CALLS));
    }
    return [{ ...checkEdge(context, at, call, scope, ends), count, parallel: call.parallel ?? false }];
  });
}

function checkSlo({ context, path, scope }: At, window: string): Service['slo'] {
  const at = [...path, 'slo'];
  const target = checkShare(context, [...at, 'target'], scope);
  const length = context.duration([...at, 'window'], window);
  if (target === null || length === null) return null;
  if (target.op !== 'literal') {
    return context.report(say.notFixed(context.span([...at, 'target']), 'a fixed percentage, like 99.9%'));
  }
  return { target: target.value as number, window: length };
}

function checkCircularCalls(context: Context, services: readonly Service[]): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      const cycle = [...path.slice(path.indexOf(name)), name].join(' → ');
      context.report(say.circularCalls(context.keySpan(['services', name]), cycle));
      return;
    }
    if (done.has(name)) return;
    for (const call of byName.get(name)?.calls ?? []) visit(call.to, [...path, name]);
    done.add(name);
  };
  for (const service of services) visit(service.name, []);
}

export function checkLoads(context: Context, raw: RawScenario, scope: Scope, timing: Timing): Load[] {
  const services = Object.keys(raw.services ?? {});
  const seen = new Set<string>();
  return (raw.load ?? []).flatMap((load, i): Load[] => {
    const path = ['load', i];
    const span = context.span([...path, 'id']);
    if (seen.has(load.id)) context.report(say.duplicateName(span, load.id, 'a load'));
    seen.add(load.id);
    if (!services.includes(load.to)) {
      const near = nearest(load.to, services);
      context.report(say.unknownThing(context.span([...path, 'to']), load.to, 'service', near));
    }
    const { arrivals } = load;
    // A rate has been expanded to a map, and any other text is an error.
    if (typeof arrivals === 'string') return [];
    const at = [...path, 'arrivals', 'rate'];
    const rate = checkRate(context, at, scope);
    const edge = checkEdge(context, path, load, scope, { to: load.to, span });
    if (rate === null) return [];
    if (rate.op === 'literal' && (rate.value as number) < 0) {
      context.report(say.badRate(context.span(at), context.text(at)));
    }
    const name = `${load.id}.rate`;
    const field = scope.names.fields.get(name);
    return [
      {
        id: load.id,
        to: load.to,
        dist: arrivals.dist,
        rate: field === undefined ? rate : { op: 'state', name, old: false, type: field, span: rate.span },
        profile: checkProfile(context, [...path, 'arrivals', 'profile'], arrivals.profile, timing),
        scale: load.scale ?? 1,
        edge,
        span,
      },
    ];
  });
}

/** What is needed to convert a profile to simulated time. */
export interface Timing {
  readonly clock: Clock | null;
  readonly until: Micros | null;
  readonly offsetAt: OffsetAt;
}

/** A zone's offset from UTC at an instant, in microseconds. */
export type OffsetAt = (zone: string, epoch: number) => number;

const CLOCK_TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const MAX_POINTS = 20_000;

/** Checks a profile and repeats it for each day of the run in wall-clock time. */
function checkProfile(
  context: Context,
  path: Path,
  raw: Exclude<RawLoad['arrivals'], string>['profile'],
  { clock, until, offsetAt }: Timing,
): Profile | null {
  if (raw === undefined) return null;
  if (clock === null) return context.report(say.needsClock(context.keySpan(path)));
  const points: { time: Micros; times: number }[] = [];
  for (const [i, { at, times }] of raw.entries()) {
    const found = CLOCK_TIME.exec(at.trim());
    const time = found === null ? -1 : Number(found[1]) * HOUR + Number(found[2]) * MINUTE;
    const span = context.span([...path, i, 'at']);
    if (found === null)
      context.report(say.profile(span, `\`${at}\` isn't a time of day`, "write it like '06:30'"));
    else if (time <= (points.at(-1)?.time ?? -1)) {
      context.report(
        say.profile(span, 'this time is before the previous one', 'list the points in chronological order'),
      );
    } else points.push({ time, times });
  }
  const days = Math.ceil((until ?? 0) / DAY) + 3;
  if (days * points.length > MAX_POINTS) {
    const what = 'points of a profile in a run';
    return context.report(say.tooMany(context.keySpan(path), days * points.length, what, MAX_POINTS));
  }
  return onSimulatedTime(points, clock, days, offsetAt);
}

/** Each day's points in simulated time, from the day before the run to the day after it. */
function onSimulatedTime(
  points: readonly { time: Micros; times: number }[],
  { zone, epoch }: Clock,
  days: number,
  offsetAt: OffsetAt,
): Profile {
  const at: Micros[] = [];
  const times: number[] = [];
  const today = Math.floor((epoch + offsetAt(zone, epoch)) / DAY) * DAY;
  for (let day = -1; day < days - 1; day++) {
    for (const point of points) {
      const wall = today + day * DAY + point.time;
      // A local time that is skipped when clocks are set forward is treated as if it existed.
      const utc = wall - offsetAt(zone, wall - offsetAt(zone, wall));
      const moment = utc - epoch;
      if (moment <= (at.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
      at.push(moment);
      times.push(point.times);
    }
  }
  return { at, times };
}

/** Checks how a client calls a service: timeout, retries, breaker and cache. */
export function checkEdge(context: Context, path: Path, raw: RawClient, scope: Scope, ends: EdgeEnds): Edge {
  return {
    to: ends.to,
    required: ends.required ?? true,
    share: ends.share ?? null,
    timeout: optional(context, [...path, 'timeout'], raw.timeout, scope, DURATION),
    retry: raw.retry === undefined ? null : checkRetry(context, [...path, 'retry'], raw.retry, scope),
    breaker:
      raw.breaker === undefined ? null : checkBreaker(context, [...path, 'breaker'], raw.breaker, scope),
    cache: raw.cache === undefined ? null : checkCache(context, [...path, 'cache'], raw.cache, scope),
    priority: checkPriority(context, path, raw, scope),
    span: ends.span,
  };
}

function checkPriority(context: Context, path: Path, { priority }: RawClient, scope: Scope): Expr | null {
  return partOf({ context, path, scope }, ['priority'], priority, INT);
}

/** The parts of an edge that only calls between services have. */
export interface EdgeEnds {
  readonly to: string;
  readonly required?: boolean;
  readonly share?: Expr | null;
  readonly span: Span;
}

function checkRetry(
  context: Context,
  path: Path,
  { max, backoff, budget }: NonNullable<RawClient['retry']>,
  scope: Scope,
): Retry | null {
  const retries = context.expr([...path, 'max'], scope, INT);
  const wait = [...path, 'backoff'];
  const tokens = (key: string) => context.expr([...path, 'budget', key], scope, DOUBLE);
  const [start, cap, perSuccess] =
    budget === undefined ? [null, null, null] : [tokens('start'), tokens('cap'), tokens('per_success')];
  const base = optional(context, [...wait, 'base'], backoff?.base, scope, DURATION);
  const factor = optional(context, [...wait, 'factor'], backoff?.factor, scope, DOUBLE);
  const longest = optional(context, [...wait, 'cap'], backoff?.cap, scope, DURATION);
  if (max === undefined || retries === null) return null;
  return {
    max: retries,
    base,
    factor,
    cap: longest,
    jitter: backoff?.jitter ?? 'none',
    budget: start === null || cap === null || perSuccess === null ? null : { start, cap, perSuccess },
  };
}

function checkBreaker(
  context: Context,
  path: Path,
  { failures, rate, window, probes }: NonNullable<RawClient['breaker']>,
  scope: Scope,
): Breaker | null {
  const openFor = context.expr([...path, 'open_for'], scope, DURATION);
  const inARow = optional(context, [...path, 'failures'], failures, scope, INT);
  const share = rate === undefined ? null : checkShare(context, [...path, 'rate'], scope);
  if (openFor === null) return null;
  return { failures: inARow, rate: share, window: window ?? 0, openFor, probes: probes ?? 1 };
}

function checkCache(
  context: Context,
  path: Path,
  raw: NonNullable<RawClient['cache']>,
  scope: Scope,
): Cache | null {
  const ttl = context.expr([...path, 'ttl'], scope, DURATION);
  const negativeTtl = optional(context, [...path, 'negative_ttl'], raw.negative_ttl, scope, DURATION);
  const lookupGap =
    raw.lookup_gap === undefined ? null : checkDelay(context, [...path, 'lookup_gap'], raw.lookup_gap, scope);
  const keys = checkKeys(context, [...path, 'keys'], raw.keys ?? 1);
  return ttl === null || keys === null ? null : { ttl, negativeTtl, lookupGap, keys };
}

const ZIPF = /^zipf\(\s*(\d+(?:\.\d+)?)\s*\)$/;
const MAX_EXPONENT = 10;

function checkKeys(
  context: Context,
  path: Path,
  raw: NonNullable<NonNullable<RawClient['cache']>['keys']>,
): CacheKeys | null {
  if (typeof raw === 'number') return { count: raw, exponent: 0, size: raw, eviction: 'lru' };
  const { count, popularity = 'uniform', size = count, eviction = 'lru' } = raw;
  const found = ZIPF.exec(popularity.trim());
  const exponent = found === null ? 0 : Number(found[1]);
  if ((found === null && popularity.trim() !== 'uniform') || exponent > MAX_EXPONENT) {
    context.report(sayOf.badPopularity(context.span([...path, 'popularity']), popularity, MAX_EXPONENT));
    return null;
  }
  if (size > count) return context.report(sayOf.cacheSize(context.span([...path, 'size']), size, count));
  return { count, exponent, size, eviction };
}

/** Warns about steps and faults that empty the caches of a service without any. */
export function warnAboutMissingCaches(
  context: Context,
  { loads, services, processes, faults }: Scenario,
): void {
  const branches = processes.flatMap(({ steps }) => steps.flatMap((step) => step.branches));
  const edges = [
    ...loads.map(({ edge }) => edge),
    ...services.flatMap(({ calls }) => calls),
    ...branches.flatMap(({ call }) => (call === null ? [] : [call.edge])),
  ];
  for (const { service, span } of [...branches, ...faults].flatMap(({ clears }) => clears)) {
    if (edges.some(({ to, cache }) => to === service && cache !== null)) continue;
    context.report(sayOf.noCache(span, service));
  }
}

/** The expression at a path, or null if the key is omitted. */
function optional(context: Context, path: Path, raw: unknown, scope: Scope, wanted: Type): Expr | null {
  return raw === undefined ? null : context.expr(path, scope, wanted);
}
