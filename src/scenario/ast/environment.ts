import type { Value } from './expr.ts';
import type { MetricUse } from './measuring.ts';
import type { Type } from './types.ts';

/** A named constant with its value in canonical form. */
export interface ConstantEntry {
  readonly type: Type;
  readonly value: Value;
}

/** What an expression may say about a process: fields of its instances and the ids of its steps. */
export interface ProcessEntry {
  readonly name: string;
  /** Ids in order of index. An anonymous fleet has none. */
  readonly instances: readonly string[];
  readonly size: number;
  readonly locals: ReadonlyMap<string, Type>;
  readonly constants: ReadonlyMap<string, Type>;
  readonly steps: readonly string[];
}

/** All names of a scenario. */
export interface Names {
  readonly constants: ReadonlyMap<string, ConstantEntry>;
  readonly state: ReadonlyMap<string, Type>;
  /** Settings that are variables, called `service.key`. */
  readonly fields: ReadonlyMap<string, Type>;
  readonly services: ReadonlySet<string>;
  readonly loads: ReadonlySet<string>;
  readonly processes: ReadonlyMap<string, ProcessEntry>;
  /** Fields of messages by receiving process, in the order in which bodies name them. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  /** Measures with the types of their values. */
  readonly measures: ReadonlyMap<string, Type>;
}

/** What is known where one expression stands. */
export interface Scope {
  readonly names: Names;
  /** The process whose step it is, or null outside steps. */
  readonly self: ProcessEntry | null;
  /** Variables of `choose`, `receive` and macros. */
  readonly variables: ReadonlyMap<string, Type>;
  /** `old.x` is known: in `say`. */
  readonly old: boolean;
  /** Names that the step takes only when it fires: its message and its choices. */
  readonly later?: ReadonlySet<string>;
  /** Inside a measure: functions over metrics are added here, in the order in which they are numbered. */
  readonly uses?: MetricUse[];
}

/** A scope with one variable more. */
export function withVariable(scope: Scope, name: string, type: Type): Scope {
  return { ...scope, variables: new Map([...scope.variables, [name, type]]) };
}

/** Words that expressions give a meaning to, or that CEL keeps for itself; nothing else may be called so. */
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
