import { boundedSlots } from '../../engine/state/state-writer.ts';
import type { Model } from '../../model/model.ts';
import { startsOf, withStart } from '../../model/starts.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Fault } from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import { Work } from './work.ts';

const PHASE: Type = { kind: 'enum', members: ['before', 'on', 'over'] };

/**
 * Layout of a state in a search. The model's slots are followed by the phase of each fault (0 before, 1 active, 2
 * over), the values that each fault restores when it ends, and the mailbox of each instance that can receive messages.
 *
 * A timer is 1 while it runs and 0 after it has expired, since a search ignores the time left.
 */
export interface SearchLayout {
  /** The initial state, before any initial values are chosen. */
  readonly initial: readonly Value[];
  /** For each initial state, the values of the variables that differ between initial states. */
  readonly starts: readonly (readonly Value[])[];
  /** Type of each slot; null for a mailbox. */
  readonly types: readonly (Type | null)[];
  /** The slot for each fault's phase. */
  readonly faults: readonly number[];
  /** Variables that each fault restores when it ends, in the order of its writes. Empty for a fault that never ends. */
  readonly restored: readonly (readonly RestoredVariable[])[];
  /** Slots of variables set by each fault. */
  readonly sets: readonly (readonly number[])[];
  /** Pairs of faults that set the same variable. */
  readonly overlaps: readonly Overlap[];
  /**
   * For each process, the slot for instance 0's mailbox, which is followed by those of the other instances; -1 if
   * the process receives no messages.
   */
  readonly mail: readonly number[];
  /** The instance for each mailbox slot. */
  readonly receivers: ReadonlyMap<number, { readonly process: number; readonly instance: number }>;
  /** Slots of timers. */
  readonly timers: readonly number[];
  /** For each model slot, 1 if it is a bounded int, otherwise 0. */
  readonly bounded: Uint8Array;
  readonly size: number;
}

/** A variable that a fault sets and later restores, unless a step wrote it in the meantime. */
export interface RestoredVariable {
  readonly slot: number;
  /**
   * Slot for the variable's value before the fault. The slot is reset if the fault isn't active or a step has written
   * the variable.
   */
  readonly before: number;
  /** Slot that is true if a step wrote the variable while the fault was active; -1 if no step writes the variable. */
  readonly written: number;
}

/** Two faults that set the same variable, in text order. */
export interface Overlap {
  readonly first: number;
  readonly second: number;
  /** Slot that is 1 if both faults are active and the second started before the first. */
  readonly slot: number;
}

/** Lays out a model's search state. */
export function searchLayoutOf(model: Model): SearchLayout {
  const { layout, scenario } = model;
  const initial: Value[] = layout.slots.map(({ type }, slot) => {
    const value = layout.initial[slot]!;
    return type.kind === 'timer' ? timerBit(value) : value;
  });
  const types: (Type | null)[] = layout.slots.map(({ type }) => type);
  const add = (value: Value, type: Type | null): number => {
    types.push(type);
    return initial.push(value) - 1;
  };
  const timers = layout.slots.flatMap(({ type }, slot) => (type.kind === 'timer' ? [slot] : []));
  const faults = scenario.faults.map(() => add(0, PHASE));
  const branches = model.processes.flatMap(({ steps }) => steps.flat());
  const byStep = new Set(
    branches.flatMap(({ set }) => set.flatMap(({ shared, at }) => (shared ? [at] : []))),
  );
  // Initial values as written, which don't differ between initial states.
  const written = [...scenario.state, ...scenario.fields].map(({ init }) => init);
  const restored = model.faults.map(({ set }, i): RestoredVariable[] => {
    if (!ends(scenario.faults[i]!)) return [];
    // A timer keeps running, so there is nothing to restore.
    const writes = set.filter(({ at }) => layout.slots[at]!.type.kind !== 'timer');
    return writes.map(({ at: slot }) => {
      const before = add(written[slot]!, layout.slots[slot]!.type);
      return { slot, before, written: byStep.has(slot) ? add(false, { kind: 'bool' }) : -1 };
    });
  });
  const overlaps = overlappingFaults(model).map(([first, second]) => ({
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
    starts: startsOf(model, layout.initial),
    types,
    faults,
    restored,
    sets,
    overlaps,
    mail,
    receivers,
    timers,
    bounded: boundedSlots(model),
    size: initial.length,
  };
}

/**
 * Pairs of faults that set the same variable. At least one fault of each pair ends, so the order in which they start
 * matters.
 */
function overlappingFaults({ scenario, faults }: Model): [number, number][] {
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

/** The restored variables in the given slots, each with its fault. Writing one makes its saved value unnecessary. */
export function restoredIn(
  { restored }: SearchLayout,
  slots: readonly number[],
): { readonly fault: number; readonly variable: RestoredVariable }[] {
  return restored.flatMap((variables, fault) =>
    variables.flatMap((variable) => (slots.includes(variable.slot) ? [{ fault, variable }] : [])),
  );
}

/** True if a fault ends after a duration or at a given time. */
export function ends({ until, lasts }: Fault): boolean {
  return until !== null || lasts !== null;
}

/** A timer's value in a search: 1 if it is running, 0 if it has expired. */
export function timerBit(value: Value): number {
  return (value as number) > 0 ? 1 : 0;
}

/** The initial states, in order. */
export function* initialStates({ model, searchLayout }: SearchContext): Generator<Value[]> {
  for (const start of searchLayout.starts) {
    yield model.init === null
      ? [...searchLayout.initial]
      : withStart(model.init, searchLayout.initial, start);
  }
}

/** A model and its search layout. */
export interface SearchContext {
  readonly model: Model;
  readonly searchLayout: SearchLayout;
  readonly work: Work;
}

export function contextOf(model: Model): SearchContext {
  return { model, searchLayout: searchLayoutOf(model), work: new Work(model) };
}

/** A transition from a state: who moves, through which branch, and the state after it. */
export interface Move {
  readonly kind: 'step' | 'skip' | 'fail' | 'timer' | 'start' | 'end' | 'lose';
  /** Process index, or -1 for timers and faults. */
  readonly process: number;
  /** Instance number, timer slot, fault number, or receiver of the lost message. */
  readonly subject: number;
  readonly step: number;
  readonly branch: number;
  /** Values of the step's variables: the message and the choices. */
  readonly v: readonly Value[];
  readonly state: Value[];
  /** For an atomic group, the states between members, before its messages are posted. */
  readonly between?: readonly (readonly Value[])[];
  /**
   * True if the move depends on a condition on a measure. Since that may never become true, fairness doesn't apply
   * to the move.
   */
  readonly uncertain?: boolean;
}

/** True if an active fault takes a process or service down. */
export function isDown({ model, searchLayout }: SearchContext, s: readonly Value[], name: string): boolean {
  return model.scenario.faults.some(
    (fault, i) => fault.down.includes(name) && s[searchLayout.faults[i]!] === 1,
  );
}

/**
 * True if an instance that is up is blocked anywhere other than its end, the first step of a loop, or a step at which it
 * may wait. False if deadlocks are allowed.
 */
export function isStuck(context: SearchContext, state: readonly Value[]): boolean {
  if (context.model.scenario.exploring.deadlockAllowed) return false;
  return context.model.processes.some(
    ({ process, block, steps }) =>
      !isDown(context, state, process.name) &&
      process.instances.some((_, i) => {
        const at = state[block.base + i * block.stride] as number;
        if (at === steps.length || process.steps[at]!.mayWait) return false;
        return process.loop.kind === 'none' || at !== 0;
      }),
  );
}
