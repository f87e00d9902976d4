import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigRead } from '../config/read-config.ts';

/** The configuration of the site that a command was called in. */
export interface FoundSite {
  /** Folder of astro.config. */
  readonly root: string;
  /** Path of astro.config. */
  readonly file: string;
  /** What `hindcast()` was given; null where the file can't be loaded or does not call it. */
  readonly read: ConfigRead | null;
  /** What is wrong with the file, in a sentence; null if nothing is. */
  readonly problem: string | null;
  readonly hint: string | null;
  /** The whole configuration as the file exports it, for other looks at it. */
  readonly astro: Readonly<Record<string, unknown>>;
}

const NAMES = ['mjs', 'js', 'ts', 'mts'].map((ending) => `astro.config.${ending}`);

/** The folder at or above this one that holds an Astro configuration, or null. */
export function siteRoot(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (NAMES.some((name) => existsSync(join(folder, name)))) return folder;
    if (folder === dirname(folder)) return null;
  }
}

/**
 * Loads the configuration of the site at or above a folder, as a build does: the file is the site's own code and is run.
 * Null where there is no site.
 */
export async function findSite(from: string): Promise<FoundSite | null> {
  const root = siteRoot(from);
  if (root === null) return null;
  const file = join(root, NAMES.find((name) => existsSync(join(root, name)))!);
  const found = { root, file, read: null, problem: null, hint: null, astro: {} };
  let astro: Record<string, unknown>;
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(file).href);
    if (!isRecord(loaded.default)) {
      return {
        ...found,
        problem: 'it exports no configuration',
        hint: 'write `export default defineConfig({ ... })`',
      };
    }
    astro = loaded.default;
  } catch (error) {
    const told = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { ...found, problem: `it can't be loaded: ${told}`, hint: 'have you called `npm install`?' };
  }
  const read = configHookOf(astro['integrations']);
  if (read === null) {
    const hint = "write `import hindcast from 'hindcast'` and `integrations: [hindcast()]`";
    return { ...found, astro, problem: 'hindcast() is not among its integrations', hint };
  }
  return { ...found, astro, read };
}

/** What our integration tells of its options. Integrations may be nested lists, and may be left out by `false`. */
function configHookOf(integrations: unknown): ConfigRead | null {
  const flat: unknown[] = Array.isArray(integrations) ? integrations.flat(Number.POSITIVE_INFINITY) : [];
  const own = flat.filter(isRecord).find((one) => one['name'] === 'hindcast');
  const hooks = own?.['hooks'];
  const hook = isRecord(hooks) ? hooks['hindcast:config'] : undefined;
  return typeof hook === 'function' ? (hook() as ConfigRead) : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
