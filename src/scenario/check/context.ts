import type { Diagnostic, Span } from '../../diagnostic/diagnostic.ts';
import type { SourceText } from '../../diagnostic/source.ts';
import type { Micros } from '../../result.ts';
import { parseDuration } from '../../time/duration.ts';
import { entryOf, nodeAt, offsetsOf, type PathKey, type ScalarNode, type YamlNode } from '../../yaml/node.ts';
import type { Scope } from '../ast/environment.ts';
import type { Expr } from '../ast/expr.ts';
import { BOOL, DOUBLE, DURATION, INT, STRING, sameType, type Type } from '../ast/types.ts';
import { article, checkCel, conversionHint } from '../cel/check.ts';
import { wrongType } from '../cel/diagnostics.ts';
import type { CelText } from '../cel/parse.ts';
import { RATE } from '../schema/services.ts';
import * as say from './diagnostics.ts';

export type Path = readonly PathKey[];

/** What all checks of a scenario share: its text, its nodes, and the list of diagnostics. */
export class Context {
  readonly diagnostics: Diagnostic[] = [];
  readonly source: SourceText;
  readonly root: YamlNode;
  /** The variant's name, or `base`. */
  readonly variant: string;

  constructor(source: SourceText, root: YamlNode, variant = 'base') {
    this.source = source;
    this.root = root;
    this.variant = variant;
  }

  report(diagnostic: Diagnostic): null {
    this.diagnostics.push(diagnostic);
    return null;
  }

  /** Reports a diagnostic unless one with the same code has already been reported, since one change fixes them all. */
  reportOnce(diagnostic: Diagnostic): null {
    const known = this.diagnostics.some(({ code }) => code === diagnostic.code);
    return known ? null : this.report(diagnostic);
  }

  node(path: Path): YamlNode {
    return nodeAt(this.root, path);
  }

  /** The span of the value at a path. */
  span(path: Path): Span {
    const { start, end } = this.node(path);
    return this.source.spanAt(start, end);
  }

  /** The span of a path's last key. */
  keySpan(path: Path): Span {
    const key = path.at(-1);
    const entry = key === undefined ? undefined : entryOf(this.node(path.slice(0, -1)), String(key));
    if (entry === undefined) return this.span(path);
    return this.source.spanAt(entry.keyRange.start, entry.keyRange.end);
  }

  /** The value at a path, as shown in messages: a scalar without quotes, anything else as written. */
  text(path: Path): string {
    const node = this.node(path);
    if (node.kind === 'scalar') return String(node.value);
    return this.source.text.slice(node.start, node.end).replace(/\s+/g, ' ').trim();
  }

  /** Returns the duration at a path. If it's invalid, reports a diagnostic and returns null. */
  duration(path: Path, text: string): Micros | null {
    return parseDuration(text) ?? this.report(say.badDuration(this.span(path), text));
  }

  /** The CEL text at a path. */
  celText(path: Path): CelText {
    const node = this.node(path) as ScalarNode;
    const offset = offsetsOf(node);
    return {
      text: String(node.value),
      spanAt: (start, end) =>
        this.source.spanAt(offset(start), end > start ? offset(end - 1) + 1 : offset(end)),
    };
  }

  /** The CEL text at a path, between the offsets `from` and `to`. */
  celPart(path: Path, from: number, to: number): CelText {
    const whole = this.celText(path);
    return {
      text: whole.text.slice(from, to),
      spanAt: (start, end) => whole.spanAt(from + start, from + end),
    };
  }

