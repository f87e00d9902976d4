import { parseDuration } from '../time/duration.ts';
import { nearest } from '../yaml/suggest.ts';
import { checkAssignments } from './assign.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import { walk } from './expr.ts';
import { checkMoment } from './moment.ts';
import type { Observations } from './observed.ts';
import type { Channel, Fault, Load, Service } from './scenario.ts';
import type { RawScenario } from './schema.ts';
import { checkDelay } from './timing.ts';
import { ANY, BOOL, DOUBLE } from './types.ts';

/** Links between processes: how long messages take and what is lost. */
export function checkChannels(context: Context, raw: RawScenario, scope: Scope): Channel[] {
  return Object.entries(raw.channels ?? {}).map(([name, channel]) => {
    const path: Path = ['channels', name];
    const share = (key: 'loss' | 'duplicate') =>
      channel[key] === undefined ? null : checkShare(context, [...path, key], scope);
    return {
      name,
      latency:
        channel.latency === undefined
          ? null
          : checkDelay(context, [...path, 'latency'], channel.latency, scope),
      loss: share('loss'),
      duplicate: share('duplicate'),
      order: channel.order ?? 'fifo',
      capacity: channel.capacity ?? null,
    };
  });
}

/** An expression that is a share; one that is known already must lie between 0 and 1. */
function checkShare(context: Context, path: Path, scope: Scope) {
  const expr = context.expr(path, scope, DOUBLE);
  if (expr?.op === 'literal' && !((expr.value as number) >= 0 && (expr.value as number) <= 1)) {
    return context.report(say.shareRange(context.span(path), `\`${String(path.at(-1))}\``));
  }
  return expr;
}

/** What serves requests. `available` is a truth value, or the share of requests that succeed. */
export function checkServices(context: Context, raw: RawScenario, scope: Scope): Service[] {
  const known = Object.keys(raw.services ?? {});
  const services = Object.entries(raw.services ?? {}).map(([name, service]): Service => {
    const path: Path = ['services', name];
    const calls = (service.calls ?? []).map((call, i) => {
      const at = [...path, 'calls', i];
      if (!known.includes(call.to)) {
        const span = context.span([...at, 'to']);
        context.report(say.unknownThing(span, call.to, 'service', nearest(call.to, known)));
      }
      const share = call.share === undefined ? null : checkShare(context, [...at, 'share'], scope);
      return { to: call.to, required: call.required ?? true, share };
    });
    return {
      name,
      available: service.available === undefined ? null : available(context, [...path, 'available'], scope),
      latency:
        service.latency === undefined
          ? null
          : checkDelay(context, [...path, 'latency'], service.latency, scope),
      calls,
      slo: service.slo === undefined ? null : checkSlo(context, [...path, 'slo'], service.slo.window, scope),
    };
  });
  checkCircles(context, services);
  return services;
}

function available(context: Context, path: Path, scope: Scope): Service['available'] {
  const before = context.diagnostics.length;
  const expr = context.expr(path, scope, ANY);
  if (expr === null) {
    if (context.diagnostics.length > before) return null;
    return checkShare(context, path, scope);
  }
  if (expr.type.kind === 'double' && expr.op === 'literal') return checkShare(context, path, scope);
  if (expr.type.kind === 'bool' || expr.type.kind === 'double' || expr.type.kind === 'any') return expr;
  const node = context.node(path);
  if (expr.type.kind === 'int' && node.kind === 'scalar' && typeof node.value === 'number') {
    return checkShare(context, path, scope);
  }
  return context.expr(path, scope, BOOL);
}

