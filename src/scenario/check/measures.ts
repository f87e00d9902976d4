import { parseDuration } from '../../time/duration.ts';
import { entryOf, type MapNode } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import { type Expr, walk } from '../ast/expr.ts';
import type {
  Condition,
  Impact,
  ImpactCondition,
  Measure,
  MetricUse,
  Outcome,
  Quantity,
  ShownFact,
  Simulating,
  Varied,
} from '../ast/measuring.ts';
import { ANY, BOOL, DOUBLE, type Type } from '../ast/types.ts';
import { toDouble } from '../cel/parse.ts';
import type { RawScenario } from '../schema/scenario.ts';
import { type Context, type Path, parsePercent, parseRate } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';
import { checkMoment, isMoment, shareOutOfRange } from './parts.ts';
import * as sayOf from './value-diagnostics.ts';
import { tryPath } from './variant.ts';

const MINUTE = 60_000_000;
/** Maximum number of values of a measure in one run, and of windows for `impact`. */
const MAX_WINDOWS = 500_000;
/** Maximum number of windows of all services together, and of values of all measures together. */
const MAX_ALL_WINDOWS = 5_000_000;
/** Minimum length of a window, in microseconds. */
const MIN_WINDOW = 10_000;

/** Checks the measures. A measure can use the ones defined before it. */
export function checkMeasures(
  context: Context,
  raw: RawScenario,
  scope: Scope,
): { measures: Measure[]; types: ReadonlyMap<string, Type> } {
  const out: Measure[] = [];
  const types = new Map<string, Type>();
  for (const [name, measure] of Object.entries(raw.measure ?? {})) {
    const path: Path = ['measure', name];
    const plain = typeof measure === 'string';
    const at = plain ? path : [...path, 'is'];
    const uses: MetricUse[] = [];
    const later = new Set(
      Object.keys(raw.measure ?? {}).filter((other) => other !== name && !types.has(other)),
    );
    const known = { ...scope.names, measures: new Map(types), laterMeasures: later };
    const is = numeric(context, context.expr(at, { ...scope, names: known, uses }, ANY));
    const window = windowOf(context, path, plain ? undefined : measure.window, raw);
    // An invalid measure has an unknown type, so one error doesn't cause others.
    types.set(name, is?.type ?? ANY);
    if (is === null || window === null) continue;
    out.push({ name, is, text: context.text(at), window, uses, span: context.keySpan(path) });
  }
  const until = (raw.until === undefined ? null : parseDuration(raw.until)) ?? 0;
  const values = out.reduce((sum, { window }) => sum + Math.ceil(until / (window / 10)), 0);
  if (values > MAX_ALL_WINDOWS) {
    context.report(
      say.tooMany(context.keySpan(['measure']), values, 'values of all measures per run', MAX_ALL_WINDOWS),
    );
  }
  return { measures: out, types };
}

function numeric(context: Context, is: Expr | null): Expr | null {
  if (is === null || is.type.kind === 'double' || is.type.kind === 'duration') return is;
  if (is.type.kind === 'int') return toDouble(is);
  return is.type.kind === 'any' ? null : context.report(say.measureType(is.span, is.type));
}

function windowOf(
  context: Context,
  path: Path,
  text: string | undefined,
  { until }: RawScenario,
): number | null {
  if (text === undefined) return MINUTE;
  const at = [...path, 'window'];
  const window = context.duration(at, text);
  if (window === null) return null;
  if (window < MIN_WINDOW) return context.report(sayOf.shortWindow(context.span(at)));
  const count = Math.ceil(((until === undefined ? null : parseDuration(until)) ?? 0) / (window / 10));
  if (count <= MAX_WINDOWS) return window;
  return context.report(say.tooMany(context.span(at), count, 'values of this measure per run', MAX_WINDOWS));
}

/** Reports measures whose names are also used for something else. */
export function checkMeasureNames(context: Context, raw: RawScenario): void {
  const others = [
    [raw.state, 'a state variable'],
    [raw.const, 'a constant'],
    [raw.processes, 'a process'],
    [raw.services, 'a service'],
  ] as const;
  for (const name of Object.keys(raw.measure ?? {})) {
    for (const [section, what] of others) {
      if (section === undefined || !Object.hasOwn(section, name)) continue;
      context.report(say.duplicateName(context.keySpan(['measure', name]), name, what));
    }
  }
}

