import type { FileCache } from '../../cache/file-cache.ts';

/** Results of the guides that ship with Hindcast, so that a new site doesn't have to compute them. */
export interface ShippedResults {
  readonly cache: FileCache;
  /** The engine's version without Node's time zones, since the results may come from another Node. */
  readonly engine: string;
}

/**
 * True if a scenario's results can't depend on Node's time zones, because neither the scenario nor its page names a
 * time zone.
 */
export function isTimeless(text: string, zone: string | undefined): boolean {
  return (zone ?? 'UTC') === 'UTC' && !/zone|[A-Z][A-Za-z_]+\/[A-Z]/.test(text);
}
