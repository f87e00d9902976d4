import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Micros } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Draws } from '../numbers/random.ts';
import type { Subscriptions } from '../state/subscriptions.ts';

/**
 * Receives the service simulation's events in time order. A *request* consists of one or more *attempts*. Each request
 * ends once: arrivals = succeeded + failed + still open. Methods are called for every request, so they must not
 * allocate.
 *
 * `service` is the index of the called service; `weight` is the number of real requests that one simulated request
 * represents.
 */
export interface ServiceObserver {
  /** A client makes a request. */
  arrival(service: number, now: Micros, weight: number): void;
  /** A client makes an attempt. A request served from a cache makes no attempts. */
  attempt(service: number, now: Micros, weight: number): void;
  /** A request ended. `latency` is the time since it arrived. */
  answered(service: number, now: Micros, ok: boolean, latency: Micros, weight: number): void;
  /** An attempt was rejected by a full queue, a throttle, an open breaker or a service that is down. */
  rejected(service: number, now: Micros, weight: number): void;
  /** A client's timeout passed, or an attempt left the queue after the maximum wait. */
  timedOut(service: number, now: Micros, weight: number): void;
  /** A request was served from a cache. `answered` follows. */
  cacheHit(service: number, now: Micros, ok: boolean, weight: number): void;
  /** The number of attempts waiting or in service changed. */
  level(service: number, now: Micros, queue: number, busy: number): void;
  /** The number of attempts waiting for or holding a unit of a pool changed. `pool` is an index among all pools. */
  poolLevel(pool: number, now: Micros, queue: number, busy: number): void;
  /** The number of members in each state changed. `inService` is the number of members that take requests. */
  members?(
    service: number,
    now: Micros,
    healthy: number,
    inService: number,
    desired: number,
    starting: number,
    running: number,
  ): void;
}

/** Forwards each event to two observers. */
export function bothObservers(first: ServiceObserver, second: ServiceObserver): ServiceObserver {
  return {
    arrival(service, now, weight) {
      first.arrival(service, now, weight);
      second.arrival(service, now, weight);
    },
    attempt(service, now, weight) {
      first.attempt(service, now, weight);
      second.attempt(service, now, weight);
    },
    answered(service, now, ok, latency, weight) {
      first.answered(service, now, ok, latency, weight);
      second.answered(service, now, ok, latency, weight);
    },
    rejected(service, now, weight) {
      first.rejected(service, now, weight);
      second.rejected(service, now, weight);
    },
    timedOut(service, now, weight) {
      first.timedOut(service, now, weight);
      second.timedOut(service, now, weight);
    },
    cacheHit(service, now, ok, weight) {
      first.cacheHit(service, now, ok, weight);
      second.cacheHit(service, now, ok, weight);
    },
    level(service, now, queue, busy) {
      first.level(service, now, queue, busy);
      second.level(service, now, queue, busy);
    },
    poolLevel(pool, now, queue, busy) {
      first.poolLevel(pool, now, queue, busy);
      second.poolLevel(pool, now, queue, busy);
    },
    members(service, now, healthy, inService, desired, starting, running) {
      first.members?.(service, now, healthy, inService, desired, starting, running);
      second.members?.(service, now, healthy, inService, desired, starting, running);
    },
  };
}

/** The parts of a run that the service simulation uses. */
export interface ServiceHost {
  readonly model: Model;
  readonly draws: Draws;
  readonly subscriptions: Subscriptions;
  readonly now: number;
  readonly s: readonly Value[];
  /** Adds a load event. */
  pushArrival(time: number, load: number, stamp: number): void;
  /** Adds a service event. */
  pushService(time: number, kind: number, subject: number, stamp: number): void;
  /** Adds a timeout event, which is handled after all other events at that time. */
  pushLate(time: number, kind: number, subject: number, stamp: number): void;
  /** Reserves a place among simultaneous timeouts for an event that is added later. */
  reserveLate(): number;
  /** Adds a timeout event at a reserved place. */
  pushReserved(time: number, kind: number, subject: number, place: number): void;
  /** Completes an instance's call unless the instance has moved on. */
  answerTo(actor: number, branch: number, ok: boolean, stamp: number): void;
  /** Records a change in a service's members in the trace. */
  note(service: number, kind: 'crash' | 'restart' | 'scale', say: string): void;
  /** Counts an event and checks the limits. */
  count(who: string, span: Span): void;
}
