import type { Span } from '../../diagnostic/diagnostic.ts';
import { type Expr, walk } from '../ast/expr.ts';
import type { Process, Scenario } from '../ast/scenario.ts';
import type { Type } from '../ast/types.ts';

/** What distinguishes the instances of a process, although `explore.symmetry` says that they are interchangeable. */
export interface Asymmetry {
  readonly process: string;
  readonly span: Span;
  readonly why: string;
}

/** Finds what distinguishes instances. Names under `let` have been replaced by their expressions. */
export function asymmetries(scenario: Scenario): Asymmetry[] {
  return scenario.exploring.symmetry.flatMap((name): Asymmetry[] => {
    const process = scenario.processes.find((one) => one.name === name);
    if (process === undefined) return [];
    const constant = process.constants.find((_, i) => !isSameForAll(process, i));
    if (constant !== undefined)
      return [{ process: name, span: process.span, why: `their constant \`${constant.name}\` differs` }];
    const found = expressionsOf(scenario).flatMap(({ expr, owner }) => distinctions(expr, owner, process));
    // Report only one expression, which is enough to see the mistake.
    return found.slice(0, 1).map((one) => ({ process: name, ...one }));
  });
}

/** True if swapping any two instances doesn't change what a constant says about them. */
function isSameForAll({ name, constants, instances }: Process, constant: number): boolean {
  const { type, values } = constants[constant]!;
  const refers = type.kind === 'instance' && type.process === name;
  return instances.every((_, a) =>
    instances.every((_other, b) => {
      const swapped = (i: number): number => (i === a ? b : i === b ? a : i);
      return instances.every((_one, i) => {
        const value = values[swapped(i)];
        return value === (refers ? swapped(values[i] as number) : values[i]);
      });
    }),
  );
}

function distinctions(
  root: Expr,
  owner: string | null,
  { name, instances }: Process,
): Omit<Asymmetry, 'process'>[] {
  const found: Omit<Asymmetry, 'process'>[] = [];
  walk(root, (part) => {
    const isIndex =
      (part.op === 'self' && part.field === 'index' && owner === name) ||
      (part.op === 'record' && part.process === name && part.field.kind === 'index');
    if (part.op === 'literal' && part.type.kind === 'instance' && part.type.process === name)
      found.push({ span: part.span, why: `this names \`${instances[part.value as number]}\`` });
    else if (part.op === 'literal' && mentions(part.type, name) && part.value !== '' && !isEmpty(part.value))
      found.push({ span: part.span, why: 'this names some of them' });
    else if (isIndex) found.push({ span: part.span, why: 'this depends on their order' });
    else if (part.op === 'call' && part.fn === 'to-instance' && mentions(part.type, name))
      found.push({ span: part.span, why: 'this selects one by its number' });
  });
  return found;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function mentions(type: Type, process: string): boolean {
  if (type.kind === 'instance') return type.process === process;
  return 'of' in type && mentions(type.of, process);
}

/** Every expression that a search evaluates, with the process whose step contains it. */
function expressionsOf(scenario: Scenario): { expr: Expr; owner: string | null }[] {
  const { processes, faults, invariants, stepInvariants, reachable, temporal, channels } = scenario;
  const of = (owner: string | null, ...all: (Expr | null)[]) =>
    all.flatMap((expr) => (expr === null ? [] : [{ expr, owner }]));
  const properties = [...invariants, ...stepInvariants, ...reachable].map(({ is }) => is);
  return [
    ...of(null, ...properties, ...temporal.flatMap(({ from, to }) => [from, to])),
    ...processes.flatMap(({ name, steps }) =>
      steps.flatMap(({ branches }) =>
        branches.flatMap((branch) => [
          ...of(name, ...branch.exits.map(({ test }) => test), branch.when, branch.receive?.where ?? null),
          ...of(name, ...branch.choose.map(({ from }) => from)),
          ...of(name, ...branch.set.flatMap(({ key, value }) => [key, value])),
          ...of(name, ...branch.send.flatMap(({ to, body }) => [to, ...body])),
        ]),
      ),
    ),
    ...of(
      null,
      ...faults.flatMap(({ when, set }) => [when, ...set.flatMap(({ key, value }) => [key, value])]),
    ),
    ...of(null, ...channels.flatMap(({ loss, duplicate }) => [loss, duplicate])),
  ];
}
