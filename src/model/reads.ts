import { type Expr, type Value, walk } from '../scenario/ast/expr.ts';
import { type Branch, receivingSteps, type Scenario } from '../scenario/ast/scenario.ts';
import type { Inputs, Layout } from './layout.ts';
import type { Fn, Reads } from './model.ts';

/** Everything that a list of expressions reads. */
export function readsOf(
  exprs: readonly Expr[],
  owner: string | null,
  processes: readonly string[],
  layout: Layout,
  inputs: Inputs,
): Reads {
  const slots = new Set<number>();
  const own = new Set<number>();
  const fields = new Map<string, readonly [number, number]>();
  const measures = new Set<number>();
  let timers = false;
  const field = (process: string, offset: number): void => {
    const index = processes.indexOf(process);
    fields.set(`${index}.${offset}`, [index, offset]);
  };
  for (const root of exprs) {
    walk(root, (expr) => {
      if (expr.op === 'measure' || expr.op === 'has-measure') measures.add(inputs.measureNumber(expr.name));
      else if (expr.op === 'state') slots.add(layout.state.get(expr.name)!);
      else if (expr.op === 'local' && owner !== null)
        own.add(layout.blockOf.get(owner)!.offsets.get(expr.name)!);
      else if (expr.op === 'self' && expr.field === 'step') own.add(0);
      else if (expr.op === 'at-step') field(expr.process, 0);
      else if (expr.op === 'record') {
        if (expr.field.kind === 'step') field(expr.process, 0);
        if (expr.field.kind === 'local') {
          field(expr.process, layout.blockOf.get(expr.process)!.offsets.get(expr.field.name)!);
        }
      }
      if (expr.op === 'call' && (expr.fn === 'timer-over' || expr.fn === 'timer-left')) timers = true;
    });
  }
  return { slots: [...slots], own: [...own], fields: [...fields.values()], measures: [...measures], timers };
}

/** A bounded shared channel's free capacity depends on which instances are at a step that receives from it. */
export function readsOfReceivers({ processes, channels }: Scenario, { send }: Branch): Reads {
  const bounded = channels.filter(
    ({ shared, capacity }, via) => shared && capacity !== null && send.some((one) => one.via === via),
  );
  const fields = bounded.flatMap(({ name }) =>
    receivingSteps(processes, name).flatMap((steps, process): [number, number][] =>
      steps.length === 0 ? [] : [[process, 0]],
    ),
  );
  return { slots: [], own: [], fields, measures: [], timers: false };
}

/** Combines several sets of reads. */
export function union(all: readonly Reads[]): Reads {
  const fields = new Map(all.flatMap((reads) => reads.fields).map((field) => [field.join('.'), field]));
  return {
    slots: [...new Set(all.flatMap((reads) => reads.slots))],
    own: [...new Set(all.flatMap((reads) => reads.own))],
    fields: [...fields.values()],
    measures: [...new Set(all.flatMap((reads) => reads.measures))],
    timers: all.some((reads) => reads.timers),
  };
}

/** Operations whose result is constant if their operands are constant. */
const CONSTANT_OPS: ReadonlySet<Expr['op']> = new Set([
  'literal',
  'count',
  'not',
  'negate',
  'binary',
  'if',
  'list',
  'build',
  'part',
  'map',
  'index',
  'call',
  'macro',
  'variable',
]);

/**
 * True if an expression has the same value in every state of every run, for every instance.
 * @param variables variables bound outside the expression
 */
export function isConstant(root: Expr, inputs: Inputs, variables: ReadonlyMap<string, unknown>): boolean {
  let constant = true;
  walk(root, (expr) => {
    if (!CONSTANT_OPS.has(expr.op)) constant = false;
    else if (expr.op === 'literal' && inputs.constantNumber(expr.constant) >= 0) constant = false;
    else if (expr.op === 'variable' && variables.has(expr.name)) constant = false;
    else if (expr.op === 'call' && expr.fn.startsWith('timer')) constant = false;
  });
  return constant;
}

/** Memoizes a function that always returns the same value. */
export function once(fn: Fn): Fn {
  let value: Value | undefined;
  return (s, b, now, v, o) => {
    value ??= fn(s, b, now, v, o) as Value;
    return value;
  };
}
