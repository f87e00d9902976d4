import type { BranchModel, Model } from '../../model/model.ts';
import { EvaluationError } from '../../model/runtime.ts';
import type { Micros } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import { type Actor, REST, UNDRAWN } from './actor.ts';
import { canChoose } from './choices.ts';
import type { Subscriptions } from './subscriptions.ts';

const NONE: readonly BranchWait[] = [];

/** An instance's status regarding one branch of its step. */
type Status = 'away' | 'delay' | 'undrawn' | 'call' | 'condition' | 'message' | 'choice' | 'capacity';

/**
 * Records why branches don't fire, until they do. The first instance that reaches a step represents all of them. Used
 * only for runs that are shown.
 */
export class WaitWatch {
  private readonly model: Model;
  private readonly subscriptions: Subscriptions;
  private readonly queueOf: (queue: number) => Actor;
  /** For each step of each process, whether an instance has reached it, and which of its branches have fired. */
  private readonly reached: boolean[][];
  private readonly fired: boolean[][][];
  /** Waits for branches that haven't fired, by instance. */
  private readonly open = new Map<Actor, BranchWait[]>();
  /** Waits that may have changed, and waits by subscription. */
  private readonly changed = new Set<BranchWait>();
  private readonly bySubscription = new Map<number, BranchWait>();

  /** @param queueOf the actor that holds the messages of a shared channel */
  constructor(model: Model, subscriptions: Subscriptions, queueOf: (queue: number) => Actor) {
    this.model = model;
    this.subscriptions = subscriptions;
    this.queueOf = queueOf;
    this.reached = model.processes.map(({ steps }) => steps.map(() => false));
    this.fired = model.processes.map(({ steps }) => steps.map((branches) => branches.map(() => false)));
  }

  /** Call this when an instance has arrived at a step and may take it from now on. */
  enters(actor: Actor, step: number, now: Micros): void {
    const { index } = actor.process.process;
    if (this.reached[index]?.[step] === false) {
      this.reached[index]![step] = true;
      this.fired[index]![step]!.forEach((fired, branch) => {
        if (fired) return;
        const { from } = actor.process.steps[step]![branch]!;
        const holder = from < 0 ? actor : this.queueOf(from);
        const wait = new BranchWait(this.subscriptions, actor, holder, step, branch, now);
        this.open.set(actor, [...(this.open.get(actor) ?? []), wait]);
        this.bySubscription.set(wait.subscription, wait);
        this.changed.add(wait);
      });
    }
    for (const wait of this.of(actor, step)) wait.counts.visits++;
  }

  /** Call this when an instance takes a branch of a step. */
  fires(actor: Actor, step: number, branch: number): void {
    const fired = this.fired[actor.process.process.index]![step]!;
    if (!fired[branch]) {
      fired[branch] = true;
      this.close(actor.process.steps[step]![branch]!);
    }
    for (const wait of this.of(actor, step)) wait.counts.others++;
  }

  /** Call this when an instance leaves a step through `skip_if` or `while`. */
  skips(actor: Actor, step: number): void {
    for (const wait of this.of(actor, step)) wait.counts.skips++;
  }

  /** Call this when a branch that was about to fire couldn't. */
  misses(actor: Actor, step: number, branch: number, how: 'late' | 'failed' | 'dropped'): void {
    for (const wait of this.of(actor, step)) if (wait.branch === branch) wait.counts[how]++;
  }

  /** Stops recording waits for a branch that has fired. */
  private close(model: BranchModel): void {
    for (const [actor, waits] of this.open) {
      const found = waits.find((wait) => wait.model === model);
      if (found === undefined) continue;
      this.changed.delete(found);
      this.bySubscription.delete(found.subscription);
      const left = waits.filter((wait) => wait !== found);
      if (left.length === 0) this.open.delete(actor);
      else this.open.set(actor, left);
    }
  }

  private of(actor: Actor, step: number): readonly BranchWait[] {
    return this.open.get(actor)?.filter((wait) => wait.step === step) ?? [];
  }

  /**
   * Call this when an instance's step, delays, call, or mailbox may have changed, or when it may have gone down or come
   * up.
   */
  touches(actor: Actor): void {
    for (const wait of this.open.get(actor) ?? NONE) this.changed.add(wait);
  }

  /** Updates the waits that may be affected by a change. */
  update(s: readonly Value[], now: Micros): void {
    for (const id of this.subscriptions.takeNoted()) {
      const wait = this.bySubscription.get(id);
      if (wait !== undefined) this.changed.add(wait);
    }
    if (this.changed.size === 0) return;
    for (const wait of this.changed) wait.update(s, now);
    this.changed.clear();
  }

  /** The branches that never fired, in text order. */
  finish(s: readonly Value[], end: Micros): UnfiredBranch[] {
    const open = [...this.open.values()].flat();
    for (const wait of open) wait.update(s, end, true);
    return this.model.processes.flatMap(({ process, steps }) =>
      steps.flatMap((branches, step) =>
        branches.flatMap((model, branch): UnfiredBranch[] => {
          if (this.fired[process.index]![step]![branch]! || !model.possible) return [];
          const wait = open.find((one) => one.model === model) ?? null;
          return [{ process: process.index, step, branch, wait }];
        }),
      ),
    );
  }
}

