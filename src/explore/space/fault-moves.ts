import { StateWriter } from '../../engine/state/state-writer.ts';
import type { Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Edge, Service } from '../../scenario/ast/scenario.ts';
import { compareValues } from '../../scenario/ast/value.ts';
import { candidates } from './mail.ts';
import { ends, type Held, isDown, type Move, running, type SearchContext } from './search-state.ts';
import { mayHold } from './unmeasured.ts';

/**
 * True if a call may fail: its client stops waiting or has a breaker, or its service may be away, turn a request down or
 * lose it, or cannot do without another that may.
 */
export function mayFail(model: Model, asks: Edge): boolean {
  const { services } = model.scenario;
  const service = services.find(({ name }) => name === asks.to)!;
  return (
    asks.timeout !== null ||
    asks.breaker !== null ||
    service.available !== null ||
    turnsDown(service) ||
    losesRequests(model, service) ||
    service.calls.some((edge) => edge.required && mayFail(model, edge))
  );
}

/** True for a service that refuses requests when there are too many, or lets them wait no longer than so long. */
function turnsDown({ queue, throttle }: Service): boolean {
  const limits = [queue.capacity, queue.maxWait, throttle.rate, throttle.waiting, throttle.timeouts];
  return limits.some((limit) => limit !== null);
}

/** True if something takes a service down, or empties its queue. */
function losesRequests({ scenario, faults, processes }: Model, { name }: Service): boolean {
  const index = scenario.services.findIndex((service) => service.name === name);
  return (
    scenario.faults.some(({ down }) => down.includes(name)) ||
    [...faults, ...processes.flatMap(({ steps }) => steps.flat())].some(({ empties }) =>
      empties.includes(index),
    )
  );
}

/**
 * True for a service whose answers take its latency and nothing else: it works on everything at once without taking time
 * for it, asks nobody, turns nobody down and is always there; and for a client that asks once.
 */
export function isPlainCall(model: Model, asks: Edge): boolean {
  const service = model.scenario.services.find(({ name }) => name === asks.to)!;
  const { concurrency, serviceTime, slowdown, available, calls } = service;
  const more = [
    concurrency,
    serviceTime,
    slowdown,
    available,
    asks.share,
    asks.retry,
    asks.breaker,
    asks.cache,
  ];
  return (
    more.every((part) => part === null) &&
    calls.length === 0 &&
    !turnsDown(service) &&
    !losesRequests(model, service)
  );
}

/** A fault begins once, at any moment or when its condition holds, and ends at any moment after that. */
export function faultMoves(context: SearchContext, s: Value[], out: Move[]): void {
  const { model, extended } = context;
  model.scenario.faults.forEach((fault, i) => {
    const phase = s[extended.faults[i]!];
    const { when } = model.faults[i]!;
    const label = { process: -1, subject: i, step: 0, branch: 0, v: [] };
    if (phase === 0 && (when === null || mayHold(when, s, 0))) {
      out.push({ ...label, kind: 'start', state: begun(context, s, i) });
    }
    if (phase === 1 && ends(fault)) out.push({ ...label, kind: 'end', state: ended(context, s, i) });
  });
}

/** The state once a fault has begun: it sets what it sets, and takes down what it takes down. */
export function begun(context: SearchContext, s: readonly Value[], i: number): Value[] {
  const { model, extended } = context;
  const writer = new StateWriter(model, [...s], extended.bounded);
  writer.assign(model.faults[i]!.set, 0, 0, []);
  const state = settled(context, writer.s);
  for (const { slot, was, given } of extended.held[i]!) {
    state[was] = s[slot]!;
    state[given] = state[slot]!;
  }
  for (const { first, second, slot } of extended.overlaps) {
    if (first === i) state[slot] = s[extended.faults[second]!] === 1;
  }
  state[extended.faults[i]!] = 1;
  for (const name of model.scenario.faults[i]!.down) crash(context, state, name);
  return state;
}

/**
 * The state once a fault has ended: each variable that is still as the fault left it is as it was before; what a step
 * wrote meanwhile stays. Where another fault that began later sets the variable too, that one puts it back at its end.
 */
