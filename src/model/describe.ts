import type { Span } from '../diagnostic/diagnostic.ts';
import type { Delay } from '../scenario/ast/delay.ts';
import { type Expr, measuresOf, type Value, walk } from '../scenario/ast/expr.ts';
import {
  type Assignment,
  type Branch,
  type Breaker,
  type Cache,
  type Call,
  type Edge,
  type Let,
  type Process,
  type Retry,
  receivingSteps,
  type Scenario,
  SENDER,
  type Send,
  type Service,
  SHARE_TOLERANCE,
  type Step,
} from '../scenario/ast/scenario.ts';
import { zeroOf } from '../scenario/ast/value.ts';
import type { Inputs, Layout } from './layout.ts';
import { describeMembers, describePartial } from './members.ts';
import type {
  BranchModel,
  BreakerModel,
  CacheModel,
  CallModel,
  DelayModel,
  EdgeModel,
  EdgeOrigin,
  Fn,
  Guard,
  LetModel,
  Model,
  PartModel,
  ProcessModel,
  Quantity,
  Reads,
  RetryModel,
  RollModel,
  SendModel,
  ServiceModel,
  ValueModel,
  VariableSlots,
  WithoutValue,
  Write,
} from './model.ts';
import { isConstant, once, readsOf, readsOfReceivers, union } from './reads.ts';
import { describeInit } from './starts.ts';

/** Provides a model's functions and sites in the order in which `describe` requests them. */
export interface Emit {
  /** True if the parts of conditions are needed. */
  readonly explains: boolean;
  /** @param owner the process that evaluates the expression, or null */
  fn(expr: Expr, owner: string | null, variables?: VariableSlots, without?: WithoutValue): Fn;
  site(span: Span): number;
}

/**
 * Describes all parts of a model. This is a pure function: it requests the same functions from `emit` in the same
 * order each time.
 */
export function describe(
  scenario: Scenario,
  layout: Layout,
  inputs: Inputs,
  emit: Emit,
): Omit<Model, 'runtime' | 'source' | 'sites'> {
  const context = new Context(scenario, layout, inputs, emit);
  const processes = scenario.processes.map((process) => describeProcess(context.of(process.name), process));
  return {
    scenario,
    layout,
    init: describeInit(scenario.init, layout, emit),
    processes,
    channels: scenario.channels.map((channel) => ({
      latency: context.delay(channel.latency),
      loss: context.fnOrNull(channel.loss),
      duplicate: context.fnOrNull(channel.duplicate),
      receivers:
        channel.shared && channel.capacity !== null ? receivingSteps(scenario.processes, channel.name) : null,
    })),
    services: scenario.services.map((service, index) => describeService(context, service, index)),
    loads: scenario.loads.map((load, index) => ({
      rate: context.quantity(load.rate, 0),
      profile: load.profile,
      edge: addEdge(context, load.edge, { kind: 'load', index }),
    })),
    edges: context.edges,
    faults: scenario.faults.map((fault) => ({
      when: fault.when === null ? null : context.guard(fault.when),
      set: fault.set.map((assignment) => context.write(assignment)),
      clears: context.serviceIndices(fault.clears.map(({ service }) => service)),
      empties: context.serviceIndices(fault.empties),
      partial: fault.partial === null ? null : describePartial(context, fault.partial),
    })),
    marks: scenario.marks.map((mark) => context.guard(mark.is)),
    // An invariant on a measure that is still undefined counts as true.
    invariants: scenario.invariants.map((property) => context.guard(property.is, true)),
    stepInvariants: scenario.stepInvariants.map((property) => context.guard(property.is, true)),
    reachable: scenario.reachable.map((property) => context.guard(property.is)),
    // A condition on an undefined measure neither violates a property nor ends its obligation.
    temporal: scenario.temporal.map(({ from, to, kind }) => ({
      from: from === null ? null : context.guard(from, kind === 'holds_until'),
      to: context.guard(to),
    })),
    lets: scenario.lets.map((one) => describeLet(context, one)),
    inputs,
    measures: scenario.measures.map(({ is }) => context.fn(is, undefined, 'nan')),
    outcomes: scenario.outcomes.map(({ is }) => context.value(is)),
    quantities: scenario.quantities.map(({ of, is }) => (of === 'measure' ? context.value(is) : null)),
    steady: scenario.steady === null ? null : context.guard(scenario.steady.is),
    impact: impactConditions(scenario).map((is) => (is === null ? null : context.guard(is))),
    impactConditions: scenario.impact.conditions.map(({ while: { is }, users }) => ({
      is: context.guard(is),
      users: users === null ? null : context.value(users),
    })),
    shown: scenario.shown.map(({ shows }) => context.guard(shows.is)),
    finals: (scenario.claims?.finally ?? []).map((claim) => context.fn(claim.is)),
  };
}

