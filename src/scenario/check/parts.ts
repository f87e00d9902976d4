import { ParseError, parse } from '@marcbachmann/cel-js';
import { parseDuration } from '../../time/duration.ts';
import { parseInstant } from '../../time/instant.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import type { Delay, Moment, Template } from '../ast/scenario.ts';
import { ANY, DOUBLE, DURATION } from '../ast/types.ts';
import { checkCel } from '../cel/check.ts';
import type { RawDelay } from '../schema/parts.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Observations } from './observed.ts';

const OBSERVED = /^observed\.([A-Za-z_]\w*)\s*(?:([+-])\s*(\S+))?$/;

/**
 * A moment: `observed.id`, `observed.id + 5m`, a time of the wall clock, or a duration after time 0. One that is written
 * out and meets a fact of the record to the microsecond is taken from the record, whatever its form.
 */
export function checkMoment(context: Context, path: Path, text: string, record: Observations): Moment | null {
  const span = context.span(path);
  const found = OBSERVED.exec(text.trim());
  if (found !== null) {
    const id = found[1]!;
    const fact = record.facts.get(id);
    if (fact === undefined) {
      if (record.unplaced.has(id)) return context.report(say.needsClock(span));
      return context.report(say.unknownObserved(span, id, nearest(id, record.facts.keys())));
    }
    const shift = found[3] === undefined ? 0 : parseDuration(found[3]);
    if (shift === null) return context.report(say.badDuration(span, found[3]!));
    return placed(context, path, fact.t + (found[2] === '-' ? -shift : shift), id, text);
  }
  const after = parseDuration(text.trim());
  if (after !== null) return { t: after, observed: factAt(record, after), text };
  const epoch = parseInstant(text.trim());
  if (epoch === null) return context.report(say.badInstant(span, text));
  if (record.clock === null) return context.report(say.needsClock(span));
  const t = epoch - record.clock.epoch;
  return placed(context, path, t, factAt(record, t), text);
}

/** Id of the first fact of the record at a time, or null. Time 0 is where a scenario begins, not what happened. */
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

/** An expression that is a share; one that is known already must lie between 0 and 1. */
export function checkShare(context: Context, path: Path, scope: Scope): Expr | null {
  const expr = context.expr(path, scope, DOUBLE);
  if (expr?.op === 'literal' && !((expr.value as number) >= 0 && (expr.value as number) <= 1)) {
    return context.report(say.shareRange(context.span(path), `\`${String(path.at(-1))}\``));
  }
  return expr;
}

/** Most characters of an expression inside a sentence. */
const LONGEST = 400;
/** Most characters of a sentence, and most ends that are tried for one expression in it: each is parsed. */
const LONGEST_SENTENCE = 2_000;
const MOST_ENDS = 10;

/**
 * Reads `text <expression> text`. An expression ends at the first `>` that follows its text directly and at which what
 * stands before it is CEL: a `>` behind a blank, or before `=`, is an operator, as in `<a > b>`. A `<` before a blank is
 * a plain sign.
 */
export function checkTemplate(context: Context, path: Path, scope: Scope): Template {
  const { text, spanAt } = context.celText(path);
  if (text.length > LONGEST_SENTENCE) {
    context.report(say.longSentence(spanAt(0, text.length), LONGEST_SENTENCE));
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
    end >= 0 && end - from < LONGEST && tried < MOST_ENDS;
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
    parse(text);
    return true;
  } catch (error) {
    if (error instanceof ParseError) return false;
    throw error;
  }
}

/** Checks a length of time: fixed, CEL, or a distribution whose parameters are durations. */
export function checkDelay(context: Context, path: Path, raw: RawDelay, scope: Scope): Delay | null {
  const part = (key: string) => context.expr([...path, key], scope, DURATION);
  if (typeof raw === 'string') {
    const value = context.expr(path, scope, DURATION);
    return value === null ? null : { dist: 'constant', value };
  }
  switch (raw.dist) {
    case 'constant': {
      const value = part('value');
      return value === null ? null : { dist: 'constant', value };
    }
    case 'uniform': {
      const [min, max] = [part('min'), part('max')];
      return min === null || max === null ? null : { dist: 'uniform', min, max };
    }
    case 'exponential': {
      const mean = part('mean');
      return mean === null ? null : { dist: 'exponential', mean };
    }
    case 'lognormal': {
      const [p50, p99] = [part('p50'), part('p99')];
      return p50 === null || p99 === null ? null : { dist: 'lognormal', p50, p99 };
    }
  }
}
