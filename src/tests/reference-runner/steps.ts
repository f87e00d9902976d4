import { type Draws, hashName } from '../../engine/numbers/random.ts';
import type { Expr, Value } from '../../scenario/ast/expr.ts';
import type { Assignment, Branch, Scenario, Send, Step, Target } from '../../scenario/ast/scenario.ts';
import { canonicalMap, zeroOf } from '../../scenario/ast/value.ts';
import { holds, PlainFailure, type PlainScope, type PlainState, read } from './expressions.ts';
import { drawNumber, isInvalidForNumbers } from './sampling.ts';
import {
  type Instance,
  type Letter,
  moved,
  nameOf,
  type Outcome,
  type Part,
  selfOf,
  withLocals,
  withShared,
} from './state.ts';
import { changesBetween, sentence } from './trace.ts';

/** What steps need from the run. */
export interface StepHost {
  readonly scenario: Scenario;
  readonly now: number;
  readonly draws: Draws;
  readonly state: PlainState;
  readonly instances: readonly Instance[];
  /** Messages in transit. */
  readonly inFlight: ReadonlySet<Letter>;
  scope(self?: PlainScope['self'], state?: PlainState, variables?: PlainScope['variables']): PlainScope;
}

/** Determines which steps can happen, and how. Nothing here changes the run. */
export class PlainSteps {
  private readonly host: StepHost;

  constructor(host: StepHost) {
    this.host = host;
  }

  /**
   * The exit that a branch takes instead of firing because a `while` is false or `skip_if` is true. Null if it doesn't
   * exit.
   */
  exitOf(instance: Instance, branch: Branch, state: PlainState): Target | null {
    const scope = this.host.scope(selfOf(instance), state);
    return branch.exits.find(({ test }) => holds(test, scope))?.to ?? null;
  }

  isReady(instance: Instance, step: Step, branch: Branch): boolean {
    if (!this.conditionHolds(instance, branch, this.host.state, [])) return false;
    return !this.needsAll(step, branch) || this.outcomes(instance, step, branch).length > 0;
  }

  /** True if the branch can fire only if other steps can or if a channel has capacity. */
  needsAll(step: Step, branch: Branch): boolean {
    return (
      step.group !== null ||
      branch.send.some(({ via }) => via !== null && this.host.scenario.channels[via]!.capacity !== null)
    );
  }

  /**
   * True if a branch can happen now, either by firing or by leaving through an exit, including the rest of its group.
   */
  canHappen(instance: Instance, step: Step, branch: Branch): boolean {
    if (this.exitOf(instance, branch, this.host.state) === null) return this.isReady(instance, step, branch);
    return this.outcomes(instance, step, branch).length > 0;
  }

  private conditionHolds(
    instance: Instance,
    branch: Branch,
    state: PlainState,
    taken: readonly Letter[],
  ): boolean {
    const scope = this.host.scope(selfOf(instance), state);
    if (branch.when !== null && !holds(branch.when, scope)) return false;
    const found = this.matching(instance, branch, state, taken);
    if (branch.receive !== null && found === undefined) return false;
    return this.canChoose(scope, branch, 0, this.received(branch, found));
  }

  /** True if the choices from a lane on can be made, given the earlier choices. */
  private canChoose(
    scope: PlainScope,
    branch: Branch,
    lane: number,
    variables: PlainScope['variables'],
  ): boolean {
    const choice = branch.choose[lane];
    if (choice === undefined) return true;
    return this.itemsOf(choice.from, { ...scope, variables }).some((item) =>
      this.canChoose(scope, branch, lane + 1, { ...variables, [choice.name]: item }),
    );
  }

  /** All ways in which a branch and the rest of its group can happen, in order of choices. */
  outcomes(
    instance: Instance,
    step: Step,
    branch: Branch,
    so_far: Outcome = { parts: [], state: this.host.state, taken: [] },
  ): Outcome[] {
    return this.parts(instance, step, branch, so_far, null).flatMap((made) => {
      const last = made.parts.at(-1)!;
      const next = last.exit ?? last.branch.next;
      const { steps } = instance.process;
      const inside =
        step.group !== null &&
        typeof next === 'number' &&
        next > step.index &&
        steps[next]!.group === step.group;
      if (!inside) return [made];
      // The group's next step continues with the first alternative that can fire or exit.
      const following = steps[next]!.branches.find(
        (one) =>
          this.exitOf(instance, one, made.state) !== null ||
          this.conditionHolds(instance, one, made.state, made.taken),
      );
      return following === undefined ? [] : this.outcomes(instance, steps[next]!, following, made);
    });
  }

