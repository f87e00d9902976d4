import type { Model } from '../model/model.ts';
import type { Value } from '../scenario/expr.ts';

/**
 * Where an exploration keeps what a run keeps in time: behind the slots of the model come, for each fault, whether it
 * is yet to begin (0), on (1) or over (2) with the values that it will restore, and for each instance of a process
 * that receives messages its mail.
 *
 * A timer is 1 while it runs and 0 when it is over: how long it has left is time, which exploring ignores.
 */
export interface Extended {
  readonly initial: readonly Value[];
  /** Slot of the state of each fault. */
  readonly faults: readonly number[];
  /** Slots of the values that each fault restores, in the order of its writes. */
  readonly saved: readonly (readonly number[])[];
  /** Slot of the mail of instance 0 by process, or -1 for one that receives nothing; instances follow. */
  readonly mail: readonly number[];
  /** Slots that hold timers. */
  readonly timers: readonly number[];
  readonly size: number;
}

/** Lays out the extended state of a model. */
export function extend(model: Model): Extended {
  const { layout, scenario } = model;
  const initial: Value[] = layout.slots.map(({ type }, slot) => {
    const value = layout.initial[slot]!;
    return type.kind === 'timer' ? running(value) : value;
  });
  const timers = layout.slots.flatMap(({ type }, slot) => (type.kind === 'timer' ? [slot] : []));
  const faults = scenario.faults.map(() => initial.push(0) - 1);
  const saved = model.faults.map(({ set }) => set.map(({ at }) => initial.push(initial[at]!) - 1));
  const mail = scenario.processes.map((process) => {
    if (!scenario.names.messages.has(process.name)) return -1;
    const first = initial.length;
    for (const _ of process.instances) initial.push([]);
    return first;
  });
  return { initial, faults, saved, mail, timers, size: initial.length };
}

/** A timer's value without its time: running or over. */
export function running(value: Value): number {
  return (value as number) > 0 ? 1 : 0;
}

/** What moves are worked out from. */
export interface MoveContext {
  readonly model: Model;
  readonly extended: Extended;
}

/** True if a fault that is on takes a process or service down. */
export function isDown({ model, extended }: MoveContext, s: readonly Value[], name: string): boolean {
  return model.scenario.faults.some((fault, i) => fault.down.includes(name) && s[extended.faults[i]!] === 1);
}
