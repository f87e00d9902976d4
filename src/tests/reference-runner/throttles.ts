import { type Attempt, type PlainServer, Quantities } from './requests.ts';
import { expected } from './sampling.ts';

const SECOND = 1_000_000;

/** Number of slots taken. */
export function taken({ busy }: PlainServer): number {
  return [...busy].filter(({ holdsSlot }) => holdsSlot).length;
}

/** A server's settings, and its throttle. */
export abstract class PlainThrottles extends Quantities {
  protected slots({ service }: PlainServer): number {
    return this.number(service.concurrency, Number.POSITIVE_INFINITY);
  }

  /** A fault replaces the service's settings for the members that it affects. The fault that started last wins. */
  protected slowdown({ service, member }: PlainServer): number {
    const found = member?.effects.findLast(({ effect }) => effect.slowdown !== null);
    return found?.effect.slowdown ?? this.number(service.slowdown, 1);
  }

  protected available({ service, member }: PlainServer): number {
    const found = member?.effects.findLast(({ effect }) => effect.available !== null);
    return found?.effect.available ?? this.number(service.available, 1);
  }

  /** Number of attempts without a slot. At a shared service, they still make progress. */
  protected queued(server: PlainServer): number {
    return server.service.shared ? Math.max(0, taken(server) - this.slots(server)) : server.queue.size;
  }

  protected throttleRate({ service }: PlainServer): number {
    return this.number(service.throttle.rate, Number.POSITIVE_INFINITY);
  }

  /** Maximum number of tokens in a throttle's bucket. */
  protected burst(server: PlainServer): number {
    const { burst } = server.service.throttle;
    return burst === null ? Math.max(1, this.throttleRate(server)) : this.number(burst, 0);
  }

  /** Applies a throttle's current settings. The bucket is first refilled up to now, using the old settings. */
  protected changeThrottle(server: PlainServer): void {
    const [rate, size] = [this.throttleRate(server), this.burst(server)];
    if (rate === server.rate && size === server.size) return;
    this.refill(server);
    Object.assign(server, { rate, size });
  }

  /** Fills the token bucket for the time since the last refill, using the settings from that period. */
  protected refill(server: PlainServer): void {
    const { now } = this.host;
    const gained = now === server.filled ? 0 : ((now - server.filled) / SECOND) * server.rate;
    server.tokens = Math.min(server.size, server.tokens + gained);
    server.filled = now;
  }

  protected throttleAdmits(a: Attempt): boolean {
    const { server } = a;
    const { service } = server;
    const { waiting, timeouts } = service.throttle;
    let work = 0;
    const queued = this.queued(server);
    if (queued > 0 && service.serviceTime !== null) {
      const [first, second] = this.parameters(service.serviceTime, null);
      const { serviceTime } = service;
      const values = serviceTime.dist === 'empirical' ? serviceTime.values : [];
      const mean = expected(serviceTime.dist, first, second, values);
      work = Math.round((queued * mean * this.slowdown(server)) / this.slots(server));
    }
    if (waiting !== null && work > this.number(waiting, 0)) return false;
    if (timeouts !== null) {
      const { request } = a;
      const patience =
        request === null
          ? Number.POSITIVE_INFINITY
          : this.number(request.edge.edge.timeout, Number.POSITIVE_INFINITY, request.caller?.self ?? null);
      if (work > this.number(timeouts, 0) * patience) return false;
    }
    const rate = this.throttleRate(server);
    // The bucket is full when first used.
    if (Number.isNaN(server.tokens)) {
      const size = this.burst(server);
      if (rate === Number.POSITIVE_INFINITY) return true;
      Object.assign(server, { tokens: size, filled: this.host.now, rate, size });
    }
    this.changeThrottle(server);
    if (rate === Number.POSITIVE_INFINITY) return true;
    this.refill(server);
    // 99% of a token is enough in a bucket that can't hold two.
    if (server.tokens < (server.size < 2 ? 0.99 : 1)) return false;
    server.tokens--;
    return true;
  }
}
