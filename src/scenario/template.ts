import { ParseError, parse } from '@marcbachmann/cel-js';
import { checkCel } from './cel/check.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Template } from './scenario.ts';
import { ANY } from './types.ts';

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
