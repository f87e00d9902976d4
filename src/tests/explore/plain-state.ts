import type { Value } from '../../scenario/expr.ts';
import type { Assignment, Process, Scenario, Target, Variable } from '../../scenario/scenario.ts';
import { canonicalMap } from '../../scenario/value.ts';
import { evaluate, type PlainScope, type PlainState } from './plain-eval.ts';

/** The state in which everything begins. */
export function initialState({ state, processes, faults }: Scenario): PlainState {
  return {
    shared: Object.fromEntries(state.map((variable) => [variable.name, initOf(variable)])),
    processes: Object.fromEntries(
      processes.map((process) => [
        process.name,
        process.instances.map(() => ({ step: 0, locals: freshLocals(process) })),
      ]),
    ),
    messages: [],
    faults: faults.map(() => ({ phase: 'before', found: {}, made: {}, since: [] })),
  };
}

/** A timer is only known to run or to be over. */
function initOf({ type, init }: Variable): Value {
  return type.kind === 'timer' ? ((init as number) > 0 ? 1 : 0) : init;
}

export function freshLocals(process: Process): Record<string, Value> {
  return Object.fromEntries(process.locals.map((local) => [local.name, initOf(local)]));
}

export function copyOf(state: PlainState): PlainState {
  return {
    shared: { ...state.shared },
    processes: Object.fromEntries(
      Object.entries(state.processes).map(([name, all]) => [
        name,
        all.map(({ step, locals }) => ({ step, locals: { ...locals } })),
      ]),
    ),
    messages: [...state.messages],
    faults: state.faults.map((fault) => ({
      ...fault,
      found: { ...fault.found },
      made: { ...fault.made },
    })),
  };
}

export function isDown(scenario: Scenario, state: PlainState, name: string): boolean {
  return scenario.faults.some((fault, i) => state.faults[i]!.phase === 'on' && fault.down.includes(name));
}

/** True if somebody waits elsewhere than at the end or at the first step of a loop. One that is down does not wait. */
export function isStuck(scenario: Scenario, state: PlainState): boolean {
  return scenario.processes.some(
    (process) =>
      !isDown(scenario, state, process.name) &&
      state.processes[process.name]!.some(
        ({ step }) => step !== process.steps.length && !(step === 0 && process.loop.kind !== 'none'),
      ),
  );
}

export function movedTo(state: PlainState, process: Process, instance: number, to: Target): PlainState {
  const after = copyOf(state);
  const one = after.processes[process.name]![instance]!;
  one.step = to === 'end' ? process.steps.length : to === 'restart' ? 0 : to;
  if (to === 'restart') one.locals = freshLocals(process);
  return after;
}

/** Writes the values that were all worked out on the state before. */
export function assign(after: PlainState, writes: readonly Assignment[], scope: PlainScope): void {
  const planned = writes.map((write) => ({
    write,
    key: write.key === null ? null : evaluate(write.key, scope),
    value: evaluate(write.value, scope),
  }));
  for (const { write, key, value } of planned) {
    const { self, scenario } = scope;
    const local = write.target === 'local';
    const process = scenario.processes.find(({ name }) => name === self?.process);
    const variable = (local ? process!.locals : scenario.state).find(({ name }) => name === write.name)!;
    const into = local ? after.processes[process!.name]![self!.instance]!.locals : after.shared;
    const next = key === null ? value : replaced(into[write.name] as readonly Value[], variable, key, value);
    const timed = variable.type.kind === 'timer' ? ((next as number) > 0 ? 1 : 0) : next;
    const [low, high] = variable.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    if (typeof timed === 'number' && (timed < low || timed > high)) {
      throw new RangeError(`${write.name} leaves its bounds`);
    }
    into[write.name] = timed;
  }
}

function replaced(of: readonly Value[], { type }: Variable, key: Value, value: Value): Value {
  if (type.kind === 'map') {
    return canonicalMap([...(of as readonly (readonly [Value, Value])[]), [key, value]]);
  }
  if (of[key as number] === undefined) throw new RangeError(`there is no item ${String(key)}`);
  return of.map((item, i) => (i === key ? value : item));
}