function describeLet(context: Context, { name, process, is }: Let): LetModel {
  const own = process === null ? context : context.of(process);
  const index = process === null ? -1 : context.processIndex(process);
  const needs = measuresOf(is).map((measure) => context.inputs.measureNumber(measure));
  return { name, process: index, value: own.fn(is), type: is.type, reads: own.reads([is]), needs };
}

/**
 * For each service, the condition that counts as impact. A condition for the whole scenario applies to services
 * that loads call, or to all services if there are no loads.
 */
function impactConditions({ services, loads, impact }: Scenario): (Expr | null)[] {
  const called = new Set(loads.map(({ to }) => to));
  return services.map(({ name }) => {
    const own = impact.services.get(name);
    if (own?.while != null) return own.while.is;
    const general = own?.threshold == null && (called.size === 0 || called.has(name));
    return general ? (impact.while?.is ?? null) : null;
  });
}

/** Builds what all parts of a model need: functions and their reads, numbers, delays, and assignments. */
class Context {
  readonly edges: EdgeModel[];
  readonly scenario: Scenario;
  readonly layout: Layout;
  readonly inputs: Inputs;
  private readonly emit: Emit;
  private readonly processNames: readonly string[];
  /** Process that evaluates the expressions, or null. */
  private readonly owner: string | null;

  constructor(
    scenario: Scenario,
    layout: Layout,
    inputs: Inputs,
    emit: Emit,
    owner: string | null = null,
    edges: EdgeModel[] = [],
  ) {
    this.scenario = scenario;
    this.layout = layout;
    this.inputs = inputs;
    this.emit = emit;
    this.owner = owner;
    this.edges = edges;
    this.processNames = scenario.processes.map(({ name }) => name);
  }

  /** The context for expressions in a process's steps. */
  of(owner: string): Context {
    return new Context(this.scenario, this.layout, this.inputs, this.emit, owner, this.edges);
  }

  fn(expr: Expr, variables?: VariableSlots, without?: WithoutValue): Fn {
    return this.emit.fn(expr, this.owner, variables, without);
  }

  /** The parts of a branch's condition, if the model explains waits. */
  parts({ whenParts }: Branch): PartModel[] {
    if (!this.emit.explains) return [];
    return whenParts.map(({ is }) => ({
      without: this.fn(is, undefined, false),
      within: this.fn(is, undefined, true),
    }));
  }

  fnOrNull(expr: Expr | null, variables?: VariableSlots): Fn | null {
    return expr === null ? null : this.fn(expr, variables);
  }

  guard(expr: Expr, without?: WithoutValue): Guard {
    return { test: this.fn(expr, undefined, without), reads: this.reads([expr]) };
  }

  value(expr: Expr): ValueModel {
    const needs = measuresOf(expr).map((name) => this.inputs.measureNumber(name));
    return { ...this.guard(expr, 'nan'), needs };
  }

  reads(exprs: readonly Expr[]): Reads {
    return readsOf(exprs, this.owner, this.processNames, this.layout, this.inputs);
  }

  /** @param absent value to use if the scenario doesn't set one */
  quantity(expr: Expr | null, absent: number): Quantity {
    if (expr === null) return { value: absent, from: null, span: null };
    if (expr.op !== 'literal') return { value: Number.NaN, from: this.guard(expr), span: expr.span };
    const { constant, span, value } = expr;
    if (constant === undefined) return { value: Number(value), from: null, span };
    const { inputs } = this;
    return {
      get value() {
        return Number(inputs.valueOf(constant, value));
      },
      from: null,
      span,
    };
  }

