import type { Builtin, Expr } from '../scenario/expr.ts';
import type { Type } from '../scenario/types.ts';

/** What the code of a built-in function needs of the generator. */
export interface BuiltinSetting {
  /** A number for the place of the call, for a finding while running. */
  site(): number;
  /** A number for a type in the table. */
  type(type: Type): number;
  /** Code of the items of a collection: of a map, its keys. */
  itemsOf(of: Expr, code: string): string;
  sizeOf(process: string): number;
}

/** Code of a call of a built-in function, whose arguments are code already. */
export function builtinCode(
  fn: Builtin,
  expr: Expr & { op: 'call' },
  args: readonly string[],
  { site, type, itemsOf, sizeOf }: BuiltinSetting,
): string {
  const [a, b] = args as [string, string];
  switch (fn) {
    case 'size':
      return `R.size(${a},${site()})`;
    case 'min':
    case 'max': {
      // Whole numbers that are written out; a double may be none, which a comparison passes over.
      if (args.length > 1 && expr.type.kind !== 'double') return `Math.${fn}(${args.join(',')})`;
      const list =
        args.length === 1 && expr.args[0]!.type.kind !== expr.type.kind ? a : `[${args.join(',')}]`;
      return `R.${fn === 'min' ? 'least' : 'greatest'}(${list},${site()})`;
    }
    case 'sum': {
      const check = expr.type.kind === 'double' ? 'double' : 'int';
      return `R.${check}(R.sum(${a},${site()}),${site()})`;
    }
    case 'range':
      return args.length === 1 ? `R.range(0,${a},${site()})` : `R.range(${a},${b},${site()})`;
    case 'div':
      return `R.div(${a},${b},${site()})`;
    case 'abs':
      return `Math.abs(${a})`;
    case 'to-double':
      return a;
    case 'to-int':
      return `R.trunc(${a},${site()})`;
    case 'to-string':
      return `R.text(P(${a},${type(expr.args[0]!.type)}),${site()})`;
    case 'timer':
      return `R.int(now+${a},${site()})`;
    case 'timer-over':
      return `(${a}<=now)`;
    case 'timer-left':
      return `R.greatest([0,${a}-now],${site()})`;
    case 'starts-with':
      return `R.startsWith(${a},${b},${site()})`;
    case 'ends-with':
      return `R.endsWith(${a},${b},${site()})`;
    case 'contains':
      return `R.contains(${a},${b},${site()})`;
    case 'to-set':
      return `R.toSet(${itemsOf(expr.args[0]!, a)},${site()})`;
    case 'to-list':
      return itemsOf(expr.args[0]!, a);
    case 'to-instance': {
      const { process } = expr.type as Type & { kind: 'instance' };
      return `R.instance(${a},${sizeOf(process)},${site()})`;
    }
  }
}
