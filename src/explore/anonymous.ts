import type { Model } from '../model/model.ts';
import { type Expr, walk } from '../scenario/expr.ts';
import type { Process, Scenario } from '../scenario/scenario.ts';
import type { Type } from '../scenario/types.ts';

/**
 * True if nothing tells the instances of a process apart: no value names one, nobody writes to them or is written to by
 * them, they have no constants of their own, and no expression asks for an id, an index or one of them by its place.
 */
export function isAnonymous({ scenario, layout }: Model, process: Process): boolean {
  if (process.constants.length > 0 || scenario.names.messages.has(process.name)) return false;
  const sends = process.steps.some(({ branches }) => branches.some(({ send }) => send.length > 0));
  if (sends || layout.slots.some(({ type }) => names(type, process.name))) return false;
  return everythingOf(scenario).every(({ expr, owner }) => isBlind(expr, owner, process));
}

function names(type: Type, process: string): boolean {
  switch (type.kind) {
    case 'instance':
      return type.process === process;
    case 'list':
    case 'set':
      return names(type.of, process);
    case 'map':
      return names(type.key, process) || names(type.of, process);
    default:
      return false;
  }
}

/** True for an expression that says nothing of one instance of a process but of all, or of some. */
function isBlind(expr: Expr, owner: string | null, process: Process): boolean {
  let blind = true;
  // Variables of `all`, `exists` and `filter` stand for each of them in turn.
  const each = new Set<string>();
  walk(expr, (part) => {
    if (part.op === 'macro' && part.over.type.kind === 'process' && part.over.type.process === process.name) {
      if (part.macro === 'map') blind = false;
      each.add(part.variable);
    }
    if (part.op === 'self' && part.field !== 'step' && owner === process.name) blind = false;
    if (part.op === 'record' && part.process === process.name) {
      const { at, field } = part;
      const bound = at.op === 'variable' && each.has(at.name);
      if (!bound || field.kind === 'id' || field.kind === 'index') blind = false;
    }
    if (part.op === 'instance-to-enum' || (part.op === 'call' && part.fn === 'to-instance')) blind = false;
    if (part.op === 'literal' && names(part.type, process.name)) blind = false;
  });
  return blind;
}

function everythingOf(scenario: Scenario): { expr: Expr; owner: string | null }[] {
  const { processes, faults, invariants, reachable, eventually } = scenario;
  const of = (owner: string | null, ...all: (Expr | null)[]) =>
    all.flatMap((expr) => (expr === null ? [] : [{ expr, owner }]));
  return [
    ...processes.flatMap(({ name, steps }) =>
      steps.flatMap(({ branches }) =>
        branches.flatMap((branch) => [
          ...of(name, branch.when, branch.receive?.where ?? null, ...branch.exits.map(({ test }) => test)),
          ...of(name, ...branch.choose.map(({ from }) => from)),
          ...of(name, ...branch.set.flatMap(({ key, value }) => [key, value])),
          ...of(name, ...branch.send.flatMap(({ to, body }) => [to, ...body])),
        ]),
      ),
    ),
    ...faults.flatMap(({ when, set }) => of(null, when, ...set.flatMap(({ key, value }) => [key, value]))),
    ...of(null, ...[...invariants, ...reachable].map(({ is }) => is)),
    ...of(null, ...eventually.flatMap(({ from, to }) => [from, to])),
  ];
}
