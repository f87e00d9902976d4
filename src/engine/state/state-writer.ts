import type { Model, ProcessModel, Write } from '../../model/model.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Target } from '../../scenario/ast/scenario.ts';
import { compareValues } from '../../scenario/ast/value.ts';

const EMPTY = new Int32Array(0);

const NONE: readonly Value[] = [];

/**
 * A state with an undo log since the last commit. Runs and searches both write through this class, so that a step has
 * the same effect in both.
 */
export class StateWriter {
  readonly s: Value[];
  /** The undo log: slots and their old values, in order. The first `logged` entries are valid. */
  readonly slots: number[] = [];
  readonly was: Value[] = [];
  logged = 0;
  private readonly model: Model;
  private readonly bounded: Uint8Array;
  /** Number of instances at each step of each process. */
  private readonly counts: Int32Array;
  /** For each slot that is a program counter, the offset of its process in `counts`; -1 for other slots. */
  private readonly countsStart: Int32Array;

  /** @param bounded result of `boundedSlots` in a search, which doesn't count the instances at each step */
  constructor(model: Model, s: Value[], bounded: Uint8Array | null = null) {
    this.model = model;
    this.s = s;
    this.bounded = bounded ?? boundedSlots(model);
    if (bounded !== null) {
      this.counts = EMPTY;
      this.countsStart = EMPTY;
      return;
    }
    const { blocks, slots } = model.layout;
    this.counts = new Int32Array(model.processes.reduce((sum, { steps }) => sum + steps.length + 1, 0));
    this.countsStart = new Int32Array(slots.length).fill(-1);
    for (const { base, stride, size, counts } of blocks) {
      for (let i = 0; i < size; i++) {
        this.countsStart[base + i * stride] = counts;
        this.counts[counts + (s[base + i * stride] as number)]!++;
      }
    }
    model.runtime.track(s, this.counts);
  }

  private write(slot: number, value: Value): void {
    const counts = this.countsStart[slot]!;
    if (counts >= 0) {
      this.counts[counts + (this.s[slot] as number)]!--;
      this.counts[counts + (value as number)]!++;
    }
    this.s[slot] = value;
  }

  /**
   * Writes one slot.
   *
   * @throws EvaluationError if a bounded int is out of bounds
   */
  put(slot: number, value: Value, site: number): void {
    if (this.bounded[slot] === 1) this.checkBounds(slot, value, site);
    const was = this.s[slot]!;
    if (was === value || (typeof value === 'object' && compareValues(was, value) === 0)) return;
    // The arrays never shrink: entries from `logged` on are left over from earlier transitions.
    this.slots[this.logged] = slot;
    this.was[this.logged] = was;
    this.logged++;
    this.write(slot, value);
  }

  private checkBounds(slot: number, value: Value, site: number): void {
    const { bounds, name } = this.model.layout.slots[slot]!;
    if (bounds === null || ((value as number) >= bounds[0] && (value as number) <= bounds[1])) return;
    const message = `\`${name}\` would become ${String(value)}, but it must be between ${bounds[0]} and ${bounds[1]}`;
    throw new EvaluationError('bounds', site, message);
  }

  /** Performs a step's assignments. Every value is evaluated before any is written. */
  assign(writes: readonly Write[], b: number, now: number, v: readonly Value[]): void {
    const { s } = this;
    const only = writes.length === 1 ? writes[0]! : null;
    if (only !== null && only.key === null) {
      this.put(only.shared ? only.at : b + only.at, only.value(s, b, now, v, s), only.site);
      return;
    }
    const planned = writes.map((write) => ({
      slot: write.shared ? write.at : b + write.at,
      key: write.key === null ? null : write.key(s, b, now, v, s),
      value: write.value(s, b, now, v, s),
      write,
    }));
    this.model.runtime.refuel();
    for (const { slot, key, value, write } of planned) {
      const next =
        key === null
          ? value
          : this.model.runtime.replace(
              s[slot] as readonly Value[],
              key,
              value,
              write.keyed === 'map',
              write.site,
            );
      this.put(slot, next, write.site);
    }
  }

  /** Moves an instance to a step. A new round of a loop starts at the first step with initial locals. */
  move(process: ProcessModel, b: number, target: Target, now: number): void {
    if (target === 'end') this.put(b, process.steps.length, 0);
    else if (target === 'restart') {
      this.put(b, 0, 0);
      this.resetLocals(process, b, now);
    } else this.put(b, target, 0);
  }

  /** Sets locals to their initial values. Timers start now. */
  resetLocals(process: ProcessModel, b: number, now: number): void {
    const { locals } = process.process;
    const { inputs } = this.model;
    for (let i = 0; i < locals.length; i++) {
      const local = locals[i]!;
      const init = local.constant === undefined ? local.init : inputs.valueOf(local.constant, local.init);
      this.put(b + 1 + i, local.type.kind === 'timer' ? now + (init as number) : init, 0);
    }
  }

  /** Slots that changed between two checkpoints, in order of first change, with their old values. */
  changes(since = 0, until = this.logged): { slot: number; was: Value }[] {
    const first = new Map<number, Value>();
    for (let i = since; i < until; i++) {
      const slot = this.slots[i]!;
      if (!first.has(slot)) first.set(slot, this.was[i]!);
    }
    return [...first]
      .filter(([slot, was]) => compareValues(this.s[slot]!, was) !== 0)
      .map(([slot, was]) => ({ slot, was }));
  }

  /** Length of the undo log, for `rollback`. */
  checkpoint(): number {
    return this.logged;
  }

  rollback(to: number): void {
    while (this.logged > to) {
      this.logged--;
      this.write(this.slots[this.logged]!, this.was[this.logged]!);
    }
  }

  commit(): void {
    this.logged = 0;
  }
}

/** For each slot, 1 if it is a bounded int, otherwise 0. */
export function boundedSlots({ layout }: Model): Uint8Array {
  return Uint8Array.from(layout.slots, ({ bounds }) => (bounds === null ? 0 : 1));
}

/** Index of the first exit whose condition is true, or -1. */
export function openExit(
  exits: readonly {
    test: (s: readonly Value[], b: number, now: number, v: readonly Value[], o: readonly Value[]) => Value;
  }[],
  s: readonly Value[],
  b: number,
  now: number,
): number {
  for (let i = 0; i < exits.length; i++) if (exits[i]!.test(s, b, now, NONE, s) === true) return i;
  return -1;
}