function checkSlo(context: Context, path: Path, window: string, scope: Scope): Service['slo'] {
  const target = checkShare(context, [...path, 'target'], scope);
  const length = context.duration([...path, 'window'], window);
  if (target === null || length === null) return null;
  if (target.op !== 'literal') {
    return context.report(say.notFixed(context.span([...path, 'target']), 'a share such as 99.9%'));
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

/** Who asks the services, and how often. */
export function checkLoads(context: Context, raw: RawScenario, scope: Scope): Load[] {
  const services = Object.keys(raw.services ?? {});
  const seen = new Set<string>();
  return (raw.load ?? []).flatMap((load, i): Load[] => {
    const path = ['load', i];
    if (seen.has(load.id))
      context.report(say.duplicateName(context.span([...path, 'id']), load.id, 'a load'));
    seen.add(load.id);
    if (!services.includes(load.to)) {
      const near = nearest(load.to, services);
      context.report(say.unknownThing(context.span([...path, 'to']), load.to, 'service', near));
    }
    const at = [...path, 'arrivals', 'rate'];
    const rate = context.expr(at, scope, DOUBLE);
    if (rate === null) return [];
    if (rate.op === 'literal' && (rate.value as number) < 0) {
      context.report(say.badRate(context.span(at), context.text(at)));
    }
    const span = context.span([...path, 'id']);
    return [{ id: load.id, to: load.to, dist: load.arrivals.dist, rate, scale: load.scale ?? 1, span }];
  });
}

/** What goes wrong from outside: two transitions, its start and its end. */
export function checkFaults(context: Context, raw: RawScenario, scope: Scope, record: Observations): Fault[] {
  const seen = new Set<string>();
  return (raw.faults ?? []).map((fault, i): Fault => {
    const path: Path = ['faults', i];
    const span = context.span([...path, 'id']);
    if (seen.has(fault.id)) context.report(say.duplicateName(span, fault.id, 'a fault'));
    seen.add(fault.id);
    if ((fault.at === undefined) === (fault.when === undefined)) {
      context.report(say.faultShape(span, 'a fault begins either `at` a time or `when` something holds'));
    }
    if (fault.for !== undefined && fault.until !== undefined) {
      context.report(say.faultShape(span, 'a fault ends either after `for` or at `until`'));
    }
    const down = fault.down === undefined ? [] : [fault.down].flat();
    if (down.length === 0 && Object.keys(fault.set ?? {}).length === 0) {
      context.report(say.faultShape(span, 'this fault does nothing', 'give it a `set` or a `down`'));
    }
    const known = [...Object.keys(raw.processes ?? {}), ...Object.keys(raw.services ?? {})];
    for (const name of down) {
      if (known.includes(name)) continue;
      context.report(
        say.unknownThing(context.span([...path, 'down']), name, 'process or service', nearest(name, known)),
      );
    }
    const at = fault.at === undefined ? null : checkMoment(context, [...path, 'at'], fault.at, record);
    const until =
      fault.until === undefined ? null : checkMoment(context, [...path, 'until'], fault.until, record);
    if (at !== null && until !== null && until.t <= at.t) {
      context.report(say.faultShape(context.span([...path, 'until']), 'this fault ends before it begins'));
    }
    return {
      id: fault.id,
      at,
      when: fault.when === undefined ? null : context.expr([...path, 'when'], scope, BOOL),
      until,
      lasts: fault.for === undefined ? null : context.duration([...path, 'for'], fault.for),
      set: checkAssignments(context, [...path, 'set'], fault.set, scope),
      down,
      span,
    };
  });
}

const MINUTE = 60_000_000;
/** Windows of a run in which failed requests are counted. */
const MOST_WINDOWS = 500_000;

function checkWindows(context: Context, raw: RawScenario, every: number | null): void {
  const until = raw.until === undefined ? null : parseDuration(raw.until);
  const count = Math.ceil((until ?? 0) / (every ?? MINUTE));
  if (every === 0 || raw.services === undefined || count <= MOST_WINDOWS) return;
  const span = context.span(every === null ? ['until'] : ['impact', 'window']);
  context.report(say.tooMany(span, count, 'windows of `impact` in one run', MOST_WINDOWS));
}

/** When a service counts as hit: the share of failed requests in a window. */
export function checkImpact(
  context: Context,
  raw: RawScenario,
  scope: Scope,
): { threshold: number; every: number } {
  const share =
    raw.impact?.threshold === undefined ? null : checkShare(context, ['impact', 'threshold'], scope);
  const window = raw.impact?.window;
  const every = window === undefined ? null : parseDuration(window);
  if (window !== undefined && (every === null || every === 0)) {
    context.report(say.badDuration(context.span(['impact', 'window']), window));
  }
  checkWindows(context, raw, every);
  let fixed = true;
  if (share !== null)
    walk(share, (part) => {
      if (part.op !== 'literal') fixed = false;
    });
  if (!fixed) context.report(say.notFixed(context.span(['impact', 'threshold']), 'a share such as 5%'));
  const threshold = share?.op === 'literal' ? (share.value as number) : 0.05;
  return { threshold, every: every === null || every === 0 ? MINUTE : every };
}
