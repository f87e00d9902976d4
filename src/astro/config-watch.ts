import type { HookParameters } from 'astro';
import { configFile, isConfigFile, waitUntilWhole } from './config-file.ts';
import type { DevSite } from './dev-site.ts';
import { holdsPages, isCollectionsFile } from './site-folders.ts';

type Server = HookParameters<'astro:server:setup'>['server'];

/** The configuration as it was when its site was begun to be served. */
export interface ConfigSetting {
  /** Of the site. */
  readonly root: URL;
  /** Digest of the configuration's text. */
  readonly config: string | null;
  /** Folder of the guides, and whether it held any. */
  readonly guides: { readonly folder: URL; readonly any: boolean };
}

/** How long after its start a server surely hears of changes, in milliseconds. */
const LISTENING_AGAIN = 500;
/** A configuration that was not read after so many milliseconds can't be. */
const UNREAD = 2000;
/** Between looks at whether collections are loaded, in milliseconds. */
const LOOK_AGAIN = 100;

/** Has Astro read configurations when they are whole, and those again that were saved while it was not listening. */
export function watchConfig(dev: DevSite, { root, config }: ConfigSetting, server: Server): void {
  let timer: NodeJS.Timeout | undefined;
  let triedAgain: string | null = null;
  const changed = (path: string): void => {
    if (!isConfigFile(path)) return;
    waitUntilWhole(path);
    const digest = configFile(root)?.digest ?? null;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Whoever reads it says so.
      if (dev.closed || dev.configRead === digest) return;
      // It may have been saved while Astro was not listening. One that Astro can't read never comes that far.
      if (triedAgain !== digest) {
        triedAgain = digest;
        startAgain(dev, root);
        return;
      }
      dev.breaks('config', 'astro.config can’t be loaded: the terminal of the server says why');
    }, UNREAD);
  };
  for (const event of ['change', 'add']) dev.watcher.prependListener(event, changed);
  server.httpServer?.once('listening', () => {
    setTimeout(() => {
      const now = configFile(root);
      if (!dev.closed && now !== null && config !== null && now.digest !== config) startAgain(dev, root);
    }, LISTENING_AGAIN);
  });
}

/** The first guide brings pages that there were none of, and the last takes them away. */
export function watchGuides(dev: DevSite, { root, guides }: ConfigSetting): void {
  const changed = (path: string): void => {
    if (path.endsWith('.md') && holdsPages(guides.folder) !== guides.any) startAgain(dev, root);
  };
  for (const event of ['add', 'unlink']) dev.watcher.on(event, changed);
}

/** Astro says nothing of a definition of the collections that can't be loaded, and goes on with the one before. */
export function watchCollections(dev: DevSite, server: Server, load: () => Promise<void>): void {
  let last = 0;
  const look = async (path: string): Promise<void> => {
    const current = ++last;
    const before = dev.loads;
    const since = performance.now();
    while (!dev.closed && current === last) {
      await new Promise((later) => setTimeout(later, LOOK_AGAIN));
      await load();
      if (dev.loads > before) {
        dev.heals('collections');
        return;
      }
      if (performance.now() - since < UNREAD || dev.isBroken('collections')) continue;
      const why = await server.ssrLoadModule(path).then(
        () => '',
        (error: unknown) => `: ${String(error)}`,
      );
      dev.breaks('collections', `${path} can’t be loaded${why}`);
    }
  };
  const changed = (path: string): void => {
    if (isCollectionsFile(path)) void look(path);
  };
  for (const event of ['change', 'add']) dev.watcher.on(event, changed);
}

/** Has Astro start its server again. */
function startAgain(dev: DevSite, root: URL): void {
  const file = configFile(root);
  if (file !== null) dev.watcher.emit('change', file.path);
}
