import type { BranchModel, DelayModel, Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Edge } from '../../scenario/ast/scenario.ts';
import { isPlainCall } from '../space/fault-moves.ts';
import { type Mail, MOST_INSTANCES } from '../space/mail.ts';
import { movesFrom } from '../space/moves.ts';
import type { Move, SearchContext } from '../space/search-state.ts';
import type { Constraint } from './difference-constraints.ts';
import type { ExecutionTrace, TraceSegment } from './segments.ts';

/** Faults begin and end at their times, or at the very moment when their condition comes true. */
function faultTimes(model: Model, { moves, states }: ExecutionTrace): Constraint[] {
  const out: Constraint[] = [];
  /** A move at an exact time behind a variable; one that is not among the moves may not come before the last of them. */
  const pin = (from: number, move: number, gap: number, because: string, late: string): void => {
    if (move < 0) {
      out.push({ earlier: moves.length, later: from, gap: -gap, because: late });
      return;
    }
    out.push(
      { earlier: from, later: move + 1, gap, because },
      { earlier: move + 1, later: from, gap: -gap, because },
    );
  };
  model.scenario.faults.forEach(({ id, at, until, lasts }, i) => {
    const find = (kind: 'start' | 'end'): number =>
      moves.findIndex((one) => one.process < 0 && one.kind === kind && one.subject === i);
    const start = find('start');
    const end = find('end');
    const late = `${id} would come first`;
    const own = `${id} comes at its own time`;
    if (at !== null) pin(0, start, at.t, own, late);
    else {
      const { when } = model.faults[i]!;
      const since = states.findIndex((s) => when!.test(s, 0, 0, [], s) === true);
      if (since >= 0) pin(since, start, 0, `${id} comes as soon as it can`, late);
    }
    if (start < 0) return;
    if (until !== null) pin(0, end, Math.max(until.t, at?.t ?? 0), own, late);
    else if (lasts !== null) pin(start + 1, end, lasts, `${id} lasts its time`, late);
  });
  return out;
}

/** A copy of a message, from the move that sent it to the one that took it. Moves are counted from 0. */
export interface Sent {
  readonly via: number;
  /** Process and instance that sent it, and that it is for. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly sentBy: number;
  /** Move that received it, or lost it at a receiver that was down; null while it waits. */
  takenBy: number | null;
}

/** All messages of a sequence of moves, in the order of sending. Of two that are alike the older one is taken first. */
function messagesOf({ model, extended }: SearchContext, moves: readonly Move[]): Sent[] {
  const out: Sent[] = [];
  for (const { process } of model.processes) {
    const first = extended.mail[process.index]!;
    if (first < 0) continue;
    process.instances.forEach((_, i) => {
      let before: Mail = extended.initial[first + i] as Mail;
      const open: { readonly key: string; readonly sent: Sent }[] = [];
      moves.forEach((move, at) => {
        const after = move.state[first + i] as Mail;
        const isHis = move.process === process.index && move.subject === i;
        for (const key of missing(before, after)) {
          const place = open.findIndex((one) => one.key === key);
          if (place < 0) continue;
          const { sent } = open[place]!;
          open.splice(place, 1);
          if (isHis) sent.takenBy = at;
        }
        for (const key of missing(after, before)) {
          const [via, sender] = JSON.parse(key) as [number, number];
          const from = [Math.floor(sender / MOST_INSTANCES), sender % MOST_INSTANCES] as const;
          const sent = { via, from, to: [process.index, i] as const, sentBy: at, takenBy: null };
          open.push({ key, sent });
          out.push(sent);
        }
        before = after;
      });
    });
  }
  return out.sort((a, b) => a.sentBy - b.sentBy);
}

/** What is in the one and not in the other, each as often as it is missing. */
function missing(from: Mail, others: Mail): string[] {
  const left = others.map((one: Value) => JSON.stringify(one));
  return from.flatMap((one) => {
    const key = JSON.stringify(one);
    const place = left.indexOf(key);
    if (place < 0) return [key];
    left.splice(place, 1);
    return [];
  });
}

/** Shortest and longest length of time, in microseconds; the longest may be infinite. */
export type Range = readonly [number, number];

/** What a distribution with parameters in microseconds gives, of which not all need be asked for. */
type RangeOf = (delay: DelayModel, a: number, b: number) => Range;

