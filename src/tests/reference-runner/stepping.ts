import { hashName } from '../../engine/numbers/random.ts';
import type { Branch, Step, Target } from '../../scenario/ast/scenario.ts';
import { PlainFailure, read } from './expressions.ts';
import {
  type Cause,
  type Instance,
  type Letter,
  localNames,
  moved,
  type Outcome,
  type Part,
  selfOf,
} from './state.ts';
import { changesBetween, messageJson } from './trace.ts';

import { PlainWorld } from './world.ts';

const SECOND = 1_000_000;

const LOSS = hashName('channel.loss');

/** The lane for each kind of draw in a step. */
const LANE = { delay: 0, tie: 1, choice: 8 } as const;

/** Defines how instances wait for steps, take them, and receive messages. */
export class PlainStepping extends PlainWorld {
  /** Evaluates every instance's step. A branch that can fire is due after its delay. */
  protected lookAll(): void {
    for (const instance of this.instances) this.look(instance);
  }

  protected look(instance: Instance): void {
    if (instance.down > 0 || instance.call !== null || instance.resting) return;
    const step = instance.process.steps[this.stepOf(instance)];
    if (step === undefined) return;
    if (step.rolls) instance.allowed ??= this.drawAlternative(instance, step);
    for (const [i, branch] of step.branches.entries()) {
      if (instance.due.has(i)) continue;
      if (step.rolls && !instance.allowed!.includes(branch)) continue;
      if (!this.steps.canHappen(instance, step, branch)) continue;
      if (this.steps.exitOf(instance, branch, this.state) !== null)
        this.makeDue(instance, i, this.now, this.cause);
      else this.makeDue(instance, i, this.dueTime(instance, step, branch), this.causeOf(branch));
    }
  }

  /** Draws once per visit. The key consists of the instance, the step, and the number of earlier visits. */
  protected drawAlternative(instance: Instance, step: Step): readonly Branch[] {
    const key = `chance ${step.index}`;
    const n = instance.drawn.get(key) ?? 0;
    instance.drawn.set(key, n + 1);
    const u = this.draws.uniform(hashName(instance.id), hashName(`${step.id}:chance`), n, 0);
    const scope = this.scope(selfOf(instance));
    const shares = step.branches.map(({ chance }) => (chance === null ? 0 : (read(chance, scope) as number)));
    if (shares.some((share) => share < 0 || share > 1)) throw new PlainFailure('run/chance', step.span);
    const total = shares.reduce((a, b) => a + b, 0);
    if (total > 1 + 1e-9) throw new PlainFailure('run/chance', step.span);
    const ends = shares.map((_, i) => shares.slice(0, i + 1).reduce((a, b) => a + b, 0));
    const drawn = step.branches.find((_, i) => shares[i]! > 0 && u < ends[i]!);
    if (drawn !== undefined) return [drawn];
    const last = step.branches.findLast((_, i) => shares[i]! > 0);
    return total > 1 - 1e-9 ? [last!] : step.branches.filter(({ chance }) => chance === null);
  }

  protected makeDue(instance: Instance, branch: number, time: number, cause: Cause): void {
    const due = { time, cause };
    instance.due.set(branch, due);
    this.push(
      time,
      'instance',
      instance.number,
      () => this.fire(instance, branch),
      () => instance.due.get(branch) === due,
    );
  }

  /** An action at an observed time is an input, and so is anything that follows from one by fixed delays. */
  protected causeOf({ at, delay }: Branch): Cause {
    if (at !== null) {
      const onTime = at.t >= this.now;
      return { input: onTime && at.observed !== null, observed: onTime ? at.observed : null };
    }
    const fixed = delay === null || (delay.dist === 'constant' && delay.value.op === 'literal');
    return { input: this.cause.input && fixed, observed: null };
  }

  protected dueTime(instance: Instance, step: Step, branch: Branch): number {
    if (branch.at !== null) return Math.max(this.now, branch.at.t);
    if (branch.delay === null) return this.now;
    const u = branch.delay.dist === 'constant' ? 0 : this.draw(instance, step, branch, LANE.delay);
    return this.now + this.delayOf(branch.delay, u, selfOf(instance));
  }

  /** A branch's draw. The key consists of the instance, the step, and the number of earlier draws for the branch. */
  protected draw(instance: Instance, step: Step, branch: Branch, lane: number): number {
    const [hash, n] = this.nextDraw(instance, step, branch);
    return this.draws.uniform(hashName(instance.id), hash, n, lane);
  }

  protected nextDraw(instance: Instance, step: Step, branch: Branch): [number, number] {
    const key = `${step.index}/${branch.id}`;
    const n = instance.drawn.get(key) ?? 0;
    instance.drawn.set(key, n + 1);
    return [hashName(step.branches.length > 1 ? `${step.id}/${branch.id}` : step.id), n];
  }

