import { entryOf } from '../../yaml/node.ts';
import { nearest } from '../../yaml/suggest.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import { type FieldUpdate, withFields } from '../ast/rewrite.ts';
import type { Assignment, Cleared } from '../ast/scenario.ts';
import { ANY, DURATION, INT, type Type } from '../ast/types.ts';
import { article, checkCel } from '../cel/check.ts';
import type { CelText } from '../cel/parse.ts';
import type { Context, Path } from './context.ts';
import { SETTINGS, UNLIMITED } from './declarations.ts';
import * as say from './diagnostics.ts';
import { checkRate } from './parts.ts';

/** A key in `set`: a variable, optionally followed by an item in brackets and a field of a record. */
const TARGET = /^(self\.)?([A-Za-z_]\w*)(?:\[(.*)\])?((?:\.[A-Za-z_]\w*)*)$/s;
/** A key in `set` that empties a service's queue or caches: `service.queue` or `service.cache`. */
const EMPTIED = /^([A-Za-z_]\w*)\.(queue|cache)$/;

/** Checks a `set` map: the targets exist, the values have the right types, and no target is set twice. */
export function checkAssignments(
  context: Context,
  path: Path,
  raw: Readonly<Record<string, unknown>> | undefined,
  scope: Scope,
): Assignment[] {
  const out: Assignment[] = [];
  const seen = new Set<string>();
  const fields = new Map<string, FieldAssignment[]>();
  for (const key of Object.keys(raw ?? {})) {
    if (emptiedBy(key, scope) !== null) continue;
    const assignment = checkAssignment(context, path, key, scope);
    if (assignment === null) continue;
    const whole = `${assignment.target}.${assignment.name}`;
    if ('record' in assignment) {
      const item = `${whole}[${assignment.item}]`;
      const others = fields.get(item) ?? [];
      const clash =
        seen.has(whole) || others.some((other) => overlap(other.update.path, assignment.update.path));
      if (clash) context.report(say.setTwice(context.keySpan([...path, key]), key));
      fields.set(item, [...others, assignment]);
      seen.add(`${whole}[]`);
      continue;
    }
    const clash = seen.has(whole) || (assignment.key === null && seen.has(`${whole}[]`));
    if (clash) context.report(say.setTwice(context.keySpan([...path, key]), key));
    seen.add(assignment.key === null ? whole : `${whole}[]`);
    out.push(assignment);
  }
  return [...out, ...[...fields.values()].map(recordAssignment)];
}

/** An assignment to a field of a record. The record is in a variable or is an item in a list or map. */
interface FieldAssignment {
  readonly target: Assignment['target'];
  readonly name: string;
  readonly record: Expr;
  /** The item as written, and its key. If the variable itself is the record, these are empty and null. */
  readonly item: string;
  readonly key: Expr | null;
  readonly update: FieldUpdate;
  readonly span: Assignment['span'];
}

/** Combines all assignments to fields of one record into a single assignment to the record. */
function recordAssignment(fields: readonly FieldAssignment[]): Assignment {
  const { target, name, record, key, span } = fields[0]!;
  const value = withFields(
    record,
    fields.map(({ update }) => update),
  );
  return { target, name, key, value, span };
}

/** True if two paths lead to the same field, or one of them to a field inside the other. */
function overlap(a: readonly number[], b: readonly number[]): boolean {
  return a.every((index, i) => i >= b.length || index === b[i]);
}

