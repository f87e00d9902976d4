import { parseDuration } from '../time/duration.ts';
import { nearest } from '../yaml/suggest.ts';
import type { Scope } from './cel/environment.ts';
import { toDouble } from './cel/part-checker.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import { type Expr, walk } from './expr.ts';
import type { Condition, Impact, Measure, MetricUse, ShownFact } from './measuring.ts';
import type { Observations } from './observed.ts';
import type { RawScenario } from './schema.ts';
import { ANY, BOOL, DOUBLE, type Type } from './types.ts';

const MINUTE = 60_000_000;
/** Values of all measures of one run, and windows in which failed requests are counted. */
const MOST_WINDOWS = 500_000;
/** A window has ten panes, each at least this long. */
const SHORTEST_WINDOW = 10_000;

/** Named series. One may read those that stand before it. */
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
    const known = { ...scope.names, measures: new Map(types) };
    const is = numeric(context, context.expr(at, { ...scope, names: known, uses }, ANY));
    const window = windowOf(context, path, plain ? undefined : measure.window, raw);
    // One that is wrong has its finding; what reads it is not told again.
    types.set(name, is?.type ?? ANY);
    if (is === null || window === null) continue;
    out.push({ name, is, text: context.text(at), window, uses, span: context.keySpan(path) });
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
  if (window < SHORTEST_WINDOW) return context.report(say.shortWindow(context.span(at)));
  const count = Math.ceil(((until === undefined ? null : parseDuration(until)) ?? 0) / (window / 10));
  if (count <= MOST_WINDOWS) return window;
  return context.report(say.tooMany(context.span(at), count, 'values of a measure in one run', MOST_WINDOWS));
}

/** One name means one thing: a measure is read as a state is. */
export function checkMeasureNames(context: Context, raw: RawScenario): void {
  const others = [
    [raw.state, 'a state'],
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

/** A condition at a path, or null where nothing stands there or it is wrong. */
export function checkCondition(context: Context, path: Path, raw: unknown, scope: Scope): Condition | null {
  if (raw === undefined) return null;
  const is = context.expr(path, scope, BOOL);
  return is === null ? null : { is, text: context.text(path), span: context.span(path) };
}

/** When a service counts as hit: the share of failed requests in a window, or a condition. */
export function checkImpact(context: Context, raw: RawScenario, scope: Scope): Impact {
  const window = raw.impact?.window;
  const every = window === undefined ? null : parseDuration(window);
  if (window !== undefined && (every === null || every === 0)) {
    context.report(say.badDuration(context.span(['impact', 'window']), window));
  }
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
  };
}

function checkThreshold(context: Context, path: Path, raw: unknown, scope: Scope): number | null {
  if (raw === undefined) return null;
  const share = context.expr(path, scope, DOUBLE);
  if (share === null) return null;
  let fixed = true;
  walk(share, (part) => {
    if (part.op !== 'literal') fixed = false;
  });
  if (!fixed) return context.report(say.notFixed(context.span(path), 'a share such as 5%'));
  if (share.op !== 'literal') return null;
  const value = share.value as number;
  if (value >= 0 && value <= 1) return value;
  return context.report(say.shareRange(context.span(path), '`threshold`'));
}

function checkWindows(context: Context, raw: RawScenario, every: number | null): void {
  const until = raw.until === undefined ? null : parseDuration(raw.until);
  const count = Math.ceil((until ?? 0) / (every ?? MINUTE));
  if (every === 0 || raw.services === undefined || count <= MOST_WINDOWS) return;
  const span = context.span(every === null ? ['until'] : ['impact', 'window']);
  context.report(say.tooMany(span, count, 'windows of `impact` in one run', MOST_WINDOWS));
}

/** States of affairs of the record, with what a run must show while they last. */
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
      context.report(say.shownShape(context.keySpan(path), `\`${id}\` shows something, but has no end`));
      return [];
    }
    if (from < 0) context.report(say.beforeStart(context.keySpan(path), `\`${id}\``));
    if (until !== null && to > until) {
      context.report(say.shownShape(context.keySpan(path), `\`${id}\` lasts beyond the end of the run`));
    }
    return [{ id, from, to, variant: own.in ?? 'base', shows }];
  });
}
