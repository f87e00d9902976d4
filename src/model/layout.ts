import type { Value } from '../scenario/ast/expr.ts';
import type { Process, Scenario, Variable } from '../scenario/ast/scenario.ts';
import type { Type } from '../scenario/ast/types.ts';

/**
 * A state is one array of values: the shared variables in scenario order, followed by the instances of each
 * process, each with its program counter and locals.
 */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly initial: readonly Value[];
  readonly state: ReadonlyMap<string, number>;
  readonly blocks: readonly Block[];
  readonly blockOf: ReadonlyMap<string, Block>;
}

/** One variable in a state: shared, a program counter, or an instance's local. */
export interface Slot {
  /** `name` for a shared variable, `instance.name` for a local, and `instance.step` for a program counter. */
  readonly name: string;
  readonly type: Type;
  /** Process index, or -1 for shared state. */
  readonly process: number;
  readonly instance: number;
  readonly bounds: readonly [number, number] | null;
}

/** Slots for a process's instances. Instance `i` has its program counter at `base + i * stride`. */
export interface Block {
  readonly base: number;
  readonly stride: number;
  readonly size: number;
  /** Index of the process's first step in the counts of instances at each step; see `Runtime.track`. */
  readonly counts: number;
  /** Offset of a local within one instance's block. */
  readonly offsets: ReadonlyMap<string, number>;
}

/** Lays out a scenario's state. */
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

/** The block of the process with this name. */
export function blockOf(layout: Layout, process: string): Block {
  return layout.blockOf.get(process)!;
}

/**
 * Expression inputs other than the state: measures, which are computed during a run, and constants with a range,
 * which can differ between runs. Generated code reads them from these tables, so a sweep compiles its model only
 * once.
 */
export class Inputs {
  /** Values of measures; NaN if undefined. */
  readonly measures: Float64Array<ArrayBuffer>;
  /** Values of drawable constants. */
  readonly constants: number[];
  /** Names of the drawable constants, in scenario order. */
  readonly drawable: readonly string[];
  private readonly names: readonly string[];
  private readonly nominal: readonly number[];

  /** @param drawable constants to read from the table; others become literals in the code */
  constructor(scenario: Scenario, drawable: readonly string[]) {
    this.names = scenario.measures.map(({ name }) => name);
    this.measures = new Float64Array(this.names.length).fill(Number.NaN);
    this.drawable = drawable;
    this.nominal = drawable.map((name) => scenario.names.constants.get(name)!.value as number);
    this.constants = [...this.nominal];
  }

  measureNumber(name: string): number {
    return this.names.indexOf(name);
  }

  /** Index of a drawable constant, or -1. */
  constantNumber(name: string | undefined): number {
    return name === undefined ? -1 : this.drawable.indexOf(name);
  }

  /** A constant's value in the current run if it's drawable, otherwise its value in the scenario. */
  valueOf(name: string | undefined, written: Value): Value {
    const index = this.constantNumber(name);
    return index < 0 ? written : this.constants[index]!;
  }

  /**
   * Resets the inputs for a run.
   *
   * @param drawn values of the drawable constants, in order; defaults to the scenario's values
   */
  begin(drawn: readonly number[] = this.nominal): void {
    this.measures.fill(Number.NaN);
    for (const [i, value] of drawn.entries()) this.constants[i] = value;
  }
}

/** Specifies how generated code reads the state: from an array of values in a run, or from packed words in a search. */
export interface StateAccess {
  /** A slot in shared state. With `old`, its value before the step. */
  shared(slot: number, old: boolean): string;
  /** A slot in the acting instance's block. */
  own(owner: Block, offset: number, old: boolean): string;
  /** Index of the acting instance. */
  ownIndex(owner: Block): string;
  /** A slot in another instance's block, given the code for its index. */
  member(block: Block, offset: number, index: string, old: boolean): string;
  /** Number of instances at a step. */
  countAt(block: Block, step: number, site: number): string;
  /** True if macros over all instances should be unrolled. */
  readonly unrolls: boolean;
}

/**
 * Reads the state from an array `s`, with the acting instance's program counter at `b` and the state before the
 * step in `o`.
 */
export const ARRAY_ACCESS: StateAccess = {
  shared: (slot, old) => `${old ? 'o' : 's'}[${slot}]`,
  own: (_owner, offset, old) => (offset === 0 ? 's[b]' : `${old ? 'o' : 's'}[b+${offset}]`),
  ownIndex: ({ base, stride }) => `((b-${base})/${stride})`,
  member: ({ base, stride }, offset, index, old) => `${old ? 'o' : 's'}[${base + offset}+${stride}*${index}]`,
  countAt: ({ base, stride, size, counts }, step, site) =>
    `R.countAt(s,${base},${stride},${size},${step},${counts + step},${site})`,
  unrolls: false,
};
