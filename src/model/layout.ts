import type { Value } from '../scenario/ast/expr.ts';
import type { Process, Scenario, Variable } from '../scenario/ast/scenario.ts';
import type { Type } from '../scenario/ast/types.ts';

/**
 * What expressions read beside the state: values of measures, which a run works out as it goes, and constants with a
 * range, which may differ from run to run. Generated code reads them from these tables, so that one compiled model does
 * for all runs of a sweep.
 */
export class Inputs {
  /** By number of the measure; NaN is one that has no value. */
  readonly measures: Float64Array<ArrayBuffer>;
  /** By number of the constant among those that can be drawn. */
  readonly constants: number[];
  /** Constants that can be drawn, in the order of the text. */
  readonly drawable: readonly string[];
  private readonly names: readonly string[];
  private readonly nominal: readonly number[];

  /** @param drawable constants that are read from the table; others are literals in the code */
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

  /** Number of a constant that can be drawn, or -1. */
  constantNumber(name: string | undefined): number {
    return name === undefined ? -1 : this.drawable.indexOf(name);
  }

  /** The value that a constant has in the run that goes on; else what the text says. */
  valueOf(name: string | undefined, written: Value): Value {
    const index = this.constantNumber(name);
    return index < 0 ? written : this.constants[index]!;
  }

  /**
   * Begins a run.
   *
   * @param drawn values of the constants that can be drawn, in order; without it those of the text
   */
  begin(drawn: readonly number[] = this.nominal): void {
    this.measures.fill(Number.NaN);
    for (const [i, value] of drawn.entries()) this.constants[i] = value;
  }
}

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

/**
 * How generated code reads the state: the one thing that differs between a run, whose state is an array of values, and
 * a search, whose states are packed into words.
 */
export interface StateAccess {
  /** A slot of shared state; `old` asks for its value before the step. */
  shared(slot: number, old: boolean): string;
  /** A slot of the acting instance's own block. */
  own(owner: Block, offset: number, old: boolean): string;
  /** Index of the acting instance. */
  ownIndex(owner: Block): string;
  /** A slot of the block of the instance whose index the code gives. */
  member(block: Block, offset: number, index: string): string;
  /** Number of instances whose program counter is at a step. */
  countAt(block: Block, step: number, site: number): string;
  /** True if what is said about all instances is better written out for each. */
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

/** The block of a process by name. */
export function blockOf(layout: Layout, process: string): Block {
  return layout.blockOf.get(process)!;
}
