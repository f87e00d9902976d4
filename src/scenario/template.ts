import { ParseError, parse } from '@marcbachmann/cel-js';
import { checkCel } from './cel/check.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import * as say from './diagnostics.ts';
import type { Template } from './scenario.ts';
import { ANY } from './types.ts';

/** Most characters of an expression inside a sentence. */
const LONGEST = 400;

/**
 * Reads `text <expression> text`. An expression ends at the first `>` that follows its text directly and at which what
 * stands before it is CEL: a `>` behind a blank, or before `=`, is an operator, as in `<a > b>`. A `<` before a blank is
 * a plain sign.
 */
export function checkTemplate(context: Context, path: Path, scope: Scope): Template {
  const text = context.celText(path).text;
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
    if (plain !== '') parts.push(plain);
    if (checked.expr !== null) parts.push(checked.expr);
    plain = '';
    i = end + 1;
  }
  if (plain !== '') parts.push(plain);
  return parts;
}

function expressionEnd(text: string, from: number): number | null {
  let first: number | null = null;
  for (
    let end = text.indexOf('>', from);
    end >= 0 && end - from < LONGEST;
    end = text.indexOf('>', end + 1)
  ) {
    if (/\s/.test(text[end - 1]!) || text[end + 1] === '=') continue;
    first ??= end;
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