/** Everything that a distribution can give. */
export function fullRange({ dist }: DelayModel, a: number, b: number): Range {
  if (dist === 'constant') return [Math.round(a), Math.round(a)];
  return dist === 'uniform' ? [Math.round(a), Math.round(b)] : [0, Number.POSITIVE_INFINITY];
}

/** From the 1 % to the 99 % quantile. */
export function likelyRange({ dist }: DelayModel, a: number, b: number): Range {
  switch (dist) {
    case 'constant':
      return [Math.round(a), Math.round(a)];
    case 'uniform':
      return [Math.round(a + 0.01 * (b - a)), Math.round(a + 0.99 * (b - a))];
    case 'exponential':
      // -ln(0.99) and -ln(0.01) times the mean.
      return [Math.round(0.01005033585350145 * a), Math.round(4.605170185988092 * a)];
    case 'lognormal':
      // Quantiles of a lognormal lie around its median by equal factors.
      return [Math.round((a * a) / b), Math.round(b)];
  }
}

/** States from one on, to before another, in which a branch can go; at first by an exit, or by firing. */
export interface EnabledInterval {
  readonly from: number;
  to: number;
  readonly exit: boolean;
}

/** Runs of states in which a branch can fire or leave by an exit, until the stay ends. */
function stretchesOf(
  { enabled, moves }: ExecutionTrace,
  visit: TraceSegment,
  branch: number,
): EnabledInterval[] {
  const out: EnabledInterval[] = [];
  for (let k = visit.arrival; k <= (visit.leaves ?? moves.length); k++) {
    const here = enabled[k]!.find(
      (move) =>
        move.process === visit.process &&
        move.subject === visit.subject &&
        move.step === visit.step &&
        move.branch === branch &&
        move.kind !== 'lose',
    );
    if (here === undefined) continue;
    const open = out.at(-1);
    if (open !== undefined && open.to === k) open.to = k + 1;
    else out.push({ from: k, to: k + 1, exit: here.kind === 'skip' });
  }
  return out;
}

/** Lengths that a move sets timers to, by slot: what its assignments give at time 0. */
export function lengthsSet(
  context: SearchContext,
  before: readonly Value[],
  move: Move,
): Map<number, number> {
  const { timers } = context.extended;
  const out = new Map<number, number>();
  if (timers.length === 0) return out;
  const untouched = { ...context, extended: { ...context.extended, timers: [] } };
  const same = movesFrom(untouched, [...before]).find(
    (one) =>
      one.kind === move.kind &&
      one.process === move.process &&
      one.subject === move.subject &&
      one.branch === move.branch &&
      one.state.every((value, slot) =>
        timers.includes(slot)
          ? (value as number) > 0 === (move.state[slot] === 1)
          : JSON.stringify(value) === JSON.stringify(move.state[slot]),
      ),
  );
  for (const slot of same === undefined ? [] : timers) {
    const value = same!.state[slot] as number;
    // A value of 1 is a timer that went on running.
    if (value > 1) out.set(slot, value);
  }
  return out;
}

/**
 * How long a call takes until it is answered, or has failed. Of a service that is more than its latency nothing is said
 * but that it takes no less than nothing, and no more than the caller waits; a failure that leads straight back to the
 * step takes some time.
 */
export function callLength(
  context: SearchContext,
  asks: Edge,
  call: NonNullable<BranchModel['call']>,
  fails: boolean,
  range: RangeOf,
): Range {
  const { initial } = context.model.layout;
  const at = (length: DelayModel['a']): number => length(initial, 0, 0, [], initial) as number;
  const timeout = call.timeout === null ? Number.POSITIVE_INFINITY : at(call.timeout);
  if (!isPlainCall(context.model, asks)) return [fails && call.pauses ? 1 : 0, timeout];
  const { latency } = context.model.services[call.service]!;
  const [least, most] =
    latency === null ? [0, 0] : range(latency, at(latency.a), latency.b === null ? 0 : at(latency.b));
  if (!fails) return [least, Math.min(most, timeout)];
  // A service that is always there fails nobody: the caller gives up when its time is over, if answers can be later.
  return most > timeout ? [timeout, timeout] : [timeout + 1, timeout];
}

