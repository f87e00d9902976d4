import { existsSync } from 'node:fs';
import { createFileCache, type FileCache } from '../../cache/file-cache.ts';
import { readVersions } from '../setup/sources.ts';

/** Results of the guides that ship with Hindcast, so that a new site doesn't have to compute them. */
export interface ShippedResults {
  readonly cache: FileCache;
  /** The engine's version without Node's time zones, since the results may come from another Node. */
  readonly engine: string;
}

/** The folder of the results in a package's `build/`. */
export function shippedFolder(build: URL): URL {
  return new URL('results/', build);
}

/** The version that keys the shipped results of an engine. */
export function shippedVersion(sources: URL): string {
  return readVersions(sources, {}).engine;
}

/** The package's results, or null in a checkout, which ships none. */
export function shippedResults(warn: (message: string) => void): ShippedResults | null {
  const sources = new URL('../../', import.meta.url);
  const folder = shippedFolder(sources);
  if (!existsSync(folder)) return null;
  return { cache: createFileCache(folder, warn), engine: shippedVersion(sources) };
}

/**
 * Whether a scenario's results can't depend on Node's time zones, since neither its text nor the page that it's on
 * names one.
 */
export function isTimeless(text: string, zone: string | undefined): boolean {
  return (zone ?? 'UTC') === 'UTC' && !/zone|[A-Z][A-Za-z_]+\/[A-Z]/.test(text);
}
