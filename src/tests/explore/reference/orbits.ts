import type { Value } from '../../../scenario/ast/expr.ts';
import type { Scenario } from '../../../scenario/ast/scenario.ts';
import type { Type } from '../../../scenario/ast/types.ts';
import { canonicalMap, canonicalSet } from '../../../scenario/ast/value.ts';
import type { PlainState } from './expressions.ts';
import { textOf } from './search.ts';

/** The new number for each instance of each process. */
type Renaming = ReadonlyMap<string, readonly number[]>;

/** Number of orbits. States that differ only in the names of instances are in the same orbit. */
export function countOrbits(
  scenario: Scenario,
  states: readonly PlainState[],
  symmetric: readonly string[],
): number {
  const renamings = symmetric.reduce<Renaming[]>(
    (all, name) => {
      const size = scenario.processes.find((process) => process.name === name)!.instances.length;
      return all.flatMap((renaming) => orders(size).map((order) => new Map([...renaming, [name, order]])));
    },
    [new Map()],
  );
  const representatives = states.map((state) =>
    renamings
      .map((renaming) => textOf(scenario, renamedState(scenario, state, renaming)))
      .reduce((a, b) => (b < a ? b : a)),
  );
  return new Set(representatives).size;
}

function orders(size: number): number[][] {
  if (size === 0) return [[]];
  return orders(size - 1).flatMap((order) =>
    Array.from({ length: size }, (_, at) => order.toSpliced(at, 0, size - 1)),
  );
}

function renamedState(scenario: Scenario, state: PlainState, renaming: Renaming): PlainState {
  const index = (process: string, instance: number): number => renaming.get(process)?.[instance] ?? instance;
  const typeOf = new Map(scenario.state.map(({ name, type }) => [name, type]));
  const shared = (values: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, renamed(value, typeOf.get(name)!, renaming)]),
    );
  return {
    shared: shared(state.shared),
    processes: Object.fromEntries(
      scenario.processes.map(({ name, locals }) => {
        const after = [...state.processes[name]!];
        state.processes[name]!.forEach(({ step, locals: values }, i) => {
          const all = locals.map((local) => [local.name, renamed(values[local.name]!, local.type, renaming)]);
          after[index(name, i)] = { step, locals: Object.fromEntries(all) };
        });
        return [name, after];
      }),
    ),
    messages: state.messages.map((message) => {
      const from = scenario.processes.find(({ instances }) => instances.includes(message.sender))!;
      const sender = from.instances[index(from.name, from.instances.indexOf(message.sender))]!;
      const types = [...scenario.names.messages.get(message.process)!.values()];
      const values = message.values.map((value, i) => {
        const type = types[i]!;
        // If several processes send, the sender is an enum member.
        return i === 0 && type.kind === 'enum'
          ? type.members.indexOf(sender)
          : renamed(value, type, renaming);
      });
      return { ...message, receiver: index(message.process, message.receiver), sender, values };
    }),
    faults: state.faults.map((fault) => ({
      ...fault,
      found: shared(fault.found),
    })),
  };
}

function renamed(value: Value, type: Type, renaming: Renaming): Value {
  const items = (of: Type): Value[] => (value as readonly Value[]).map((item) => renamed(item, of, renaming));
  switch (type.kind) {
    case 'instance':
      return renaming.get(type.process)?.[value as number] ?? value;
    case 'list':
      return items(type.of);
    case 'set':
      return canonicalSet(items(type.of));
    case 'map':
      return canonicalMap(
        (value as readonly (readonly [Value, Value])[]).map(([key, item]) => [
          renamed(key, type.key, renaming),
          renamed(item, type.of, renaming),
        ]),
      );
    default:
      return value;
  }
}
