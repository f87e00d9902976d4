import type { Span } from '../diagnostic/diagnostic.ts';
import { type Expr, measuresOf, type Value, walk } from '../scenario/ast/expr.ts';
import {
  type Assignment,
  type Branch,
  type Breaker,
  type Cache,
  type Call,
  type Delay,
  type Edge,
  type Process,
  type Retry,
  type Scenario,
  SENDER,
  type Send,
  type Service,
  type Step,
} from '../scenario/ast/scenario.ts';
import { zeroOf } from '../scenario/ast/value.ts';
import { Generator } from './generate.ts';
import { Inputs, type Layout, layOut } from './layout.ts';
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
  LoadModel,
  Model,
  ProcessModel,
  Quantity,
  Reads,
  RetryModel,
  SendModel,
  ServiceModel,
  VariableSlots,
  WithoutValue,
  Write,
} from './model.ts';
import { isKnown, once, readsOf, union } from './reads.ts';
import type { Runtime } from './runtime.ts';

/** What compiles single expressions, and the edges in the order in which they were met. */
interface PartCompiler {
  readonly edges: EdgeModel[];
  readonly inputs: Inputs;
  guard(expr: Expr): Guard;
  delay(delay: Delay | null): DelayModel | null;
}

/** A number that is known, or a function of the state; `absent` stands where the text has nothing. */
function quantity(compiler: PartCompiler, expr: Expr | null, absent: number): Quantity {
  if (expr === null) return { value: absent, from: null, span: null };
  if (expr.op === 'literal') {
    const { constant, span, value } = expr;
    if (constant === undefined) return { value: Number(value), from: null, span };
    const { inputs } = compiler;
    return {
      get value() {
        return Number(inputs.valueOf(constant, value));
      },
      from: null,
      span,
    };
  }
  return { value: Number.NaN, from: compiler.guard(expr), span: expr.span };
}

/** Adds an edge and gives its index. */
function addEdge(compiler: PartCompiler, scenario: Scenario, edge: Edge, from: EdgeOrigin): number {
  const span: Span = edge.span;
  return (
    compiler.edges.push({
      service: scenario.services.findIndex(({ name }) => name === edge.to),
      from,
      required: edge.required,
      share: quantity(compiler, edge.share, 1),
      timeout: quantity(compiler, edge.timeout, Number.POSITIVE_INFINITY),
      retry: edge.retry === null ? null : retryOf(compiler, edge.retry),
      breaker: edge.breaker === null ? null : breakerOf(compiler, edge.breaker),
      cache: edge.cache === null ? null : cacheOf(compiler, edge.cache),
      span,
    }) - 1
  );
}

function retryOf(compiler: PartCompiler, retry: Retry): RetryModel {
  const { budget } = retry;
  return {
    max: quantity(compiler, retry.max, 0),
    base: quantity(compiler, retry.base, 0),
    factor: quantity(compiler, retry.factor, 1),
    cap: quantity(compiler, retry.cap, Number.POSITIVE_INFINITY),
    jitter: retry.jitter,
    budget: budget && {
      start: quantity(compiler, budget.start, 0),
      cap: quantity(compiler, budget.cap, 0),
      perSuccess: quantity(compiler, budget.perSuccess, 0),
    },
  };
}

function breakerOf(compiler: PartCompiler, breaker: Breaker): BreakerModel {
  return {
    failures: quantity(compiler, breaker.failures, Number.POSITIVE_INFINITY),
    rate: quantity(compiler, breaker.rate, Number.POSITIVE_INFINITY),
    window: breaker.window,
    openFor: quantity(compiler, breaker.openFor, 0),
    probes: breaker.probes,
  };
}

function cacheOf(compiler: PartCompiler, cache: Cache): CacheModel {
  return {
    ttl: quantity(compiler, cache.ttl, 0),
    negativeTtl: quantity(compiler, cache.negativeTtl, 0),
    lookupGap: compiler.delay(cache.lookupGap),
    keys: cache.keys,
  };
}

