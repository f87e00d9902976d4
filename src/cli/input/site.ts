import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { finishSwap, publishFolders } from '../../astro/setup/publish-folder.ts';
import type { ConfigRead } from '../../config/read-config.ts';
import { type Io, UsageError } from '../terminal/io.ts';

const CONFIG_FILES = ['mjs', 'js', 'ts', 'mts'].map((ending) => `astro.config.${ending}`);

/** The nearest folder with an Astro configuration, at or above the given folder, or null. */
export function siteRoot(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    if (CONFIG_FILES.some((name) => existsSync(join(folder, name)))) return folder;
    if (folder === dirname(folder)) return null;
  }
}

/**
 * The root folder of the site that the command was run in.
 *
 * @throws UsageError outside a site
 */
export function requireSite(io: Io): string {
  const root = siteRoot(io.cwd);
  if (root !== null) return root;
  throw new UsageError(
    'there is no astro.config.mjs here',
    'run this in the site folder, or create a site with `hindcast init`',
  );
}

/** The configuration of the site that a command was run in. */
export interface FoundSite {
  /** The folder that contains astro.config. */
  readonly root: string;
  /** Path of astro.config. */
  readonly file: string;
  /** The options of `hindcast()`; null if the file can't be loaded or doesn't call it. */
  readonly read: ConfigRead | null;
  /** What's wrong with the file, or null. */
  readonly problem: string | null;
  readonly hint: string | null;
  /** The whole configuration exported by the file. */
  readonly astro: Readonly<Record<string, unknown>>;
}

/**
 * Loads the configuration of the site at or above a folder, the way a build does. Executes the configuration file.
 * Returns null outside a site.
 */
export async function findSite(from: string): Promise<FoundSite | null> {
  const root = siteRoot(from);
  if (root === null) return null;
  const file = join(root, CONFIG_FILES.find((name) => existsSync(join(root, name)))!);
  const found = { root, file, read: null, problem: null, hint: null, astro: {} };
  let astro: Record<string, unknown>;
  try {
    const loaded: { default?: unknown } = await import(pathToFileURL(file).href);
    if (!isRecord(loaded.default)) {
      return {
        ...found,
        problem: 'the file has no default export',
        hint: 'write `export default defineConfig({ ... })`',
      };
    }
    astro = loaded.default;
  } catch (error) {
    const message = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    return { ...found, problem: message, hint: "run `npm install` if you haven't" };
  }
  const read = configHookOf(astro['integrations']);
  if (read === null) {
    const hint = "add `import hindcast from 'hindcast'` and `integrations: [hindcast()]`";
    return { ...found, astro, problem: "`integrations` doesn't contain `hindcast()`", hint };
  }
  finishSwaps(root, astro, read);
  return { ...found, astro, read };
}

/** Finishes replacing the site's output folders if a build was killed while replacing them. */
function finishSwaps(root: string, { outDir }: Record<string, unknown>, { config }: ConfigRead): void {
  const folders = [config?.editions.internal.folder, config?.editions.public.folder];
  for (const folder of [typeof outDir === 'string' ? outDir : 'dist', ...folders]) {
    if (folder != null) finishSwap(publishFolders(resolve(root, folder)));
  }
}

/** Absolute path of a site's public folder. */
export function publicFolderOf({ root, astro: { publicDir } }: FoundSite): string {
  return resolve(root, typeof publicDir === 'string' ? publicDir : 'public');
}

/** The options as Hindcast's integration reads them. Integrations can be nested lists or `false`. */
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
