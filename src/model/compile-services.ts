import type { Span } from '../diagnostic/diagnostic.ts';
import type { Delay } from '../scenario/delay.ts';
import type { Expr } from '../scenario/expr.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Breaker, Cache, Edge, Retry, Service } from '../scenario/service.ts';
import type { Inputs } from './inputs.ts';
import type { DelayModel, Guard, Quantity } from './quantity.ts';
import type {
  BreakerModel,
  CacheModel,
  EdgeModel,
  EdgeOrigin,
  LoadModel,
  RetryModel,
  ServiceModel,
} from './service-model.ts';

/** What compiles single expressions, and the edges in the order in which they were met. */
export interface PartCompiler {
  readonly edges: EdgeModel[];
  readonly inputs: Inputs;
  guard(expr: Expr): Guard;
  delay(delay: Delay | null): DelayModel | null;
}

/** A number that is known, or a function of the state; `absent` stands where the text has nothing. */
export function quantity(compiler: PartCompiler, expr: Expr | null, absent: number): Quantity {
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
export function addEdge(compiler: PartCompiler, scenario: Scenario, edge: Edge, from: EdgeOrigin): number {
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
export function compileServices(compiler: PartCompiler, scenario: Scenario): ServiceModel[] {
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
export function compileLoads(compiler: PartCompiler, scenario: Scenario): LoadModel[] {
  return scenario.loads.map((load, index) => ({
    rate: quantity(compiler, load.rate, 0),
    profile: load.profile,
    edge: addEdge(compiler, scenario, load.asks, { kind: 'load', index }),
  }));
}
