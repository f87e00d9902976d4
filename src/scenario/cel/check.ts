import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr, Value } from '../ast/expr.ts';
import { sizeOf } from '../ast/rewrite.ts';
import { ANY, BOOL, DOUBLE, DURATION, INT, STRING, sameType, showType, type Type } from '../ast/types.ts';
import { checkCall, checkMethod } from './calls.ts';
import * as say from './diagnostics.ts';
import { resolveField, resolveIndex, resolveName } from './names.ts';
import { checkBinary, checkMembership, strayString, symbolHint } from './operators.ts';
import { type Ast, type CelText, type PartChecker, parseCel, toDouble } from './parse.ts';
import { recordLiteral } from './records.ts';

/**
 * A checked expression, or null if there's an error. If there are no diagnostics, the error is reported elsewhere.
 */
export interface Checked {
  readonly expr: Expr | null;
  readonly diagnostics: Diagnostic[];
}

/**
 * Parses and checks an expression.
 *
 * @param wanted the type that the expression must have. It also determines what a symbol, an empty list, or a whole
 * number means.
 */
export function checkCel(cel: CelText, scope: Scope, wanted: Type): Checked {
  const parsed = parseCel(cel);
  if (parsed.ast === null) return { expr: null, diagnostics: parsed.diagnostics };
  const checker = new Checker(cel, scope, parsed.durations);
  const expr = checker.expect(parsed.ast, scope, wanted);
  return { expr: checker.failed ? null : expr, diagnostics: checker.diagnostics };
}

/** Maximum nesting depth of macros, since each level multiplies the work. */
const MACRO_DEPTH = 3;

/** Maximum number of parts that names defined under `let` can add to an expression. */
const EXPANDED_PARTS = 5_000;

/** Walks the syntax tree. An invalid part gets the type `any`, so one error doesn't cause others. */
class Checker implements PartChecker {
  readonly diagnostics: Diagnostic[] = [];
  private readonly cel: CelText;
  private readonly durations: ReadonlyMap<number, number>;
  private readonly processes: Scope['names']['processes'];
  private depth = 0;
  private hasUnknown = false;
  private expandedParts = 0;

  constructor(cel: CelText, { names }: Scope, durations: ReadonlyMap<number, number>) {
    this.cel = cel;
    this.durations = durations;
    this.processes = names.processes;
  }

  span(ast: Ast): Span {
    return this.cel.spanAt(ast.start, ast.end);
  }

  fail(diagnostic: Diagnostic): Expr {
    this.diagnostics.push(diagnostic);
    return { op: 'literal', value: 0, type: ANY, span: diagnostic.span };
  }

  /** True if there's an error in the expression or in something that it refers to. */
  get failed(): boolean {
    return this.hasUnknown || this.diagnostics.length > 0;
  }

  unknown(ast: Ast): Expr {
    this.hasUnknown = true;
    return this.literal(ast, ANY, 0);
  }

  literal(ast: Ast, type: Type, value: Value): Expr {
    return { op: 'literal', type, value, span: this.span(ast) };
  }

  expect(ast: Ast, scope: Scope, wanted: Type): Expr {
    const expr = this.check(ast, scope, wanted);
    const converted = this.convert(expr, wanted);
    if (converted !== null) return converted;
    return this.fail(
      strayString(expr, wanted) ??
        say.wrongType(expr.span, expr.type, article(wanted), hintFor(expr, wanted)),
    );
  }

  convert(expr: Expr, wanted: Type): Expr | null {
    if (sameType(expr.type, wanted)) {
      const empty = expr.op === 'list' && expr.items.length === 0;
      return empty || expr.type.kind === 'any' ? { ...expr, type: wanted } : expr;
    }
    if (expr.type.kind === 'int' && wanted.kind === 'double') return toDouble(expr);
    if (expr.op === 'literal' && typeof expr.value === 'string' && wanted.kind === 'enum') {
      const index = wanted.members.indexOf(expr.value);
      return index < 0 ? null : { ...expr, value: index, type: wanted };
    }
    if (expr.type.kind === 'list' && wanted.kind === 'set' && sameType(expr.type.of, wanted.of)) {
      return this.listToSet(expr, wanted);
    }
    if (expr.type.kind === 'instance' && wanted.kind === 'enum') {
      return this.instanceToEnum(expr, expr.type.process, wanted);
    }
    return null;
  }