  /** The expression at a path: CEL, a plain number or boolean, or a literal like `5m`, `80/s` or `5%`. */
  expr(path: Path, scope: Scope, wanted: Type): Expr | null {
    const node = this.node(path);
    if (node.kind !== 'scalar') return null;
    const literal = this.literal(node, wanted);
    if (literal !== null) return literal;
    if (wanted.kind === 'double' && RATE_LIKE.test(String(node.value))) {
      return this.report(say.badRate(this.span(path), String(node.value)));
    }
    if (wanted.kind === 'duration' && DURATION_LIKE.test(String(node.value))) {
      return this.report(say.badDuration(this.span(path), String(node.value)));
    }
    if (typeof node.value !== 'string') return this.report(wrongScalarType(this.span(path), node, wanted));
    const checked = checkCel(this.celText(path), scope, wanted);
    this.diagnostics.push(...checked.diagnostics);
    return checked.expr;
  }

  private literal(node: ScalarNode, wanted: Type): Expr | null {
    const found = literalOf(node, wanted);
    return found && { op: 'literal', ...found, span: this.source.spanAt(node.start, node.end) };
  }
}

/** Text that looks like a rate but is negative or has an unknown unit. */
const RATE_LIKE =
  /^(?:-[\d.]+\s*\/\s*(?:ms|[smhd])|-?[\d.]+\s*\/\s*(?:sec|second|min|minute|hr|hour|day)s?)$/i;
/** Text that looks like a duration but is negative or has an unknown unit. */
const DURATION_LIKE = /^-?\d[\d.]*\s*[a-z]+$/i;
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;

/** A plain number or boolean, or a literal like `5m`, `80/s`, or `5%`; null if it doesn't have the wanted type. */
export function literalOf(
  { value, ...node }: ScalarNode,
  wanted: Type,
): { type: Type; value: number | boolean } | null {
  if (typeof value === 'boolean') return sameType(BOOL, wanted) ? { type: BOOL, value } : null;
  if (typeof value === 'number') {
    const type = isWhole({ ...node, value }) ? INT : DOUBLE;
    if (wanted.kind === 'double') return { type: DOUBLE, value };
    return sameType(type, wanted) ? { type, value } : null;
  }
  if (typeof value !== 'string') return null;
  if (wanted.kind === 'duration' || wanted.kind === 'any') {
    const micros = parseDuration(value);
    if (micros !== null) return { type: DURATION, value: micros };
  }
  if (wanted.kind === 'double') {
    const share = parseRate(value) ?? parsePercent(value);
    if (share !== null) return { type: DOUBLE, value: share };
  }
  return null;
}

/** Parses a rate like `80/s`. Returns the rate per second, or null. */
export function parseRate(text: string): number | null {
  const found = RATE.exec(text);
  return found === null ? null : (Number(found[1]) * 1e6) / parseDuration(`1${found[2]}`)!;
}

/** Parses a percentage like `5%`. Returns the share, or null. */
export function parsePercent(text: string): number | null {
  const found = PERCENT.exec(text);
  return found === null ? null : Number(found[1]) / 100;
}

/** The diagnostic for a plain number or boolean of the wrong type. */
function wrongScalarType(span: Span, node: ScalarNode, wanted: Type): Diagnostic {
  const found = inferType(node) ?? BOOL;
  const bare = typeof node.value === 'number' && wanted.kind === 'duration';
  const hint = bare ? unitHint(node) : conversionHint(found, wanted);
  return wrongType(span, found, article(wanted), hint);
}

/** The hint for a plain number where a duration is required. */
export function unitHint(node: ScalarNode): string {
  return `write \`${node.raw}s\` or \`${node.raw}m\``;
}

/** True for a number without a decimal point or exponent. */
export function isWhole(node: ScalarNode): boolean {
  return typeof node.value === 'number' && !/[.eE]/.test(node.raw) && Number.isSafeInteger(node.value);
}

/** A plain value's type; null for lists and maps, whose types can't be inferred. */
export function inferType(node: YamlNode): Type | null {
  if (node.kind !== 'scalar') return null;
  if (typeof node.value === 'boolean') return BOOL;
  if (typeof node.value === 'number') return isWhole(node) ? INT : DOUBLE;
  if (typeof node.value !== 'string') return null;
  return parseDuration(node.value) !== null ? DURATION : STRING;
}
