import { sample } from '../../engine/numbers/distribution.ts';
import type { BranchModel, DelayModel, Model } from '../../model/model.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Edge } from '../../scenario/ast/scenario.ts';
import { isPlainCall } from '../space/fault-moves.ts';
import { MAX_INSTANCES, type Mail } from '../space/mail.ts';
import { movesFrom } from '../space/moves.ts';
import type { Move, SearchContext } from '../space/search-state.ts';
import type { Constraint } from './difference-constraints.ts';
import type { ExecutionTrace, TraceSegment } from './segments.ts';

export const ORDER = 'steps happen in order';

/** Timing constraints for a counterexample. */
export function timeSystem(
  context: SearchContext,
  trace: ExecutionTrace,
  attempt: TimingAttempt,
): TimeSystem {
  return new TimeSystemBuilder(context, trace, attempt).build();
}

/** Constraints on the times of states and other events. Variable `k` is the time when state `k` starts. */
export interface TimeSystem {
  readonly constraints: Constraint[];
  readonly variables: number;
  /** The variable for each message's arrival, in the order of `messages`. */
  readonly arrivals: readonly number[];
  readonly messages: readonly MessageCopy[];
  /** For each move that ends a call, the variable for the start of the call. */
  readonly calls: ReadonlyMap<number, number>;
}

/** Options for one attempt to find times. */
export interface TimingAttempt {
  readonly range: RangeOf;
  /**
   * If true, uses only constraints that every run with this order meets: if they have no solution, there is no such
   * run. If false, adds assumptions that narrow the system down to one run: each delay's start is known, nothing is
   * late, and timers expire at different times.
   */
  readonly necessary: boolean;
  /**
   * For steps that were enabled several times before they fired: true if the delay started the last time, false if
   * it started the first time.
   */
  readonly last: boolean;
  /** For messages that were sent before the receiver reached the step: true if they also arrive before then. */
  readonly early: boolean;
}

class TimeSystemBuilder {
  private readonly context: SearchContext;
  private readonly model: Model;
  private readonly trace: ExecutionTrace;
  private readonly attempt: TimingAttempt;
  private readonly out: Constraint[] = [];
  private readonly messages: readonly MessageCopy[];
  private readonly arrivals: number[] = [];
  private readonly calls = new Map<number, number>();
  private variables: number;

  constructor(context: SearchContext, trace: ExecutionTrace, attempt: TimingAttempt) {
    this.context = context;
    this.model = context.model;
    this.trace = trace;
    this.attempt = attempt;
    this.variables = trace.states.length;
    this.messages = messagesOf(context, trace.moves);
  }

  build(): TimeSystem {
    const { moves, segments } = this.trace;
    for (const i of moves.keys()) this.atLeast(i, i + 1, 0, ORDER);
    for (const sent of this.messages) this.arrivals.push(this.message(sent));
    this.orderLinks();
    this.overtaking();
    for (const segment of segments) this.segment(segment);
    this.out.push(...faultTimes(this.model, this.trace));
    this.timers();
    const { out: constraints, variables, arrivals, messages, calls } = this;
    return { constraints, variables, arrivals, messages, calls };
  }

  private atLeast(earlier: number, later: number, gap: number, reason: string): void {
    this.out.push({ earlier, later, gap, reason });
  }

  private atMost(earlier: number, later: number, max: number, reason: string): void {
    if (Number.isFinite(max)) this.out.push({ earlier: later, later: earlier, gap: -max, reason });
  }

  private rangeOf(delay: DelayModel, state: readonly Value[], b: number): Range {
    const a = delay.a(state, b, 0, [], state) as number;
    const c = delay.b === null ? 0 : (delay.b(state, b, 0, [], state) as number);
    return this.attempt.range(delay, a, c);
  }

  /** A message arrives after the channel's latency and is received after that. */
  private message({ via, sentBy, receivedBy, to, from }: MessageCopy): number {
    const arrival = this.variables++;
    const latency = via < 0 ? null : this.model.channels[via]!.latency;
    const [min, max] = latency === null ? [0, 0] : this.rangeOf(latency, this.trace.states[sentBy + 1]!, 0);
    const name = `the message from ${this.idOf(from)} to ${this.idOf(to)}`;
    this.atLeast(sentBy + 1, arrival, min, `${name} takes at least ${seconds(min)}`);
    this.atMost(sentBy + 1, arrival, max, `${name} takes at most ${seconds(max)}`);
    if (receivedBy === null) return arrival;
    this.atLeast(arrival, receivedBy + 1, 0, `${name} arrives first`);
    if (this.trace.moves[receivedBy]!.kind === 'lose') {
      this.atMost(arrival, receivedBy + 1, 0, `${name} is lost when it arrives`);
    }
    return arrival;
  }