function checkAssignment(
  context: Context,
  path: Path,
  key: string,
  scope: Scope,
): Assignment | FieldAssignment | null {
  const at = [...path, key];
  const span = context.keySpan(at);
  const setting = scope.names.fields.get(key.trim());
  if (setting !== undefined) return settingOf(context, path, key, setting, scope);
  if (isFormula(key, scope)) return null;
  const found = TARGET.exec(key.trim());
  const target = found?.[1] === undefined ? 'state' : 'local';
  const name = found?.[2] ?? '';
  const type = target === 'state' ? scope.names.state.get(name) : scope.self?.locals.get(name);
  const fields = found?.[4]?.split('.').slice(1) ?? [];
  if (found === null || (type === undefined && target === 'state' && fields.length > 0)) {
    return context.report(say.setTarget(span, key, nearestSetting(key, scope), ownOnly(key, scope)));
  }
  if (type === undefined && target === 'local' && scope.self === null)
    return context.report(say.setTarget(span, key, null, ownOnly(key, scope)));
  if (type === undefined) return context.report(unknownTarget(context, at, key, name, scope));
  const variable: Expr = { op: target, name, old: false, type, span };
  if (found[3] === undefined) {
    if (fields.length > 0) return fieldOf(context, at, scope, variable, { item: '', key: null }, fields);
    const value = context.expr(at, scope, type.kind === 'timer' ? timerWanted(context, at) : type);
    return value === null ? null : { target, name, key: null, value: asTimer(value, type), span };
  }
  if (type.kind !== 'map' && type.kind !== 'list' && type.kind !== 'any') {
    return context.report(say.setTarget(span, key, null, 'only lists and maps have items that can be set'));
  }
  const keyType = type.kind === 'map' ? type.key : type.kind === 'list' ? INT : ANY;
  const item = checkCel(keyText(context, path, key, found[3]), scope, keyType);
  context.diagnostics.push(...item.diagnostics);
  if (fields.length > 0) {
    if (item.expr === null) return null;
    const of: Expr = { op: 'index', of: variable, key: item.expr, type: elementType(type), span };
    return fieldOf(context, at, scope, of, { item: found[3].trim(), key: item.expr }, fields);
  }
  const value = context.expr(at, scope, elementType(type));
  if (value === null || item.expr === null) return null;
  return { target, name, key: item.expr, value, span };
}

/** Checks an assignment to a field of a record, or to a field of a nested record. */
function fieldOf(
  context: Context,
  at: Path,
  scope: Scope,
  record: Expr,
  place: { readonly item: string; readonly key: Expr | null },
  fields: readonly string[],
): FieldAssignment | null {
  const span = context.keySpan(at);
  const key = String(at.at(-1));
  const path: number[] = [];
  let type = record.type;
  for (const field of fields) {
    if (type.kind === 'any') return null;
    if (type.kind !== 'record') {
      return context.report(say.setTarget(span, key, null, `\`${field}\` isn't a field of ${article(type)}`));
    }
    const index = type.fields.findIndex(({ name }) => name === field);
    if (index < 0) {
      const known = type.fields.map(({ name }) => name);
      return context.report(say.setTarget(span, key, null, `the record's fields are ${known.join(', ')}`));
    }
    path.push(index);
    type = type.fields[index]!.type;
  }
  const value = context.expr(at, scope, type);
  if (value === null) return null;
  const variable = record.op === 'index' ? record.of : record;
  const { op: target, name } = variable as Expr & { op: 'state' | 'local' };
  return { target, name, record, ...place, update: { path, value }, span };
}

/** The type of the items in a map or list. */
function elementType(type: Type): Type {
  return type.kind === 'map' || type.kind === 'list' ? type.of : ANY;
}