  /**
   * The ways in which one step can happen.
   *
   * @param pick selects one item for each choice; null tries all items
   */
  parts(
    instance: Instance,
    step: Step,
    branch: Branch,
    so_far: Outcome,
    pick: ((lane: number, count: number) => number) | null,
  ): Outcome[] {
    const { state, taken, parts } = so_far;
    const exit = this.exitOf(instance, branch, state);
    if (exit !== null) {
      const part: Part = { step, branch, exit, received: null, sent: [], written: [], changes: [], say: '' };
      return [{ parts: [...parts, part], state: moved(instance, exit, state, this.host.now), taken }];
    }
    if (!this.conditionHolds(instance, branch, state, taken)) return [];
    const letter = this.matching(instance, branch, state, taken);
    let ways: PlainScope['variables'][] = [this.received(branch, letter)];
    for (const [lane, { name, from }] of branch.choose.entries()) {
      ways = ways.flatMap((variables) => {
        const scope = this.host.scope(selfOf(instance), state, variables);
        const items = this.itemsOf(from, scope).filter((item) =>
          this.canChoose(scope, branch, lane + 1, { ...variables, [name]: item }),
        );
        const chosen = pick === null || items.length === 0 ? items : [items[pick(lane, items.length)]!];
        return chosen.map((item) => ({ ...variables, [name]: item }));
      });
    }
    const numbers = this.numbersOf(instance, step, branch, this.host.scope(selfOf(instance), state));
    return ways.flatMap((chosen): Outcome[] => {
      const variables = { ...chosen, ...numbers };
      const scope = this.host.scope(selfOf(instance), state, variables);
      const sent = branch.send.map((send) => this.letterOf(instance, send, scope));
      if (!this.hasRoom(instance, [...parts.flatMap((part) => part.sent), ...sent])) return [];
      const after = this.assigned(instance, branch.set, scope);
      const changes = changesBetween(
        this.host.scenario,
        state,
        after,
        branch.set.map((one) => nameOf(one, instance.id)),
      );
      const part: Part = {
        step,
        branch,
        exit: null,
        received: letter ?? null,
        sent,
        written: branch.set.filter(({ target }) => target === 'state').map(({ name }) => name),
        changes,
        say: sentence(this.host.scenario, step, branch, { ...scope, state: after, old: state }, changes),
      };
      return [
        {
          parts: [...parts, part],
          state: moved(instance, branch.next, after, this.host.now),
          taken: letter === undefined ? taken : [...taken, letter],
        },
      ];
    });
  }

  /** The numbers that a branch draws. Its draws are counted only once the branch has fired. */
  private numbersOf(
    instance: Instance,
    step: Step,
    branch: Branch,
    scope: PlainScope,
  ): PlainScope['variables'] {
    const key = `draw ${step.index}/${branch.id}`;
    const name = step.branches.length > 1 ? `${step.id}/${branch.id}` : step.id;
    return Object.fromEntries(
      branch.draw.map(({ name: variable, from, span }, lane) => {
        const n = instance.drawn.get(key) ?? 0;
        const u = this.host.draws.uniform(hashName(instance.id), hashName(`${name}:draw`), n, lane);
        const [a, b] = Object.values(from).flatMap((part) =>
          typeof part === 'object' ? [read(part, scope)] : [],
        );
        const parameters = [a as number, (b ?? 0) as number] as const;
        if (isInvalidForNumbers(from.dist, ...parameters)) throw new PlainFailure('run/draw', span);
        return [variable, drawNumber(from.dist, ...parameters, u)];
      }),
    );
  }

  private matching(
    instance: Instance,
    { receive }: Branch,
    state: PlainState,
    taken: readonly Letter[],
  ): Letter | undefined {
    if (receive === null) return undefined;
    const { channels } = this.host.scenario;
    const { from: queue } = receive;
    const holder =
      queue === null ? instance : this.host.instances.find(({ process }) => process.name === queue)!;
    const mailbox = holder.mailbox.filter((letter) => !taken.includes(letter));
    return mailbox.find((letter, i) => {
      const { via, from, values } = letter;
      const hasHead = receive.head && (via === null || channels[via]!.order === 'fifo');
      const waitsBehind = mailbox
        .slice(0, i)
        .some((other) => other.via === via && (via === null || this.isOneLine(via) || other.from === from));
      if (hasHead && waitsBehind) return false;
      const scope = this.host.scope(selfOf(instance), state, { [receive.as]: values });
      return receive.where === null || holds(receive.where, scope);
    });
  }

