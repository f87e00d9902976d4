import { StateWriter } from '../../engine/state/state-writer.ts';
import type { Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { type Edge, type Service, SHARE_TOLERANCE } from '../../scenario/ast/scenario.ts';
import { receivable } from './mail.ts';
import {
  ends,
  isDown,
  type Move,
  type RestoredVariable,
  type SearchContext,
  timerBit,
} from './search-state.ts';
import { mayHold } from './unmeasured.ts';

/** Each fault starts once, at any time or while its condition holds, and ends at any later time. */
export function faultMoves(context: SearchContext, s: Value[], out: Move[]): void {
  const { model, searchLayout } = context;
  model.scenario.faults.forEach((fault, i) => {
    const phase = s[searchLayout.faults[i]!];
    const { when } = model.faults[i]!;
    const label = { process: -1, subject: i, step: 0, branch: 0, v: [] };
    if (phase === 0 && (when === null || mayHold(when, s, 0))) {
      out.push({ ...label, kind: 'start', state: afterStart(context, s, i) });
    }
    if (phase === 1 && ends(fault)) out.push({ ...label, kind: 'end', state: afterEnd(context, s, i) });
  });
}

/** The state after a fault has started: its assignments are applied, and the processes that it takes down are down. */
function afterStart(context: SearchContext, s: readonly Value[], i: number): Value[] {
  const { model, searchLayout } = context;
  const writer = new StateWriter(model, [...s], searchLayout.bounded);
  writer.assign(model.faults[i]!.set, 0, 0, []);
  const state = normalizeTimers(context, writer.s);
  for (const { slot, before } of searchLayout.restored[i]!) state[before] = s[slot]!;
  for (const { first, second, slot } of searchLayout.overlaps) {
    if (first === i) state[slot] = s[searchLayout.faults[second]!] === 1;
  }
  state[searchLayout.faults[i]!] = 1;
  for (const name of model.scenario.faults[i]!.down) crash(context, state, name);
  return state;
}

/** Crashes instances: they go to their first step with initial locals and lose their messages. */
function crash(context: SearchContext, s: Value[], name: string): void {
  const process = context.model.processes.find((one) => one.process.name === name);
  if (process === undefined) return;
  const writer = new StateWriter(context.model, s, context.searchLayout.bounded);
  const mail = context.searchLayout.mail[process.process.index]!;
  process.process.instances.forEach((_, i) => {
    const b = process.block.base + i * process.block.stride;
    writer.move(process, b, 0, 0);
    writer.resetLocals(process, b, 0);
    if (mail >= 0) {
      // Messages in transit can still arrive after the restart. Instantly delivered messages are lost.
      s[mail + i] = (s[mail + i] as readonly Value[]).filter((one) => (one as readonly Value[])[0] !== -1);
    }
  });
  normalizeTimers(context, s);
}

/**
 * The state after a fault has ended. Each variable that no step has written since the fault started is restored. If a
 * later fault also sets the variable, the later fault restores it when it ends.
 */
function afterEnd({ searchLayout }: SearchContext, s: readonly Value[], i: number): Value[] {
  const state = [...s];
  state[searchLayout.faults[i]!] = 2;
  const status: FaultStatus = {
    isActive: (fault) => s[searchLayout.faults[fault]!] === 1,
    isReversed: (overlap) => s[searchLayout.overlaps[overlap]!.slot] === true,
  };
  for (const variable of searchLayout.restored[i]!) {
    if (variable.written >= 0 && s[variable.written] === true) continue;
    const later = nextRestorer(searchLayout, status, i, variable.slot);
    if (later === null) state[variable.slot] = s[variable.before]!;
    else if (later !== 'none') state[later.before] = s[variable.before]!;
  }
  // The saved values are no longer needed. Resetting them keeps equal states equal.
  for (const { before, written } of searchLayout.restored[i]!) {
    state[before] = searchLayout.initial[before]!;
    if (written >= 0) state[written] = false;
  }
  for (const { first, second, slot } of searchLayout.overlaps)
    if (first === i || second === i) state[slot] = false;
  return state;
}

/** Which faults are active, and which overlaps are reversed, meaning that the fault listed second started first. */
export interface FaultStatus {
  isActive(fault: number): boolean;
  isReversed(overlap: number): boolean;
}

/**
 * Among the active faults that set the same variable and started after fault `i`, the first one's restored variable.
 * `none` if that fault never ends, null if there is no such fault.
 */
export function nextRestorer(
  searchLayout: SearchContext['searchLayout'],
  status: FaultStatus,
  i: number,
  slot: number,
): RestoredVariable | 'none' | null {
  const later = searchLayout.overlaps.flatMap(({ first, second }, overlap) => {
    const other = first === i ? second : second === i ? first : -1;
    if (other < 0 || !status.isActive(other)) return [];
    return (first === i) === !status.isReversed(overlap) ? [other] : [];
  });
  const sharing = later.filter((other) => searchLayout.sets[other]!.includes(slot));
  const [next] = sharing.sort((a, b) => (startedBefore(searchLayout, status, a, b) ? -1 : 1));
  if (next === undefined) return null;
  return searchLayout.restored[next]!.find((variable) => variable.slot === slot) ?? 'none';
}

/** For two active faults that set the same variable, true if `a` started before `b`. */
function startedBefore(
  searchLayout: SearchContext['searchLayout'],
  status: FaultStatus,
  a: number,
  b: number,
): boolean {
  const [first, second] = a < b ? [a, b] : [b, a];
  const pair = searchLayout.overlaps.findIndex((one) => one.first === first && one.second === second);
  const inOrder = pair < 0 || !status.isReversed(pair);
  return inOrder === a < b;
}

/** Running timers can expire at any time. */
export function timerMoves({ searchLayout }: SearchContext, s: Value[], out: Move[]): void {
  for (const slot of searchLayout.timers) {
    if (s[slot] !== 1) continue;
    const state = [...s];
    state[slot] = 0;
    out.push({ kind: 'timer', process: -1, subject: slot, step: 0, branch: 0, v: [], state });
  }
}

/** Reduces each timer to whether it's running or expired. */
export function normalizeTimers({ searchLayout }: SearchContext, s: Value[]): Value[] {
  for (const slot of searchLayout.timers) s[slot] = timerBit(s[slot]!);
  return s;
}

/** Messages in transit to an instance that is down can be lost. */
export function lossMoves(context: SearchContext, s: Value[], out: Move[]): void {
  for (const { process } of context.model.processes) {
    const first = context.searchLayout.mail[process.index]!;
    if (first < 0 || !isDown(context, s, process.name)) continue;
    process.instances.forEach((_, i) => {
      const mail = s[first + i] as readonly Value[];
      for (const at of receivable(context, mail, () => true)) {
        const state = [...s];
        state[first + i] = mail.filter((_message, j) => j !== at);
        out.push({ kind: 'lose', process: process.index, subject: i, step: 0, branch: 0, v: [], state });
      }
    });
  }
}

/**
 * True if a call can fail: it has a timeout or a breaker; or its service can be unavailable, reject or lose
 * requests, or require a call that can fail.
 */
export function mayFail(model: Model, edge: Edge): boolean {
  const { services } = model.scenario;
  const service = services.find(({ name }) => name === edge.to)!;
  return (
    edge.timeout !== null ||
    edge.breaker !== null ||
    service.available !== null ||
    rejectsRequests(service) ||
    mayLoseMembers(service) ||
    losesRequests(model, service) ||
    service.calls.some((edge) => edge.required && mayFail(model, edge))
  );
}

/** True if all members of a service may become unhealthy, in which case none of them takes requests. */
function mayLoseMembers({ members }: Service): boolean {
  const least = members?.check?.minHealthy.size;
  return least !== undefined && !(least.op === 'literal' && (least.value as number) > SHARE_TOLERANCE);
}

/** True if a service limits its queue, its waits, or its rate. */
function rejectsRequests({ queue, throttle }: Service): boolean {
  const limits = [queue.capacity, queue.maxWait, throttle.rate, throttle.waiting, throttle.timeouts];
  return limits.some((limit) => limit !== null);
}

/** True if anything takes a service down or empties its queue. */
function losesRequests({ scenario, faults, processes }: Model, { name }: Service): boolean {
  const index = scenario.services.findIndex((service) => service.name === name);
  return (
    scenario.faults.some(({ down, partial }) => down.includes(name) || partial?.services.includes(name)) ||
    [...faults, ...processes.flatMap(({ steps }) => steps.flat())].some(({ empties }) =>
      empties.includes(index),
    )
  );
}

/**
 * True if a call takes exactly its service's latency: the service has no service time, concurrency limit, calls,
 * rejections or downtime, and the client has no retries, breaker or cache.
 */
export function isPlainCall(model: Model, edge: Edge): boolean {
  const service = model.scenario.services.find(({ name }) => name === edge.to)!;
  const { concurrency, serviceTime, slowdown, available, calls } = service;
  const more = [
    concurrency,
    serviceTime,
    slowdown,
    available,
    edge.share,
    edge.retry,
    edge.breaker,
    edge.cache,
  ];
  return (
    more.every((part) => part === null) &&
    calls.length === 0 &&
    service.pools.length === 0 &&
    service.members === null &&
    !rejectsRequests(service) &&
    !losesRequests(model, service)
  );
}
