import { Draws, hashName } from '../../engine/numbers/random.ts';
import type { Change, Run, TraceEvent } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Branch, Fault, Scenario, Trigger } from '../../scenario/ast/scenario.ts';
import { textOf } from '../../scenario/ast/value.ts';
import { idsOf, PlainFailure, type PlainScope, type PlainState, read } from './expressions.ts';
import { type Meter, NO_TOTALS, newMeter, PlainMeasures, PlainSeries, type totalsOf } from './meters.ts';
import { firstOf, secondOf } from './requests.ts';
import { drawDuration, drawValue, isInvalid } from './sampling.ts';
import { PlainServices } from './services.ts';
import {
  type Cause,
  type Instance,
  type Letter,
  NO_CAUSE,
  type Part,
  type Variable,
  variablesOf,
} from './state.ts';
import { PlainSteps, type StepHost } from './steps.ts';
import { messageJson } from './trace.ts';
import { type FaultSpan, PlainWatch } from './watch.ts';

export interface PlainOptions {
  readonly variant: string;
  readonly patches: Run['patches'];
  readonly seed: number;
  /** Index of the run within a sweep. */
  readonly run?: number;
  /** Maximum number of transitions at one instant, and of messages in a mailbox. */
  readonly limits: { readonly instant: number; readonly mailbox: number };
}

/** Order of events at the same instant: faults, timers, messages, instances, loads, services, timeouts. */
const RANKS = { fault: 0, timer: 1, message: 2, instance: 3, load: 4, service: 5, timeout: 6 } as const;

const MAX_TRACE = 4_000;

export interface PlainEvent {
  readonly time: number;
  readonly rank: keyof typeof RANKS;
  readonly subject: number;
  readonly order: number;
  readonly act: () => void;
  /** Returns false once something else has invalidated the event. */
  readonly valid: () => boolean;
  /** Events in the same group are handled together if they happen at the same instant. */
  readonly group: object | null;
  /** Returns false if the event can't lead to a response to a call. */
  readonly mayAnswer: () => boolean;
}

function compare(a: PlainEvent, b: PlainEvent): number {
  return a.time - b.time || RANKS[a.rank] - RANKS[b.rank] || a.subject - b.subject || a.order - b.order;
}

/** A run's state and events, and everything that is monitored and recorded. */
export class PlainWorld implements StepHost {
  readonly scenario: Scenario;
  readonly draws: Draws;
  readonly meters: Readonly<Record<string, Meter>>;
  now = 0;
  private readonly timed: readonly Variable[];
  protected readonly options: PlainOptions;
  protected readonly until: number;
  state: PlainState;
  /** For a scenario with several initial states, the chosen values and the number of states, as a note. */
  protected readonly startNote: string | null;
  readonly instances: readonly Instance[];
  protected readonly services: PlainServices;
  protected readonly measures: PlainMeasures;
  protected readonly series: PlainSeries;
  protected atWarmup: ReturnType<typeof totalsOf>;
  protected warmedUp = false;
  protected events: PlainEvent[] = [];
  protected nextOrder = 0;
  protected readonly timers = new Map<string, number>();
  readonly inFlight = new Set<Letter>();
  protected readonly lastDelivery = new Map<string, number>();
  protected readonly startedFaults = new Set<Fault>();
  /**
   * For each variable, the active faults that set it, in the order in which they started, and the value that each of
   * them replaced.
   */
  protected readonly layers = new Map<string, { fault: Fault; was: Value }[]>();
  protected readonly faultSpans: FaultSpan[] = [];
  /** When each trigger that is a step happened. */
  protected readonly stepTimes = new Map<Trigger, number[]>();
  protected cause: Cause = NO_CAUSE;
  protected transitions = 0;
  protected lastActive = 0;
  protected atInstant = { time: -1, count: 0 };
  protected readonly trace: TraceEvent[] = [];
  protected dropped = 0;
  protected readonly steps = new PlainSteps(this);
  protected readonly watch: PlainWatch;

