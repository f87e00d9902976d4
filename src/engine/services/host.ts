import type { Span } from '../../diagnostic/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { Micros } from '../../result.ts';
import type { Value } from '../../scenario/ast/expr.ts';
import type { Draws } from '../numbers/random.ts';
import type { Subscriptions } from '../state/subscriptions.ts';

/**
 * What the simulation of services tells while it runs. A *request* is one question; each try at it is an *attempt*. Each
 * request of a service ends once, well or not: arrivals = answered well + answered badly + still open. Calls come in order
 * of time; they are made for every request and must not allocate.
 *
 * `service` is the index of the service that is asked; `weight` the number of real requests for which this one stands.
 */
export interface ServiceObserver {
  /** A client has a question. */
  arrival(service: number, now: Micros, weight: number): void;
  /** A client tries; what it answers from a cache is no attempt. */
  attempt(service: number, now: Micros, weight: number): void;
  /** A request ended: `latency` is the time since it arrived. */
  answered(service: number, now: Micros, ok: boolean, latency: Micros, weight: number): void;
  /** An attempt was turned away: a full queue, a throttle, an open breaker, a service that is down. */
  rejected(service: number, now: Micros, weight: number): void;
  /** A client gave an attempt up, or it left the queue after its longest wait. */
  timedOut(service: number, now: Micros, weight: number): void;
  /** A request was answered from a cache; it counts as answered too. */
  hit(service: number, now: Micros, weight: number): void;
  /** New number of attempts that wait and of those in service. */
  level(service: number, now: Micros, queue: number, busy: number): void;
}

/** Tells two who listen. */
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
    hit(service, now, weight) {
      first.hit(service, now, weight);
      second.hit(service, now, weight);
    },
    level(service, now, queue, busy) {
      first.level(service, now, queue, busy);
      second.level(service, now, queue, busy);
    },
  };
}

/** What the simulation of services needs of the run that it is part of. */
export interface ServiceHost {
  readonly model: Model;
  readonly draws: Draws;
  readonly watches: Subscriptions;
  readonly now: number;
  readonly s: readonly Value[];
  /** Adds an event of a load. */
  pushArrival(time: number, load: number, stamp: number): void;
  /** Adds an event of a service. */
  pushService(time: number, kind: number, subject: number, stamp: number): void;
  /** Adds a time at which something runs out: it comes behind all else of that time. */
  pushLate(time: number, kind: number, subject: number, stamp: number): void;
  /** Tells an instance that its call was answered, unless it moved on since. */
  answerTo(actor: number, branch: number, ok: boolean, stamp: number): void;
  /** Counts something that happens, and holds the number to the limits. */
  count(who: string, span: Span): void;
}