/** How times are looked for. */
export interface Attempt {
  readonly range: RangeOf;
  /**
   * Only what every run of this order meets: without times there is none. Else also what makes a run go that way: whose
   * delay began when, that nothing is late, that timers run out at a moment of their own.
   */
  readonly necessary: boolean;
  /** Where a step could fire, then could not and could again: whether its delay began the last time or the first. */
  readonly last: boolean;
  /** Where a message was sent before its receiver came to the step: whether it arrives before it, too. */
  readonly early: boolean;
}

/** Constraints over the times of states (variable `k`: when state `k` begins) and what else happens in between. */
export interface TimeSystem {
  readonly constraints: Constraint[];
  readonly variables: number;
  /** Variable of each message's arrival, in the order of `messages`. */
  readonly arrivals: readonly number[];
  readonly messages: readonly Sent[];
  /** Variable of the beginning of the call that a move ends, by move. */
  readonly calls: ReadonlyMap<number, number>;
}

const ORDER = 'steps come one after the other';

/** Lays out the constraints of a counterexample. */
export function timeSystem(context: SearchContext, course: ExecutionTrace, attempt: Attempt): TimeSystem {
  return new Builder(context, course, attempt).build();
}

class Builder {
  private readonly context: SearchContext;
  private readonly model: Model;
  private readonly course: ExecutionTrace;
  private readonly attempt: Attempt;
  private readonly out: Constraint[] = [];
  private readonly messages: readonly Sent[];
  private readonly arrivals: number[] = [];
  private readonly calls = new Map<number, number>();
  private variables: number;

  constructor(context: SearchContext, course: ExecutionTrace, attempt: Attempt) {
    this.context = context;
    this.model = context.model;
    this.course = course;
    this.attempt = attempt;
    this.variables = course.states.length;
    this.messages = messagesOf(context, course.moves);
  }

  build(): TimeSystem {
    const { moves, visits } = this.course;
    for (const i of moves.keys()) this.atLeast(i, i + 1, 0, ORDER);
    for (const sent of this.messages) this.arrivals.push(this.message(sent));
    this.orderLinks();
    this.overtaking();
    for (const visit of visits) this.visit(visit);
    this.out.push(...faultTimes(this.model, this.course));
    this.timers();
    const { out: constraints, variables, arrivals, messages, calls } = this;
    return { constraints, variables, arrivals, messages, calls };
  }

  private atLeast(earlier: number, later: number, gap: number, because: string): void {
    this.out.push({ earlier, later, gap, because });
  }

  private atMost(earlier: number, later: number, most: number, because: string): void {
    if (Number.isFinite(most)) this.out.push({ earlier: later, later: earlier, gap: -most, because });
  }

  private lengths(delay: DelayModel, state: readonly Value[], b: number): Range {
    const a = delay.a(state, b, 0, [], state) as number;
    const c = delay.b === null ? 0 : (delay.b(state, b, 0, [], state) as number);
    return this.attempt.range(delay, a, c);
  }

  /** A message arrives by the latency of its channel behind its sending, and is taken after that. */
  private message({ via, sentBy, takenBy, to, from }: Sent): number {
    const arrival = this.variables++;
    const latency = via < 0 ? null : this.model.channels[via]!.latency;
    const [least, most] =
      latency === null ? [0, 0] : this.lengths(latency, this.course.states[sentBy + 1]!, 0);
    const name = `the message from ${this.idOf(from)} to ${this.idOf(to)}`;
    this.atLeast(sentBy + 1, arrival, least, `${name} takes at least ${seconds(least)}`);
    this.atMost(sentBy + 1, arrival, most, `${name} takes at most ${seconds(most)}`);
    if (takenBy === null) return arrival;
    this.atLeast(arrival, takenBy + 1, 0, `${name} arrives first`);
    if (this.course.moves[takenBy]!.kind === 'lose') {
      this.atMost(arrival, takenBy + 1, 0, `${name} is lost when it arrives`);
    }
    return arrival;
  }

  /** On a link that keeps order messages arrive as they were sent. */
  private orderLinks(): void {
    const last = new Map<string, number>();
    this.messages.forEach(({ via, from, to }, i) => {
      if (via >= 0 && this.model.scenario.channels[via]!.order === 'any') return;
      const link = `${via} ${from.join()} ${to.join()}`;
      const before = last.get(link);
      if (before !== undefined)
        this.atLeast(before, this.arrivals[i]!, 0, 'messages of a link keep their order');
      last.set(link, this.arrivals[i]!);
    });
  }