/** The type of a timer's new value: a timer or a duration. */
function timerWanted(context: Context, path: Path): Type {
  const node = context.node(path);
  const text = node.kind === 'scalar' ? String(node.value) : '';
  return /\btimer\s*\(/.test(text) ? { kind: 'timer' } : DURATION;
}

function asTimer(value: Assignment['value'], type: Type): Assignment['value'] {
  if (type.kind !== 'timer' || value.type.kind === 'timer') return value;
  return { op: 'call', fn: 'timer', args: [value], type, span: value.span };
}

/** The expression in brackets in a key of `set`. */
function keyText(context: Context, path: Path, key: string, inner: string): CelText {
  const entry = entryOf(context.node(path), key)!;
  const written = context.source.text.slice(entry.keyRange.start, entry.keyRange.end);
  const start = entry.keyRange.start + Math.max(0, written.indexOf(`[${inner}]`) + 1);
  return { text: inner, spanAt: (from, to) => context.source.spanAt(start + from, start + to) };
}

function unknownTarget(
  context: Context,
  at: Path,
  key: string,
  name: string,
  scope: Scope,
): ReturnType<typeof say.setTarget> {
  const span = context.keySpan(at);
  if (scope.names.constants.has(name))
    return say.setTarget(span, key, null, "it's a constant; to change it, define it under `state` instead");
  const named = key.trim().startsWith('self.') ? scope.self?.lets : scope.names.lets;
  if (named?.has(name) === true)
    return say.setTarget(span, key, null, "it's an expression under `let`; set the variables that it reads");
  if (name === 'id' || name === 'index' || name === 'step' || scope.self?.constants.has(name) === true) {
    return say.setTarget(span, key, null, 'it never changes; use a local variable instead');
  }
  const locals = [...(scope.self?.locals.keys() ?? [])].map((local) => `self.${local}`);
  const other = key.startsWith('self.') ? name : `self.${name}`;
  if (locals.includes(other) || scope.names.state.has(other)) return say.setTarget(span, key, other);
  return say.setTarget(span, key, nearest(key, [...scope.names.state.keys(), ...locals]));
}

function nearestSetting(key: string, { names }: Scope): string | null {
  const [owner, ...rest] = key.trim().split('.');
  if (owner === undefined || !names.services.has(owner)) return null;
  const sizes = (names.pools.get(owner) ?? []).map((pool) => `pools.${pool}.size`);
  const near = nearest(rest.join('.'), [...SETTINGS, ...sizes]);
  return near === null ? null : `${owner}.${near}`;
}

/** The hint for a target like `other.x`, or undefined for a target without a dot. */
function ownOnly(key: string, scope: Scope): string | undefined {
  if (!key.includes('.')) return undefined;
  const owner = key.trim().split('.')[0]!;
  if (scope.names.services.has(owner)) {
    const sizes = (scope.names.pools.get(owner) ?? []).map((pool) => `pools.${pool}.size`);
    return `a service's settings are ${[...SETTINGS, ...sizes].join(', ')}, and queue and cache, which can only be set to 0`;
  }
  if (scope.names.loads.has(owner)) return "a load's only setting is `rate`";
  return scope.self === null
    ? 'a fault can set shared state and settings, but not locals'
    : 'a step can set only its own locals; use shared state, or send a message';
}

/** Checks an assignment to a service's or load's setting. */
function settingOf(context: Context, path: Path, key: string, type: Type, scope: Scope): Assignment | null {
  const at = [...path, key];
  const node = context.node(at);
  const span = context.keySpan(at);
  const name = key.trim();
  const literal = (value: number): Assignment => ({
    target: 'state',
    name,
    key: null,
    value: { op: 'literal', value, type, span: context.span(at) },
    span,
  });
  if (node.kind === 'scalar' && node.value === 'unlimited') return literal(UNLIMITED);
  if (node.kind === 'scalar' && typeof node.value === 'boolean' && type.kind === 'double') {
    return literal(Number(node.value));
  }
  const isRate = name.endsWith('.rate') || name.endsWith('.throttle');
  const value = isRate ? checkRate(context, at, scope) : context.expr(at, scope, type);
  return value === null ? null : { target: 'state', name, key: null, value, span };
}

function isPoolSize([pools, name = '', size]: readonly string[], known: readonly string[]): boolean {
  return pools === 'pools' && known.includes(name) && size === 'size';
}

/** True for a setting computed from an expression. Setting it is an error that is reported elsewhere. */
function isFormula(key: string, { names }: Scope): boolean {
  const [owner, ...rest] = key.trim().split('.');
  if (owner === undefined || rest.length === 0) return false;
  return names.services.has(owner)
    ? SETTINGS.includes(rest.join('.')) || isPoolSize(rest, names.pools.get(owner) ?? [])
    : names.loads.has(owner) && rest.join('.') === 'rate';
}

/** The services whose queues or caches are emptied by a `set` map (`service.queue: 0`). */
export function emptied(
  context: Context,
  path: Path,
  raw: Readonly<Record<string, unknown>> | undefined,
  scope: Scope,
  what: 'queue' | 'cache',
): Cleared[] {
  return Object.entries(raw ?? {}).flatMap(([key, value]): Cleared[] => {
    const found = emptiedBy(key, scope);
    if (found?.what !== what) return [];
    if (value !== 0) context.report(say.emptiesOnly(context.span([...path, key]), key.trim(), what));
    return [{ service: found.service, span: context.keySpan([...path, key]) }];
  });
}

/** The service whose queue or caches are emptied by a `set` key, or null. */
function emptiedBy(key: string, { names }: Scope): { service: string; what: string } | null {
  const [, service = '', what = ''] = EMPTIED.exec(key.trim()) ?? [];
  return names.services.has(service) ? { service, what } : null;
}