/** Compiles the services with the edges of their calls. */
function compileServices(compiler: PartCompiler, scenario: Scenario): ServiceModel[] {
  return scenario.services.map((service, index) => serviceOf(compiler, scenario, service, index));
}

function serviceOf(
  compiler: PartCompiler,
  scenario: Scenario,
  service: Service,
  index: number,
): ServiceModel {
  const number = (expr: Expr | null, absent: number) => quantity(compiler, expr, absent);
  const { available, queue, throttle } = service;
  const unlimited = Number.POSITIVE_INFINITY;
  return {
    available:
      available === null ? null : { ...compiler.guard(available), share: available.type.kind === 'double' },
    availability: number(available, 1),
    concurrency: number(service.concurrency, unlimited),
    serviceTime: compiler.delay(service.serviceTime),
    slowdown: number(service.slowdown, 1),
    capacity: number(queue.capacity, unlimited),
    lifo: queue.order === 'lifo',
    dropsOldest: queue.whenFull === 'drop_oldest',
    maxWait: number(queue.maxWait, unlimited),
    rate: number(throttle.rate, unlimited),
    burst: number(throttle.burst, Number.NaN),
    waiting: number(throttle.waiting, unlimited),
    timeouts: number(throttle.timeouts, Number.NaN),
    drops: service.onAbandon === 'drop',
    latency: compiler.delay(service.latency),
    calls: service.calls.map((call) => {
      const edge = addEdge(compiler, scenario, call, { kind: 'service', index });
      return { ...compiler.edges[edge]!, edge };
    }),
  };
}

/** Compiles the loads with their edges. */
function compileLoads(compiler: PartCompiler, scenario: Scenario): LoadModel[] {
  return scenario.loads.map((load, index) => ({
    rate: quantity(compiler, load.rate, 0),
    profile: load.profile,
    edge: addEdge(compiler, scenario, load.asks, { kind: 'load', index }),
  }));
}

/**
 * Compiles a scenario. Functions are generated in one go: while the parts are laid out they hold placeholders, which
 * `finish` turns into code.
 *
 * @param drawable names of constants that may differ from run to run
 */
export function compile(scenario: Scenario, drawable: readonly string[] = []): Model {
  const layout = layOut(scenario);
  const inputs = new Inputs(scenario, drawable);
  const compiler = new Compiler(scenario, layout, inputs);
  const processes = scenario.processes.map((process) => compiler.process(process));
  compiler.owner(null);
  const parts = {
    scenario,
    layout,
    processes,
    channels: scenario.channels.map((channel) => ({
      latency: compiler.delay(channel.latency),
      loss: compiler.fn(channel.loss),
      duplicate: compiler.fn(channel.duplicate),
    })),
    services: compileServices(compiler, scenario),
    loads: compileLoads(compiler, scenario),
    edges: compiler.edges,
    faults: scenario.faults.map((fault) => ({
      when: fault.when === null ? null : compiler.guard(fault.when),
      set: fault.set.map((assignment) => compiler.write(assignment)),
      empties: compiler.indices(fault.empties),
    })),
    marks: scenario.marks.map((mark) => compiler.guard(mark.is)),
    // What can't be known yet is not broken.
    invariants: scenario.invariants.map((property) => compiler.guard(property.is, true)),
    reachable: scenario.reachable.map((property) => compiler.guard(property.is)),
    eventually: scenario.eventually.map(({ from, to }) => ({
      from: from === null ? null : compiler.guard(from),
      to: compiler.guard(to),
    })),
    inputs,
    measures: scenario.measures.map(({ is }) => compiler.fn(is, undefined, 'nan')!),
    steady: scenario.steady === null ? null : compiler.guard(scenario.steady.is),
    impact: impactConditions(scenario).map((is) => (is === null ? null : compiler.guard(is))),
    shown: scenario.shown.map(({ shows }) => compiler.guard(shows.is)),
    finals: (scenario.claims?.finally ?? []).map((claim) => compiler.fn(claim.is)!),
  };
  return { ...parts, ...compiler.finish() };
}