/** The condition at a path, or null if it's missing or invalid. */
export function checkCondition(context: Context, path: Path, raw: unknown, scope: Scope): Condition | null {
  if (raw === undefined) return null;
  const is = context.expr(path, scope, BOOL);
  return is === null ? null : { is, text: context.text(path), span: context.span(path) };
}

export function checkImpact(context: Context, raw: RawScenario, scope: Scope): Impact {
  const window = raw.impact?.window;
  const every = window === undefined ? null : parseDuration(window);
  if (window !== undefined && every === null)
    context.report(say.badDuration(context.span(['impact', 'window']), window));
  if (every === 0) context.report(sayOf.zeroWindow(context.span(['impact', 'window'])));
  checkWindows(context, raw, every);
  const known = Object.keys(raw.services ?? {});
  const services = Object.entries(raw.impact?.services ?? {}).map(([service, hit]) => {
    const path = ['impact', 'services', service];
    if (!known.includes(service)) {
      context.report(say.unknownThing(context.keySpan(path), service, 'service', nearest(service, known)));
    }
    if (hit.threshold !== undefined && hit.while !== undefined) {
      context.report(say.impactTwice(context.keySpan([...path, 'while'])));
    }
    const own = {
      threshold: checkThreshold(context, [...path, 'threshold'], hit.threshold, scope),
      while: checkCondition(context, [...path, 'while'], hit.while, scope),
    };
    return [service, own] as const;
  });
  return {
    threshold: checkThreshold(context, ['impact', 'threshold'], raw.impact?.threshold, scope) ?? 0.05,
    every: every === null || every === 0 ? MINUTE : every,
    while: checkCondition(context, ['impact', 'while'], raw.impact?.while, scope),
    services: new Map(services),
    conditions: checkImpactConditions(context, raw, scope),
  };
}

function checkImpactConditions(context: Context, raw: RawScenario, scope: Scope): ImpactCondition[] {
  const services = Object.keys(raw.services ?? {});
  return Object.entries(raw.impact?.conditions ?? {}).flatMap(([name, own]): ImpactCondition[] => {
    const path: Path = ['impact', 'conditions', name];
    const { service = null, unit = null, says = null } = own;
    if (services.includes(name)) {
      context.report(say.duplicateName(context.keySpan(path), name, 'a service'));
    }
    if (service !== null && !services.includes(service)) {
      const span = context.span([...path, 'service']);
      context.report(say.unknownThing(span, service, 'service', nearest(service, services)));
    }
    const condition = checkCondition(context, [...path, 'while'], own.while, scope);
    const written = own.users !== undefined;
    const users = written
      ? checkAffected(context, [...path, 'users'], scope)
      : usersOf(context, raw, service);
    if (unit !== null && !written) {
      context.report(sayOf.unitWithoutUsers(context.keySpan([...path, 'unit'])));
    }
    return condition === null ? [] : [{ name, while: condition, service, users, unit, says }];
  });
}

/** Checks the expression for the number of affected users. */
function checkAffected(context: Context, path: Path, scope: Scope): Expr | null {
  const users = context.expr(path, scope, ANY);
  if (users === null || users.type.kind === 'any') return null;
  if (users.type.kind !== 'int' && users.type.kind !== 'double') {
    return context.report(sayOf.affectedType(users.span, users.type));
  }
  if (readsTimeLeft(users)) return context.report(sayOf.affectedTimer(users.span));
  return users;
}

/** The number of users of the condition's service. */
function usersOf(context: Context, { services }: RawScenario, service: string | null): Expr | null {
  const users = service === null ? undefined : services?.[service]?.users;
  if (users === undefined) return null;
  return { op: 'literal', value: users, type: DOUBLE, span: context.span(['services', service!, 'users']) };
}

function checkThreshold(context: Context, path: Path, raw: unknown, scope: Scope): number | null {
  if (raw === undefined) return null;
  const share = context.expr(path, scope, DOUBLE);
  if (share === null) return null;
  let fixed = true;
  walk(share, (part) => {
    if (part.op !== 'literal') fixed = false;
  });
  if (!fixed) return context.report(say.notFixed(context.span(path), 'a fixed percentage, like 5%'));
  if (share.op !== 'literal') return null;
  const value = share.value as number;
  if (value >= 0 && value <= 1) return value;
  return context.report(shareOutOfRange(context, path));
}