  check(ast: Ast, scope: Scope, wanted: Type = ANY): Expr {
    switch (ast.op) {
      case 'value':
        return this.value(ast, ast.args, wanted);
      case 'id':
        return resolveName(this, ast, ast.args, scope, wanted);
      case '.':
        return resolveField(this, ast, ast.args[0], ast.args[1], scope);
      case '[]':
        return resolveIndex(this, ast, ast.args[0], ast.args[1], scope);
      case 'call':
        return checkCall(this, ast, ast.args[0], ast.args[1], scope, wanted);
      case 'rcall':
        return checkMethod(this, ast, ast.args[0], ast.args[1], ast.args[2], scope);
      case 'list':
        return this.list(ast, ast.args, scope, wanted);
      case 'map':
        if (wanted.kind === 'record') return recordLiteral(this, ast, ast.args, scope, wanted);
        return this.map(ast, ast.args, scope, wanted);
      case '?:':
        return this.conditional(ast, ast.args, scope, wanted);
      case '!_':
        return { op: 'not', arg: this.expect(ast.args, scope, BOOL), type: BOOL, span: this.span(ast) };
      case '-_':
        return this.negate(ast, ast.args, scope);
      case 'in':
        return checkMembership(this, ast, ast.args, scope);
      default:
        return checkBinary(this, ast, ast.op, ast.args as [Ast, Ast], scope, wanted);
    }
  }

  nested(ast: Ast, inside: () => Expr): Expr {
    if (this.depth >= MACRO_DEPTH) return this.fail(say.nested(this.span(ast), MACRO_DEPTH));
    this.depth++;
    const expr = inside();
    this.depth--;
    return expr;
  }

  expanded(ast: Ast, expr: Expr): Expr {
    const { parts, depth } = sizeOf(expr);
    this.expandedParts += parts;
    if (this.depth + depth > MACRO_DEPTH) return this.fail(say.nested(this.span(ast), MACRO_DEPTH));
    if (this.expandedParts <= EXPANDED_PARTS) return expr;
    return this.fail(say.tooLarge(this.span(ast), EXPANDED_PARTS));
  }

  private value(ast: Ast, value: unknown, wanted: Type): Expr {
    if (typeof value === 'boolean') return this.literal(ast, BOOL, value);
    const duration = this.durations.get(ast.start);
    if (duration !== undefined) return this.literal(ast, DURATION, duration);
    if (typeof value === 'string') return this.literal(ast, STRING, value);
    if (typeof value === 'number') return this.literal(ast, DOUBLE, value);
    if (typeof value === 'bigint') {
      const number = Number(value);
      if (!Number.isSafeInteger(number)) return this.fail(say.numberRange(this.span(ast)));
      return wanted.kind === 'double' ? this.literal(ast, DOUBLE, number) : this.literal(ast, INT, number);
    }
    return this.fail(
      value === null
        ? say.unsupported(this.span(ast), '`null`', 'use an enum with a member `none`')
        : say.unsupported(this.span(ast), 'this kind of literal'),
    );
  }

  private list(ast: Ast, items: readonly Ast[], scope: Scope, wanted: Type): Expr {
    const hint = wanted.kind === 'list' || wanted.kind === 'set' ? wanted.of : ANY;
    const checked = items.map((item) => this.check(item, scope, hint));
    const of = hint.kind === 'any' ? this.common(checked) : hint;
    const same = checked.map((item) => this.convert(item, of) ?? this.mixed(item, of));
    const expr: Expr = { op: 'list', items: same, type: { kind: 'list', of }, span: this.span(ast) };
    return wanted.kind === 'set' ? this.listToSet(expr, wanted) : expr;
  }

  private map(ast: Ast, entries: readonly (readonly [Ast, Ast])[], scope: Scope, wanted: Type): Expr {
    const key = wanted.kind === 'map' ? wanted.key : ANY;
    const of = wanted.kind === 'map' ? wanted.of : ANY;
    const keys = entries.map(([k]) => this.check(k, scope, key));
    const values = entries.map(([, v]) => this.check(v, scope, of));
    const keyType = key.kind === 'any' ? this.common(keys) : key;
    const valueType = of.kind === 'any' ? this.common(values) : of;
    const pairs = keys.map((k, i): readonly [Expr, Expr] => [
      this.convert(k, keyType) ?? this.mixed(k, keyType),
      this.convert(values[i]!, valueType) ?? this.mixed(values[i]!, valueType),
    ]);
    return {
      op: 'map',
      entries: pairs,
      type: { kind: 'map', key: keyType, of: valueType },
      span: this.span(ast),
    };
  }