/** The condition that counts as impact for each service; one for all holds for those that loads ask. */
function impactConditions({ services, loads, impact }: Scenario): (Expr | null)[] {
  const asked = new Set(loads.map(({ to }) => to));
  return services.map(({ name }) => {
    const own = impact.services.get(name);
    if (own?.while != null) return own.while.is;
    const general = own?.threshold == null && (asked.size === 0 || asked.has(name));
    return general ? (impact.while?.is ?? null) : null;
  });
}

/** Holds the generator and the process whose steps are being compiled. */
class Compiler implements PartCompiler {
  readonly edges: EdgeModel[] = [];
  private readonly generator: Generator;
  private readonly scenario: Scenario;
  private readonly layout: Layout;
  readonly inputs: Inputs;
  private readonly names: readonly string[];
  private fns: readonly Fn[] = [];
  private runtime: Runtime | null = null;

  constructor(scenario: Scenario, layout: Layout, inputs: Inputs) {
    this.inputs = inputs;
    this.scenario = scenario;
    this.layout = layout;
    this.generator = new Generator(scenario, layout, undefined, inputs);
    this.names = scenario.processes.map((process) => process.name);
  }

  owner(name: string | null): void {
    this.generator.owner = name;
  }

  finish(): Pick<Model, 'runtime' | 'source' | 'sites'> {
    const { fns, runtime, source } = this.generator.finish();
    this.fns = fns;
    this.runtime = runtime;
    return { runtime, source, sites: this.generator.sites };
  }

  /** A function that is generated when all are: it looks itself up once the code exists. */
  fn(expr: Expr | null, variables?: VariableSlots, without?: WithoutValue): Fn | null {
    if (expr === null) return null;
    const index = this.generator.add(expr, variables, without);
    return (s, b, now, v, o) => {
      this.runtime?.refuel();
      return this.fns[index]!(s, b, now, v, o);
    };
  }

  guard(expr: Expr, without?: WithoutValue): Guard {
    return { test: this.fn(expr, undefined, without)!, reads: this.reads([expr]) };
  }

  private reads(exprs: readonly Expr[]): Reads {
    return readsOf(exprs, this.generator.owner, this.names, this.layout, this.inputs);
  }

  process(process: Process): ProcessModel {
    this.owner(process.name);
    return {
      process,
      block: this.layout.blocks[process.index]!,
      plain: process.steps.map(isPlain),
      steps: process.steps.map((step, index) =>
        step.branches.map((branch) => this.branch(branch, leadsBack(process, index, branch))),
      ),
    };
  }

  private branch(branch: Branch, pauses: boolean): BranchModel {
    const names = [
      ...(branch.receive === null ? [] : [branch.receive.as]),
      ...branch.choose.map(({ name }) => name),
    ];
    const variables = new Map(names.map((name, i) => [name, i]));
    const exits = branch.exits.map((exit) => ({ ...this.guard(exit.test), to: exit.to, kind: exit.kind }));
    const when = branch.when === null ? null : this.guard(branch.when);
    const where = branch.receive?.where ?? null;
    const more = [...(where === null ? [] : [where]), ...branch.choose.map(({ from }) => from)];
    const moreReads = this.reads(more);
    return {
      exits,
      when,
      where: this.fn(where, variables),
      receives: branch.receive !== null,
      delay: this.delay(branch.delay),
      at: branch.at,
      choose: branch.choose.map(({ from }) => this.choice(from, variables)),
      set: branch.set.map((assignment) => this.write(assignment, variables)),
      send: branch.send.map((send) => this.send(send, variables)),
      empties: this.indices(branch.empties),
      call: branch.call === null ? null : this.call(branch.call, branch.id, pauses),
      next: branch.next,
      weight: branch.weight,
      say:
        branch.say?.map((part) =>
          typeof part === 'string'
            ? part
            : {
                value: this.fn(part, variables, measuresOf(part).length > 0 ? 'nan' : undefined)!,
                type: part.type,
              },
        ) ?? null,
      saysOld: (branch.say ?? []).some((part) => typeof part !== 'string' && readsOld(part)),
      setReads: this.reads(effectsOf(branch)),
      reads: union([...exits.map((exit) => exit.reads), ...(when === null ? [] : [when.reads]), moreReads]),
    };
  }