  delay(delay: Delay | null): DelayModel | null {
    if (delay === null) return null;
    const [a, b] = parameters(delay);
    return {
      dist: delay.dist,
      values: delay.dist === 'empirical' ? delay.values : [],
      a: this.fn(a),
      b: this.fnOrNull(b),
      first: this.quantity(a, 0),
      second: b === null ? null : this.quantity(b, 0),
      fixed: delay.dist === 'constant' && delay.value.op === 'literal',
      span: a.span,
    };
  }

  write(assignment: Assignment, variables?: VariableSlots): Write {
    const shared = assignment.target === 'state';
    const block = shared ? null : this.layout.blockOf.get(this.owner!)!;
    const at = block === null ? this.layout.state.get(assignment.name)! : block.offsets.get(assignment.name)!;
    const slot = (block?.base ?? 0) + at;
    const kind = this.layout.slots[slot]!.type.kind;
    return {
      shared,
      at,
      key: this.fnOrNull(assignment.key, variables),
      keyed: assignment.key === null ? null : (kind as 'list' | 'map'),
      value: this.fn(assignment.value, variables),
      site: this.emit.site(assignment.span),
      span: assignment.span,
    };
  }

  processIndex(name: string): number {
    return this.processNames.indexOf(name);
  }

  serviceIndex(name: string): number {
    return this.scenario.services.findIndex((service) => service.name === name);
  }

  serviceIndices(names: readonly string[]): number[] {
    return names.map((name) => this.serviceIndex(name));
  }
}

function parameters(delay: Delay): [Expr, Expr | null] {
  switch (delay.dist) {
    case 'constant':
      return [delay.value, null];
    case 'uniform':
      return [delay.min, delay.max];
    case 'exponential':
      return [delay.mean, null];
    case 'lognormal':
      return [delay.p50, delay.p99];
    case 'gamma':
      return [delay.mean, delay.shape];
    case 'weibull':
      return [delay.scale, delay.shape];
    case 'pareto':
      return [delay.min, delay.shape];
    case 'empirical':
      return [delay.min, delay.max];
  }
}

function describeProcess(context: Context, process: Process): ProcessModel {
  return {
    process,
    block: context.layout.blocks[process.index]!,
    rolls: process.steps.map((step) => describeRoll(context, step)),
    plain: process.steps.map(isPlain),
    queues: context.scenario.processes.flatMap(({ isQueue, name, index }) =>
      isQueue && receivingSteps([process], name)[0]!.length > 0 ? [index] : [],
    ),
    steps: process.steps.map((step, index) =>
      step.branches.map((branch) => {
        const { call } = branch;
        return {
          ...describeBranch(context, branch),
          possible: !step.rolls || canBeDrawn(step.branches, branch),
          triggers: triggersOf(context.scenario, process.name, step.id, branch.id),
          call: call === null ? null : describeCall(context, process, index, branch, call),
        };
      }),
    ),
  };
}

/** Indices of the triggers that refer to a branch by its own id or its step's id. Null if there are none. */
function triggersOf({ triggers }: Scenario, process: string, step: string, branch: string): number[] | null {
  const found = triggers.flatMap((trigger, i) =>
    trigger.kind === 'step' && trigger.process === process && [step, branch].includes(trigger.step)
      ? [i]
      : [],
  );
  return found.length === 0 ? null : found;
}

/**
 * False if a branch's chance is 0, or if the branch has no explicit chance and the other branches' chances add up to
 * 100%.
 */
function canBeDrawn(branches: readonly Branch[], { chance }: Branch): boolean {
  if (chance !== null) return chance.op !== 'literal' || (chance.value as number) > 0;
  const total = branches.reduce(
    (sum, other) => sum + (other.chance?.op === 'literal' ? (other.chance.value as number) : 0),
    0,
  );
  return total < 1 - SHARE_TOLERANCE;
}

function isPlain({ branches, group }: Step): boolean {
  const [first] = branches;
  if (first === undefined || branches.length > 1 || group !== null) return false;
  return first.receive === null && first.choose.length + first.draw.length + first.send.length === 0;
}

function describeRoll(context: Context, { rolls, branches, span }: Step): RollModel | null {
  return rolls ? { chances: branches.map(({ chance }) => context.fnOrNull(chance)), span } : null;
}

