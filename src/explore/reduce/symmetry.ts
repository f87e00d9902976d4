import type { Block } from '../../model/layout.ts';
import type { Model, ProcessModel } from '../../model/model.ts';
import { type Expr, type Value, walk } from '../../scenario/ast/expr.ts';
import type { Process, Scenario } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { canonicalMap, canonicalSet, compareValues } from '../../scenario/ast/value.ts';
import { arranged, type Mail, MOST_INSTANCES } from '../space/mail.ts';
import type { SearchContext } from '../space/search-state.ts';

/**
 * True if nothing tells the instances of a process apart: no value names one, nobody writes to them or is written to by
 * them, they have no constants of their own, and no expression asks for an id, an index or one of them by its place.
 */
export function isInterchangeable({ scenario, layout }: Model, process: Process): boolean {
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

/** Brings a state to the form that stands for all that differ from it by names of instances only. */
export type Canonical = (state: Value[]) => Value[];

/** All ways to rename: blocks whose order means nothing, and orders of the instances of the other processes. */
export interface Renamings {
  readonly blocks: readonly Block[];
  /** By name of the process, what each instance is called; one entry for each way to rename all of them. */
  readonly orders: readonly Order[];
}

export type Order = ReadonlyMap<string, readonly number[]>;

export function renamings(context: SearchContext, names: readonly string[]): Renamings {
  const asked = context.model.processes.filter(({ process }) => names.includes(process.name));
  const sorted = sortable(context, asked);
  const named = asked.filter((one) => !sorted.includes(one));
  const all = combinations(named.map(({ process }) => permutations(process.instances.length)));
  return {
    blocks: sorted.map(({ block }) => block),
    orders:
      named.length === 0
        ? []
        : all.map((choice) => new Map(named.map(({ process }, i) => [process.name, choice[i]!]))),
  };
}

/**
 * The least of all states that come from one by renaming the instances of some processes: their blocks change places,
 * and every value that names an instance is renamed. Sound if nothing tells the instances apart by name, which the
 * author says by asking for it.
 */
export function canonicalForm(context: SearchContext, names: readonly string[]): Canonical {
  const { blocks, orders } = renamings(context, names);
  const sorted = (state: Value[]): Value[] => {
    for (const block of blocks) sortBlocks(state, block);
    return state;
  };
  return (state) => {
    let least = sorted(state);
    for (const order of orders) {
      const renamed = rename(context, state, order);
      if (compareValues(sorted(renamed), least) < 0) least = renamed;
    }
    return least;
  };
}

/** Processes whose instances nothing names: to sort their blocks is to find the least of all renamings. */
function sortable({ model }: SearchContext, processes: readonly ProcessModel[]): ProcessModel[] {
  return processes.filter(({ process }) => isInterchangeable(model, process));
}

/**
 * Puts the blocks of all instances in order: what is left is how many are at each step with which locals.
 */
function sortBlocks(state: Value[], { base, stride, size }: Block): void {
  const order = Array.from({ length: size }, (_, i) =>
    state.slice(base + i * stride, base + (i + 1) * stride),
  );
  order.sort(compareValues);
  order.forEach((block, i) => {
    for (let j = 0; j < stride; j++) state[base + i * stride + j] = block[j]!;
  });
}

/** All orders of 0 to n - 1. */
function permutations(n: number): number[][] {
  if (n === 0) return [[]];
  return permutations(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, at) => [...order.slice(0, at), n - 1, ...order.slice(at)]),
  );
}

function combinations(all: readonly number[][][]): number[][][] {
  return all.reduce<number[][][]>(
    (sum, choices) => sum.flatMap((head) => choices.map((choice) => [...head, choice])),
    [[]],
  );
}

/** A state with instance `i` of each named process called `order[i]`. */
function rename(context: SearchContext, state: readonly Value[], order: Order): Value[] {
  const out = [...state];
  state.forEach((value, slot) => {
    out[placeOf(context, slot, order)] = renamedIn(context, slot, value, order);
  });
  return out;
}

/** Slot to which the value of a slot goes when instances are renamed. */
export function placeOf({ model, extended }: SearchContext, slot: number, order: Order): number {
  const at = model.layout.slots[slot];
  const process = at === undefined ? extended.receivers.get(slot) : at;
  if (process === undefined || process.process < 0) return slot;
  const { name } = model.scenario.processes[process.process]!;
  const to = order.get(name)?.[process.instance] ?? process.instance;
  const stride = at === undefined ? 1 : model.layout.blocks[process.process]!.stride;
  return slot + (to - process.instance) * stride;
}

/** The value of a slot with every instance that it names renamed. */
export function renamedIn(
  { model, extended }: SearchContext,
  slot: number,
  value: Value,
  order: Order,
): Value {
  const receiver = extended.receivers.get(slot);
  if (receiver === undefined) return renamed(value, extended.types[slot]!, order);
  const { process } = model.processes[receiver.process]!;
  const mail = (value as Mail).map((message) => renamedMessage(model, process, message, order));
  return arranged(model, mail);
}

/** A message to a process with its sender, and every instance that it names, renamed. */
function renamedMessage(
  { scenario }: Model,
  to: Process,
  message: Value,
  orders: ReadonlyMap<string, readonly number[]>,
): Value {
  const [via, sender, values] = message as readonly [number, number, readonly Value[]];
  const process = scenario.processes[Math.floor(sender / MOST_INSTANCES)]!;
  const before = sender % MOST_INSTANCES;
  const instance = orders.get(process.name)?.[before] ?? before;
  const [from, ...types] = [...scenario.names.messages.get(to.name)!.values()];
  const said = from?.kind === 'enum' ? from.members.indexOf(process.instances[instance]!) : instance;
  const rest = types.map((type, i) => renamed(values[i + 1]!, type, orders));
  return [via, process.index * MOST_INSTANCES + instance, [said, ...rest]];
}

function renamed(value: Value, type: Type, orders: ReadonlyMap<string, readonly number[]>): Value {
  switch (type.kind) {
    case 'instance':
      return orders.get(type.process)?.[value as number] ?? value;
    case 'list':
      return (value as readonly Value[]).map((item) => renamed(item, type.of, orders));
    case 'set':
      return canonicalSet((value as readonly Value[]).map((item) => renamed(item, type.of, orders)));
    case 'map':
      return canonicalMap(
        (value as readonly (readonly [Value, Value])[]).map(([k, v]) => [
          renamed(k, type.key, orders),
          renamed(v, type.of, orders),
        ]),
      );
    default:
      return value;
  }
}
