import type { Block } from '../model/layout.ts';
import type { Model, ProcessModel } from '../model/model.ts';
import type { Value } from '../scenario/expr.ts';
import type { Process } from '../scenario/scenario.ts';
import type { Type } from '../scenario/types.ts';
import { canonicalMap, canonicalSet, compareValues } from '../scenario/value.ts';
import { isAnonymous } from './anonymous.ts';
import type { MoveContext } from './extended.ts';
import { arranged, type Mail, MOST_INSTANCES } from './mail.ts';

/** Brings a state to the form that stands for all that differ from it by names of instances only. */
export type Canonical = (state: Value[]) => Value[];

/**
 * The least of all states that come from one by renaming the instances of some processes: their blocks change places,
 * and every value that names an instance is renamed. Sound if nothing tells the instances apart by name, which the
 * author says by asking for it.
 */
export function canonicalForm(context: MoveContext, names: readonly string[]): Canonical {
  const asked = context.model.processes.filter(({ process }) => names.includes(process.name));
  const blocks = sortable(context, asked);
  const processes = asked.filter((one) => !blocks.includes(one));
  const sorted = (state: Value[]): Value[] => {
    for (const { block } of blocks) sortBlocks(state, block);
    return state;
  };
  if (processes.length === 0) return sorted;
  const renamings = processes.map(({ process }) => permutations(process.instances.length));
  return (state) => {
    let least = sorted(state);
    for (const choice of combinations(renamings)) {
      const renamed = rename(
        context,
        state,
        new Map(processes.map(({ process }, i) => [process.name, choice[i]!])),
      );
      if (compareValues(sorted(renamed), least) < 0) least = renamed;
    }
    return least;
  };
}

/** Processes whose instances nothing names: to sort their blocks is to find the least of all renamings. */
function sortable({ model }: MoveContext, processes: readonly ProcessModel[]): ProcessModel[] {
  return processes.filter(({ process }) => isAnonymous(model, process));
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
function rename(
  { model, extended }: MoveContext,
  state: readonly Value[],
  orders: ReadonlyMap<string, readonly number[]>,
): Value[] {
  const out = [...state];
  model.layout.slots.forEach(({ type, process, instance }, slot) => {
    const value = renamed(state[slot]!, type, orders);
    const order = process < 0 ? undefined : orders.get(model.scenario.processes[process]!.name);
    if (order === undefined) out[slot] = value;
    else out[slot + (order[instance]! - instance) * model.layout.blocks[process]!.stride] = value;
  });
  for (const { was, given } of extended.held.flat()) {
    for (const slot of [was, given]) out[slot] = renamed(state[slot]!, extended.types[slot]!, orders);
  }
  for (const { process } of model.processes) {
    const first = extended.mail[process.index]!;
    if (first < 0) continue;
    process.instances.forEach((_, i) => {
      const mail = (state[first + i] as Mail).map((message) =>
        renamedMessage(model, process, message, orders),
      );
      out[first + (orders.get(process.name)?.[i] ?? i)] = arranged(model, mail);
    });
  }
  return out;
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
