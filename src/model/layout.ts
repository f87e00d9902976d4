import type { Value } from '../scenario/ast/expr.ts';
import type { Process, Scenario, Variable } from '../scenario/ast/scenario.ts';
import type { Type } from '../scenario/ast/types.ts';

/**
 * A state is one array of values: shared variables in the order of the scenario, then the instances of each process, each
 * with its program counter and locals.
 */
export interface Layout {
  readonly slots: readonly Slot[];
  readonly initial: readonly Value[];
  readonly state: ReadonlyMap<string, number>;
  readonly blocks: readonly Block[];
  readonly blockOf: ReadonlyMap<string, Block>;
}

/** One variable of a state: shared, a program counter, or a local of an instance. */
export interface Slot {
  /** `name`, or `instance.name`; a program counter is `instance.step`. */
  readonly name: string;
  readonly type: Type;
  /** Index of the process, or -1 for shared state. */
  readonly process: number;
  readonly instance: number;
  readonly bounds: readonly [number, number] | null;
}

/** Slots of the instances of a process: instance `i` has its program counter at `base + i * stride`. */
export interface Block {
  readonly base: number;
  readonly stride: number;
  readonly size: number;
  /** Where the process starts in the counts of instances per step; see `Runtime.track`. */
  readonly counts: number;
  /** Offset of a local within the block of one instance. */
  readonly offsets: ReadonlyMap<string, number>;
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

/** The block of a process by name. */
export function blockOf(layout: Layout, process: string): Block {
  return layout.blockOf.get(process)!;
}

/**
 * What expressions read in addition to the state: measures, which a run computes as it goes, and constants with a range,
 * which may differ between runs. Generated code reads them from these tables, so that a sweep compiles its model once.
 */
export class Inputs {
  /** Values of measures; NaN if undefined. */
  readonly measures: Float64Array<ArrayBuffer>;
  /** Values of drawable constants. */
  readonly constants: number[];
  /** Names of drawable constants, in the order of the scenario. */
  readonly drawable: readonly string[];
  private readonly names: readonly string[];
  private readonly nominal: readonly number[];

  /** @param drawable constants to read from the table; others are literals in the code */
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

  /** The value of a drawable constant in the current run; otherwise the value in the scenario. */
  valueOf(name: string | undefined, written: Value): Value {
    const index = this.constantNumber(name);
    return index < 0 ? written : this.constants[index]!;
  }

  /**
   * Resets the inputs for a run.
   *
   * @param drawn values of the drawable constants, in order; default: the scenario's values
   */
  begin(drawn: readonly number[] = this.nominal): void {
    this.measures.fill(Number.NaN);
    for (const [i, value] of drawn.entries()) this.constants[i] = value;
  }
}

/** How generated code reads the state: an array of values in a run, packed words in a search. */
export interface StateAccess {
  /** A slot of shared state; with `old`, its value before the step. */
  shared(slot: number, old: boolean): string;
  /** A slot of the acting instance's own block. */
  own(owner: Block, offset: number, old: boolean): string;
  /** Index of the acting instance. */
  ownIndex(owner: Block): string;
  /** A slot in the block of another instance, given the code of its index. */
  member(block: Block, offset: number, index: string): string;
  /** Number of instances that are at a step. */
  countAt(block: Block, step: number, site: number): string;
  /** True if macros over all instances should be unrolled. */
  readonly unrolls: boolean;
}

/** State as an array `s`, the acting instance's program counter at `b`, the state before the step as `o`. */
export const ARRAY_ACCESS: StateAccess = {
  shared: (slot, old) => `${old ? 'o' : 's'}[${slot}]`,
  own: (_owner, offset, old) => (offset === 0 ? 's[b]' : `${old ? 'o' : 's'}[b+${offset}]`),
  ownIndex: ({ base, stride }) => `((b-${base})/${stride})`,
  member: ({ base, stride }, offset, index) => `s[${base + offset}+${stride}*${index}]`,
  countAt: ({ base, stride, size, counts }, step, site) =>
    `R.countAt(s,${base},${stride},${size},${step},${counts + step},${site})`,
  unrolls: false,
};
