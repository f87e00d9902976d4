import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Type } from './types.ts';

/** A value in the canonical form of its type. */
export type Value = boolean | number | string | readonly Value[];

/** A checked expression: names are resolved, operators are chosen, and conversions are explicit. */
export type Expr =
  /**
   * `constant` is the name of the constant that the value comes from. If that constant has a range, its value can
   * vary between runs.
   */
  | (Node & { readonly op: 'literal'; readonly value: Value; readonly constant?: string })
  /** A measure's value, or whether it has one. */
  | (Node & { readonly op: 'measure' | 'has-measure'; readonly name: string })
  /** A function over a metric, as an index into the containing measure's `uses`. */
  | (Node & { readonly op: 'metric'; readonly index: number })
  | (Node & { readonly op: 'state'; readonly name: string; readonly old: boolean })
  | (Node & { readonly op: 'local'; readonly name: string; readonly old: boolean })
  | (Node & { readonly op: 'self'; readonly field: 'id' | 'index' | 'step' })
  | (Node & { readonly op: 'self-const'; readonly name: string })
  | (Node & {
      readonly op: 'record';
      readonly process: string;
      /** The instance's index in the process. */
      readonly at: Expr;
      readonly field: RecordField;
      /** True if the value before the step is read. */
      readonly old?: boolean;
    })
  | (Node & { readonly op: 'at-step'; readonly process: string; readonly step: string })
  | (Node & { readonly op: 'count'; readonly process: string })
  | (Node & { readonly op: 'variable'; readonly name: string })
  | (Node & {
      readonly op: 'field';
      readonly message: string;
      readonly process: string;
      readonly name: string;
    })
  | (Node & { readonly op: 'not' | 'negate'; readonly arg: Expr })
  | (Node & { readonly op: 'binary'; readonly how: BinaryOp; readonly left: Expr; readonly right: Expr })
  | (Node & { readonly op: 'if'; readonly test: Expr; readonly yes: Expr; readonly no: Expr })
  | (Node & { readonly op: 'list'; readonly items: readonly Expr[] })
  | (Node & { readonly op: 'map'; readonly entries: readonly (readonly [Expr, Expr])[] })
  /** A record that is built from the values of all its fields. */
  | (Node & { readonly op: 'build'; readonly items: readonly Expr[] })
  /** A field of a record, by its index. */
  | (Node & { readonly op: 'part'; readonly of: Expr; readonly index: number })
  | (Node & { readonly op: 'index'; readonly of: Expr; readonly key: Expr })
  | (Node & { readonly op: 'call'; readonly fn: Builtin; readonly args: readonly Expr[] })
  | (Node & {
      readonly op: 'macro';
      readonly macro: Macro;
      readonly variable: string;
      /** What the macro iterates over: a list, a set, the keys of a map, or the instance indices of a process. */
      readonly over: Expr;
      readonly body: Expr;
    })
  /**
   * An instance converted to the enum member with the same name: `members[index]` is the member's index in the enum.
   */
  | (Node & { readonly op: 'instance-to-enum'; readonly arg: Expr; readonly members: readonly number[] });

/** Fields of every node: its type, and a span for runtime errors. */
interface Node {
  readonly type: Type;
  readonly span: Span;
}

export type RecordField =
  | { readonly kind: 'local' | 'const'; readonly name: string }
  | { readonly kind: 'id' | 'index' | 'step' };

/** Arithmetic and comparison. The checker chooses them by type, so generated code doesn't depend on types. */
export type BinaryOp =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'modulo'
  | 'less'
  | 'less-equal'
  | 'greater'
  | 'greater-equal'
  | 'equal'
  | 'not-equal'
  | 'and'
  | 'or'
  | 'concat'
  | 'list-add'
  | 'list-minus'
  | 'set-add'
  | 'set-minus'
  | 'in-list'
  | 'in-set'
  | 'in-map';

export type Builtin =
  | 'size'
  | 'min'
  | 'max'
  | 'sum'
  | 'range'
  | 'div'
  | 'abs'
  | 'to-double'
  | 'to-int'
  | 'to-string'
  | 'timer'
  | 'timer-over'
  | 'timer-left'
  | 'starts-with'
  | 'ends-with'
  | 'contains'
  | 'to-set'
  | 'to-list'
  /** Converts an int to an instance of the process in the expression's type. */
  | 'to-instance';

export type Macro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

/** Calls `visit` for the expression and all its parts, outermost first. */
export function walk(expr: Expr, visit: (expr: Expr) => void): void {
  visit(expr);
  for (const child of childrenOf(expr)) walk(child, visit);
}

/** The expression's operands. */
export function childrenOf(expr: Expr): readonly Expr[] {
  switch (expr.op) {
    case 'record':
      return [expr.at];
    case 'not':
    case 'negate':
    case 'instance-to-enum':
      return [expr.arg];
    case 'binary':
      return [expr.left, expr.right];
    case 'if':
      return [expr.test, expr.yes, expr.no];
    case 'list':
    case 'build':
      return expr.items;
    case 'part':
      return [expr.of];
    case 'map':
      return expr.entries.flat();
    case 'index':
      return [expr.of, expr.key];
    case 'call':
      return expr.args;
    case 'macro':
      return [expr.over, expr.body];
    default:
      return [];
  }
}

/** The measures that an expression reads without first checking for a value with `has`. */
export function measuresOf(expr: Expr): string[] {
  const read = new Set<string>();
  const checked = new Set<string>();
  walk(expr, (part) => {
    if (part.op === 'measure') read.add(part.name);
    if (part.op === 'has-measure') checked.add(part.name);
  });
  return [...read].filter((name) => !checked.has(name));
}