  private conditional(ast: Ast, [test, yes, no]: readonly [Ast, Ast, Ast], scope: Scope, wanted: Type): Expr {
    const condition = this.expect(test, scope, BOOL);
    const first = this.check(yes, scope, wanted);
    const second = this.check(no, scope, wanted.kind === 'any' ? first.type : wanted);
    const pair = this.alike(first, second, wanted);
    if (pair === null) return this.fail(say.unlikeResults(this.span(ast), first.type, second.type));
    const [a, b] = pair;
    const type = a.type.kind === 'any' ? b.type : a.type;
    return { op: 'if', test: condition, yes: a, no: b, type, span: this.span(ast) };
  }

  /** Converts both expressions to the wanted type or, if that isn't possible, one of them to the other's type. */
  private alike(first: Expr, second: Expr, wanted: Type): [Expr, Expr] | null {
    for (const type of [wanted, first.type, second.type]) {
      const [a, b] = [this.convert(first, type), this.convert(second, type)];
      if (a !== null && b !== null && sameType(a.type, b.type)) return [a, b];
    }
    return null;
  }

  private negate(ast: Ast, arg: Ast, scope: Scope): Expr {
    const expr = this.check(arg, scope);
    if (!['int', 'double', 'duration', 'any'].includes(expr.type.kind)) {
      return this.fail(say.wrongType(expr.span, expr.type, 'a number'));
    }
    if (expr.op === 'literal' && typeof expr.value === 'number' && expr.constant === undefined) {
      return { ...expr, value: 0 - expr.value, span: this.span(ast) };
    }
    return { op: 'negate', arg: expr, type: expr.type, span: this.span(ast) };
  }

  /** The item type of a literal: double if any item is a double, otherwise the first item's type. */
  private common(items: readonly Expr[]): Type {
    const known = items.map((item) => item.type).filter((type) => type.kind !== 'any');
    return known.find((type) => type.kind === 'double') ?? known[0] ?? ANY;
  }

  private mixed(item: Expr, of: Type): Expr {
    return this.fail(say.wrongType(item.span, item.type, article(of), 'all items must have the same type'));
  }

  private listToSet(expr: Expr, wanted: Type & { kind: 'set' }): Expr {
    const of = expr.type.kind === 'list' && expr.type.of.kind !== 'any' ? expr.type.of : wanted.of;
    return { op: 'call', fn: 'to-set', args: [expr], type: { kind: 'set', of }, span: expr.span };
  }

  private instanceToEnum(expr: Expr, process: string, wanted: Type & { kind: 'enum' }): Expr | null {
    const ids = this.processes.get(process)!.instances;
    const members = ids.map((id) => wanted.members.indexOf(id));
    if (members.includes(-1)) return null;
    return { op: 'instance-to-enum', arg: expr, members, type: wanted, span: expr.span };
  }
}

/** A type as it's named in a sentence: `an int`, `one of none, leader`. */
export function article(type: Type): string {
  const name = showType(type);
  if (name.startsWith('one of')) return name;
  if (type.kind === 'record') return `a record ${name}`;
  return `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** A hint for an expression with the wrong type. */
function hintFor(expr: Expr, wanted: Type): string | undefined {
  if (expr.op === 'literal' && expr.constant !== undefined && typeof expr.value === 'string') {
    const number = numberIn(expr.value);
    return number !== null
      ? `in \`const\`, write \`${expr.constant}: ${number}\``
      : `\`${expr.constant}\` is the string \`${expr.value}\`; change it in \`const\``;
  }
  return symbolHint(expr) ?? conversionHint(expr.type, wanted);
}

/** The number in `5%` or `80/s`, or null. Such literals are allowed only as the values of keys. */
function numberIn(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)\s*(%|\/\s*s)$/.exec(text);
  return found === null ? null : Number(found[1]) / (found[2] === '%' ? 100 : 1);
}

/** A hint for a value with the wrong type. */
export function conversionHint(found: Type, wanted: Type): string | undefined {
  if (wanted.kind === 'record') {
    const [first] = wanted.fields;
    return `write its fields, for example \`{${first!.name}: ...}\``;
  }
  if (found.kind === 'double' && wanted.kind === 'int') return 'use int(x), which drops the fraction';
  if (wanted.kind === 'duration') return 'write it with a unit: `5m`, or multiply a duration by a number';
  return undefined;
}