/** A branch that never fired, and what kept the first instance from taking it. Null if no instance reached it. */
export interface UnfiredBranch {
  readonly process: number;
  readonly step: number;
  readonly branch: number;
  readonly wait: BranchWait | null;
}

/** How an instance waited for one branch of a step, over all visits to the step. */
export class BranchWait {
  readonly actor: Actor;
  readonly step: number;
  readonly branch: number;
  readonly model: BranchModel;
  /** When the instance first reached the step. */
  readonly since: Micros;
  /** Time at the step, in total and by status. */
  waited = 0;
  readonly times: Record<Exclude<Status, 'away'>, number> = {
    delay: 0,
    call: 0,
    condition: 0,
    message: 0,
    choice: 0,
    capacity: 0,
    undrawn: 0,
  };
  /** For each part of `when`, how long it was false and how long it had no value. */
  readonly parts: { isFalse: number; hasNoValue: number }[];
  readonly counts = { visits: 0, skips: 0, others: 0, late: 0, failed: 0, dropped: 0 };
  /** True if a message that didn't match was waiting. */
  sawMessage = false;
  status: Status = 'away';
  private readonly subscriptions: Subscriptions;
  readonly subscription: number;
  /** The actor whose mailbox the branch receives from. */
  private readonly holder: Actor;
  private from: Micros;
  private now: (boolean | null | undefined)[];
  private seen = { mail: -1, due: Number.NaN, calling: false, here: false };

  constructor(
    subscriptions: Subscriptions,
    actor: Actor,
    holder: Actor,
    step: number,
    branch: number,
    now: Micros,
  ) {
    this.actor = actor;
    this.holder = holder;
    this.step = step;
    this.branch = branch;
    this.model = actor.process.steps[step]![branch]!;
    this.since = now;
    this.from = now;
    this.parts = this.model.parts.map(() => ({ isFalse: 0, hasNoValue: 0 }));
    this.now = this.model.parts.map(() => true);
    this.subscriptions = subscriptions;
    this.subscription = subscriptions.subscribeNoted(this.model.reads, actor.b);
  }

  update(s: readonly Value[], now: Micros, ends = false): void {
    const { actor, seen } = this;
    const here = s[actor.b] === this.step && !actor.down && !actor.resting;
    const due = actor.due[this.branch]!;
    const isSame =
      here === seen.here &&
      this.holder.mailbox.length === seen.mail &&
      Object.is(due, seen.due) &&
      actor.calling === seen.calling &&
      !this.subscriptions.isStale(this.subscription);
    if (isSame && !ends && this.status !== 'capacity') return;
    this.subscriptions.markFresh(this.subscription);
    this.account(now);
    this.seen = { mail: this.holder.mailbox.length, due, calling: actor.calling, here };
    if (!ends) this.status = this.statusAt(s, now);
  }

  private account(now: Micros): void {
    const time = now - this.from;
    this.from = now;
    if (this.status === 'away' || time === 0) return;
    this.waited += time;
    this.times[this.status] += time;
    if (this.status === 'delay' || this.status === 'call' || this.status === 'undrawn') return;
    this.parts.forEach((part, i) => {
      if (this.now[i] === false) part.isFalse += time;
      else if (this.now[i] === null) part.hasNoValue += time;
    });
  }

  /**
   * Whether a part of `when` is true. Null if a measure that the part reads has no value. Undefined if the part can't
   * be evaluated, since it may be valid only if the preceding parts are true: `size(q) > 0 && q[0] == 1`.
   */
  private valueOf(
    { without, within }: BranchModel['parts'][number],
    s: readonly Value[],
    now: Micros,
  ): boolean | null | undefined {
    const { b } = this.actor;
    try {
      const isTrue = without(s, b, now, [], s) === true;
      return isTrue === (within(s, b, now, [], s) === true) ? isTrue : null;
    } catch (error) {
      if (error instanceof EvaluationError) return undefined;
      throw error;
    }
  }

  /** True if the instance drew another alternative of the same `either`. */
  private isUndrawn(): boolean {
    const { actor, step, branch } = this;
    const roll = actor.process.steps[step]!.length === 1 ? null : actor.process.rolls[step]!;
    if (roll === null || actor.drawnBranch === UNDRAWN) return false;
    return actor.drawnBranch !== (roll.chances[branch] === null ? REST : branch);
  }

  private statusAt(s: readonly Value[], now: Micros): Status {
    const { actor, model, seen } = this;
    if (!seen.here) return 'away';
    if (seen.calling) return 'call';
    if (!Number.isNaN(seen.due)) return 'delay';
    if (this.isUndrawn()) return 'undrawn';
    this.now = model.parts.map((part) => this.valueOf(part, s, now));
    if (this.now.some((part) => part !== true)) return 'condition';
    const v: Value[] = [];
    if (model.receives) {
      const { where } = model;
      const { mailbox } = this.holder;
      const found = mailbox.find(
        ({ values }) => where === null || where(s, actor.b, now, [values], s) === true,
      );
      if (mailbox.length > 0) this.sawMessage = true;
      if (found === undefined) return 'message';
      v.push(found.values);
    }
    if (model.choose.length > 0 && !canChoose(model.choose, s, actor.b, now, v, 0)) return 'choice';
    return 'capacity';
  }
}
