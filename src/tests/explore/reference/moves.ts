import type { Value } from '../../../scenario/ast/expr.ts';
import type {
  Assignment,
  Branch,
  Fault,
  Process,
  Scenario,
  Send,
  Target,
  Variable,
} from '../../../scenario/ast/scenario.ts';
import { canonicalMap } from '../../../scenario/ast/value.ts';
import {
  evaluate,
  type PlainMessage,
  type PlainMove,
  type PlainScope,
  type PlainState,
  same,
} from './expressions.ts';

/** All transitions from a state. The code is as direct as possible. */
export function movesOf(scenario: Scenario, state: PlainState): PlainMove[] {
  const steps = scenario.processes.flatMap((process) =>
    isDown(scenario, state, process.name)
      ? []
      : process.instances.flatMap((_, instance) =>
          stepMoves(scenario, state, process, instance, state.processes[process.name]![instance]!.step).map(
            (move) => ({ agent: `${process.name}[${instance}]`, ...move }),
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

/** All of an instance's transitions at a step: each branch takes an exit or fires in all possible ways. */
function stepMoves(
  scenario: Scenario,
  state: PlainState,
  process: Process,
  instance: number,
  at: number,
): Omit<PlainMove, 'agent'>[] {
  const branches = process.steps[at]?.branches ?? [];
  return branches.flatMap((branch, index) =>
    !canHappen(branches, branch)
      ? []
      : part(scenario, state, process, instance, at, branch)
          .filter(({ messages }) => hasCapacity(scenario, state, messages, process, instance))
          .flatMap(({ after, messages, happens }) =>
            messages
              .reduce<PlainState[]>(
                (states, message) => states.flatMap((one) => outcomes(scenario, one, message)),
                [after],
              )
              .map((one) => ({ state: one, by: { step: at, branch: index, happens } })),
          ),
  );
}

/** False for an alternative with a chance of 0, and for alternatives without a chance if the others add up to 100%. */
function canHappen(branches: readonly Branch[], { chance }: Branch): boolean {
  const fixed = branches.map((one) => (one.chance?.op === 'literal' ? (one.chance.value as number) : 0));
  if (chance === null) return fixed.reduce((a, b) => a + b, 0) < 1 - 1e-9;
  return chance.op !== 'literal' || chance.value !== 0;
}

/** The messages to send, and the state after a branch and the rest of its atomic group. */
interface Part {
  readonly after: PlainState;
  readonly messages: readonly PlainMessage[];
  /** False if the first step is left through an exit or its call fails. */
  readonly happens: boolean;
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
  const go = (from: PlainState, to: Target, messages: readonly PlainMessage[], happens: boolean): Part[] => {
    const after = movedTo(from, process, instance, to);
    const group = process.steps[at]!.group;
    const inside = group !== null && typeof to === 'number' && to > at && process.steps[to]!.group === group;
    if (!inside) return [{ after, messages, happens }];
    return process.steps[to]!.branches.flatMap((member) =>
      part(scenario, after, process, instance, to, member).map((rest) => ({
        after: rest.after,
        messages: [...messages, ...rest.messages],
        happens,
      })),
    );
  };
  const exit = branch.exits.find(({ test }) => evaluate(test, scope) === true);
  if (exit !== undefined) return go(state, exit.to, [], false);
  if (branch.when !== null && evaluate(branch.when, scope) !== true) return [];
  const fired = receiveOptions(scope, branch).flatMap(({ variables, taken }) =>
    choices({ ...scope, variables }, branch).flatMap((chosen) => {
      const here = { ...scope, variables: chosen };
      const messages = branch.send.flatMap((send) => messagesOf(here, send));
      const after = copyOf(state);
      after.messages = state.messages.filter((message) => message !== taken);
      assign(after, branch.set, here);
      for (const { found } of after.faults) {
        for (const { target, name } of branch.set) if (target === 'state') delete found[name];
      }
      return go(after, branch.next, messages, true);
    }),
  );
  if (branch.call === null || !mayFail(scenario, branch.call.service, branch.call.timeout !== null)) {
    return fired;
  }
  const failed = movedTo(state, process, instance, branch.call.failTo);
  return [...fired, { after: failed, messages: [], happens: false }];
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

function receiveOptions(
  scope: PlainScope,
  { receive }: Branch,
): { variables: Record<string, Value>; taken: PlainMessage | null }[] {
  if (receive === null) return [{ variables: {}, taken: null }];
  const matches = ({ values }: PlainMessage): boolean =>
    receive.where === null ||
    evaluate(receive.where, { ...scope, variables: { [receive.as]: values } }) === true;
  const { process, instance } = scope.self!;
  const from = receive.from === null ? ([process, instance] as const) : ([receive.from, 0] as const);
  return receivable(scope.scenario, scope.state, ...from, matches, receive.head).map((taken) => ({
    variables: { [receive.as]: taken.values },
    taken,
  }));
}

/**
 * Messages that an instance can receive: the first instantly delivered message, the first message on each ordered link,
 * and any message in an unordered channel.
 */
function receivable(
  scenario: Scenario,
  state: PlainState,
  process: string,
  receiver: number,
  matches: (message: PlainMessage) => boolean,
  head = false,
): PlainMessage[] {
  const all = state.messages.filter(
    (message) => message.process === process && message.receiver === receiver,
  );
  const mine = all.filter((message, i) => {
    const { via, sender } = message;
    if (!matches(message)) return false;
    if (!head || (via !== null && scenario.channels[via]!.order === 'any')) return true;
    const isBehind = (one: PlainMessage): boolean =>
      one.via === via && (via === null || isOneLine(scenario, via) || one.sender === sender);
    return !all.slice(0, i).some(isBehind);
  });
  return mine.filter((message, i) => {
    const before = mine.slice(0, i);
    if (message.via === null) return !before.some(({ via }) => via === null);
    const link = before.filter(
      ({ via, sender }) =>
        via === message.via && (isOneLine(scenario, message.via!) || sender === message.sender),
    );
    if (scenario.channels[message.via]!.order === 'fifo') return link.length === 0;
    return !link.some((one) => one.sender === message.sender && same(one.values, message.values));
  });
}

/** Without latency, a shared channel preserves the order across all senders. */
export function isOneLine({ channels }: Scenario, via: number): boolean {
  return channels[via]!.shared && channels[via]!.latency === null;
}

function messagesOf(scope: PlainScope, send: Send): PlainMessage[] {
  const { scenario, state, self } = scope;
  const fields = [...scenario.names.messages.get(send.process)!.values()];
  const from = scenario.processes.find(({ name }) => name === self!.process)!;
  const sender = from.instances[self!.instance]!;
  const values = fields.map((type, i): Value => {
    if (i === 0) return type.kind === 'enum' ? type.members.indexOf(sender) : self!.instance;
    const expr = send.body[i] ?? null;
    return expr === null ? zero(type.kind) : evaluate(expr, scope);
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

/**
 * True if every bounded channel has capacity for the transition's messages. A shared channel has room for one
 * additional message for each other instance at a step that receives from it.
 */
function hasCapacity(
  scenario: Scenario,
  before: PlainState,
  sent: readonly PlainMessage[],
  sender: Process,
  instance: number,
): boolean {
  return sent.every(({ via }) => {
    const capacity = via === null ? null : scenario.channels[via]!.capacity;
    const all = [...before.messages, ...sent].filter((message) => message.via === via);
    const waiting = scenario.processes.flatMap((process) =>
      via === null || !scenario.channels[via]!.shared || isDown(scenario, before, process.name)
        ? []
        : before.processes[process.name]!.filter(
            ({ step }, i) =>
              (process !== sender || i !== instance) &&
              (process.steps[step]?.branches ?? []).some(
                ({ receive }) => receive?.from === scenario.channels[via]!.name,
              ),
          ),
    );
    return capacity === null || all.length <= capacity + waiting.length;
  });
}

/**
 * Delivers, loses, or duplicates a message, as its channel allows. Messages can also be lost if the receiver is
 * down.
 */
function outcomes(scenario: Scenario, state: PlainState, message: PlainMessage): PlainState[] {
  const down = isDown(scenario, state, message.process);
  const channel = message.via === null ? null : scenario.channels[message.via]!;
  const copies =
    channel === null
      ? [down ? 0 : 1]
      : [...(down || channel.loss !== null ? [0] : []), 1, ...(channel.duplicate === null ? [] : [2])];
  return copies.map((count) => {
    const after = copyOf(state);
    // Use separate objects, since a received message is removed by identity.
    after.messages = [...state.messages, ...Array.from({ length: count }, () => ({ ...message }))];
    return after;
  });
}

/**
 * Returns false, which means that a call always succeeds, only if the call has no timeout and neither its service
 * nor anything that the service requires can fail.
 */
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

/** Each fault starts once, at any time or while its condition holds, and ends at any later time. */
function faultMoves(scenario: Scenario, state: PlainState): PlainMove[] {
  return scenario.faults.flatMap((fault, i): PlainMove[] => {
    const { phase } = state.faults[i]!;
    const scope: PlainScope = { scenario, state, self: null, variables: {} };
    const agent = `fault ${fault.id}`;
    if (phase === 'before') {
      if (fault.when !== null && evaluate(fault.when, scope) !== true) return [];
      return [{ agent, state: afterStart(scenario, state, i, scope) }];
    }
    return phase === 'on' && ends(fault) ? [{ agent, state: afterEnd(scenario, state, i) }] : [];
  });
}

function ends({ until, lasts }: Fault): boolean {
  return until !== null || lasts !== null;
}

function afterStart(scenario: Scenario, state: PlainState, index: number, scope: PlainScope): PlainState {
  const fault = scenario.faults[index]!;
  const after = copyOf(state);
  assign(after, fault.set, scope);
  const names = ends(fault) ? namesOf(scenario, fault) : [];
  after.faults[index] = {
    phase: 'on',
    found: Object.fromEntries(names.map((name) => [name, state.shared[name]!])),
    since: [],
  };
  scenario.faults.forEach((other, i) => {
    const meet = other.set.some(({ name }) => fault.set.some((write) => write.name === name));
    if (i === index || state.faults[i]!.phase !== 'on' || !meet || !(ends(other) || ends(fault))) return;
    after.faults[i]!.since = [...state.faults[i]!.since, index].sort((a, b) => a - b);
  });
  for (const name of fault.down) {
    const process = scenario.processes.find((one) => one.name === name);
    if (process === undefined) continue;
    for (const one of after.processes[name]!) {
      one.step = 0;
      one.locals = freshLocals(process);
    }
    // Messages in transit can still arrive after the restart. Instantly delivered messages are lost.
    after.messages = after.messages.filter((message) => message.process !== name || message.via !== null);
  }
  return after;
}

/** Names of variables that a fault restores. Timers aren't restored, since they keep running. */
function namesOf({ state }: Scenario, { set }: Fault): string[] {
  const timed = new Set(state.filter(({ type }) => type.kind === 'timer').map(({ name }) => name));
  return set.map(({ name }) => name).filter((name) => !timed.has(name));
}

function afterEnd(scenario: Scenario, state: PlainState, index: number): PlainState {
  const after = copyOf(state);
  const { found, since } = state.faults[index]!;
  for (const [name, was] of Object.entries(found)) {
    const later = since.filter((i) => scenario.faults[i]!.set.some((write) => write.name === name));
    // The fault that started first.
    const next = later.find((i) => later.every((j) => i === j || state.faults[i]!.since.includes(j)));
    if (next === undefined) after.shared[name] = was;
    else if (ends(scenario.faults[next]!)) after.faults[next]!.found[name] = was;
  }
  after.faults[index] = { phase: 'over', found: {}, since: [] };
  for (const fault of after.faults) fault.since = fault.since.filter((i) => i !== index);
  return after;
}

/** Messages in transit to an instance that is down can be lost. */
function lossMoves(scenario: Scenario, state: PlainState): PlainMove[] {
  return scenario.processes
    .filter(({ name }) => isDown(scenario, state, name))
    .flatMap((process) =>
      process.instances.flatMap((_, receiver) =>
        receivable(scenario, state, process.name, receiver, () => true).map((lost): PlainMove => {
          const after = copyOf(state);
          after.messages = state.messages.filter((message) => message !== lost);
          return { agent: `loss ${process.name}[${receiver}]`, state: after };
        }),
      ),
    );
}

/** Performs assignments. All keys and values are evaluated in the state before the first assignment. */
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

function movedTo(state: PlainState, process: Process, instance: number, to: Target): PlainState {
  const after = copyOf(state);
  const one = after.processes[process.name]![instance]!;
  one.step = to === 'end' ? process.steps.length : to === 'restart' ? 0 : to;
  if (to === 'restart') one.locals = freshLocals(process);
  return after;
}

/** All initial states, without duplicates. */
export function initialStates(scenario: Scenario): PlainState[] {
  const first = initialState(scenario);
  if (scenario.init === null) return [first];
  const { choose, where } = scenario.init;
  let all: Record<string, Value>[] = [{}];
  for (const { name, values } of choose) {
    all = all.flatMap((start) => values.map((value) => ({ ...start, [name]: value })));
  }
  return all
    .map((start) => ({ ...first, shared: { ...first.shared, ...start } }))
    .filter((state) => {
      return where === null || evaluate(where, { scenario, state, self: null, variables: {} }) === true;
    });
}

function initialState({ state, processes, faults }: Scenario): PlainState {
  return {
    shared: Object.fromEntries(state.map((variable) => [variable.name, initOf(variable)])),
    processes: Object.fromEntries(
      processes.map((process) => [
        process.name,
        process.instances.map(() => ({ step: 0, locals: freshLocals(process) })),
      ]),
    ),
    messages: [],
    faults: faults.map(() => ({ phase: 'before', found: {}, since: [] })),
  };
}

/** A timer is either running or expired. */
function initOf({ type, init }: Variable): Value {
  return type.kind === 'timer' ? ((init as number) > 0 ? 1 : 0) : init;
}

function freshLocals(process: Process): Record<string, Value> {
  return Object.fromEntries(process.locals.map((local) => [local.name, initOf(local)]));
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
    faults: state.faults.map((fault) => ({
      ...fault,
      found: { ...fault.found },
    })),
  };
}

function isDown(scenario: Scenario, state: PlainState, name: string): boolean {
  return scenario.faults.some((fault, i) => state.faults[i]!.phase === 'on' && fault.down.includes(name));
}

/** True if an instance that is up is blocked anywhere other than its end or the first step of a loop. */
export function isStuck(scenario: Scenario, state: PlainState): boolean {
  return scenario.processes.some(
    (process) =>
      !isDown(scenario, state, process.name) &&
      state.processes[process.name]!.some(
        ({ step }) =>
          step !== process.steps.length &&
          !process.steps[step]!.mayWait &&
          !(step === 0 && process.loop.kind !== 'none'),
      ),
  );
}
