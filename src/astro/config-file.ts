import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Astro reads its configuration at the first word of a change, and turns a deaf ear while it starts its server again. Who
 * saves a file first empties it: an empty configuration is one without Hindcast, and the whole one is never read.
 */

const NAME = /^astro\.config\.(?:mjs|cjs|js|mts|cts|ts)$/;
/** How long a file must have been left alone, and how long that is waited for, in milliseconds. */
const SETTLED = 60;
const MOST_WAIT = 1000;

/** Whether a path is that of the configuration of a site. */
export function isConfigFile(path: string): boolean {
  return NAME.test(path.split(/[\\/]/).at(-1) ?? '');
}

/** Holds the whole process up until a file is whole, as far as one can tell: nothing else may look at it meanwhile. */
export function waitUntilWhole(path: string): void {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < MOST_WAIT; waited += SETTLED) {
    const before = stateOf(path);
    Atomics.wait(cell, 0, 0, SETTLED);
    if (before !== null && before.size > 0 && before.changed === stateOf(path)?.changed) return;
  }
}

/** The configuration of a site as a file, and a digest of its text; null where there is none or it can't be read. */
export function configFile(root: URL): { path: string; digest: string } | null {
  try {
    const name = readdirSync(root).find((one) => NAME.test(one));
    if (name === undefined) return null;
    const path = fileURLToPath(new URL(name, root));
    return { path, digest: createHash('sha256').update(readFileSync(path)).digest('hex') };
  } catch {
    return null;
  }
}

function stateOf(path: string): { size: number; changed: number } | null {
  try {
    const { size, mtimeMs } = statSync(path);
    return { size, changed: mtimeMs };
  } catch {
    return null;
  }
}
