import { existsSync } from 'node:fs';
import { createFileCache } from '../../cache/file-cache.ts';
import type { ShippedResults } from '../results/shipped-results.ts';
import { readVersions } from '../setup/sources.ts';

/** The results folder in a package's `build/`. */
export function shippedFolder(build: URL): URL {
  return new URL('results/', build);
}

/** The engine version that shipped results are keyed by. */
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
