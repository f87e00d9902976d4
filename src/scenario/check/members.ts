import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import type { Autoscale, HealthCheck, Members, PartialFault, Portion } from '../ast/members.ts';
import type { Service } from '../ast/scenario.ts';
import { ANY, DOUBLE, DURATION, INT, type Type } from '../ast/types.ts';
import type { RawFault } from '../schema/processes.ts';
import type { RawScenario } from '../schema/scenario.ts';
import type { RawService } from '../schema/services.ts';
import { type Context, type Path, parseRate } from './context.ts';
import * as say from './diagnostics.ts';
import { isFixed } from './initial.ts';
import { checkDelay, checkRate, checkShare, nonnegative } from './parts.ts';

const MAX_MEMBERS = 10_000;

/** Checks a service's keys for its members. Null for a service without members. */
export function checkMembers(context: Context, path: Path, raw: RawService, scope: Scope): Members | null {
  if (raw.members === undefined) {
    for (const key of ['balance', 'health_check', 'autoscale'] as const) {
      if (raw[key] !== undefined) context.report(say.needsMembers(context.keySpan([...path, key]), key));
    }
    return null;
  }
  const span = context.keySpan([...path, 'members']);
  const count = checkCount(context, [...path, 'members'], scope);
  const check = checkHealth(context, [...path, 'health_check'], raw.health_check, scope);
  const autoscale = checkAutoscale(context, [...path, 'autoscale'], raw.autoscale, scope);
  if (count === null) return null;
  if (autoscale !== null && literalValue(count)! > literalValue(autoscale.max)!) {
    const at = [...path, 'autoscale', 'max'];
    context.report(
      say.members(context.span(at), `\`max\` is less than \`members\`, the number at the start`),
    );
  }
  return { count, balance: raw.balance ?? 'round_robin', check, autoscale, span };
}

/** Limits the members of all services together, since each member has its own queue and slots. */
export function checkMembersInTotal(context: Context, services: readonly Service[]): void {
  let total = 0;
  for (const { members } of services) {
    total += literalValue(members?.autoscale?.max ?? members?.count) ?? 0;
    if (total <= MAX_MEMBERS) continue;
    context.report(say.tooMany(members!.span, total, 'members in total', MAX_MEMBERS));
    return;
  }
}

/** The value of a literal; null for any other expression. */
function literalValue(expr: Expr | undefined): number | null {
  return expr?.op === 'literal' ? (expr.value as number) : null;
}

function checkCount(context: Context, path: Path, scope: Scope): Expr | null {
  const count = context.expr(path, scope, INT);
  if (count === null) return null;
  if (count.op !== 'literal')
    return context.report(say.notFixed(context.span(path), 'a number or a constant'));
  // Numbers that are drawn from a range during a sweep wouldn't be checked.
  const text = context.text(path);
  if (scope.names.constants.has(text) && !isFixed(context, path, text)) return null;
  const value = count.value as number;
  if (value < 1)
    return context.report(say.members(context.span(path), 'a service needs at least one member'));
  if (value <= MAX_MEMBERS) return count;
  return context.report(say.tooMany(context.span(path), value, 'members', MAX_MEMBERS));
}

function checkHealth(
  context: Context,
  path: Path,
  raw: RawService['health_check'],
  scope: Scope,
): HealthCheck | null {
  if (raw === undefined) return null;
  const optional = (key: 'unhealthy_after' | 'healthy_after') =>
    raw[key] === undefined ? null : atLeastOne(context, [...path, key], scope);
  const every = positive(context, [...path, 'every'], scope);
  const timeout = positive(context, [...path, 'timeout'], scope);
  const unhealthyAfter = optional('unhealthy_after');
  const healthyAfter = optional('healthy_after');
  const least = [...path, 'min_healthy'];
  const minHealthy =
    raw.min_healthy === undefined ? oneMember(context, path) : checkPortion(context, least, scope);
  const serviceTime =
    raw.service_time === undefined
      ? null
      : checkDelay(context, [...path, 'service_time'], raw.service_time, scope);
  if (every === null || timeout === null || minHealthy === null) return null;
  return { every, timeout, unhealthyAfter, healthyAfter, minHealthy, serviceTime, deep: raw.deep ?? false };
}

function checkAutoscale(
  context: Context,
  path: Path,
  raw: RawService['autoscale'],
  scope: Scope,
): Autoscale | null {
  if (raw === undefined) return null;
  const metric = checkMetric(context, [...path, 'metric'], scope);
  const level = (key: 'target' | 'above' | 'below') =>
    raw[key] === undefined ? null : checkLevel(context, [...path, key], scope, metric);
  const every = positive(context, [...path, 'every'], scope);
  const max = checkCount(context, [...path, 'max'], scope);
  const rest = {
    target: level('target'),
    above: level('above'),
    below: level('below'),
    step: raw.step === undefined ? null : atLeastOne(context, [...path, 'step'], scope),
    min: raw.min === undefined ? null : atLeastOne(context, [...path, 'min'], scope),
    startTime:
      raw.start_time === undefined
        ? null
        : checkDelay(context, [...path, 'start_time'], raw.start_time, scope),
    failures: raw.failures === undefined ? null : checkShare(context, [...path, 'failures'], scope),
    cooldown: raw.cooldown === undefined ? null : context.expr([...path, 'cooldown'], scope, DURATION),
    limit: raw.limit === undefined ? null : checkLimit(context, [...path, 'limit'], scope),
  };
  const ordered = [
    ['min', rest.min, 'max', max],
    ['below', rest.below, 'above', rest.above],
  ] as const;
  for (const [low, lowest, high, highest] of ordered) {
    const [a, b] = [literalValue(lowest ?? undefined), literalValue(highest ?? undefined)];
    if (a === null || b === null || a <= b) continue;
    context.report(say.members(context.span([...path, low]), `\`${low}\` is more than \`${high}\``));
  }
  if (metric === null || every === null || max === null) return null;
  return { ...rest, metric, every, max, span: context.keySpan(path) };
}

