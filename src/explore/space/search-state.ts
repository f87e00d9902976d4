import { boundedSlots } from '../../engine/state/state-writer.ts';
import type { Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Fault } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';

/**
 * Where an exploration keeps what a run keeps in time: behind the slots of the model come, for each fault, whether it
 * is yet to begin (0), on (1) or over (2) with the values that it will put back, and for each instance of a process
 * that receives messages its mail.
 *
 * A timer is 1 while it runs and 0 when it is over: how long it has left is time, which exploring ignores.
 */
export interface SearchLayout {
  readonly initial: readonly Value[];
  /** Type of what each slot holds; null for mail. */
  readonly types: readonly (Type | null)[];
  /** Slot of the state of each fault. */
  readonly faults: readonly number[];
  /** What each fault puts back when it ends, in the order of its writes; nothing for one that never ends. */
  readonly held: readonly (readonly Held[])[];
  /** Slots of the variables that each fault sets. */
  readonly sets: readonly (readonly number[])[];
  /** Pairs of faults that set the same variable. */
  readonly overlaps: readonly Overlap[];
  /** Slot of the mail of instance 0 by process, or -1 for one that receives nothing; instances follow. */
  readonly mail: readonly number[];
  /** Whose mail a slot holds. */
  readonly receivers: ReadonlyMap<number, { readonly process: number; readonly instance: number }>;
  /** Slots that hold timers. */
  readonly timers: readonly number[];
  /** For each slot of the model 1 if it holds a bounded int. */
  readonly bounded: Uint8Array;
  readonly size: number;
}

/** A variable that a fault sets and will put back, unless somebody wrote it meanwhile. */
export interface Held {
  readonly slot: number;
  /** Slot of the value that it had before. */
  readonly was: number;
  /** Slot of the value that the fault gave it. */
  readonly given: number;
}

/** Two faults that set the same variable, the first of the text first. */
export interface Overlap {
  readonly first: number;
  readonly second: number;
  /** Slot that is 1 while both are on and the second of the text began before the first. */
  readonly slot: number;
}

const PHASE: Type = { kind: 'enum', members: ['before', 'on', 'over'] };

/** Lays out the extended state of a model. */
export function searchLayoutOf(model: Model): SearchLayout {
  const { layout, scenario } = model;
  const initial: Value[] = layout.slots.map(({ type }, slot) => {
    const value = layout.initial[slot]!;
    return type.kind === 'timer' ? running(value) : value;
  });
  const types: (Type | null)[] = layout.slots.map(({ type }) => type);
  const add = (value: Value, type: Type | null): number => {
    types.push(type);
    return initial.push(value) - 1;
  };
  const timers = layout.slots.flatMap(({ type }, slot) => (type.kind === 'timer' ? [slot] : []));
  const faults = scenario.faults.map(() => add(0, PHASE));
  const held = model.faults.map(({ set }, i): Held[] => {
    if (!ends(scenario.faults[i]!)) return [];
    // A timer runs on by itself: there is nothing to put back.
    const put = set.filter(({ at }) => layout.slots[at]!.type.kind !== 'timer');
    return put.map(({ at: slot }) => {
      const { type } = layout.slots[slot]!;
      return { slot, was: add(initial[slot]!, type), given: add(initial[slot]!, type) };
    });
  });
  const overlaps = pairs(model).map(([first, second]) => ({
    first,
    second,
    slot: add(false, { kind: 'bool' }),
  }));
  const mail = scenario.processes.map((process) => {
    if (!scenario.names.messages.has(process.name)) return -1;
    const first = initial.length;
    for (const _ of process.instances) add([], null);
    return first;
  });
  const receivers = new Map(
    scenario.processes.flatMap(({ index, instances }) =>
      mail[index]! < 0
        ? []
        : instances.map((_, instance) => [mail[index]! + instance, { process: index, instance }] as const),
    ),
  );
  const sets = model.faults.map(({ set }) => set.map(({ at }) => at));
  return {
    initial,
    types,
    faults,
    held,
    sets,
    overlaps,
    mail,
    receivers,
    timers,
    bounded: boundedSlots(model),
    size: initial.length,
  };
}

/** True for a fault that ends: after a length of time, or at a moment. */
export function ends({ until, lasts }: Fault): boolean {
  return until !== null || lasts !== null;
}

/** Faults of which the end of one has to know which of them began first. */
function pairs({ scenario, faults }: Model): [number, number][] {
  return faults.flatMap(({ set }, first) =>
    faults.slice(first + 1).flatMap((other, i): [number, number][] => {
      const second = first + 1 + i;
      const shared = set.some(({ at }) => other.set.some((write) => write.at === at));
      return shared && (ends(scenario.faults[first]!) || ends(scenario.faults[second]!))
        ? [[first, second]]
        : [];
    }),
  );
}

/** A timer's value without its time: running or over. */
export function running(value: Value): number {
  return (value as number) > 0 ? 1 : 0;
}

/** What moves are worked out from. */
export interface SearchContext {
  readonly model: Model;
  readonly extended: SearchLayout;
}

/** True if a fault that is on takes a process or service down. */
export function isDown({ model, extended }: SearchContext, s: readonly Value[], name: string): boolean {
  return model.scenario.faults.some((fault, i) => fault.down.includes(name) && s[extended.faults[i]!] === 1);
}

/** One transition from a state: who moves, by which branch, and the state behind it. */
export interface Move {
  readonly kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Number of the process, or -1 for timers and faults. */
  readonly process: number;
  /** Instance of the process, slot of the timer, number of the fault, or receiver of the lost message. */
  readonly subject: number;
  readonly step: number;
  readonly branch: number;
  /** Values of the step's variables: message and choices. */
  readonly v: readonly Value[];
  readonly state: Value[];
  /** Of an atomic group, the states between its members, before its messages are posted; absent for a single step. */
  readonly between?: readonly (readonly Value[])[];
  /** It hangs on a condition over a measure, which may be false for ever: nobody owes it. */
  readonly unsure?: boolean;
}

/** True if somebody waits elsewhere than at the end or at the first step of a loop. One that is down does not wait. */
export function isStuck(context: SearchContext, state: readonly Value[]): boolean {
  return context.model.processes.some(
    ({ process, block, steps }) =>
      !isDown(context, state, process.name) &&
      process.instances.some((_, i) => {
        const at = state[block.base + i * block.stride] as number;
        return at !== steps.length && !(process.loop.kind !== 'none' && at === 0);
      }),
  );
}
