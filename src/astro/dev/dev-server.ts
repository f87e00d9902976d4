import { fileURLToPath } from 'node:url';
import type { AstroIntegrationLogger, HookParameters } from 'astro';
import { type HindcastSite, serveSite } from '../content/site.ts';
import {
  configFile,
  holdsPages,
  isCollectionsFile,
  isConfigFile,
  waitUntilWhole,
} from '../setup/config-file.ts';
import { readVersions, type SourceVersions } from '../setup/sources.ts';
import { DevSite } from '../watch/dev-site.ts';
import { RequestGate } from './request-gate.ts';

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
function watchConfig(dev: DevSite, { root, config }: ConfigSetting, server: Server): void {
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
function watchGuides(dev: DevSite, { root, guides }: ConfigSetting): void {
  const changed = (path: string): void => {
    if (path.endsWith('.md') && holdsPages(guides.folder) !== guides.any) startAgain(dev, root);
  };
  for (const event of ['add', 'unlink']) dev.watcher.on(event, changed);
}

/** Astro says nothing of a definition of the collections that can't be loaded, and goes on with the one before. */
function watchCollections(dev: DevSite, server: Server, load: () => Promise<void>): void {
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

/** Folder of the rooms. */
const SOURCES = new URL('../../', import.meta.url);
/** An editor that saves several files, or a change of branch, is one change. In milliseconds. */
const GATHERING = 150;
/** Between tries to have content loaded, in milliseconds, and how many they are. */
const TRY_AGAIN = 50;
const MOST_TRIES = 400;
/** Name that no loader has. */
const NO_LOADER = 'hindcast: none';

export interface DevSetting extends ConfigSetting {
  readonly site: HindcastSite;
  /** Hindcast's sources as they were when the server was started. */
  readonly versions: SourceVersions;
  /** Folder of an engine's results. */
  resultsOf(versions: SourceVersions): URL;
}

/**
 * Serves a site in development, in place of the one of the configuration before, if there was one. Astro reads no content
 * after such a change, so it is asked to.
 */
export async function serveInDevelopment(
  { server, refreshContent, logger }: HookParameters<'astro:server:setup'>,
  setting: DevSetting,
): Promise<void> {
  const { site, root } = setting;
  const load = (loader: string): Promise<void> =>
    refreshContent?.({ loaders: [loader] }).catch((error: unknown) => logger.error(String(error))) ??
    Promise.resolve();
  const gate = new RequestGate();
  server.middlewares.use((_request, response, next) => {
    gate.enter().then(() => {
      response.once('close', () => gate.leave());
      next();
    }, next);
  });
  // Whatever was asked for, Astro writes at its end what is there to be written.
  const reloadPages = (): void => server.environments.client.hot.send({ type: 'full-reload', path: '*' });
  const dev = new DevSite(server.watcher, () => void gate.change(() => load(NO_LOADER)), reloadPages);
  site.dev = dev;
  watchSources(dev, setting, logger);
  watchConfig(dev, setting, server);
  watchGuides(dev, setting);
  watchCollections(dev, server, () => load('hindcast'));
  const again = await serveSite(root, site);
  if (!again) return;
  // The server before has to be gone: it would be told of changes in place of this one.
  const refresh = async (): Promise<void> => {
    // Nothing is loaded as long as the definition of the collections is read anew.
    for (let tried = 0; dev.loads === 0 && !dev.closed && tried < MOST_TRIES; tried++) {
      await load('hindcast');
      if (dev.loads === 0) await new Promise((later) => setTimeout(later, TRY_AGAIN));
    }
    // Pages may have come back before their content did.
    if (!dev.closed) reloadPages();
  };
  if (server.httpServer === null) void refresh();
  else server.httpServer.once('listening', () => void refresh());
}

/**
 * Goes on with an engine that is edited: its results are made anew, on threads that load it as it is. What makes pages of
 * results stays as it was when the server was started.
 */
function watchSources(
  dev: DevSite,
  { site, versions, resultsOf }: DevSetting,
  logger: AstroIntegrationLogger,
): void {
  const folder = fileURLToPath(SOURCES);
  // A package changes when it is installed anew, and then much else does.
  if (/[\\/]node_modules[\\/]/.test(folder)) return;
  dev.watcher.add(folder);
  let now = versions;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const next = readVersions();
    const engine = next.engine !== now.engine;
    const page = next.page !== now.page;
    now = next;
    if (engine) {
      logger.info('the engine was edited: results are made anew');
      await site.compiler.renew(next, resultsOf(next));
      await dev.reload();
    } else if (page) {
      logger.warn('code that makes pages was edited: start the server again to see what it does');
    }
  };
  const changed = (path: string): void => {
    if (!path.startsWith(folder) || !/\.[jt]s$/.test(path) || path.endsWith('.test.ts')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      look().catch((error: unknown) => logger.error(String(error)));
    }, GATHERING);
  };
  for (const event of ['change', 'add', 'unlink']) dev.watcher.on(event, changed);
}