  /** A message that is taken before one that was sent earlier arrives before it: else that one would be taken. */
  private overtaking(): void {
    if (this.attempt.necessary) return;
    for (const [i, late] of this.messages.entries()) {
      for (const [j, early] of this.messages.entries()) {
        const same =
          early.to.join() === late.to.join() && late.takenBy !== null && early.sentBy < late.sentBy;
        if (!same || (early.takenBy !== null && early.takenBy < late.takenBy!)) continue;
        this.atLeast(this.arrivals[i]!, this.arrivals[j]!, 1, 'a message overtakes an earlier one');
      }
    }
  }

  private idOf([process, instance]: readonly [number, number]): string {
    return this.model.scenario.processes[process]!.instances[instance]!;
  }

  private nameOf({ process, subject, step }: TraceSegment): string {
    const { instances, steps } = this.model.scenario.processes[process]!;
    return `${instances[subject]}'s ${steps[step]!.id.replaceAll('_', ' ')}`;
  }

  /** A stay at a step: when its branches can fire says by when one must, and since when the one that did could. */
  private visit(visit: TraceSegment): void {
    const { steps } = this.model.processes[visit.process]!;
    const end = visit.leaves ?? this.course.moves.length;
    const fired = visit.leaves === null || visit.crashed ? null : this.course.moves[visit.leaves]!;
    for (const branch of steps[visit.step]!.keys()) {
      const stretches = stretchesOf(this.course, visit, branch);
      const isHis = fired !== null && fired.branch === branch;
      if (isHis) this.fired(visit, branch, fired, stretches);
      for (const stretch of stretches) this.deadline(visit, branch, stretch, isHis && stretch.to > end);
    }
  }

  private fired(
    visit: TraceSegment,
    branch: number,
    move: Move,
    stretches: readonly EnabledInterval[],
  ): void {
    const model = this.model.processes[visit.process]!.steps[visit.step]![branch]!;
    const at = visit.leaves! + 1;
    const first = stretches[0];
    const since = this.attempt.necessary || !this.attempt.last ? first : stretches.at(-1);
    if (since === undefined || since.exit) return;
    const name = this.nameOf(visit);
    let done = at;
    const asks =
      this.model.scenario.processes[visit.process]!.steps[visit.step]!.branches[branch]!.call?.asks;
    if (model.call !== null && asks !== undefined && move.kind !== 'skip') {
      done = this.variables++;
      this.calls.set(visit.leaves!, done);
      const [least, most] = callLength(
        this.context,
        asks,
        model.call,
        move.kind === 'fail',
        this.attempt.range,
      );
      this.atLeast(done, at, least, `the answer to ${name} takes at least ${seconds(least)}`);
      this.atMost(done, at, most, `the answer to ${name} takes at most ${seconds(most)}`);
    }
    if (model.at !== null) this.atLeast(0, done, model.at.t, `${name} comes at its own time`);
    if (visit.waitsForPeriod)
      this.atLeast(
        0,
        done,
        this.period(visit) + this.least(visit, branch, since),
        `${name} waits for its period`,
      );
    this.atLeast(
      since.from,
      done,
      this.least(visit, branch, since),
      `${name} takes at least ${seconds(this.least(visit, branch, since))}`,
    );
    if (done !== at) this.atLeast(since.from, done, 0, ORDER);
    if (model.receives && !this.attempt.necessary) {
      const taken = this.messages.findIndex(({ takenBy }) => takenBy === visit.leaves);
      if (taken >= 0)
        this.atLeast(
          this.arrivals[taken]!,
          at,
          this.least(visit, branch, since),
          `${name} waits for its message`,
        );
    }
  }

  private period({ process, rounds }: TraceSegment): number {
    const { loop } = this.model.scenario.processes[process]!;
    return loop.kind === 'period' ? rounds * loop.period : 0;
  }

  private least(visit: TraceSegment, branch: number, { from, exit }: EnabledInterval): number {
    return exit ? 0 : this.delayOf(visit, branch, from)[0];
  }