function describeBranch(
  context: Context,
  branch: Branch,
): Omit<BranchModel, 'call' | 'possible' | 'triggers'> {
  const names = [
    ...(branch.receive === null ? [] : [branch.receive.as]),
    ...branch.choose.map(({ name }) => name),
    ...branch.draw.map(({ name }) => name),
  ];
  const variables = new Map(names.map((name, i) => [name, i]));
  const exits = branch.exits.map(({ test, to, kind }) => ({ ...context.guard(test), to, kind }));
  const when = branch.when === null ? null : context.guard(branch.when);
  const where = branch.receive?.where ?? null;
  const others = [...(where === null ? [] : [where]), ...branch.choose.map(({ from }) => from)];
  return {
    exits,
    when,
    parts: context.parts(branch),
    where: context.fnOrNull(where, variables),
    receives: branch.receive !== null,
    head: branch.receive?.head === true,
    from: branch.receive?.from == null ? -1 : context.processIndex(branch.receive.from),
    delay: context.delay(branch.delay),
    at: branch.at,
    choose: branch.choose.map(({ from }) => describeChoice(context, from, variables)),
    draw: branch.draw.map(({ from, span }) => {
      const [a, b] = parameters(from);
      return { dist: from.dist, a: context.fn(a), b: context.fnOrNull(b), span };
    }),
    set: branch.set.map((assignment) => context.write(assignment, variables)),
    send: branch.send.map((send) => describeSend(context, send, variables)),
    clears: context.serviceIndices(branch.clears.map(({ service }) => service)),
    empties: context.serviceIndices(branch.empties),
    next: branch.next,
    weight: branch.weight,
    say: branch.say?.map((part) => describeSayPart(context, part, variables)) ?? null,
    saysOld: (branch.say ?? []).some((part) => typeof part !== 'string' && readsOld(part)),
    setReads: union([context.reads(effectsOf(branch)), readsOfReceivers(context.scenario, branch)]),
    reads: union([
      ...exits.map(({ reads }) => reads),
      ...(when === null ? [] : [when.reads]),
      context.reads(others),
    ]),
  };
}

/** The values to choose from, as a list. For a process, these are the indices of its instances. */
function describeChoice(context: Context, from: Expr, variables: VariableSlots): Fn {
  if (from.type.kind !== 'process') {
    const values = context.fn(from, variables);
    return isConstant(from, context.inputs, variables) ? once(values) : values;
  }
  const { size } = context.layout.blockOf.get(from.type.process)!;
  const all = Array.from({ length: size }, (_, i) => i);
  return () => all;
}

function describeSayPart(
  context: Context,
  part: string | Expr,
  variables: VariableSlots,
): NonNullable<BranchModel['say']>[number] {
  if (typeof part === 'string') return part;
  const without = measuresOf(part).length > 0 ? 'nan' : undefined;
  return { value: context.fn(part, variables, without), type: part.type };
}

function readsOld(expr: Expr): boolean {
  let found = false;
  walk(expr, (part) => {
    if ((part.op === 'state' || part.op === 'local' || part.op === 'record') && part.old) found = true;
  });
  return found;
}

/** The expressions in a branch's effects. */
function effectsOf({ set, send }: Branch): Expr[] {
  const sent = send.flatMap(({ to, body }) => [to, ...body]);
  return [...set.flatMap(({ key, value }) => [key, value]), ...sent].filter((expr) => expr !== null);
}

function describeSend(context: Context, send: Send, variables: VariableSlots): SendModel {
  const fields = context.scenario.names.messages.get(send.process) ?? new Map();
  return {
    process: context.processIndex(send.process),
    to: context.fnOrNull(send.to, variables),
    single: send.to?.type.kind === 'instance',
    body: send.body.map((value) => context.fnOrNull(value, variables)),
    zeros: [...fields.values()].map((type): Value => zeroOf(type) ?? 0),
    types: [...fields.values()],
    fieldNames: [...fields.keys()],
    named: [SENDER, ...send.fields],
    via: send.via,
  };
}

function describeCall(
  context: Context,
  process: Process,
  step: number,
  branch: Branch,
  call: Call,
): CallModel {
  return {
    service: context.serviceIndex(call.service),
    timeout: context.fnOrNull(call.timeout),
    failTo: call.failTo,
    pauses: leadsBack(process, step, branch),
    edge: addEdge(context, call.edge, { kind: 'process', index: process.index, step: branch.id }),
  };
}

