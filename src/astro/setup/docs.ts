import { existsSync } from 'node:fs';

/**
 * The folder of the guides that ship with Hindcast: `build/docs/guides` in the package, `content/guides` in the
 * repository.
 */
export function shippedGuides(): URL {
  const packaged = new URL('../../docs/guides/', import.meta.url);
  return existsSync(packaged) ? packaged : new URL('../../../content/guides/', import.meta.url);
}