function checkWindows(context: Context, raw: RawScenario, every: number | null): void {
  const until = raw.until === undefined ? null : parseDuration(raw.until);
  const count = Math.ceil((until ?? 0) / (every ?? MINUTE));
  if (every === 0 || raw.services === undefined) return;
  const span = context.span(every === null ? ['until'] : ['impact', 'window']);
  const all = count * Object.keys(raw.services).length;
  if (count <= MAX_WINDOWS && all > MAX_ALL_WINDOWS) {
    context.report(say.tooMany(span, all, '`impact` windows per run for all services', MAX_ALL_WINDOWS));
  }
  if (count <= MAX_WINDOWS) return;
  context.report(say.tooMany(span, count, '`impact` windows per run', MAX_WINDOWS));
}

/** Checks the conditions that runs have to meet during observed periods. */
export function checkShown(
  context: Context,
  raw: RawScenario,
  scope: Scope,
  { facts }: Observations,
): ShownFact[] {
  const variants = ['base', ...Object.keys(raw.variants ?? {})];
  const until = raw.until === undefined ? null : parseDuration(raw.until);
  return Object.entries(raw.observed ?? {}).flatMap(([id, own]): ShownFact[] => {
    const path: Path = ['observed', id];
    if (own.in !== undefined && !variants.includes(own.in)) {
      const span = context.span([...path, 'in']);
      context.report(say.unknownThing(span, own.in, 'variant', nearest(own.in, variants)));
    }
    if (own.shows === undefined) return [];
    const shows = checkCondition(context, [...path, 'shows'], own.shows, scope);
    const fact = facts.get(id);
    if (shows === null || fact === undefined) return [];
    const { t: from, until: to } = fact;
    if (to === null && own.to !== undefined) return [];
    if (to === null) {
      context.report(
        say.shownShape(context.keySpan(path), `\`${id}\` has \`shows\`, but no end`, 'add `from` and `to`'),
      );
      return [];
    }
    if (from < 0) context.report(say.beforeStart(context.keySpan(path), `\`${id}\``));
    if (until !== null && to > until) {
      const message = `\`${id}\` ends after the run`;
      context.report(
        say.shownShape(context.keySpan(path), message, 'increase `until`, or end the entry earlier'),
      );
    }
    return [{ id, from, to, variant: own.in ?? 'base', shows }];
  });
}

export function checkSimulating(context: Context, raw: RawScenario): Simulating {
  const { runs, warmup, ties, draws } = raw.simulate ?? {};
  const ranged = Object.values(raw.const ?? {}).some(
    (one) => typeof one === 'object' && one.range !== undefined,
  );
  if ((draws ?? 0) > 0 && !ranged) {
    context.report(say.nothingToDraw(context.keySpan(['simulate', 'draws'])));
  }
  if ((ties === 'shuffle' || (draws ?? 0) > 0 || (runs ?? 1) > 1) && raw.until === undefined) {
    context.report(say.sweepWithoutEnd(context.keySpan(['simulate'])));
  }
  return {
    runs: runs ?? 1,
    warmup: (warmup === undefined ? null : context.duration(['simulate', 'warmup'], warmup)) ?? 0,
    ties: ties ?? 'declared',
    draws: draws ?? 0,
  };
}

/** Checks `vary`. Its paths are resolved in the base. */
export function checkVaried(context: Context, raw: RawScenario, record: Observations): Varied[] {
  return Object.entries(raw.vary ?? {}).flatMap(([name, { path, values }]): Varied[] => {
    const at: Path = ['vary', name];
    const problem = tryPath(context.root as MapNode, path);
    if (problem !== null) {
      context.report(say.patchPath(context.span([...at, 'path']), path, problem.message, problem.near));
      return [];
    }
    const points = values.flatMap((value, i) => {
      const place = [...at, 'values', i];
      const x = numberOf(context, place, value, record);
      return x === null ? [] : [{ text: String(value), x }];
    });
    return points.length < values.length
      ? []
      : [{ name, path, own: ownValue(context, path), values: points }];
  });
}

/** The base's value for the constant at a path, or null for any other path. */
function ownValue(context: Context, path: string): Varied['own'] {
  const name = /^const\.([^.]+)(?:\.value)?$/.exec(path)?.[1];
  if (name === undefined) return null;
  const constant = context.node(['const', name]);
  const value = constant.kind === 'map' ? entryOf(constant, 'value')?.value : constant;
  if (value?.kind !== 'scalar' || value.value === null) return null;
  const x = plainNumber(value.value);
  return x === null ? null : { text: String(value.value), x };
}