  protected fire(instance: Instance, due: number): void {
    const step = instance.process.steps[this.stepOf(instance)]!;
    const index = this.resolveTie(instance, step, due);
    const branch = step.branches[index]!;
    const leaves = this.steps.exitOf(instance, branch, this.state) !== null;
    if (!this.steps.canHappen(instance, step, branch)) {
      instance.due.delete(index);
      return;
    }
    this.cause = instance.due.get(index)!.cause;
    if (leaves || branch.call === null) this.perform(instance, step, index);
    else this.startCall(instance, step, index);
  }

  /** Chooses by weight among alternatives that are due at the same time. */
  protected resolveTie(instance: Instance, step: Step, first: number): number {
    const tied = [...step.branches.entries()].filter(
      ([i, branch]) => instance.due.get(i)?.time === this.now && this.steps.isReady(instance, step, branch),
    );
    if (step.branches.length === 1 || tied.length < 2 || tied.every(([, { weight }]) => weight === null))
      return first;
    const total = tied.reduce((sum, [, { weight }]) => sum + (weight ?? 1), 0);
    let u = this.draw(instance, step, step.branches[0]!, LANE.tie) * total;
    for (const [i, { weight }] of tied) {
      u -= weight ?? 1;
      if (u < 0) return i;
    }
    return first;
  }

  protected startCall(instance: Instance, step: Step, index: number): void {
    const branch = step.branches[index]!;
    const { edge, failTo } = branch.call!;
    const call = {};
    instance.call = call;
    instance.calledAt = this.now;
    instance.due = new Map();
    const [hash, n] = this.nextDraw(instance, step, branch);
    // If a failure took no time and leads back to its step, report it later, so that time advances.
    const back =
      failTo === step.index ||
      (failTo === 'restart' && step.index === 0 && instance.process.loop.kind !== 'period');
    this.services.callFromStep(edge, hashName(instance.id), hash, n, {
      self: selfOf(instance),
      instance: instance.index,
      answered: (ok) => {
        const timeout = this.services.timeoutOf(edge, selfOf(instance));
        const pauses = !ok && back && branch.delay === null && instance.calledAt === this.now;
        const pause = !pauses ? 0 : timeout > 0 && Number.isFinite(timeout) ? timeout : SECOND;
        this.push(
          this.now + pause,
          'instance',
          instance.number,
          () => this.answer(instance, step, index, ok),
          () => instance.call === call,
        );
      },
    });
  }

  protected answer(instance: Instance, step: Step, index: number, ok: boolean): void {
    instance.call = null;
    if (ok) {
      // If the step can no longer happen, the response is dropped.
      if (this.steps.canHappen(instance, step, step.branches[index]!)) this.perform(instance, step, index);
      return;
    }
    this.tick();
    const { failTo, service } = step.branches[index]!.call!;
    const before = this.state;
    this.state = moved(instance, failTo, before, this.now);
    const properties = this.observe(true);
    if (!instance.process.fleet) {
      this.record({
        t: this.now,
        transition: this.transitions,
        kind: 'fail',
        actor: instance.id,
        process: instance.process.name,
        step: step.id,
        to: [service],
        say: `the call to ${service} fails`,
        changes: changesBetween(this.scenario, before, this.state, localNames(instance)),
        ...properties,
      });
    }
    this.enter(instance, failTo);
  }

  /** Performs a step and the rest of its group, unless they can no longer happen. */
  protected perform(instance: Instance, step: Step, index: number): void {
    const branch = step.branches[index]!;
    this.tick();
    const outcome = this.chosen(instance, step, branch);
    if (outcome === undefined) {
      instance.due.delete(index);
      return;
    }
    const { parts } = outcome;
    this.state = outcome.state;
    for (const one of this.instances)
      one.mailbox = one.mailbox.filter((letter) => !outcome.taken.includes(letter));
    for (const part of parts) {
      // Values written by a step are kept when a fault that set the same variable ends.
      for (const name of part.written) this.layers.delete(name);
      if (part.exit === null) {
        for (const { service } of part.branch.clears) this.services.emptyCaches(service);
        for (const service of part.branch.empties) this.services.emptyQueue(service);
      }
      if (part.exit === null) this.noteTriggers(instance, part);
      if (part.exit === null && part.branch.draw.length > 0) {
        const key = `draw ${part.step.index}/${part.branch.id}`;
        instance.drawn.set(key, (instance.drawn.get(key) ?? 0) + 1);
      }
    }
    const properties = this.observe(true);
    for (const [i, part] of parts.entries()) {
      if (!instance.process.fleet)
        this.recordPart(instance, part, i === parts.length - 1 ? properties : { breaks: [], restores: [] });
      this.post(instance, part.sent);
    }
    const last = parts.at(-1)!;
    this.enter(instance, last.exit ?? last.branch.next);
  }