  /** On an ordered link, messages arrive in sending order. */
  private orderLinks(): void {
    const last = new Map<string, number>();
    this.messages.forEach(({ via, from, to }, i) => {
      if (via >= 0 && this.model.scenario.channels[via]!.order === 'any') return;
      const link = `${via} ${from.join()} ${to.join()}`;
      const before = last.get(link);
      if (before !== undefined)
        this.atLeast(before, this.arrivals[i]!, 0, 'messages of an ordered link stay in order');
      last.set(link, this.arrivals[i]!);
    });
  }

  /**
   * If a message is received before one that was sent earlier, it also arrives first; otherwise, the earlier one
   * would be received.
   */
  private overtaking(): void {
    if (this.attempt.necessary) return;
    for (const [i, late] of this.messages.entries()) {
      for (const [j, early] of this.messages.entries()) {
        const same =
          early.to.join() === late.to.join() && late.receivedBy !== null && early.sentBy < late.sentBy;
        if (!same || (early.receivedBy !== null && early.receivedBy < late.receivedBy!)) continue;
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

  /**
   * Constraints for a segment, based on the intervals in which its branches are enabled: the earliest time at which the
   * branch that fires can do so, and the latest time at which others must fire.
   */
  private segment(segment: TraceSegment): void {
    const { steps } = this.model.processes[segment.process]!;
    const end = segment.leaves ?? this.trace.moves.length;
    const fired = segment.leaves === null || segment.crashed ? null : this.trace.moves[segment.leaves]!;
    for (const branch of steps[segment.step]!.keys()) {
      if (!this.competes(segment, branch, fired)) continue;
      const intervals = enabledIntervals(this.trace, segment, branch);
      const isOwn = fired !== null && fired.branch === branch;
      if (isOwn) this.fired(segment, branch, fired, intervals);
      for (const interval of intervals) this.deadline(segment, branch, interval, isOwn && interval.to > end);
    }
  }

  /** False for a branch that a draw excludes. The outcome of the draw is known only if one of the branches fired. */
  private competes({ process, step }: TraceSegment, branch: number, fired: Move | null): boolean {
    const roll = this.model.processes[process]!.rolls[step]!;
    if (roll === null) return true;
    if (fired === null) return false;
    return branch === fired.branch || (roll.chances[branch] === null && roll.chances[fired.branch] === null);
  }

  private fired(
    segment: TraceSegment,
    branch: number,
    move: Move,
    intervals: readonly EnabledInterval[],
  ): void {
    const model = this.model.processes[segment.process]!.steps[segment.step]![branch]!;
    const at = segment.leaves! + 1;
    const first = intervals[0];
    const since = this.attempt.necessary || !this.attempt.last ? first : intervals.at(-1);
    if (since === undefined || since.exit) return;
    const name = this.nameOf(segment);
    let done = at;
    const edge =
      this.model.scenario.processes[segment.process]!.steps[segment.step]!.branches[branch]!.call?.edge;
    if (model.call !== null && edge !== undefined && move.kind !== 'skip') {
      done = this.variables++;
      this.calls.set(segment.leaves!, done);
      const [min, max] = callDuration(
        this.context,
        edge,
        model.call,
        move.kind === 'fail',
        this.attempt.range,
      );
      this.atLeast(done, at, min, `the response from ${name} takes at least ${seconds(min)}`);
      this.atMost(done, at, max, `the response from ${name} takes at most ${seconds(max)}`);
    }
    if (model.at !== null) this.atLeast(0, done, model.at.t, `${name} happens at its fixed time`);
    if (segment.waitsForPeriod)
      this.atLeast(
        0,
        done,
        this.period(segment) + this.minDelay(segment, branch, since),
        `${name} waits for its period`,
      );
    this.atLeast(
      since.from,
      done,
      this.minDelay(segment, branch, since),
      `${name} takes at least ${seconds(this.minDelay(segment, branch, since))}`,
    );
    if (done !== at) this.atLeast(since.from, done, 0, ORDER);
    if (model.receives && !this.attempt.necessary) {
      const taken = this.messages.findIndex(({ receivedBy }) => receivedBy === segment.leaves);
      if (taken >= 0)
        this.atLeast(
          this.arrivals[taken]!,
          at,
          this.minDelay(segment, branch, since),
          `${name} waits for its message`,
        );
    }
  }

  private period({ process, rounds }: TraceSegment): number {
    const { loop } = this.model.scenario.processes[process]!;
    return loop.kind === 'period' ? rounds * loop.period : 0;
  }

  private minDelay(segment: TraceSegment, branch: number, { from, exit }: EnabledInterval): number {
    return exit ? 0 : this.delayOf(segment, branch, from)[0];
  }

  private delayOf({ process, subject, step }: TraceSegment, branch: number, state: number): Range {
    const { block, steps } = this.model.processes[process]!;
    const { delay } = steps[step]![branch]!;
    if (delay === null) return [0, 0];
    return this.rangeOf(delay, this.trace.states[state]!, block.base + subject * block.stride);
  }

  /**
   * If a branch doesn't fire within an interval or fires only at its end, the branch's delay has to be at least that
   * long.
   */
  private deadline(segment: TraceSegment, branch: number, interval: EnabledInterval, fires: boolean): void {
    const { process, step } = segment;
    const model = this.model.processes[process]!.steps[step]![branch]!;
    const until = Math.min(
      interval.to,
      segment.leaves === null ? this.trace.moves.length : segment.leaves + 1,
    );
    const { necessary } = this.attempt;
    const isFirst = interval.from === segment.arrival;
    const max = interval.exit ? 0 : this.delayOf(segment, branch, interval.from)[1];
    const reason = !fires
      ? `${this.nameOf(segment)} would happen first`
      : max === 0
        ? `${this.nameOf(segment)} happens as soon as it can`
        : `${this.nameOf(segment)} takes at most ${seconds(max)}`;
    const end = fires ? (this.calls.get(segment.leaves!) ?? until) : until;
    if (model.call !== null && (necessary || !fires) && !interval.exit) return;
    if (model.at !== null) {
      if (!necessary && !fires) this.atMost(0, end, Math.max(model.at.t, 0), reason);
      return;
    }
    if (segment.waitsForPeriod && isFirst) {
      const { loop } = this.model.scenario.processes[process]!;
      const slack = loop.kind === 'period' ? loop.period : 0;
      if (necessary) this.atMost(interval.from, end, max + slack, reason);
      else this.atMost(0, end, this.period(segment) + max, reason);
      return;
    }
    if (model.receives && !interval.exit) this.mailDeadline(segment, model.from, interval, end, max, reason);
    else this.atMost(interval.from, end, max, reason);
  }

  /**
   * A branch with a `receive` can fire once a message has arrived.
   *
   * @param queue process of the queue that the branch receives from, or -1
   */
  private mailDeadline(
    segment: TraceSegment,
    queue: number,
    interval: EnabledInterval,
    end: number,
    max: number,
    reason: string,
  ): void {
    const waiting = this.messages.flatMap(({ to, sentBy, receivedBy }, i) => {
      const isOwn = queue < 0 ? to[0] === segment.process && to[1] === segment.subject : to[0] === queue;
      const isThere = sentBy + 1 <= interval.from && (receivedBy === null || receivedBy >= interval.from);
      return isOwn && isThere ? [{ arrival: this.arrivals[i]!, sentBy, receivedBy }] : [];
    });
    if (this.attempt.necessary && waiting.length !== 1) return;
    const taken =
      waiting.find(({ receivedBy }) => receivedBy !== null && receivedBy === segment.leaves) ?? waiting[0];
    if (taken === undefined) return;
    const later = taken.sentBy + 1 >= segment.arrival && taken.sentBy + 1 === interval.from;
    if (later) this.atMost(taken.arrival, end, max, reason);
    else if (!this.attempt.necessary) {
      if (this.attempt.early) {
        this.atLeast(taken.arrival, interval.from, 0, 'the message arrives before its receiver is ready');
        this.atMost(interval.from, end, max, reason);
      } else this.atMost(taken.arrival, end, max, reason);
    }
  }

  /** A timer expires after the duration that it was set to. */
  private timers(): void {
    const { moves, states } = this.trace;
    for (const slot of this.context.searchLayout.timers) {
      let set = { at: 0, length: this.model.layout.initial[slot] as number };
      for (const [i, move] of moves.entries()) {
        const name = this.model.layout.slots[slot]!.name;
        if (move.kind === 'timer' && move.subject === slot) {
          this.atMost(set.at, i + 1, set.length, `${name} expires after ${seconds(set.length)}`);
          this.atLeast(set.at, i + 1, set.length, `${name} expires after ${seconds(set.length)}`);
          // At every earlier move, the timer was still running.
          if (!this.attempt.necessary && i > set.at) this.atLeast(i, i + 1, 1, `${name} is still running`);
          continue;
        }
        const length = timerDurations(this.context, states[i]!, move).get(slot);
        if (length !== undefined) set = { at: i + 1, length };
      }
    }
  }
}

/** A copy of a message. `sentBy` and `receivedBy` are indices of moves. */
export interface MessageCopy {
  readonly via: number;
  /** Process and instance of the sender and of the receiver. */
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly sentBy: number;
  /** Move that received the message, or lost it because the receiver was down. Null while the message waits. */
  receivedBy: number | null;
}

/** All messages in a sequence of moves, in sending order. Among equal messages, the oldest is received first. */
function messagesOf({ model, searchLayout }: SearchContext, moves: readonly Move[]): MessageCopy[] {
  const out: MessageCopy[] = [];
  for (const { process } of model.processes) {
    const first = searchLayout.mail[process.index]!;
    if (first < 0) continue;
    process.instances.forEach((_, i) => {
      let before: Mail = searchLayout.initial[first + i] as Mail;
      const open: { readonly key: string; readonly sent: MessageCopy }[] = [];
      moves.forEach((move, at) => {
        const after = move.state[first + i] as Mail;
        // A message in a queue is received by whichever process takes it.
        const isOwn = process.isQueue || (move.process === process.index && move.subject === i);
        for (const key of difference(before, after)) {
          const place = open.findIndex((one) => one.key === key);
          if (place < 0) continue;
          const { sent } = open[place]!;
          open.splice(place, 1);
          if (isOwn) sent.receivedBy = at;
        }
        for (const key of difference(after, before)) {
          const [via, sender] = JSON.parse(key) as [number, number];
          const from = [Math.floor(sender / MAX_INSTANCES), sender % MAX_INSTANCES] as const;
          const sent = { via, from, to: [process.index, i] as const, sentBy: at, receivedBy: null };
          open.push({ key, sent });
          out.push(sent);
        }
        before = after;
      });
    });
  }
  return out.sort((a, b) => a.sentBy - b.sentBy);
}

/** The messages in one mailbox that aren't in another, as JSON. Each copy of a message counts. */
function difference(from: Mail, others: Mail): string[] {
  const left = others.map((one: Value) => JSON.stringify(one));
  return from.flatMap((one) => {
    const key = JSON.stringify(one);
    const place = left.indexOf(key);
    if (place < 0) return [key];
    left.splice(place, 1);
    return [];
  });
}

/** Makes faults start and end at their scheduled times, or as soon as their conditions become true. */
function faultTimes(model: Model, { moves, states }: ExecutionTrace): Constraint[] {
  const out: Constraint[] = [];
  /**
   * Sets the exact time between a variable and a move. A fault that isn't among the moves must not occur before the
   * last move.
   */
  const pin = (from: number, move: number, gap: number, reason: string, absent: string): void => {
    if (move < 0) {
      out.push({ earlier: moves.length, later: from, gap: -gap, reason: absent });
      return;
    }
    out.push(
      { earlier: from, later: move + 1, gap, reason },
      { earlier: move + 1, later: from, gap: -gap, reason },
    );
  };
  model.scenario.faults.forEach(({ id, at, until, lasts }, i) => {
    const find = (kind: 'start' | 'end'): number =>
      moves.findIndex((one) => one.process < 0 && one.kind === kind && one.subject === i);
    const start = find('start');
    const end = find('end');
    const absent = `${id} would happen first`;
    const fixed = `${id} happens at its fixed time`;
    if (at !== null) pin(0, start, at.t, fixed, absent);
    else {
      const { when } = model.faults[i]!;
      const since = states.findIndex((s) => when!.test(s, 0, 0, [], s) === true);
      if (since >= 0) pin(since, start, 0, `${id} starts as soon as it can`, absent);
    }
    if (start < 0) return;
    if (until !== null) pin(0, end, Math.max(until.t, at?.t ?? 0), fixed, absent);
    else if (lasts !== null) pin(start + 1, end, lasts, `${id} has a fixed duration`, absent);
  });
  return out;
}

/**
 * States `from` to `to - 1`, in which a branch is enabled. `exit` is true if the instance takes an exit instead of
 * firing the branch.
 */
export interface EnabledInterval {
  readonly from: number;
  to: number;
  readonly exit: boolean;
}

/** Intervals of states, within a segment, in which a branch can fire or take an exit. */
function enabledIntervals(
  { enabled, moves }: ExecutionTrace,
  segment: TraceSegment,
  branch: number,
): EnabledInterval[] {
  const out: EnabledInterval[] = [];
  for (let k = segment.arrival; k <= (segment.leaves ?? moves.length); k++) {
    const here = enabled[k]!.find(
      (move) =>
        move.process === segment.process &&
        move.subject === segment.subject &&
        move.step === segment.step &&
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

/** Durations to which a move sets timers, by slot: the values of its assignments at time 0. */
export function timerDurations(
  context: SearchContext,
  before: readonly Value[],
  move: Move,
): Map<number, number> {
  const { timers } = context.searchLayout;
  const out = new Map<number, number>();
  if (timers.length === 0) return out;
  const untouched = { ...context, searchLayout: { ...context.searchLayout, timers: [] } };
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
    // A value of 1 means that the timer was already running and the move didn't set it.
    if (value > 1) out.set(slot, value);
  }
  return out;
}

/**
 * How long a call takes until it succeeds or fails. If more than latency is involved, this can be anything from
 * zero to the timeout. A failure that leads straight back to the step takes some time.
 */
export function callDuration(
  context: SearchContext,
  edge: Edge,
  call: NonNullable<BranchModel['call']>,
  fails: boolean,
  range: RangeOf,
): Range {
  const { initial } = context.model.layout;
  const evaluate = (fn: DelayModel['a']): number => fn(initial, 0, 0, [], initial) as number;
  const timeout = call.timeout === null ? Number.POSITIVE_INFINITY : evaluate(call.timeout);
  if (!isPlainCall(context.model, edge)) return [fails && call.pauses ? 1 : 0, timeout];
  const { latency } = context.model.services[call.service]!;
  const [min, max] =
    latency === null
      ? [0, 0]
      : range(latency, evaluate(latency.a), latency.b === null ? 0 : evaluate(latency.b));
  if (!fails) return [min, Math.min(max, timeout)];
  // If a service is always available, a call only fails at its timeout, and only if responses can take longer than the
  // timeout.
  return max > timeout ? [timeout, timeout] : [timeout + 1, timeout];
}

/** Shortest and longest duration, in microseconds. The longest can be infinite. */
export type Range = readonly [number, number];

/** Computes the range for a distribution whose parameters are in microseconds. */
type RangeOf = (delay: DelayModel, a: number, b: number) => Range;

/** The range of all possible durations. */
export function fullRange({ dist }: DelayModel, a: number, b: number): Range {
  if (dist === 'constant') return [Math.round(a), Math.round(a)];
  if (dist === 'uniform' || dist === 'empirical') return [Math.round(a), Math.round(b)];
  return [dist === 'pareto' ? Math.round(a) : 0, Number.POSITIVE_INFINITY];
}

/** The range from the 1% quantile to the 99% quantile. */
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
      // Opposite quantiles of a lognormal differ from its median by the same factor.
      return [Math.round((a * a) / b), Math.round(b)];
    case 'empirical':
      return [a, b];
    default:
      return [sample(dist, a, b, 0.01), sample(dist, a, b, 0.99)];
  }
}

function seconds(micros: number): string {
  return `${Math.round(micros / 1000) / 1000} s`;
}