  /** Without latency, a shared channel preserves the order across all senders. */
  private isOneLine(via: number): boolean {
    const { shared, latency } = this.host.scenario.channels[via]!;
    return shared && latency === null;
  }

  private received({ receive }: Branch, letter: Letter | undefined): PlainScope['variables'] {
    return receive === null || letter === undefined ? {} : { [receive.as]: letter.values };
  }

  private itemsOf(from: Expr, scope: PlainScope): readonly Value[] {
    if (from.type.kind !== 'process') return read(from, scope) as readonly Value[];
    return scope.state.processes[from.type.process]!.map((_, i) => i);
  }

  private letterOf(instance: Instance, send: Send, scope: PlainScope): Part['sent'][number] {
    const members = this.host.instances.filter(
      ({ process }) => process.index === this.processIndex(send.process),
    );
    const types = [...this.host.scenario.names.messages.get(send.process)!.values()];
    const values = types.map((type, i): Value => {
      if (i === 0) return type.kind === 'enum' ? type.members.indexOf(instance.id) : instance.index;
      const value = send.body[i] ?? null;
      return value === null ? (zeroOf(type) ?? 0) : read(value, scope);
    });
    if (send.to === null) return { send, values, receivers: members.filter((member) => member !== instance) };
    const to = read(send.to, scope);
    const indices = send.to.type.kind === 'instance' ? [to as number] : (to as readonly number[]);
    return { send, values, receivers: indices.map((index) => members[index]!) };
  }

  /**
   * True if bounded channels have capacity for the messages in addition to those in transit and in mailboxes. A message
   * received in the same step still counts. A shared channel has room for one additional message for each instance,
   * except the sender, that is up and at a step that can receive from it.
   */
  private hasRoom(sender: Instance, sent: Part['sent']): boolean {
    return this.host.scenario.channels.every(({ capacity, shared, name }, via) => {
      const own = sent
        .filter(({ send }) => send.via === via)
        .reduce((sum, { receivers }) => sum + receivers.length, 0);
      if (capacity === null || own === 0) return true;
      const waiting = [...this.host.inFlight, ...this.host.instances.flatMap(({ mailbox }) => mailbox)];
      const receivers = this.host.instances.filter(
        (one) => shared && one !== sender && one.down === 0 && this.receivesFrom(one, name),
      );
      return waiting.filter((letter) => letter.via === via).length + own <= capacity + receivers.length;
    });
  }

  private receivesFrom({ process, index }: Instance, channel: string): boolean {
    const step = process.steps[this.host.state.processes[process.name]![index]!.step];
    return step?.branches.some(({ receive }) => receive?.from === channel) ?? false;
  }

  /** The state after all assignments in a step. All of them read the state before the step. */
  assigned(instance: Instance | null, set: readonly Assignment[], scope: PlainScope): PlainState {
    const values = set.map(({ key, value }) => ({
      key: key === null ? null : read(key, scope),
      value: read(value, scope),
    }));
    return set.reduce((state, assignment, i) => {
      const { key, value } = values[i]!;
      const { name, target, span } = assignment;
      const was = target === 'state' ? state.shared[name]! : this.localsOf(instance!, state)[name]!;
      let next = value;
      if (key !== null) {
        const { type } = this.variableOf(assignment, instance);
        const items = was as readonly Value[];
        if (type.kind === 'map')
          next = canonicalMap([...(items as unknown as [Value, Value][]), [key, value]]);
        else {
          if (items[key as number] === undefined) throw new PlainFailure('run/index', span);
          next = items.map((item, k) => (k === key ? value : item));
        }
      }
      const { bounds } = this.variableOf(assignment, instance);
      if (bounds !== null && ((next as number) < bounds[0] || (next as number) > bounds[1]))
        throw new PlainFailure('run/bounds', span);
      return target === 'state'
        ? withShared(state, name, next)
        : withLocals(state, instance!, { [name]: next });
    }, scope.state);
  }

  variableOf({ target, name }: Assignment, instance: Instance | null): Scenario['state'][number] {
    const { state, fields } = this.host.scenario;
    const all = target === 'state' ? [...state, ...fields] : instance!.process.locals;
    return all.find((variable) => variable.name === name)!;
  }

  private localsOf({ process, index }: Instance, state: PlainState): Record<string, Value> {
    return state.processes[process.name]![index]!.locals;
  }

  processIndex(name: string): number {
    return this.host.scenario.processes.find((process) => process.name === name)!.index;
  }
}
