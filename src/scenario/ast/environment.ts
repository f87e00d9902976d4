import type { Expr, Value } from './expr.ts';
import type { MetricUse } from './measuring.ts';
import type { Type } from './types.ts';

/** The names available to an expression. */
export interface Scope {
  readonly names: Names;
  /** The process whose step contains the expression; null outside a step. */
  readonly self: ProcessEntry | null;
  /** Variables defined by `choose`, `receive` and macros. */
  readonly variables: ReadonlyMap<string, Type>;
  /** True if `old.x` is available, as in `say`. */
  readonly old: boolean;
  /** Names that don't have a value until the step happens: the step's message and choices. */
  readonly later?: ReadonlySet<string>;
  /** Set only in measures: collects the functions over metrics. A `metric` expression refers to them by index. */
  readonly uses?: MetricUse[];
}

/** Returns a scope with one more variable. */
export function withVariable(scope: Scope, name: string, type: Type): Scope {
  return { ...scope, variables: new Map([...scope.variables, [name, type]]) };
}

/** All names that expressions can use. */
export interface Names {
  readonly constants: ReadonlyMap<string, ConstantEntry>;
  readonly state: ReadonlyMap<string, Type>;
  /** Settings of services and loads that are variables, named `service.key`. */
  readonly fields: ReadonlyMap<string, Type>;
  readonly services: ReadonlySet<string>;
  /** The names of each service's pools. */
  readonly pools: ReadonlyMap<string, readonly string[]>;
  /** The services that have members. */
  readonly fleets: ReadonlySet<string>;
  /** The services that have an autoscaler. */
  readonly autoscaled: ReadonlySet<string>;
  readonly loads: ReadonlySet<string>;
  readonly processes: ReadonlyMap<string, ProcessEntry>;
  /** For each receiving process, the fields of its messages, in order of first appearance. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** Types of the measures. */
  readonly measures: ReadonlyMap<string, Type>;
  /** Set while a measure is checked: the measures defined after it, which it can't read. */
  readonly laterMeasures?: ReadonlySet<string>;
  /** Named expressions of the scenario. */
  readonly lets: ReadonlyMap<string, LetEntry>;
}

/** A named expression. It's checked when it's first used, so the order of declarations doesn't matter. */
export interface LetEntry {
  readonly name: string;
  /** The checked expression, or null if it has an error, which is reported once. */
  resolve(names: Names): Expr | null;
}

/** What expressions can refer to in a process: the fields of its instances and the ids of its steps. */
export interface ProcessEntry {
  readonly name: string;
  /** The instances' ids, by index. Empty for a fleet, whose instances have no names. */
  readonly instances: readonly string[];
  readonly size: number;
  readonly locals: ReadonlyMap<string, Type>;
  readonly constants: ReadonlyMap<string, Type>;
  /** The process's named expressions, which are read as `self.name` or as a field of an instance. */
  readonly lets: ReadonlyMap<string, LetEntry>;
  readonly steps: readonly string[];
}

/** A named constant with its value in canonical form. */
export interface ConstantEntry {
  readonly type: Type;
  readonly value: Value;
  /** The lower end of the constant's range. */
  readonly least?: number;
}

/** Words that have a special meaning in expressions or are reserved by CEL. They can't be used as names. */
export const RESERVED = new Set([
  'self',
  'old',
  'observed',
  'true',
  'false',
  'null',
  'in',
  'start',
  'end',
  'now',
  ...'as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
]);
