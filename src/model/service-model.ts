import type { Span } from '../diagnostic/diagnostic.ts';
import type { Profile } from '../scenario/service.ts';
import type { DelayModel, Guard, Quantity } from './quantity.ts';

/** How a client asks a service; see `Edge` of the scenario. */
export interface EdgeModel {
  /** Index of the service that is asked. */
  readonly service: number;
  /** What asks: `load`, `service` or `process`, with its index; of a process the step and branch too. */
  readonly from: EdgeOrigin;
  readonly required: boolean;
  readonly share: Quantity;
  /** Infinite for a client that waits for ever. */
  readonly timeout: Quantity;
  readonly retry: RetryModel | null;
  readonly breaker: BreakerModel | null;
  readonly cache: CacheModel | null;
  readonly span: Span;
}

export type EdgeOrigin =
  | { readonly kind: 'load'; readonly index: number }
  | { readonly kind: 'service'; readonly index: number }
  | { readonly kind: 'process'; readonly index: number; readonly step: string };

export interface RetryModel {
  readonly max: Quantity;
  readonly base: Quantity;
  readonly factor: Quantity;
  readonly cap: Quantity;
  readonly jitter: 'none' | 'full' | 'equal' | 'exponential';
  readonly budget: {
    readonly start: Quantity;
    readonly cap: Quantity;
    readonly perSuccess: Quantity;
  } | null;
}

export interface BreakerModel {
  /** Infinite where a rate decides. */
  readonly failures: Quantity;
  readonly rate: Quantity;
  readonly window: number;
  readonly openFor: Quantity;
  readonly probes: number;
}

export interface CacheModel {
  readonly ttl: Quantity;
  /** 0 keeps no bad answers. */
  readonly negativeTtl: Quantity;
  readonly lookupGap: DelayModel | null;
  readonly keys: number;
}

export interface ServiceModel {
  readonly available: (Guard & { readonly share: boolean }) | null;
  readonly availability: Quantity;
  readonly concurrency: Quantity;
  readonly serviceTime: DelayModel | null;
  readonly slowdown: Quantity;
  readonly capacity: Quantity;
  readonly lifo: boolean;
  readonly dropsOldest: boolean;
  readonly maxWait: Quantity;
  readonly rate: Quantity;
  /** NaN where the text gives none: as much as a second brings, and at least 1. */
  readonly burst: Quantity;
  readonly waiting: Quantity;
  /** NaN where the text gives none. */
  readonly timeouts: Quantity;
  readonly drops: boolean;
  readonly latency: DelayModel | null;
  readonly calls: readonly (EdgeModel & { readonly edge: number })[];
}

export interface LoadModel {
  readonly rate: Quantity;
  readonly profile: Profile | null;
  /** Index of its edge. */
  readonly edge: number;
}