  /** Records a step that is a trigger, by its id or its alternative's id. */
  private noteTriggers(instance: Instance, { step, branch }: Part): void {
    for (const trigger of this.scenario.triggers) {
      if (trigger.kind !== 'step' || trigger.process !== instance.process.name) continue;
      if (trigger.step !== step.id && trigger.step !== branch.id) continue;
      this.stepTimes.set(trigger, [...(this.stepTimes.get(trigger) ?? []), this.now]);
    }
  }

  /**
   * Each choice has its own draw. If other steps or channels determine whether it can happen, all choices share one
   * draw.
   */
  protected chosen(instance: Instance, step: Step, branch: Branch): Outcome | undefined {
    if (this.steps.needsAll(step, branch)) {
      const all = this.steps.outcomes(instance, step, branch);
      return all.length < 2
        ? all[0]
        : all[Math.floor(this.draw(instance, step, branch, LANE.choice) * all.length)];
    }
    const pick = (lane: number, count: number): number =>
      Math.floor(this.draw(instance, step, branch, LANE.choice + lane) * count);
    return this.steps.parts(instance, step, branch, { parts: [], state: this.state, taken: [] }, pick)[0];
  }

  protected enter(instance: Instance, target: Target): void {
    instance.due = new Map();
    instance.allowed = null;
    // An instance that restarts before its next round still waits for that round.
    instance.resting &&= this.now < instance.roundStart;
    const { loop } = instance.process;
    if (target !== 'restart' || loop.kind !== 'period') return;
    const next = (Math.floor(instance.roundStart / loop.period) + 1) * loop.period;
    instance.roundStart = Math.max(next, Math.ceil(this.now / loop.period) * loop.period);
    const round = instance.roundStart;
    if (round === this.now) return;
    instance.resting = true;
    this.push(
      round,
      'instance',
      instance.number,
      () => {
        instance.resting = false;
      },
      () => instance.resting && instance.roundStart === round,
    );
  }

  protected post(instance: Instance, sent: Part['sent']): void {
    for (const { send, receivers, values } of sent) {
      for (const receiver of receivers) {
        const letter = (): Letter => ({
          via: send.via,
          values,
          from: instance.id,
          sentAt: this.now,
          transition: this.transitions,
          fields: ['from', ...send.fields],
        });
        if (send.via === null) this.deliverAt(this.now, receiver, letter());
        else this.postVia(send.via, instance, receiver, letter);
      }
    }
  }

  protected postVia(via: number, instance: Instance, receiver: Instance, letter: () => Letter): void {
    const { name, loss, duplicate, latency, order } = this.scenario.channels[via]!;
    const hash = hashName(`${name}>${receiver.id}`);
    const n = instance.drawn.get(`channel ${hash}`) ?? 0;
    instance.drawn.set(`channel ${hash}`, n + 1);
    const draw = (lane: number): number => this.draws.uniform(hashName(instance.id), hash ^ LOSS, n, lane);
    if (loss !== null && draw(0) < (read(loss, this.scope()) as number)) {
      this.record({
        t: this.now,
        transition: this.transitions,
        kind: 'lose',
        actor: instance.id,
        process: instance.process.name,
        to: [receiver.id],
        say: `the message to ${receiver.id} is lost`,
        message: messageJson(this.scenario, receiver.process, letter()),
      });
      return;
    }
    const copies = duplicate !== null && draw(1) < (read(duplicate, this.scope()) as number) ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) {
      let at = this.now + (latency === null ? 0 : this.delayOf(latency, draw(2 + copy), null));
      if (order === 'fifo') {
        const link = `${instance.number}>${receiver.number}#${via}`;
        at = Math.max(at, this.lastDelivery.get(link) ?? 0);
        this.lastDelivery.set(link, at);
      }
      this.deliverAt(at, receiver, letter());
    }
  }

  protected deliverAt(time: number, receiver: Instance, letter: Letter): void {
    this.inFlight.add(letter);
    this.push(time, 'message', 0, () => this.deliver(receiver, letter));
  }

  protected deliver(receiver: Instance, letter: Letter): void {
    this.inFlight.delete(letter);
    const traced = !receiver.process.fleet;
    if (receiver.down > 0) {
      const say = `${receiver.id} is down: the message from ${letter.from} is lost`;
      if (traced)
        this.record({
          t: this.now,
          transition: this.transitions,
          kind: 'lose',
          actor: letter.from,
          to: [receiver.id],
          say,
        });
      return;
    }
    receiver.mailbox = [...receiver.mailbox, letter];
    if (receiver.mailbox.length > this.options.limits.mailbox)
      throw new PlainFailure('run/mailbox', receiver.process.span);
    if (!traced || this.now === letter.sentAt) return;
    this.record({
      t: this.now,
      transition: letter.transition,
      kind: 'deliver',
      actor: receiver.id,
      process: receiver.process.name,
      say: `the message from ${letter.from} arrives`,
      message: messageJson(this.scenario, receiver.process, letter),
    });
  }
}
