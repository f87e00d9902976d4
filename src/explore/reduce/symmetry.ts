import type { Block } from '../../model/layout.ts';
import type { Model, ProcessModel } from '../../model/model.ts';
import { type Expr, type Value, walk } from '../../scenario/ast/expr.ts';
import type { Process, Scenario } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { canonicalMap, canonicalSet, compareValues } from '../../scenario/ast/value.ts';
import { canonicalMail, MAX_INSTANCES, type Mail } from '../space/mail.ts';
import type { SearchContext } from '../space/search-state.ts';

/**
 * Maps a state to the smallest of all its renamings: blocks of instances are permuted, and every value that refers to
 * an instance is renamed. This is sound if the instances are interchangeable, which `explore.symmetry` asserts.
 *
 * @param names processes with interchangeable instances
 */
export function canonicalForm(context: SearchContext, names: readonly string[]): Canonical {
  const { blocks, orders } = renamingsOf(context, names);
  const sorted = (state: Value[]): Value[] => {
    for (const block of blocks) sortBlocks(state, block);
    return state;
  };
  return (state) => {
    let min = sorted(state);
    for (const order of orders) {
      const renamed = rename(context, state, order);
      if (compareValues(sorted(renamed), min) < 0) min = renamed;
    }
    return min;
  };
}

/** Maps a state to the representative of all states that differ only in instance names. */
export type Canonical = (state: Value[]) => Value[];

export function renamingsOf(context: SearchContext, names: readonly string[]): Renamings {
  const symmetric = context.model.processes.filter(({ process }) => names.includes(process.name));
  const sorted = sortable(context, symmetric);
  const named = symmetric.filter((one) => !sorted.includes(one));
  const all = combinations(named.map(({ process }) => permutations(process.instances.length)));
  return {
    blocks: sorted.map(({ block }) => block),
    orders:
      named.length === 0
        ? []
        : all.map((choice) => new Map(named.map(({ process }, i) => [process.name, choice[i]!]))),
  };
}

/** All possible renamings of instances. */
export interface Renamings {
  /**
   * Processes whose instances no value refers to. Sorting their blocks is enough to cover all renamings of these
   * instances.
   */
  readonly blocks: readonly Block[];
  /** All combinations of permutations of the other processes' instances. */
  readonly orders: readonly Order[];
}

/** For each process name, the new number of each instance. */
export type Order = ReadonlyMap<string, readonly number[]>;

/** Processes whose instances no value refers to. Sorting their blocks gives the smallest renaming. */
function sortable({ model }: SearchContext, processes: readonly ProcessModel[]): ProcessModel[] {
  return processes.filter(({ process }) => isInterchangeable(model, process));
}

/**
 * True if a process's instances can't be distinguished: no value refers to one, they neither send nor receive messages,
 * they have no constants, and no expression uses an id, an index or a particular instance.
 */
export function isInterchangeable({ scenario, layout }: Model, process: Process): boolean {
  if (process.constants.length > 0 || scenario.names.messages.has(process.name)) return false;
  const sends = process.steps.some(({ branches }) => branches.some(({ send }) => send.length > 0));
  if (sends || layout.slots.some(({ type }) => mentions(type, process.name))) return false;
  return expressionsOf(scenario).every(({ expr, owner }) => isSymmetric(expr, owner, process));
}

function mentions(type: Type, process: string): boolean {
  switch (type.kind) {
    case 'instance':
      return type.process === process;
    case 'list':
    case 'set':
      return mentions(type.of, process);
    case 'map':
      return mentions(type.key, process) || mentions(type.of, process);
    default:
      return false;
  }
}

/** True if an expression doesn't depend on which instance of a process is which. */
export function isSymmetric(expr: Expr, owner: string | null, process: Process): boolean {
  let symmetric = true;
  // Variables in `all`, `exists`, and `filter` range over all instances.
  const each = new Set<string>();
  walk(expr, (part) => {
    if (part.op === 'macro' && part.over.type.kind === 'process' && part.over.type.process === process.name) {
      if (part.macro === 'map') symmetric = false;
      each.add(part.variable);
    }
    if (part.op === 'self' && part.field !== 'step' && owner === process.name) symmetric = false;
    if (part.op === 'record' && part.process === process.name) {
      const { at, field } = part;
      const bound = at.op === 'variable' && each.has(at.name);
      if (!bound || field.kind === 'id' || field.kind === 'index') symmetric = false;
    }
    if (part.op === 'instance-to-enum' || (part.op === 'call' && part.fn === 'to-instance'))
      symmetric = false;
    if (part.op === 'literal' && mentions(part.type, process.name)) symmetric = false;
  });
  return symmetric;
}

function expressionsOf(scenario: Scenario): { expr: Expr; owner: string | null }[] {
  const { processes, faults, invariants, stepInvariants, reachable, temporal } = scenario;
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
    ...of(null, ...[...invariants, ...stepInvariants, ...reachable].map(({ is }) => is)),
    ...of(null, ...temporal.flatMap(({ from, to }) => [from, to])),
  ];
}

/**
 * Sorts the blocks of all instances, so that only the number of instances at each step with the same locals matters.
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

/** All permutations of 0 to n - 1. */
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

/** The state after renaming instance `i` of each process to `order[i]`. */
function rename(context: SearchContext, state: readonly Value[], order: Order): Value[] {
  const out = [...state];
  state.forEach((value, slot) => {
    out[renamedSlot(context, slot, order)] = renamedValue(context, slot, value, order);
  });
  return out;
}

/** The slot to which a slot's value moves when instances are renamed. */
export function renamedSlot({ model, searchLayout }: SearchContext, slot: number, order: Order): number {
  const at = model.layout.slots[slot];
  const process = at === undefined ? searchLayout.receivers.get(slot) : at;
  if (process === undefined || process.process < 0) return slot;
  const { name } = model.scenario.processes[process.process]!;
  const to = order.get(name)?.[process.instance] ?? process.instance;
  const stride = at === undefined ? 1 : model.layout.blocks[process.process]!.stride;
  return slot + (to - process.instance) * stride;
}

/** A slot's value with every reference to an instance renamed. */
export function renamedValue(
  { model, searchLayout }: SearchContext,
  slot: number,
  value: Value,
  order: Order,
): Value {
  const receiver = searchLayout.receivers.get(slot);
  if (receiver === undefined) return renamed(value, searchLayout.types[slot]!, order);
  const { process } = model.processes[receiver.process]!;
  const mail = (value as Mail).map((message) => renamedMessage(model, process, message, order));
  return canonicalMail(model, mail);
}

/** A message to a process, with its sender and every reference to an instance renamed. */
function renamedMessage(
  { scenario }: Model,
  to: Process,
  message: Value,
  orders: ReadonlyMap<string, readonly number[]>,
): Value {
  const [via, sender, values] = message as readonly [number, number, readonly Value[]];
  const process = scenario.processes[Math.floor(sender / MAX_INSTANCES)]!;
  const before = sender % MAX_INSTANCES;
  const instance = orders.get(process.name)?.[before] ?? before;
  const [from, ...types] = [...scenario.names.messages.get(to.name)!.values()];
  const senderValue = from?.kind === 'enum' ? from.members.indexOf(process.instances[instance]!) : instance;
  const rest = types.map((type, i) => renamed(values[i + 1]!, type, orders));
  return [via, process.index * MAX_INSTANCES + instance, [senderValue, ...rest]];
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
