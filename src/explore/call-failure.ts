import type { Model } from '../model/model.ts';
import type { Edge, Service } from '../scenario/service.ts';

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
