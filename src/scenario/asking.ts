import type { Span } from '../diagnostic/diagnostic.ts';
import type { Scope } from './cel/environment.ts';
import type { Context, Path } from './context.ts';
import type { Expr } from './expr.ts';
import type { RawAsking } from './schema-asking.ts';
import type { Breaker, Cache, Edge, Retry } from './service.ts';
import { checkShare } from './share.ts';
import { checkDelay } from './timing.ts';
import { DOUBLE, DURATION, INT, type Type } from './types.ts';

/** What tells an edge apart from what all clients may say of how they ask. */
export interface EdgeEnds {
  readonly to: string;
  readonly required?: boolean;
  readonly share?: Expr | null;
  readonly span: Span;
}

/** How a client asks: timeout, retries, breaker and cache at a path. */
export function checkAsking(
  context: Context,
  path: Path,
  raw: RawAsking,
  scope: Scope,
  ends: EdgeEnds,
): Edge {
  return {
    to: ends.to,
    required: ends.required ?? true,
    share: ends.share ?? null,
    timeout: optional(context, [...path, 'timeout'], raw.timeout, scope, DURATION),
    retry: raw.retry === undefined ? null : checkRetry(context, [...path, 'retry'], raw.retry, scope),
    breaker:
      raw.breaker === undefined ? null : checkBreaker(context, [...path, 'breaker'], raw.breaker, scope),
    cache: raw.cache === undefined ? null : checkCache(context, [...path, 'cache'], raw.cache, scope),
    span: ends.span,
  };
}

/** The expression at a path, or null where the text has none. */
export function optional(
  context: Context,
  path: Path,
  raw: unknown,
  scope: Scope,
  wanted: Type,
): Expr | null {
  return raw === undefined ? null : context.expr(path, scope, wanted);
}

function checkRetry(
  context: Context,
  path: Path,
  { max, backoff, budget }: NonNullable<RawAsking['retry']>,
  scope: Scope,
): Retry | null {
  const most = context.expr([...path, 'max'], scope, INT);
  const wait = [...path, 'backoff'];
  const tokens = (key: string) => context.expr([...path, 'budget', key], scope, DOUBLE);
  const [start, cap, perSuccess] =
    budget === undefined ? [null, null, null] : [tokens('start'), tokens('cap'), tokens('per_success')];
  const base = optional(context, [...wait, 'base'], backoff?.base, scope, DURATION);
  const factor = optional(context, [...wait, 'factor'], backoff?.factor, scope, DOUBLE);
  const longest = optional(context, [...wait, 'cap'], backoff?.cap, scope, DURATION);
  if (max === undefined || most === null) return null;
  return {
    max: most,
    base,
    factor,
    cap: longest,
    jitter: backoff?.jitter ?? 'none',
    budget: start === null || cap === null || perSuccess === null ? null : { start, cap, perSuccess },
  };
}

function checkBreaker(
  context: Context,
  path: Path,
  { failures, rate, window, probes }: NonNullable<RawAsking['breaker']>,
  scope: Scope,
): Breaker | null {
  const openFor = context.expr([...path, 'open_for'], scope, DURATION);
  const inARow = optional(context, [...path, 'failures'], failures, scope, INT);
  const share = rate === undefined ? null : checkShare(context, [...path, 'rate'], scope);
  if (openFor === null) return null;
  return { failures: inARow, rate: share, window: window ?? 0, openFor, probes: probes ?? 1 };
}

function checkCache(
  context: Context,
  path: Path,
  raw: NonNullable<RawAsking['cache']>,
  scope: Scope,
): Cache | null {
  const ttl = context.expr([...path, 'ttl'], scope, DURATION);
  const negativeTtl = optional(context, [...path, 'negative_ttl'], raw.negative_ttl, scope, DURATION);
  const lookupGap =
    raw.lookup_gap === undefined ? null : checkDelay(context, [...path, 'lookup_gap'], raw.lookup_gap, scope);
  return ttl === null ? null : { ttl, negativeTtl, lookupGap, keys: raw.keys ?? 1 };
}
