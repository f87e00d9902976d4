import type { BinaryOp, Macro, Value } from '../scenario/expr.ts';

/**
 * A compiled expression.
 *
 * @param s state
 * @param b slot of the acting instance's program counter (0 where nobody acts)
 * @param now simulated time in microseconds
 * @param v values of the step's variables: choices and messages
 * @param o state before the step, for `old`
 */
export type Fn = (
  s: readonly Value[],
  b: number,
  now: number,
  v: readonly Value[],
  o: readonly Value[],
) => Value;

/**
 * What an expression gives while a measure that it reads has no value: a truth value, a failure, or whatever the sum
 * comes to (`nan`), where numbers may be none.
 */
export type WithoutValue = boolean | 'fails' | 'nan';

/** Positions of a step's variables in `v`. */
export type VariableSlots = ReadonlyMap<string, number>;

/** Operators that JavaScript has with the same meaning. */
export const INFIX: Partial<Record<BinaryOp, string>> = {
  and: '&&',
  or: '||',
  less: '<',
  'less-equal': '<=',
  greater: '>',
  'greater-equal': '>=',
};

/** Operators that are methods of the runtime, called with both sides and the site. */
export const METHOD: Partial<Record<BinaryOp, string>> = {
  modulo: 'mod',
  concat: 'concat',
  'list-add': 'listAdd',
  'list-minus': 'listMinus',
  'set-add': 'setAdd',
};

/** Macros as methods of the runtime. */
export const MACRO: Readonly<Record<Macro, string>> = {
  all: 'all',
  exists: 'exists',
  exists_one: 'existsOne',
  filter: 'filter',
  map: 'mapTo',
};

/** How variables are read: those of macros are parameters in the code, those of the step are in `v`. */
export class Scope {
  private readonly step: VariableSlots;
  private readonly macros: ReadonlyMap<string, string>;

  constructor(step: VariableSlots, macros: ReadonlyMap<string, string> = new Map()) {
    this.step = step;
    this.macros = macros;
  }

  with(name: string, code: string): Scope {
    return new Scope(this.step, new Map([...this.macros, [name, code]]));
  }

  read(name: string): string {
    return this.macros.get(name) ?? `v[${this.step.get(name)}]`;
  }
}
