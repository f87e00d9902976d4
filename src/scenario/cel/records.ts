import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import type { Type } from '../ast/types.ts';
import { zeroOf } from '../ast/value.ts';
import * as say from './diagnostics.ts';
import type { Ast, PartChecker } from './parse.ts';

type RecordType = Type & { kind: 'record' };

/** A field of a record: `plan.zone`. */
export function recordField(checker: PartChecker, ast: Ast, of: Expr, name: string): Expr {
  const span = checker.span(ast);
  const { fields } = of.type as RecordType;
  const index = fields.findIndex((field) => field.name === name);
  if (index >= 0) return { op: 'part', of, index, type: fields[index]!.type, span };
  const known = fields.map((field) => field.name);
  return checker.fail(say.unknownField(span, 'field', name, 'this record', nearest(name, known), known));
}

/**
 * A record literal: `{plan: 1, zone: "a"}`. Field names may be in quotes. Fields that aren't listed have the default
 * value of their type.
 */
export function recordLiteral(
  checker: PartChecker,
  ast: Ast,
  entries: readonly (readonly [Ast, Ast])[],
  scope: Scope,
  type: RecordType,
): Expr {
  const span = checker.span(ast);
  const known = type.fields.map((field) => field.name);
  const given = new Map<string, Ast>();
  for (const [key, value] of entries) {
    const name = nameOf(key);
    const at = checker.span(key);
    if (name === null) return checker.fail(say.keyNotAField(at, known));
    if (!known.includes(name)) {
      return checker.fail(say.unknownField(at, 'field', name, 'this record', nearest(name, known), known));
    }
    if (given.has(name)) return checker.fail(say.fieldTwice(at, name));
    given.set(name, value);
  }
  const items = type.fields.map((field): Expr => {
    const value = given.get(field.name);
    if (value !== undefined) return checker.expect(value, scope, field.type);
    return { op: 'literal', value: zeroOf(field.type)!, type: field.type, span };
  });
  return { op: 'build', items, type, span };
}

function nameOf(key: Ast): string | null {
  if (key.op === 'id') return key.args;
  return key.op === 'value' && typeof key.args === 'string' ? key.args : null;
}
