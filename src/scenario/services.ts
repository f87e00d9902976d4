import { nearest } from '../yaml/suggest.ts';
import { checkAsking, optional } from './asking.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Expr } from './expr.ts';
import type { RawScenario } from './schema.ts';
import type { RawService } from './schema-service.ts';
import type { Edge, Queue, Service, Throttle } from './service.ts';
import { checkShare } from './share.ts';
import { checkDelay } from './timing.ts';
import { ANY, BOOL, DOUBLE, DURATION, INT } from './types.ts';

/** What the checks of one service share: where it stands, and how a setting that is a variable reads. */
interface At {
  readonly context: Context;
  readonly path: Path;
  readonly scope: Scope;
  readonly name: string;
}

/** What serves requests. `available` is a truth value, or the share of requests that succeed. */
export function checkServices(context: Context, raw: RawScenario, scope: Scope): Service[] {
  const known = Object.keys(raw.services ?? {});
  const services = Object.entries(raw.services ?? {}).map(([name, service]): Service => {
    const at: At = { context, path: ['services', name], scope, name };
    return {
      name,
      available: setting(at, 'available', () => available(at, service)),
      concurrency: setting(at, 'concurrency', () => limited(at, ['concurrency'], service.concurrency)),
      serviceTime: delayAt(at, 'service_time', service.service_time),
      slowdown: setting(at, 'slowdown', () => partOf(at, ['slowdown'], service.slowdown, DOUBLE)),
      queue: checkQueue(at, service.queue),
      throttle: checkThrottle(at, service.throttle),
      onAbandon: service.on_abandon ?? 'keep_working',
      latency: latency(at, service),
      calls: checkCalls(at, service, known),
      slo: service.slo === undefined ? null : checkSlo(at, service.slo.window),
      users: service.users ?? null,
    };
  });
  checkCircles(context, services);
  return services;
}

/** A setting that something sets or reads is a variable; one that nothing does stays as written. */
function setting({ name, scope, context, path }: At, key: string, check: () => Expr | null): Expr | null {
  const field = scope.names.fields.get(`${name}.${key}`);
  const expr = check();
  if (field === undefined) return expr;
  const span = context.keySpan([...path, ...key.split('.')]);
  return { op: 'state', name: `${name}.${key}`, old: false, type: field, span };
}

function partOf({ context, path, scope }: At, key: Path, raw: unknown, type: typeof INT): Expr | null {
  const expr = optional(context, [...path, ...key], raw, scope, type);
  if (expr?.op === 'literal' && (expr.value as number) < 0) {
    return context.report(say.negative(context.span([...path, ...key]), String(key.at(-1))));
  }
  return expr;
}

/** A whole number, or `unlimited`, which is null. */
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

function checkQueue(at: At, raw: RawService['queue']): Queue {
  const capacity = setting(at, 'queue.capacity', () => limited(at, ['queue', 'capacity'], raw?.capacity));
  return {
    capacity,
    order: raw?.order ?? 'fifo',
    whenFull: raw?.when_full ?? 'reject',
    maxWait: partOf(at, ['queue', 'max_wait'], raw?.max_wait, DURATION),
  };
}

function checkThrottle(at: At, raw: RawService['throttle']): Throttle {
  if (typeof raw !== 'object') {
    const rate = setting(at, 'throttle', () =>
      raw === 'unlimited' ? null : partOf(at, ['throttle'], raw, DOUBLE),
    );
    return { rate, burst: null, waiting: null, timeouts: null };
  }
  const multiple = typeof raw.waiting === 'object';
  return {
    rate: setting(at, 'throttle', () => partOf(at, ['throttle', 'rate'], raw.rate, DOUBLE)),
    burst: partOf(at, ['throttle', 'burst'], raw.burst, DOUBLE),
    waiting: multiple ? null : partOf(at, ['throttle', 'waiting'], raw.waiting, DURATION),
    timeouts: multiple ? partOf(at, ['throttle', 'waiting', 'timeouts'], raw.waiting, DOUBLE) : null,
  };
}

function checkCalls({ context, path, scope }: At, service: RawService, known: readonly string[]): Edge[] {
  return (service.calls ?? []).map((call, i) => {
    const at = [...path, 'calls', i];
    if (!known.includes(call.to)) {
      const span = context.span([...at, 'to']);
      context.report(say.unknownThing(span, call.to, 'service', nearest(call.to, known)));
    }
    const share = call.share === undefined ? null : checkShare(context, [...at, 'share'], scope);
    const ends = { to: call.to, required: call.required ?? true, share, span: context.span([...at, 'to']) };
    return checkAsking(context, at, call, scope, ends);
  });
}

function available({ context, path, scope }: At, service: RawService): Expr | null {
  if (service.available === undefined) return null;
  const at = [...path, 'available'];
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

function checkSlo({ context, path, scope }: At, window: string): Service['slo'] {
  const at = [...path, 'slo'];
  const target = checkShare(context, [...at, 'target'], scope);
  const length = context.duration([...at, 'window'], window);
  if (target === null || length === null) return null;
  if (target.op !== 'literal') {
    return context.report(say.notFixed(context.span([...at, 'target']), 'a share such as 99.9%'));
  }
  return { target: target.value as number, window: length };
}

function checkCircles(context: Context, services: readonly Service[]): void {
  const byName = new Map(services.map((service) => [service.name, service]));
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(' → ');
      context.report(say.circularCalls(context.keySpan(['services', name]), circle));
      return;
    }
    if (done.has(name)) return;
    for (const call of byName.get(name)?.calls ?? []) visit(call.to, [...path, name]);
    done.add(name);
  };
  for (const service of services) visit(service.name, []);
}