  private call(call: Call, step: string, pauses: boolean): CallModel {
    const index = this.names.indexOf(this.generator.owner!);
    return {
      service: this.scenario.services.findIndex((service) => service.name === call.service),
      timeout: this.fn(call.timeout),
      failTo: call.failTo,
      pauses,
      edge: addEdge(this, this.scenario, call.asks, { kind: 'process', index, step }),
    };
  }

  /** Indices of services by name. */
  indices(names: readonly string[]): number[] {
    return names.map((name) => this.scenario.services.findIndex((service) => service.name === name));
  }

  /** What `choose` draws from, as a list: of a process, the indices of its instances. */
  private choice(from: Expr, variables: VariableSlots): Fn {
    if (from.type.kind !== 'process') {
      const draws = this.fn(from, variables)!;
      return isKnown(from, this.inputs, variables) ? once(draws) : draws;
    }
    const all = Array.from({ length: this.layout.blockOf.get(from.type.process)!.size }, (_, i) => i);
    return () => all;
  }

  delay(delay: Delay | null): DelayModel | null {
    if (delay === null) return null;
    const [a, b] = parameters(delay);
    return {
      dist: delay.dist,
      a: this.fn(a)!,
      b: this.fn(b),
      first: quantity(this, a, 0),
      second: b === null ? null : quantity(this, b, 0),
      fixed: delay.dist === 'constant' && delay.value.op === 'literal',
      span: a.span,
    };
  }

  write(assignment: Assignment, variables?: VariableSlots): Write {
    const shared = assignment.target === 'state';
    const at = shared
      ? this.layout.state.get(assignment.name)!
      : this.layout.blockOf.get(this.generator.owner!)!.offsets.get(assignment.name)!;
    const slot = shared ? at : this.layout.blockOf.get(this.generator.owner!)!.base + at;
    const kind = this.layout.slots[slot]!.type.kind;
    return {
      shared,
      at,
      key: this.fn(assignment.key, variables),
      keyed: assignment.key === null ? null : (kind as 'list' | 'map'),
      value: this.fn(assignment.value, variables)!,
      site: this.site(assignment.span),
      span: assignment.span,
    };
  }

  private site(span: Span): number {
    return this.generator.sites.push(span) - 1;
  }

  private send(send: Send, variables: VariableSlots): SendModel {
    const fields = this.scenario.names.messages.get(send.process) ?? new Map();
    return {
      process: this.names.indexOf(send.process),
      to: this.fn(send.to, variables),
      single: send.to?.type.kind === 'instance',
      body: send.body.map((value) => this.fn(value, variables)),
      zeros: [...fields.values()].map((type): Value => zeroOf(type) ?? 0),
      types: [...fields.values()],
      fieldNames: [...fields.keys()],
      named: [SENDER, ...send.fields],
      via: send.via,
    };
  }
}

/** True if a failed call is asked again with neither a delay nor another round of a periodic loop between. */
function leadsBack({ loop }: Process, step: number, { call, delay }: Branch): boolean {
  if (call === null || delay !== null) return false;
  return call.failTo === step || (call.failTo === 'restart' && step === 0 && loop.kind !== 'period');
}

function isPlain({ branches, group }: Step): boolean {
  const [first] = branches;
  if (first === undefined || branches.length > 1 || group !== null) return false;
  return first.receive === null && first.choose.length === 0 && first.send.length === 0;
}

/** Expressions that a branch's effects are worked out from. */
function effectsOf({ set, send }: Branch): Expr[] {
  const sent = send.flatMap(({ to, body }) => [to, ...body]);
  return [...set.flatMap(({ key, value }) => [key, value]), ...sent].filter((expr) => expr !== null);
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
  }
}

function readsOld(expr: Expr): boolean {
  let found = false;
  walk(expr, (part) => {
    if ((part.op === 'state' || part.op === 'local') && part.old) found = true;
  });
  return found;
}
