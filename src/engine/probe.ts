import type { Micros } from '../result.ts';

/**
 * What the simulation of services tells while it runs. A *request* is one question; each try at it is an *attempt*. Each
 * request of a service ends once, well or not: arrivals = answered well + answered badly + still open. Calls come in order
 * of time; they are made for every request and must not allocate.
 *
 * `service` is the index of the service that is asked; `weight` the number of real requests for which this one stands.
 */
export interface Probe {
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