/** A number, share, rate per second, or duration in microseconds; null for anything else. */
function plainNumber(value: string | number | boolean): number | null {
  if (typeof value !== 'string') return Number(value);
  const text = value.trim();
  const plain = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
  return plain ?? parsePercent(text) ?? parseRate(text) ?? parseDuration(text);
}

/** A value on a chart's axis: a plain number, a constant's value, or a moment in microseconds. */
function numberOf(
  context: Context,
  path: Path,
  value: string | number | boolean,
  record: Observations,
): number | null {
  const plain = plainNumber(value);
  if (plain !== null) return plain;
  const text = String(value).trim();
  const constant = context.node(['const', text]);
  if (constant.kind === 'scalar' && typeof constant.value === 'number') return constant.value;
  if (!isMoment(text)) return context.report(say.variedValue(context.span(path), text));
  return checkMoment(context, path, text, record)?.t ?? null;
}

/** Checks the outcomes: their expressions, and whether `at` and `unit` fit the type. */
export function checkOutcomes(context: Context, raw: RawScenario, scope: Scope): Outcome[] {
  return Object.entries(raw.outcomes ?? {}).flatMap(([name, outcome]): Outcome[] => {
    const path: Path = ['outcomes', name];
    const plain = typeof outcome === 'string';
    const keys = plain ? { is: outcome } : outcome;
    const place = plain ? path : [...path, 'is'];
    const is = context.expr(place, scope, ANY);
    if (is === null) return [];
    const { kind } = is.type;
    if (kind !== 'int' && kind !== 'double' && kind !== 'duration') {
      if (kind !== 'any') context.report(sayOf.outcomeType(is.span, is.type));
      return [];
    }
    const { at = 'end', unit = null, better = null, says = null } = keys;
    if (kind === 'duration' && at === 'sum') context.report(sayOf.outcomeSum(context.span([...path, 'at'])));
    if (kind === 'duration' && unit !== null)
      context.report(sayOf.outcomeUnit(context.span([...path, 'unit'])));
    if (at !== 'end' && readsTimeLeft(is)) context.report(sayOf.outcomeTimer(is.span, at));
    return [{ name, is, text: context.text(place), at, unit, better, says, span: context.keySpan(path) }];
  });
}

/** True if an expression reads the time left on a timer, which changes between steps. */
function readsTimeLeft(is: Expr): boolean {
  let found = false;
  walk(is, (part) => {
    if (part.op === 'call' && part.fn === 'timer-left') found = true;
  });
  return found;
}

/**
 * Pairs observed values with outcomes, or with measures if there is no outcome with that name. Page entries that match
 * neither are ignored, since they may be about another scenario.
 */
export function checkQuantities(
  context: Context,
  raw: RawScenario,
  { values, facts, broken }: Observations,
  outcomes: readonly Outcome[],
  measures: readonly Measure[],
): Quantity[] {
  const known = [...Object.keys(raw.outcomes ?? {}), ...Object.keys(raw.measure ?? {})];
  return [...values].flatMap(([id, { text, source, value }]): Quantity[] => {
    const isOwn = raw.observed?.[id]?.value !== undefined;
    const path: Path = isOwn ? ['observed', id, 'value'] : [];
    if (!known.includes(id)) {
      if (isOwn)
        context.report(sayOf.valueOfNothing(context.keySpan(['observed', id]), id, nearest(id, known)));
      return [];
    }
    const outcome = outcomes.find(({ name }) => name === id);
    const found = outcome ?? measures.find(({ name }) => name === id);
    if (found === undefined) return [];
    const at = isOwn ? context.span(path) : found.span;
    const simulated = found.is.type.kind === 'duration' ? 'duration' : 'number';
    if (value.type !== simulated) context.report(sayOf.valueType(at, id, value.type, simulated));
    const fact = facts.get(id);
    if (outcome !== undefined) {
      const { is, unit, span } = outcome;
      const named = { ...value, unit: value.unit ?? unit };
      return [{ id, of: 'outcome', is, from: 0, to: null, text, source, value: named, span }];
    }
    if (fact === undefined || fact.latest !== null) {
      if (!broken.has(id)) context.report(sayOf.valueWithoutTime(at, id));
      return [];
    }
    const is: Expr = { op: 'measure', name: id, type: found.is.type, span: found.span };
    return [{ id, of: 'measure', is, from: fact.t, to: fact.until, text, source, value, span: found.span }];
  });
}
