import { ParseError, parse } from '@marcbachmann/cel-js';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { parseDuration } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Delay } from '../ast/delay.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import type { Moment, Template } from '../ast/scenario.ts';
import { ANY, DOUBLE, DURATION, type Type } from '../ast/types.ts';
import { checkCel } from '../cel/check.ts';
import { replaceDurations } from '../cel/durations.ts';
import { elementOf } from '../cel/operators.ts';
import type { RawDelay, RawDistribution } from '../schema/parts.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';
import * as sayOf from './value-diagnostics.ts';

const OBSERVED = /^observed\.([A-Za-z_]\w*)\s*(?:([+-])\s*(\S+))?$/;

/**
 * Reads a moment: `observed.id`, `observed.id + 5m`, a wall-clock time, or a duration after time 0. A time that
 * equals an observed fact's time counts as observed, no matter how it's written.
 */
export function checkMoment(context: Context, path: Path, text: string, record: Observations): Moment | null {
  const span = context.span(path);
  const found = OBSERVED.exec(text.trim());
  if (found !== null) {
    const id = found[1]!;
    const fact = record.facts.get(id);
    if (fact === undefined) {
      if (record.broken.has(id)) return null;
      if (record.unplaced.has(id)) return context.reportOnce(say.needsClock(span));
      return context.report(say.unknownObserved(span, id, nearest(id, record.facts.keys())));
    }
    if (fact.latest !== null) return context.report(sayOf.rangeAsTime(span, id));
    const shift = found[3] === undefined ? 0 : parseDuration(found[3]);
    if (shift === null) return context.report(say.badDuration(span, found[3]!));
    return placed(context, path, fact.t + (found[2] === '-' ? -shift : shift), id, text);
  }
  const after = parseDuration(text.trim());
  if (after !== null) return { t: after, observed: factAt(record, after), text };
  const epoch = parseInstant(text.trim());
  if (epoch === null) return context.report(say.badMoment(span, text));
  if (record.clock === null) return record.clockIsBroken ? null : context.reportOnce(say.needsClock(span));
  const t = epoch - record.clock.epoch;
  return placed(context, path, t, factAt(record, t), text);
}

/** True for text that is meant to be a moment, even if it isn't valid. */
export function isMoment(text: string): boolean {
  return OBSERVED.test(text) || /^\d{4}-\d/.test(text) || parseDuration(text) !== null;
}

/** The id of the first observed fact at a time, or null. Time 0 is the start of the scenario, not an observation. */
function factAt({ facts }: Observations, t: number): string | null {
  if (t === 0) return null;
  return [...facts.values()].find((fact) => fact.t === t)?.id ?? null;
}

function placed(
  context: Context,
  path: Path,
  t: number,
  observed: string | null,
  text: string,
): Moment | null {
  if (t < 0) return context.report(say.beforeStart(context.span(path), `\`${text}\``));
  return { t, observed, text };
}

/** Checks a duration or a distribution of durations. */
export function checkDelay(context: Context, path: Path, raw: RawDelay, scope: Scope): Delay | null {
  if (typeof raw !== 'string') return checkDistribution(context, path, raw, scope, DURATION);
  const value = context.expr(path, scope, DURATION);
  return value === null ? null : { dist: 'constant', value };
}

/** Checks a distribution whose parameters have the wanted type. */
export function checkDistribution(
  context: Context,
  path: Path,
  raw: RawDistribution | Exclude<RawDelay, string>,
  scope: Scope,
  wanted: Type,
): Delay | null {
  const part = (key: string) => context.expr([...path, key], scope, wanted);
  switch (raw.dist) {
    case 'constant': {
      const value = part('value');
      return value === null ? null : { dist: 'constant', value };
    }
    case 'uniform': {
      const [min, max] = [part('min'), part('max')];
      if (min === null || max === null) return null;
      inOrder(context, [...path, 'min'], [min, max], ['min', 'max']);
      return { dist: 'uniform', min, max };
    }
    case 'exponential': {
      const mean = part('mean');
      return mean === null ? null : { dist: 'exponential', mean };
    }
    case 'lognormal': {
      const [p50, p99] = [part('p50'), part('p99')];
      if (p50 === null || p99 === null) return null;
      inOrder(context, [...path, 'p50'], [p50, p99], ['p50', 'p99']);
      return { dist: 'lognormal', p50, p99 };
    }
    case 'gamma': {
      const [mean, shape] = [part('mean'), checkShape(context, path, scope)];
      return mean === null || shape === null ? null : { dist: 'gamma', mean, shape };
    }
    case 'weibull': {
      const [scale, shape] = [part('scale'), checkShape(context, path, scope)];
      return scale === null || shape === null ? null : { dist: 'weibull', scale, shape };
    }
    case 'pareto': {
      const [min, shape] = [part('min'), checkShape(context, path, scope)];
      return min === null || shape === null ? null : { dist: 'pareto', min, shape };
    }
    case 'empirical':
      return checkEmpirical(context, [...path, 'values'], raw.values);
  }
}

function checkShape(context: Context, path: Path, scope: Scope): Expr | null {
  const at = [...path, 'shape'];
  const shape = context.expr(at, scope, DOUBLE);
  if (shape?.op !== 'literal') return shape;
  const value = shape.value as number;
  return value >= 0.1 && value <= 1000 ? shape : context.report(say.badShape(context.span(at)));
}

