import type { Value } from './expr.ts';
import type { MetricUse } from './measuring.ts';
import type { Type } from './types.ts';

/** What one expression can refer to. */
export interface Scope {
  readonly names: Names;
  /** The process of the step that contains it; null outside steps. */
  readonly self: ProcessEntry | null;
  /** Variables of `choose`, `receive` and macros. */
  readonly variables: ReadonlyMap<string, Type>;
  /** Whether `old.x` is available, as in `say`. */
  readonly old: boolean;
  /** Names without a value until the step happens: its message and its choices. */
  readonly later?: ReadonlySet<string>;
  /** Only in a measure: collects the functions over metrics. `MetricUse` numbers them by their index here. */
  readonly uses?: MetricUse[];
}

/** The scope with one more variable. */
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
  readonly loads: ReadonlySet<string>;
  readonly processes: ReadonlyMap<string, ProcessEntry>;
  /** Fields of messages by receiving process, in the order in which they first appear. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** Types of measures. */
  readonly measures: ReadonlyMap<string, Type>;
}

/** What expressions can refer to in a process: fields of its instances and ids of its steps. */
export interface ProcessEntry {
  readonly name: string;
  /** Ids in order of index; empty for a fleet, which has no named instances. */
  readonly instances: readonly string[];
  readonly size: number;
  readonly locals: ReadonlyMap<string, Type>;
  readonly constants: ReadonlyMap<string, Type>;
  readonly steps: readonly string[];
}

/** A named constant with its value in canonical form. */
export interface ConstantEntry {
  readonly type: Type;
  readonly value: Value;
}

/** Words with a meaning in expressions, or reserved by CEL. They can't be used as names. */
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