/** Checks a metric, which is a number or a duration. */
function checkMetric(context: Context, path: Path, scope: Scope): Expr | null {
  const metric = context.expr(path, scope, ANY);
  if (metric === null || ['any', 'double', 'duration'].includes(metric.type.kind)) return metric;
  return context.expr(path, scope, DOUBLE);
}

/** Checks a value that the metric is compared with. */
function checkLevel(context: Context, path: Path, scope: Scope, metric: Expr | null): Expr | null {
  const level = context.expr(path, scope, metric?.type.kind === 'duration' ? DURATION : DOUBLE);
  if (level?.op !== 'literal' || (level.value as number) > 0) return level;
  const key = String(path.at(-1));
  if (key !== 'target') return level;
  return context.report(say.members(context.span(path), '`target` must be more than 0'));
}

/** Checks a limit, which is a condition or a rate. */
function checkLimit(context: Context, path: Path, scope: Scope): Expr | null {
  const node = context.node(path);
  const isRate =
    node.kind === 'scalar' && (typeof node.value === 'number' || parseRate(String(node.value)) !== null);
  if (isRate) return checkRate(context, path, scope);
  const limit = context.expr(path, scope, ANY);
  if (limit === null || ['any', 'bool', 'double'].includes(limit.type.kind)) return limit;
  return context.expr(path, scope, DOUBLE);
}

function oneMember(context: Context, path: Path): Portion {
  return { size: { op: 'literal', value: 1, type: INT, span: context.span(path) }, isShare: false };
}

function positive(context: Context, path: Path, scope: Scope): Expr | null {
  const expr = context.expr(path, scope, DURATION);
  if (expr?.op !== 'literal' || (expr.value as number) > 0) return expr;
  return context.report(say.members(context.span(path), `\`${String(path.at(-1))}\` must be longer than 0s`));
}

function atLeastOne(context: Context, path: Path, scope: Scope): Expr | null {
  const expr = context.expr(path, scope, INT);
  if (expr?.op !== 'literal' || (expr.value as number) >= 1) return expr;
  return context.report(say.members(context.span(path), `\`${String(path.at(-1))}\` must be at least 1`));
}

/** A number of members, or a share of them. */
function checkPortion(context: Context, path: Path, scope: Scope): Portion | null {
  const node = context.node(path);
  if (node.kind === 'scalar' && /%\s*$/.test(String(node.value))) {
    const size = checkShare(context, path, scope);
    return size === null ? null : { size, isShare: true };
  }
  const size = context.expr(path, scope, ANY);
  if (size?.type.kind === 'double') return { size, isShare: true };
  const count = size === null || size.type.kind === 'int' ? size : context.expr(path, scope, INT);
  const positive = nonnegative(context, path, count, scope);
  return positive === null ? null : { size: positive, isShare: false };
}

const SETTING = /^([A-Za-z_]\w*)\.(slowdown|available)$/;

/** Checks a fault that affects only some members of services (`members`). */
export function checkPartialFault(
  context: Context,
  path: Path,
  fault: RawFault,
  raw: RawScenario,
  scope: Scope,
): PartialFault | null {
  const at = [...path, 'members'];
  const portion = checkPortion(context, at, scope);
  if (portion !== null && portion.size.op !== 'literal') {
    context.report(say.notFixed(context.span(at), 'a number, a percentage or a constant'));
  }
  const fleets = Object.entries(raw.services ?? {}).flatMap(([name, { members }]) =>
    members === undefined ? [] : [name],
  );
  const down = fault.down === undefined ? [] : [fault.down].flat();
  for (const name of down) {
    if (fleets.includes(name)) continue;
    const message = `\`${name}\` isn't a service with members`;
    context.report(say.faultShape(context.span([...path, 'down']), message, hintFor(name, fleets)));
  }
  const settings = Object.keys(fault.set ?? {}).flatMap((key): PartialFault['settings'][number][] => {
    const place = [...path, 'set', key];
    const [, service, name] = SETTING.exec(key.trim()) ?? [];
    if (service === undefined || !fleets.includes(service)) {
      const message = `\`${key}\` can't be set for only some members`;
      const hint =
        'a fault with `members` sets `slowdown` and `available` of services with members; use a second fault for anything else';
      context.report(say.faultShape(context.keySpan(place), message, hint));
      return [];
    }
    const value = name === 'slowdown' ? factor(context, place, scope) : share(context, place, scope);
    return value === null ? [] : [{ service, key: name as 'slowdown' | 'available', value }];
  });
  if (portion === null) return null;
  const services = [...new Set([...down, ...settings.map(({ service }) => service)])];
  return { portion, services, down, settings };
}

function hintFor(name: string, fleets: readonly string[]): string {
  const near = nearest(name, fleets);
  return near === null
    ? 'add `members` to the service, or remove it from the fault'
    : `did you mean \`${near}\`?`;
}

function factor(context: Context, path: Path, scope: Scope): Expr | null {
  const expr = context.expr(path, scope, DOUBLE);
  return nonnegative(context, path, expr, scope);
}

/** Checks a value that is a share or a boolean. */
function share(context: Context, path: Path, scope: Scope): Expr | null {
  const node = context.node(path);
  const isBool = node.kind === 'scalar' && typeof node.value === 'boolean';
  const wanted: Type = { kind: 'bool' };
  return isBool ? context.expr(path, scope, wanted) : checkShare(context, path, scope);
}
