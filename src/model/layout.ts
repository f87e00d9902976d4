import type { Value } from '../scenario/expr.ts';
import type { Process, Scenario, Variable } from '../scenario/scenario.ts';
import type { Type } from '../scenario/types.ts';

/** One variable of a state: shared, the place of an instance in its program, or a local of an instance. */
export interface Slot {
  /** `name`, or `instance.name`; a program counter is `instance.step`. */
  readonly name: string;
  readonly type: Type;
  /** Index of the process, or -1 for shared state. */
  readonly process: number;
  readonly instance: number;
  readonly bounds: readonly [number, number] | null;
}

/** Where the instances of a process lie: instance `i` has its program counter at `base + i * stride`. */
export interface Block {
  readonly base: number;
  readonly stride: number;
  readonly size: number;
  /** Where a run counts how many instances are at each step; see `Runtime.track`. */
  readonly counts: number;
  /** Offset of a local within the block of one instance. */
  readonly offsets: ReadonlyMap<string, number>;
}

/**
 * A state is one array of values: shared variables in the order of the text, then each process's instances in turn,
 * each with its program counter and its locals.
 */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly initial: readonly Value[];
  readonly state: ReadonlyMap<string, number>;
  readonly blocks: readonly Block[];
  readonly blockOf: ReadonlyMap<string, Block>;
}

/** Lays out the state of a scenario. */
export function layOut(scenario: Scenario): Layout {
  const slots: Slot[] = [];
  const initial: Value[] = [];
  const state = new Map<string, number>();
  for (const variable of [...scenario.state, ...scenario.fields]) {
    state.set(variable.name, slots.length);
    add(slots, initial, variable, variable.name, -1, -1);
  }
  let counts = 0;
  const blocks = scenario.processes.map((process) => {
    const block = layOutProcess(process, slots, initial, counts);
    counts += process.steps.length + 1;
    return block;
  });
  const blockOf = new Map(scenario.processes.map((process, i) => [process.name, blocks[i]!]));
  return { slots, initial, state, blocks, blockOf };
}

function layOutProcess(process: Process, slots: Slot[], initial: Value[], counts: number): Block {
  const base = slots.length;
  const steps: Type = { kind: 'enum', members: [...process.steps.map((step) => step.id), 'end'] };
  process.instances.forEach((id, instance) => {
    slots.push({ name: `${id}.step`, type: steps, process: process.index, instance, bounds: null });
    initial.push(0);
    for (const local of process.locals) {
      add(slots, initial, local, `${id}.${local.name}`, process.index, instance);
    }
  });
  const offsets = new Map(process.locals.map((local, i) => [local.name, i + 1]));
  return { base, stride: process.locals.length + 1, size: process.instances.length, counts, offsets };
}

function add(
  slots: Slot[],
  initial: Value[],
  variable: Variable,
  name: string,
  process: number,
  instance: number,
): void {
  slots.push({ name, type: variable.type, process, instance, bounds: variable.bounds });
  initial.push(variable.init);
}