  constructor(scenario: Scenario, options: PlainOptions) {
    this.scenario = scenario;
    this.options = options;
    this.timed = variablesOf(scenario).filter(({ type }) => type.kind === 'timer');
    this.until = scenario.until ?? 0;
    this.draws = new Draws(options.seed, options.run ?? 0);
    const initial = (variables: readonly { name: string; init: Value }[]): Record<string, Value> =>
      Object.fromEntries(variables.map(({ name, init }) => [name, init]));
    this.state = {
      shared: initial([...scenario.state, ...scenario.fields]),
      processes: Object.fromEntries(
        scenario.processes.map(({ name, instances, locals }) => [
          name,
          instances.map(() => ({ step: 0, locals: initial(locals) })),
        ]),
      ),
    };
    const start = this.drawStart();
    this.state = { ...this.state, shared: { ...this.state.shared, ...start.values } };
    this.startNote = start.note;
    this.instances = scenario.processes
      .flatMap((process) => process.instances.map((id, index) => ({ process, id, index })))
      .map((one, number) => ({
        ...one,
        number,
        due: new Map(),
        drawn: new Map(),
        allowed: null,
        down: 0,
        call: null,
        calledAt: -1,
        mailbox: [],
        roundStart: 0,
        resting: false,
      }));
    const metered = scenario.services.flatMap(({ name, pools }) => [
      name,
      ...pools.map((pool) => `${name}.pools.${pool.name}`),
    ]);
    this.meters = Object.fromEntries(metered.map((name) => [name, newMeter()]));
    this.atWarmup = Object.fromEntries(scenario.services.map(({ name }) => [name, NO_TOTALS]));
    this.measures = new PlainMeasures(scenario, this.meters);
    this.series = new PlainSeries(scenario, this.meters);
    this.services = new PlainServices(this);
    this.watch = new PlainWatch(this.scope(), options.variant, this.meters);
  }

  /** Draws one of the combinations of initial values that satisfy the condition. */
  private drawStart(): { values: Record<string, Value>; note: string | null } {
    const { init, state } = this.scenario;
    if (init === null) return { values: {}, note: null };
    let all: Record<string, Value>[] = [{}];
    for (const { name, values } of init.choose) {
      all = all.flatMap((start) => values.map((value) => ({ ...start, [name]: value })));
    }
    const possible = all.filter((start) => {
      const shared = { ...this.state.shared, ...start };
      const scope = { scenario: this.scenario, state: { ...this.state, shared }, now: 0, measures: {} };
      return init.where === null || read(init.where, { ...scope, self: null, variables: {} }) === true;
    });
    if (possible.length === 0) throw new PlainFailure('run/init', init.where!.span);
    const u = this.draws.uniform(hashName(':init'), 0, 0);
    const values = possible[Math.floor(u * possible.length)]!;
    const texts = init.choose.map(({ name }) => {
      const { type } = state.find((one) => one.name === name)!;
      return `${name} = ${textOf(values[name]!, type, idsOf(this.scenario))}`;
    });
    const states = possible.length === 1 ? '1 initial state' : `${possible.length} initial states`;
    return { values, note: `Starts with ${texts.join(', ')}, drawn from ${states}.` };
  }

  protected push(
    time: number,
    rank: PlainEvent['rank'],
    subject: number,
    act: () => void,
    valid = (): boolean => true,
    group: object | null = null,
    mayAnswer = (): boolean => true,
  ): void {
    const order = this.nextOrder++;
    const event: PlainEvent = { time, rank, subject, order, act, valid, group, mayAnswer };
    const before = this.events.findLastIndex((other) => compare(other, event) < 0);
    this.events.splice(before + 1, 0, event);
  }

  schedule(
    time: number,
    rank: 'load' | 'service' | 'timeout',
    subject: number,
    act: () => void,
    valid: () => boolean,
    group: object | null = null,
    mayAnswer = (): boolean => true,
  ): void {
    this.push(time, rank, subject, act, valid, group, mayAnswer);
  }

  scope(
    self: PlainScope['self'] = null,
    state = this.state,
    variables: PlainScope['variables'] = {},
  ): PlainScope {
    return { scenario: this.scenario, state, now: this.now, measures: this.measures.values, self, variables };
  }

