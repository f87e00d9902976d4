import type { Expr } from '../../scenario/ast/expr.ts';
import type { Process } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import type { Place, Read } from './storage.ts';
import type { Term } from './terms.ts';

/** What expressions can read: variables and locals, and the names of constants. */
export interface Vocabulary {
  readonly processes: readonly Process[];
  variable(name: string): Place;
  local(process: string, name: string, index: string): Place;
  step(process: string, index: string): Place;
  /** The name of a member of an enum. */
  member(type: Type & { kind: 'enum' }, index: number): string;
  /** The name of a step. */
  stepName(process: string, step: number): string;
  /** The largest integer in a set or among the keys of a map, if the expression is a variable. */
  largest(expr: Expr, owner: string | null): number | null;
  /** The number that stands for a string. */
  string(text: string): number;
}

export interface Scope {
  readonly read: Read;
  /** Reads the state before a step. Null where there is none. */
  readonly old: Read | null;
  /** The process that evaluates the expression, and its instance. */
  readonly owner: { readonly process: string; readonly index: string } | null;
  readonly variables: ReadonlyMap<string, Term>;
  /** For a received message, its fields by name. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, Term>>;
  /** True where SPIN doesn't accept conditional expressions: in formulas. */
  readonly formula: boolean;
}

export const GLOBAL: Omit<Scope, 'read'> = {
  old: null,
  owner: null,
  variables: new Map(),
  messages: new Map(),
  formula: false,
};
