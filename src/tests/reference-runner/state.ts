import type { Change } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type {
  Assignment,
  Branch,
  Process,
  Scenario,
  Send,
  Step,
  Target,
} from '../../scenario/ast/scenario.ts';
import type { Type } from '../../scenario/ast/types.ts';
import type { PlainScope, PlainState } from './expressions.ts';

/** The parts of a run, and changes to its state. States are never changed in place. */

/** Records whether an event follows from observed times by fixed delays only. */
export interface Cause {
  readonly input: boolean;
  readonly observed: string | null;
}

export const NO_CAUSE: Cause = { input: false, observed: null };

export interface Letter {
  readonly via: number | null;
  readonly values: readonly Value[];
  readonly from: string;
  readonly sentAt: number;
  readonly transition: number;
  readonly fields: readonly string[];
}

export interface Instance {
  readonly process: Process;
  readonly index: number;
  readonly number: number;
  readonly id: string;
  /** For each branch of the instance's step that can fire, the time when the branch is due. */
  due: Map<number, { time: number; cause: Cause }>;
  readonly drawn: Map<string, number>;
  /**
   * Branches that the instance may take on this visit to an `either` with chances. Null if they haven't been drawn yet.
   */
  allowed: readonly Branch[] | null;
  down: number;
  /** The call that the instance is waiting for. */
  call: object | null;
  calledAt: number;
  mailbox: readonly Letter[];
  roundStart: number;
  /** True if the instance is waiting for the next round of its loop. */
  resting: boolean;
}

/** One step in a transition. */
export interface Part {
  readonly step: Step;
  readonly branch: Branch;
  readonly exit: Target | null;
  readonly received: Letter | null;
  readonly sent: readonly {
    readonly send: Send;
    readonly receivers: readonly Instance[];
    readonly values: readonly Value[];
  }[];
  readonly written: readonly string[];
  readonly changes: Change[];
  readonly say: string;
}

/** One way in which a transition can happen. */
export interface Outcome {
  readonly parts: readonly Part[];
  readonly state: PlainState;
  /** Received messages. */
  readonly taken: readonly Letter[];
}

export interface Variable {
  readonly name: string;
  readonly type: Type;
  read(state: PlainState): Value;
}

export function selfOf({ process, index }: Instance): NonNullable<PlainScope['self']> {
  return { process: process.name, instance: index };
}

/** All variables, with their names in the trace. */
export function variablesOf({ state, fields, processes }: Scenario): Variable[] {
  return [
    ...[...state, ...fields].map(({ name, type }) => ({
      name,
      type,
      read: (s: PlainState) => s.shared[name]!,
    })),
    ...processes.flatMap((process) =>
      process.instances.flatMap((id, i) =>
        process.locals.map(({ name, type }) => ({
          name: `${id}.${name}`,
          type,
          read: (s: PlainState) => s.processes[process.name]![i]!.locals[name]!,
        })),
      ),
    ),
  ];
}

export function nameOf({ target, name }: Assignment, id: string): string {
  return target === 'state' ? name : `${id}.${name}`;
}

export function localNames({ process, id }: Instance): string[] {
  return process.locals.map(({ name }) => `${id}.${name}`);
}

export function withShared(state: PlainState, name: string, value: Value): PlainState {
  return { ...state, shared: { ...state.shared, [name]: value } };
}

function withInstance(
  state: PlainState,
  { process, index }: Instance,
  change: Partial<PlainState['processes'][string][number]>,
): PlainState {
  const members = state.processes[process.name]!.map((member, i) =>
    i === index ? { ...member, ...change } : member,
  );
  return { ...state, processes: { ...state.processes, [process.name]: members } };
}

export function withStep(state: PlainState, instance: Instance, step: number): PlainState {
  return withInstance(state, instance, { step });
}

export function withLocals(state: PlainState, instance: Instance, values: Record<string, Value>): PlainState {
  const { locals } = state.processes[instance.process.name]![instance.index]!;
  return withInstance(state, instance, { locals: { ...locals, ...values } });
}

/** The state after an instance has moved. A new round begins with initial locals. */
export function moved(instance: Instance, to: Target, state: PlainState, now: number): PlainState {
  if (to === 'restart') return fresh(instance, withStep(state, instance, 0), now);
  return withStep(state, instance, to === 'end' ? instance.process.steps.length : to);
}

/** The state after resetting an instance's locals to their initial values. Timers start now. */
export function fresh(instance: Instance, state: PlainState, now: number): PlainState {
  const initial = instance.process.locals.map(({ name, init, type }) => [
    name,
    type.kind === 'timer' ? now + (init as number) : init,
  ]);
  return withLocals(state, instance, Object.fromEntries(initial) as Record<string, Value>);
}