function checkEmpirical(context: Context, path: Path, texts: readonly string[]): Delay | null {
  const values = texts.map((text, i) => context.duration([...path, i], text));
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return null;
  const literal = (value: number): Expr => ({
    op: 'literal',
    value,
    type: DURATION,
    span: context.span(path),
  });
  return {
    dist: 'empirical',
    values: known,
    min: literal(known.reduce((a, b) => Math.min(a, b))),
    max: literal(known.reduce((a, b) => Math.max(a, b))),
  };
}

/** Reports two distribution parameters that are literals in the wrong order. */
function inOrder(
  context: Context,
  path: Path,
  [low, high]: readonly [Expr, Expr],
  [lowKey, highKey]: readonly [string, string],
): void {
  if (low.op !== 'literal' || high.op !== 'literal') return;
  if ((low.value as number) <= (high.value as number)) return;
  context.report(say.distribution(context.span(path), lowKey, highKey));
}

/** An expression for a share. A literal must be between 0 and 1. */
export function checkShare(context: Context, path: Path, scope: Scope): Expr | null {
  const expr = context.expr(path, scope, DOUBLE);
  if (expr?.op !== 'literal' || expr.type.kind !== 'double') return expr;
  const value = expr.value as number;
  return value >= 0 && value <= 1 ? expr : context.report(shareOutOfRange(context, path));
}

/** Returns the expression unless it's a negative number or a constant whose range includes negative numbers. */
export function nonnegative(context: Context, path: Path, expr: Expr | null, scope: Scope): Expr | null {
  if (expr?.op !== 'literal') return expr;
  const key = String(path.at(-1)).replace(/^.*\./, '');
  if ((expr.value as number) < 0) return context.report(say.negative(context.span(path), key));
  const { constant } = expr;
  const least = constant === undefined ? undefined : scope.names.constants.get(constant)?.least;
  if (least === undefined || least >= 0) return expr;
  return context.report(sayOf.negativeRange(context.span(path), key, constant!));
}

/** The diagnostic for a share that isn't between 0 and 1. A plain number may have been meant as a percentage. */
export function shareOutOfRange(context: Context, path: Path): Diagnostic {
  const node = context.node(path);
  const written = node.kind === 'scalar' && typeof node.value === 'number' ? node.value : null;
  return say.shareRange(context.span(path), `\`${String(path.at(-1))}\``, written);
}

/** An expression for a rate. A plain number other than 0 needs a unit of time. */
export function checkRate(context: Context, path: Path, scope: Scope): Expr | null {
  const node = context.node(path);
  const bare = node.kind === 'scalar' && typeof node.value === 'number' && node.value > 0;
  return bare
    ? context.report(say.rateWithoutUnit(context.span(path), node.raw))
    : context.expr(path, scope, DOUBLE);
}

/** The type of the items to choose from, or null if the type has no items. */
export function chosenType(from: Type): Type | null {
  if (from.kind === 'process') return { kind: 'instance', process: from.process };
  return ['list', 'set', 'any'].includes(from.kind) ? elementOf(from) : null;
}

/**
 * Maximum lengths, in characters, of a sentence and of an expression in it, and the maximum number of places to try
 * as an expression's end.
 */
const MAX_SENTENCE = 2_000;
const MAX_EXPRESSION = 400;
const MAX_ENDS = 10;

/**
 * Parses `text <expression> text`. An expression ends at the first `>` before which it is valid CEL. A `>` after a
 * space or before `=` is an operator, as in `<a > b>`. A `<` before a space is an ordinary character.
 */
export function checkTemplate(context: Context, path: Path, scope: Scope): Template {
  const { text, spanAt } = context.celText(path);
  if (text.length > MAX_SENTENCE) {
    context.report(say.longSentence(spanAt(0, text.length), MAX_SENTENCE));
    return [];
  }
  const parts: Template[number][] = [];
  let plain = '';
  let i = 0;
  while (i < text.length) {
    if (text[i] !== '<' || !/[\w!(["'-]/.test(text[i + 1] ?? '')) {
      plain += text[i];
      i++;
      continue;
    }
    const end = expressionEnd(text, i + 1);
    if (end === null) {
      context.report(say.template(context.celPart(path, i, i + 1).spanAt(0, 1)));
      return [];
    }
    const checked = checkCel(context.celPart(path, i + 1, end), { ...scope, old: true }, ANY);
    context.diagnostics.push(...checked.diagnostics);
    if (checked.expr === null) return [];
    if (plain !== '') parts.push(plain);
    parts.push(checked.expr);
    plain = '';
    i = end + 1;
  }
  if (plain !== '') parts.push(plain);
  return parts;
}

function expressionEnd(text: string, from: number): number | null {
  let first: number | null = null;
  let tried = 0;
  for (
    let end = text.indexOf('>', from);
    end >= 0 && end - from < MAX_EXPRESSION && tried < MAX_ENDS;
    end = text.indexOf('>', end + 1)
  ) {
    if (/\s/.test(text[end - 1]!) || text[end + 1] === '=') continue;
    first ??= end;
    tried++;
    if (parses(text.slice(from, end))) return end;
  }
  return first;
}

function parses(text: string): boolean {
  try {
    parse(replaceDurations(text).text);
    return true;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}
