import type { Value } from '../../scenario/expr.ts';
import type {
  Assignment,
  Branch,
  Fault,
  Process,
  Scenario,
  Send,
  Target,
  Variable,
} from '../../scenario/scenario.ts';
import { canonicalMap } from '../../scenario/value.ts';
import { evaluate, type PlainMessage, type PlainScope, type PlainState, same } from './plain-eval.ts';

/** A transition: who made it (`process[instance]`, or what else moved) and the state behind it. */
export interface PlainMove {
  readonly agent: string;
  readonly state: PlainState;
}

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
    faults: faults.map(() => ({ phase: 'before', saved: {} })),
  };
}

/** A timer is only known to run or to be over. */
function initOf({ type, init }: Variable): Value {
  return type.kind === 'timer' ? ((init as number) > 0 ? 1 : 0) : init;
}

function freshLocals(process: Process): Record<string, Value> {
  return Object.fromEntries(process.locals.map((local) => [local.name, initOf(local)]));
}

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

function isDown(scenario: Scenario, state: PlainState, name: string): boolean {
  return scenario.faults.some((fault, i) => state.faults[i]!.phase === 'on' && fault.down.includes(name));
}

function copyOf(state: PlainState): PlainState {
  return {
    shared: { ...state.shared },
    processes: Object.fromEntries(
      Object.entries(state.processes).map(([name, all]) => [
        name,
        all.map(({ step, locals }) => ({ step, locals: { ...locals } })),
      ]),
    ),
    messages: [...state.messages],
    faults: state.faults.map(({ phase, saved }) => ({ phase, saved: { ...saved } })),
  };
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
    part(scenario, state, process, instance, at, branch).flatMap(({ after, letters }) =>
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
  if (!branch.send.every(({ via }) => hasRoom(scenario, state, via))) return [];
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

function movedTo(state: PlainState, process: Process, instance: number, to: Target): PlainState {
  const after = copyOf(state);
  const one = after.processes[process.name]![instance]!;
  one.step = to === 'end' ? process.steps.length : to === 'restart' ? 0 : to;
  if (to === 'restart') one.locals = freshLocals(process);
  return after;
}

/** Writes the values that were all worked out on the state before. */
function assign(after: PlainState, writes: readonly Assignment[], scope: PlainScope): void {
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

/** Load of a bounded channel is what is on its way, to whomever. */
function hasRoom(scenario: Scenario, state: PlainState, via: number | null): boolean {
  const capacity = via === null ? null : scenario.channels[via]!.capacity;
  return capacity === null || state.messages.filter((message) => message.via === via).length < capacity;
}

function receipts(
  scope: PlainScope,
  { receive }: Branch,
): { variables: Record<string, Value>; taken: PlainMessage | null }[] {
  if (receive === null) return [{ variables: {}, taken: null }];
  const fits = ({ values }: PlainMessage): boolean =>
    receive.where === null ||
    evaluate(receive.where, { ...scope, variables: { [receive.as]: values } }) === true;
  const { process, instance } = scope.self!;
  return takable(scope.scenario, scope.state, process, instance, fits).map((taken) => ({
    variables: { [receive.as]: taken.values },
    taken,
  }));
}

/**
 * Messages that an instance may take: what came the instant way in the order of sending, each link that keeps order in
 * its own order, and of a channel without order any.
 */
function takable(
  scenario: Scenario,
  state: PlainState,
  process: string,
  receiver: number,
  fits: (message: PlainMessage) => boolean,
): PlainMessage[] {
  const mine = state.messages.filter(
    (message) => message.process === process && message.receiver === receiver && fits(message),
  );
  return mine.filter((message, i) => {
    const before = mine.slice(0, i);
    if (message.via === null) return !before.some(({ via }) => via === null);
    const link = before.filter(({ via, sender }) => via === message.via && sender === message.sender);
    if (scenario.channels[message.via]!.order === 'fifo') return link.length === 0;
    return !link.some(({ values }) => same(values, message.values));
  });
}

function lettersOf(scope: PlainScope, send: Send): PlainMessage[] {
  const { scenario, state, self } = scope;
  const fields = [...scenario.names.messages.get(send.process)!.values()];
  const from = scenario.processes.find(({ name }) => name === self!.process)!;
  const sender = from.instances[self!.instance]!;
  const values = fields.map((type, i): Value => {
    if (i === 0) return type.kind === 'enum' ? type.members.indexOf(sender) : self!.instance;
    const given = send.body[i] ?? null;
    return given === null ? zero(type.kind) : evaluate(given, scope);
  });
  return receiversOf(scope, send, state).map((receiver) => ({
    process: send.process,
    receiver,
    sender,
    via: send.via,
    values,
  }));
}

function zero(kind: string): Value {
  if (kind === 'bool') return false;
  if (kind === 'string') return '';
  return ['list', 'set', 'map'].includes(kind) ? [] : 0;
}

function receiversOf(scope: PlainScope, send: Send, state: PlainState): number[] {
  if (send.to === null) {
    const all = state.processes[send.process]!.map((_, i) => i);
    return send.process === scope.self!.process ? all.filter((i) => i !== scope.self!.instance) : all;
  }
  const to = evaluate(send.to, scope);
  return typeof to === 'number' ? [to] : [...(to as readonly number[])];
}

/** A message is kept, lost or doubled, as its channel may do; one to somebody who is down may be lost. */
function posted(scenario: Scenario, state: PlainState, message: PlainMessage): PlainState[] {
  const down = isDown(scenario, state, message.process);
  const channel = message.via === null ? null : scenario.channels[message.via]!;
  const copies =
    channel === null
      ? [down ? 0 : 1]
      : [...(down || channel.loss !== null ? [0] : []), 1, ...(channel.duplicate === null ? [] : [2])];
  return copies.map((count) => {
    const after = copyOf(state);
    // Objects of their own: a message is taken by identity.
    after.messages = [...state.messages, ...Array.from({ length: count }, () => ({ ...message }))];
    return after;
  });
}

/** A call always succeeds only if nobody stops waiting for it and its service, with all that it needs, never fails. */
function mayFail(scenario: Scenario, name: string, timed: boolean): boolean {
  const service = scenario.services.find((one) => one.name === name)!;
  return (
    timed ||
    service.available !== null ||
    scenario.faults.some((fault) => fault.down.includes(name)) ||
    service.calls.some(({ to, required }) => required && mayFail(scenario, to, false))
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

function faultMoves(scenario: Scenario, state: PlainState): PlainMove[] {
  return scenario.faults.flatMap((fault, i): PlainMove[] => {
    const { phase, saved } = state.faults[i]!;
    const scope: PlainScope = { scenario, state, self: null, variables: {} };
    if (phase === 'before') {
      if (fault.when !== null && evaluate(fault.when, scope) !== true) return [];
      return [{ agent: `fault ${fault.id}`, state: begun(scenario, state, fault, i, scope) }];
    }
    if (phase === 'over' || (fault.until === null && fault.lasts === null)) return [];
    const after = copyOf(state);
    after.faults[i] = { phase: 'over', saved: {} };
    Object.assign(after.shared, saved);
    return [{ agent: `fault ${fault.id}`, state: after }];
  });
}

function begun(
  scenario: Scenario,
  state: PlainState,
  fault: Fault,
  index: number,
  scope: PlainScope,
): PlainState {
  const after = copyOf(state);
  assign(after, fault.set, scope);
  after.faults[index] = {
    phase: 'on',
    saved: Object.fromEntries(fault.set.map(({ name }) => [name, state.shared[name]!])),
  };
  for (const name of fault.down) {
    const process = scenario.processes.find((one) => one.name === name);
    if (process === undefined) continue;
    for (const one of after.processes[name]!) {
      one.step = 0;
      one.locals = freshLocals(process);
    }
    // What is still on its way may come after the restart; what came the instant way is lost.
    after.messages = after.messages.filter((message) => message.process !== name || message.via !== null);
  }
  return after;
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