  /** Counts a transition. */
  protected tick(): void {
    this.transitions++;
    this.lastActive = this.now;
    const count = this.atInstant.time === this.now ? this.atInstant.count + 1 : 1;
    this.atInstant = { time: this.now, count };
    if (count > Math.max(this.options.limits.instant, 10 * this.instances.length)) {
      throw new PlainFailure('run/instant', this.scenario.processes[0]!.span);
    }
  }

  /** Evaluates everything that is monitored, and detects timers that were set. Returns changes to invariants. */
  protected observe(isStep = false): { breaks: string[]; restores: string[] } {
    for (const { name, read } of this.timed) {
      const over = read(this.state) as number;
      if (over <= this.now || this.timers.get(name) === over) continue;
      this.timers.set(name, over);
      this.push(
        over,
        'timer',
        0,
        () => undefined,
        () => this.timed.some((one) => one.name === name && one.read(this.state) === over),
      );
    }
    return this.watch.observe(this.scope(), this.cause, isStep);
  }

  protected delayOf(delay: NonNullable<Branch['delay']>, u: number, self: PlainScope['self']): number {
    const [first, second] = [firstOf(delay), secondOf(delay)];
    const a = read(first, this.scope(self)) as number;
    const b = second === null ? 0 : (read(second, this.scope(self)) as number);
    if (isInvalid(delay.dist, a, b)) throw new PlainFailure('run/delay', first.span);
    return delay.dist === 'empirical' ? drawValue(delay.values, u) : drawDuration(delay.dist, a, b, u);
  }

  protected stepOf({ process, index }: Instance): number {
    return this.state.processes[process.name]![index]!.step;
  }

  protected record(
    event: Pick<TraceEvent, 't' | 'transition' | 'kind' | 'actor' | 'say'> & Partial<TraceEvent>,
  ): void {
    if (this.trace.length >= MAX_TRACE) {
      this.dropped++;
      return;
    }
    const defaults = {
      process: null,
      step: null,
      to: [],
      said: false,
      changes: [],
      message: null,
      input: false,
      observed: null,
      breaks: [],
      restores: [],
    };
    this.trace.push({ ...defaults, ...event });
  }

  protected recordFault(fault: Fault, kind: 'start' | 'end', say: string, changes: Change[]): void {
    const { input, observed } = this.cause;
    this.record({
      t: this.now,
      transition: this.transitions,
      kind,
      actor: fault.id,
      to: [...fault.down, ...(fault.partial?.services ?? [])],
      say,
      changes,
      input,
      observed,
      ...this.observe(true),
    });
  }

  note(service: string, kind: 'crash' | 'restart' | 'scale', say: string): void {
    this.record({ t: this.now, transition: this.transitions, kind, actor: service, say });
  }

  protected recordLifecycle(instance: Instance, kind: 'crash' | 'restart', say: string): void {
    if (instance.process.fleet) return;
    this.record({
      t: this.now,
      transition: this.transitions,
      kind,
      actor: instance.id,
      process: instance.process.name,
      say,
      input: this.cause.input,
    });
  }

  protected recordPart(
    instance: Instance,
    part: Part,
    properties: { breaks: string[]; restores: string[] },
  ): void {
    const { step, branch, exit, sent } = part;
    const name = step.id.replaceAll('_', ' ');
    const common = {
      t: this.now,
      transition: this.transitions,
      actor: instance.id,
      process: instance.process.name,
      step: step.branches.length > 1 ? branch.id : step.id,
      changes: part.changes,
      ...this.cause,
      ...properties,
    };
    if (exit !== null) {
      const over = exit === 'restart' || exit === 0;
      this.record({
        ...common,
        kind: 'skip',
        say: over ? `abandons ${name} and starts over` : `skips ${name}`,
      });
      return;
    }
    const first = sent[0];
    this.record({
      ...common,
      kind: 'step',
      to: [
        ...new Set([
          ...branch.to,
          ...(branch.call === null ? [] : [branch.call.service]),
          ...sent.flatMap(({ receivers }) => receivers.map(({ id }) => id)),
        ]),
      ],
      say: part.say,
      said: branch.say !== null,
      message:
        first === undefined
          ? null
          : messageJson(
              this.scenario,
              this.scenario.processes[this.steps.processIndex(first.send.process)]!,
              {
                values: first.values,
                fields: ['from', ...first.send.fields],
              },
            ),
    });
  }
}