export function ended({ extended }: SearchContext, s: readonly Value[], i: number): Value[] {
  const state = [...s];
  state[extended.faults[i]!] = 2;
  const course: FaultCourse = {
    isOn: (fault) => s[extended.faults[fault]!] === 1,
    isTurned: (overlap) => s[extended.overlaps[overlap]!.slot] === true,
  };
  for (const held of extended.held[i]!) {
    const later = nextLater(extended, course, i, held.slot);
    if (later === null) {
      if (compareValues(state[held.slot]!, s[held.given]!) === 0) state[held.slot] = s[held.was]!;
    } else if (later !== 'stays' && compareValues(state[later.was]!, s[held.given]!) === 0) {
      state[later.was] = s[held.was]!;
    }
  }
  // What was kept plays no part any more: one value of it is as good as another.
  for (const { was, given } of extended.held[i]!) {
    state[was] = extended.initial[was]!;
    state[given] = extended.initial[given]!;
  }
  for (const { first, second, slot } of extended.overlaps)
    if (first === i || second === i) state[slot] = false;
  return state;
}

/** Which faults are on, and which of the overlaps are turned: the second fault of the text began before the first. */
export interface FaultCourse {
  isOn(fault: number): boolean;
  isTurned(overlap: number): boolean;
}

/**
 * Of the faults that are on, set a variable too and began later, what the first of them puts back; `stays` if that one
 * never ends, null if there is none.
 */
export function nextLater(
  extended: SearchContext['extended'],
  course: FaultCourse,
  i: number,
  slot: number,
): Held | 'stays' | null {
  const later = extended.overlaps.flatMap(({ first, second }, overlap) => {
    const other = first === i ? second : second === i ? first : -1;
    if (other < 0 || !course.isOn(other)) return [];
    return (first === i) === !course.isTurned(overlap) ? [other] : [];
  });
  const setting = later.filter((other) => extended.sets[other]!.includes(slot));
  const [next] = setting.sort((a, b) => (beganBefore(extended, course, a, b) ? -1 : 1));
  if (next === undefined) return null;
  return extended.held[next]!.find((held) => held.slot === slot) ?? 'stays';
}

/** Of two faults that are on and set the same variable, whether the one began before the other. */
function beganBefore(
  extended: SearchContext['extended'],
  course: FaultCourse,
  a: number,
  b: number,
): boolean {
  const [first, second] = a < b ? [a, b] : [b, a];
  const pair = extended.overlaps.findIndex((one) => one.first === first && one.second === second);
  const inOrder = pair < 0 || !course.isTurned(pair);
  return inOrder === a < b;
}

/** Instances of a process that goes down are at their first step, without locals and without mail. */
function crash(context: SearchContext, s: Value[], name: string): void {
  const process = context.model.processes.find((one) => one.process.name === name);
  if (process === undefined) return;
  const writer = new StateWriter(context.model, s, context.extended.bounded);
  const mail = context.extended.mail[process.process.index]!;
  process.process.instances.forEach((_, i) => {
    const b = process.block.base + i * process.block.stride;
    writer.move(process, b, 0, 0);
    writer.resetLocals(process, b, 0);
    if (mail >= 0) {
      // What is still on its way may come after the restart; what came the instant way is lost.
      s[mail + i] = (s[mail + i] as readonly Value[]).filter((one) => (one as readonly Value[])[0] !== -1);
    }
  });
  settled(context, s);
}

/** Timers as running or over. */
export function settled({ extended }: SearchContext, s: Value[]): Value[] {
  for (const slot of extended.timers) s[slot] = running(s[slot]!);
  return s;
}

/** A timer that runs may be over at any moment. */
export function timerMoves({ extended }: SearchContext, s: Value[], out: Move[]): void {
  for (const slot of extended.timers) {
    if (s[slot] !== 1) continue;
    const state = [...s];
    state[slot] = 0;
    out.push({ kind: 'timer', process: -1, subject: slot, step: 0, branch: 0, v: [], state });
  }
}

/** A message on its way to an instance that is down may be lost. */
export function lossMoves(context: SearchContext, s: Value[], out: Move[]): void {
  for (const { process } of context.model.processes) {
    const first = context.extended.mail[process.index]!;
    if (first < 0 || !isDown(context, s, process.name)) continue;
    process.instances.forEach((_, i) => {
      const mail = s[first + i] as readonly Value[];
      for (const at of candidates(context, mail, () => true)) {
        const state = [...s];
        state[first + i] = mail.filter((_message, j) => j !== at);
        out.push({ kind: 'lose', process: process.index, subject: i, step: 0, branch: 0, v: [], state });
      }
    });
  }
}
