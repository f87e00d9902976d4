import type { Value } from '../../scenario/expr.ts';
import type { Branch, Process, Scenario, Target } from '../../scenario/scenario.ts';
import {
  evaluate,
  type PlainMessage,
  type PlainMove,
  type PlainScope,
  type PlainState,
} from './plain-eval.ts';
import { faultMoves } from './plain-faults.ts';
import { haveRoom, lettersOf, posted, receipts, takable } from './plain-mail.ts';
import { assign, copyOf, isDown, movedTo } from './plain-state.ts';

/** Everything that can happen in a state: the laws of the language, read aloud. */
export function movesOf(scenario: Scenario, state: PlainState): PlainMove[] {
  const steps = scenario.processes.flatMap((process) =>
    isDown(scenario, state, process.name)
      ? []
      : process.instances.flatMap((_, instance) =>
          stepMoves(scenario, state, process, instance, state.processes[process.name]![instance]!.step).map(
            (after) => ({ agent: `${process.name}[${instance}]`, state: after }),
          ),
        ),
  );
  return [
    ...steps,
    ...timerMoves(scenario, state),
    ...faultMoves(scenario, state),
    ...lossMoves(scenario, state),
  ];
}

/** What one instance can do from a step: each branch leaves by an exit, or fires in all ways in which it can. */
function stepMoves(
  scenario: Scenario,
  state: PlainState,
  process: Process,
  instance: number,
  at: number,
): PlainState[] {
  return (process.steps[at]?.branches ?? []).flatMap((branch) =>
    part(scenario, state, process, instance, at, branch)
      .filter(({ letters }) => haveRoom(scenario, state, letters))
      .flatMap(({ after, letters }) =>
        letters.reduce<PlainState[]>(
          (states, letter) => states.flatMap((one) => posted(scenario, one, letter)),
          [after],
        ),
      ),
  );
}

/** The state behind a branch and behind the rest of its atomic group, with the messages that are yet to be posted. */
interface Part {
  readonly after: PlainState;
  readonly letters: readonly PlainMessage[];
}

function part(
  scenario: Scenario,
  state: PlainState,
  process: Process,
  instance: number,
  at: number,
  branch: Branch,
): Part[] {
  const scope: PlainScope = {
    scenario,
    state,
    self: { process: process.name, instance },
    variables: {},
  };
  const go = (from: PlainState, to: Target, letters: readonly PlainMessage[]): Part[] => {
    const after = movedTo(from, process, instance, to);
    const group = process.steps[at]!.group;
    const inside = group !== null && typeof to === 'number' && to > at && process.steps[to]!.group === group;
    if (!inside) return [{ after, letters }];
    return process.steps[to]!.branches.flatMap((member) =>
      part(scenario, after, process, instance, to, member).map((rest) => ({
        after: rest.after,
        letters: [...letters, ...rest.letters],
      })),
    );
  };
  const exit = branch.exits.find(({ test }) => evaluate(test, scope) === true);
  if (exit !== undefined) return go(state, exit.to, []);
  if (branch.when !== null && evaluate(branch.when, scope) !== true) return [];
  const fired = receipts(scope, branch).flatMap(({ variables, taken }) =>
    choices({ ...scope, variables }, branch).flatMap((chosen) => {
      const here = { ...scope, variables: chosen };
      const letters = branch.send.flatMap((send) => lettersOf(here, send));
      const after = copyOf(state);
      after.messages = state.messages.filter((message) => message !== taken);
      assign(after, branch.set, here);
      return go(after, branch.next, letters);
    }),
  );
  if (branch.call === null || !mayFail(scenario, branch.call.service, branch.call.timeout !== null)) {
    return fired;
  }
  return [...fired, { after: movedTo(state, process, instance, branch.call.failTo), letters: [] }];
}

function choices(scope: PlainScope, branch: Branch): Record<string, Value>[] {
  return branch.choose.reduce<Record<string, Value>[]>(
    (all, { name, from }) =>
      all.flatMap((variables) => {
        const items =
          from.type.kind === 'process'
            ? scope.state.processes[from.type.process]!.map((_, i) => i)
            : (evaluate(from, { ...scope, variables }) as readonly Value[]);
        return items.map((item) => ({ ...variables, [name]: item }));
      }),
    [{ ...scope.variables }],
  );
}

/** A call always succeeds only if nobody stops waiting for it and its service, with all that it needs, never fails. */
function mayFail(scenario: Scenario, name: string, timed: boolean): boolean {
  const service = scenario.services.find((one) => one.name === name)!;
  return (
    timed ||
    service.available !== null ||
    service.queue.capacity !== null ||
    service.queue.maxWait !== null ||
    Object.values(service.throttle).some((limit) => limit !== null) ||
    scenario.faults.some((fault) => fault.down.includes(name)) ||
    service.calls.some(({ to, required, timeout }) => required && mayFail(scenario, to, timeout !== null))
  );
}

function timerMoves(scenario: Scenario, state: PlainState): PlainMove[] {
  const shared = scenario.state.filter(({ name, type }) => type.kind === 'timer' && state.shared[name] === 1);
  const locals = scenario.processes.flatMap((process) =>
    process.instances.flatMap((_, instance) =>
      process.locals
        .filter(
          ({ name, type }) =>
            type.kind === 'timer' && state.processes[process.name]![instance]!.locals[name] === 1,
        )
        .map(({ name }) => ({ process: process.name, instance, name })),
    ),
  );
  return [
    ...shared.map(({ name }) => {
      const after = copyOf(state);
      after.shared[name] = 0;
      return { agent: `timer ${name}`, state: after };
    }),
    ...locals.map(({ process, instance, name }) => {
      const after = copyOf(state);
      after.processes[process]![instance]!.locals[name] = 0;
      return { agent: `timer ${process}[${instance}].${name}`, state: after };
    }),
  ];
}

/** A message on its way to somebody who is down may be lost. */
function lossMoves(scenario: Scenario, state: PlainState): PlainMove[] {
  return scenario.processes
    .filter(({ name }) => isDown(scenario, state, name))
    .flatMap((process) =>
      process.instances.flatMap((_, receiver) =>
        takable(scenario, state, process.name, receiver, () => true).map((lost): PlainMove => {
          const after = copyOf(state);
          after.messages = state.messages.filter((message) => message !== lost);
          return { agent: `loss ${process.name}[${receiver}]`, state: after };
        }),
      ),
    );
}