/** True if a failed call is repeated immediately, without a delay or a new round of a periodic loop in between. */
function leadsBack({ loop }: Process, step: number, { call, delay }: Branch): boolean {
  if (call === null || delay !== null) return false;
  return call.failTo === step || (call.failTo === 'restart' && step === 0 && loop.kind !== 'period');
}

function describeService(context: Context, service: Service, index: number): ServiceModel {
  const number = (expr: Expr | null, absent: number) => context.quantity(expr, absent);
  const { available, queue, throttle } = service;
  const unlimited = Number.POSITIVE_INFINITY;
  return {
    available:
      available === null ? null : { ...context.guard(available), share: available.type.kind === 'double' },
    availability: number(available, 1),
    failsFast: service.failsFast,
    concurrency: number(service.concurrency, unlimited),
    serviceTime: context.delay(service.serviceTime),
    slowdown: number(service.slowdown, 1),
    capacity: number(queue.capacity, unlimited),
    lifo: queue.order === 'lifo',
    prioritized: queue.order === 'priority',
    shared: service.shared,
    dropsOldest: queue.whenFull === 'drop_oldest',
    maxWait: number(queue.maxWait, unlimited),
    rate: number(throttle.rate, unlimited),
    burst: number(throttle.burst, Number.NaN),
    waiting: number(throttle.waiting, unlimited),
    timeouts: number(throttle.timeouts, Number.NaN),
    drops: service.onAbandon === 'drop',
    latency: context.delay(service.latency),
    members: service.members === null ? null : describeMembers(context, service.members),
    calls: service.calls.map((call) => {
      const edge = addEdge(context, call, { kind: 'service', index });
      const { parallel } = call;
      return { ...context.edges[edge]!, edge, count: context.quantity(call.count, 1), parallel };
    }),
    pools: service.pools.map(({ size, held }, i) => ({
      index: firstPool(context.scenario, index) + i,
      size: number(size, unlimited),
      held,
    })),
    releases: service.releases,
  };
}

/** Number of pools in all services before the given one. */
function firstPool({ services }: Scenario, service: number): number {
  return services.slice(0, service).reduce((sum, { pools }) => sum + pools.length, 0);
}

/** Adds an edge and returns its index. */
function addEdge(context: Context, edge: Edge, from: EdgeOrigin): number {
  const { span } = edge;
  return (
    context.edges.push({
      service: context.serviceIndex(edge.to),
      from,
      required: edge.required,
      share: context.quantity(edge.share, 1),
      timeout: context.quantity(edge.timeout, Number.POSITIVE_INFINITY),
      retry: edge.retry === null ? null : describeRetry(context, edge.retry),
      breaker: edge.breaker === null ? null : describeBreaker(context, edge.breaker),
      cache: edge.cache === null ? null : describeCache(context, edge.cache),
      priority: edge.priority === null ? null : context.quantity(edge.priority, 0),
      span,
    }) - 1
  );
}

function describeRetry(context: Context, retry: Retry): RetryModel {
  const { budget } = retry;
  return {
    max: context.quantity(retry.max, 0),
    base: context.quantity(retry.base, 0),
    factor: context.quantity(retry.factor, 1),
    cap: context.quantity(retry.cap, Number.POSITIVE_INFINITY),
    jitter: retry.jitter,
    budget: budget && {
      start: context.quantity(budget.start, 0),
      cap: context.quantity(budget.cap, 0),
      perSuccess: context.quantity(budget.perSuccess, 0),
    },
  };
}

function describeBreaker(context: Context, breaker: Breaker): BreakerModel {
  return {
    failures: context.quantity(breaker.failures, Number.POSITIVE_INFINITY),
    rate: context.quantity(breaker.rate, Number.POSITIVE_INFINITY),
    window: breaker.window,
    openFor: context.quantity(breaker.openFor, 0),
    probes: breaker.probes,
  };
}

function describeCache(context: Context, cache: Cache): CacheModel {
  return {
    ttl: context.quantity(cache.ttl, 0),
    negativeTtl: context.quantity(cache.negativeTtl, 0),
    lookupGap: context.delay(cache.lookupGap),
    keys: { ...cache.keys, refreshes: cache.keys.eviction === 'lru' },
  };
}