  private delayOf({ process, subject, step }: TraceSegment, branch: number, state: number): Range {
    const { block, steps } = this.model.processes[process]!;
    const { delay } = steps[step]![branch]!;
    if (delay === null) return [0, 0];
    return this.lengths(delay, this.course.states[state]!, block.base + subject * block.stride);
  }

  /** By the end of a stretch the branch has not fired, or fires just then: it must have been allowed to wait so long. */
  private deadline(visit: TraceSegment, branch: number, stretch: EnabledInterval, fires: boolean): void {
    const { process, step } = visit;
    const model = this.model.processes[process]!.steps[step]![branch]!;
    const until = Math.min(stretch.to, visit.leaves === null ? this.course.moves.length : visit.leaves + 1);
    const { necessary } = this.attempt;
    const isFirst = stretch.from === visit.arrival;
    const most = stretch.exit ? 0 : this.delayOf(visit, branch, stretch.from)[1];
    const because = !fires
      ? `${this.nameOf(visit)} would come first`
      : most === 0
        ? `${this.nameOf(visit)} happens as soon as it can`
        : `${this.nameOf(visit)} takes at most ${seconds(most)}`;
    const end = fires ? (this.calls.get(visit.leaves!) ?? until) : until;
    if (model.call !== null && (necessary || !fires) && !stretch.exit) return;
    if (model.at !== null) {
      if (!necessary && !fires) this.atMost(0, end, Math.max(model.at.t, 0), because);
      return;
    }
    if (visit.waitsForPeriod && isFirst) {
      const { loop } = this.model.scenario.processes[process]!;
      const slack = loop.kind === 'period' ? loop.period : 0;
      if (necessary) this.atMost(stretch.from, end, most + slack, because);
      else this.atMost(0, end, this.period(visit) + most, because);
      return;
    }
    if (model.receives && !stretch.exit) this.mailDeadline(visit, stretch, end, most, because);
    else this.atMost(stretch.from, end, most, because);
  }

  /** A branch that receives can fire once a message is there. */
  private mailDeadline(
    visit: TraceSegment,
    stretch: EnabledInterval,
    end: number,
    most: number,
    because: string,
  ): void {
    const waiting = this.messages.flatMap(({ to, sentBy, takenBy }, i) => {
      const his = to[0] === visit.process && to[1] === visit.subject;
      const there = sentBy + 1 <= stretch.from && (takenBy === null || takenBy >= stretch.from);
      return his && there ? [{ arrival: this.arrivals[i]!, sentBy, takenBy }] : [];
    });
    if (this.attempt.necessary && waiting.length !== 1) return;
    const taken = waiting.find(({ takenBy }) => takenBy !== null && takenBy === visit.leaves) ?? waiting[0];
    if (taken === undefined) return;
    const later = taken.sentBy + 1 >= visit.arrival && taken.sentBy + 1 === stretch.from;
    if (later) this.atMost(taken.arrival, end, most, because);
    else if (!this.attempt.necessary) {
      if (this.attempt.early) {
        this.atLeast(taken.arrival, stretch.from, 0, 'its message is there before');
        this.atMost(stretch.from, end, most, because);
      } else this.atMost(taken.arrival, end, most, because);
    }
  }

  /** A timer runs out as long after it was set as it was set for. */
  private timers(): void {
    const { moves, states } = this.course;
    for (const slot of this.context.extended.timers) {
      let set = { at: 0, length: this.model.layout.initial[slot] as number };
      for (const [i, move] of moves.entries()) {
        const name = this.model.layout.slots[slot]!.name;
        if (move.kind === 'timer' && move.subject === slot) {
          this.atMost(set.at, i + 1, set.length, `${name} runs out in ${seconds(set.length)}`);
          this.atLeast(set.at, i + 1, set.length, `${name} runs out in ${seconds(set.length)}`);
          // Nobody who moved before saw it over.
          if (!this.attempt.necessary && i > set.at) this.atLeast(i, i + 1, 1, `${name} is not over yet`);
          continue;
        }
        const length = lengthsSet(this.context, states[i]!, move).get(slot);
        if (length !== undefined) set = { at: i + 1, length };
      }
    }
  }
}

export function seconds(micros: number): string {
  return `${Math.round(micros / 1000) / 1000} s`;
}
