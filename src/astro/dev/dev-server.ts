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
import { PageErrors, type Send } from './page-errors.ts';
import { PageVersion } from './page-version.ts';
import { RequestGate } from './request-gate.ts';

/* All times are in milliseconds. */

/** Delay between attempts to load content after a restart, and the maximum number of attempts. */
const RETRY_AFTER = 50;
const MOST_ATTEMPTS = 400;
/** A loader name that matches no loader. */
const NO_LOADER = 'hindcast: none';
/** How long a restarted server takes until it reliably receives file events. */
const LISTENING_AGAIN = 500;
/** If a configuration hasn't loaded after this time, it's considered broken. */
const UNREAD = 2000;
/** Interval for checking whether collections are loaded. */
const CHECK_AFTER = 100;
/**
 * Changes to Hindcast's sources within this interval count as one. Switching branches, for example, changes many
 * files.
 */
const GATHERING = 150;

type Server = HookParameters<'astro:server:setup'>['server'];

/** The configuration that the server was started with. */
export interface ConfigSetting {
  readonly root: URL;
  readonly config: string | null;
  /** The guides folder and whether it contained guides; null if the site always has guides. */
  readonly guides: { readonly folder: URL; readonly any: boolean } | null;
}

export interface DevSetting extends ConfigSetting {
  readonly site: HindcastSite;
  /** Versions of Hindcast's sources when the server started. */
  readonly versions: SourceVersions;
}

/**
 * Serves a site in development, replacing the site with the previous configuration. Astro doesn't reload content after
 * a configuration edit, so this function does.
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
  const { hot } = server.environments.client;
  const version = new PageVersion(server.config.base);
  const send = hot.send.bind(hot) as Send;
  const errors = new PageErrors(
    (message, data) => {
      if (typeof message !== 'string' && message.type === 'full-reload') version.next();
      send(message, data);
    },
    () => dev.broken.length > 0,
  );
  hot.send = errors.send as typeof hot.send;
  server.middlewares.use((request, response, next) => {
    if (version.respond(request, response)) return;
    errors.began(response);
    gate.enter().then(() => {
      response.once('close', () => gate.leave());
      next();
    }, next);
  });
  // Astro writes all pending content at the end of a load, regardless of the loader's name.
  const reloadPages = (): void => server.environments.client.hot.send({ type: 'full-reload', path: '*' });
  const dev = new DevSite(server.watcher, () => void gate.change(() => load(NO_LOADER)), reloadPages);
  site.dev = dev;
  watchSources(dev, setting, logger);
  watchConfig(dev, setting, server);
  watchGuides(dev, setting);
  watchCollections(dev, server, () => load('hindcast'));
  const again = await serveSite(root, site);
  if (!again) return;
  const refresh = async (): Promise<void> => {
    // Astro doesn't load anything while it's rereading the collections.
    for (let attempt = 0; dev.loads === 0 && !dev.closed && attempt < MOST_ATTEMPTS; attempt++) {
      await load('hindcast');
      if (dev.loads === 0) await new Promise((later) => setTimeout(later, RETRY_AFTER));
    }
    // Browsers may have reloaded pages before the content was loaded.
    if (!dev.closed) reloadPages();
  };
  // Wait until the previous server is gone. Otherwise, it would receive the changes.
  if (server.httpServer === null) void refresh();
  else server.httpServer.once('listening', () => void refresh());
}

/**
 * Switches to an edited engine: results are recomputed by processes that load the new sources. Code that renders pages
 * isn't reloaded until the server restarts.
 */
function watchSources(dev: DevSite, { site, versions }: DevSetting, logger: AstroIntegrationLogger): void {
  const folder = fileURLToPath(new URL('../../', import.meta.url));
  // An installed package changes only when it's reinstalled, and that changes much more than the engine.
  if (/[\\/]node_modules[\\/]/.test(folder)) return;
  dev.watcher.add(folder);
  let now = versions;
  let timer: NodeJS.Timeout | undefined;
  const update = async (): Promise<void> => {
    const next = readVersions();
    const engine = next.engine !== now.engine;
    const page = next.page !== now.page;
    now = next;
    if (engine) {
      logger.info('the engine has changed; running all scenarios again');
      await site.compiler.renew(next);
      await dev.reload();
    } else if (page) {
      logger.warn('code that renders pages has changed; restart the server to use it');
    }
  };
  const changed = (path: string): void => {
    if (!path.startsWith(folder) || !/\.[jt]s$/.test(path) || path.endsWith('.test.ts')) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      update().catch((error: unknown) => logger.error(String(error)));
    }, GATHERING);
  };
  for (const event of ['change', 'add', 'unlink']) dev.watcher.on(event, changed);
}

/**
 * Makes Astro wait until an edited configuration is completely written, and read it even if it was saved while Astro
 * wasn't listening.
 */
function watchConfig(dev: DevSite, { root, config }: ConfigSetting, server: Server): void {
  let timer: NodeJS.Timeout | undefined;
  let restartedFor: string | null = null;
  const changed = (path: string): void => {
    if (!isConfigFile(path)) return;
    waitUntilWhole(path);
    const digest = configFile(root)?.digest ?? null;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // The new integration sets `configRead`.
      if (dev.closed || dev.configRead === digest) return;
      // Astro may have missed the change or failed to load the file. Restart once to find out.
      if (restartedFor !== digest) {
        restartedFor = digest;
        restart(dev, root);
        return;
      }
      dev.setBroken('config', "astro.config can't be loaded; see the server's terminal for the reason");
    }, UNREAD);
  };
  for (const event of ['change', 'add']) dev.watcher.prependListener(event, changed);
  server.httpServer?.once('listening', () => {
    setTimeout(() => {
      const now = configFile(root);
      if (!dev.closed && now !== null && config !== null && now.digest !== config) restart(dev, root);
    }, LISTENING_AGAIN);
  });
}

/** Restarts the server when the first guide is added or the last guide is removed, since the routes change. */
function watchGuides(dev: DevSite, { root, guides }: ConfigSetting): void {
  if (guides === null) return;
  const changed = (path: string): void => {
    if (path.endsWith('.md') && holdsPages(guides.folder) !== guides.any) restart(dev, root);
  };
  for (const event of ['add', 'unlink']) dev.watcher.on(event, changed);
}

/** Shows an error if the collections can't be loaded, since Astro silently keeps the previous definition. */
function watchCollections(dev: DevSite, server: Server, load: () => Promise<void>): void {
  let last = 0;
  const check = async (path: string): Promise<void> => {
    const current = ++last;
    const before = dev.loads;
    const since = performance.now();
    while (!dev.closed && current === last) {
      await new Promise((later) => setTimeout(later, CHECK_AFTER));
      await load();
      if (dev.loads > before) {
        dev.clearBroken('collections');
        return;
      }
      if (performance.now() - since < UNREAD || dev.isBroken('collections')) continue;
      const why = await server.ssrLoadModule(path).then(
        () => '',
        (error: unknown) => `: ${String(error)}`,
      );
      dev.setBroken('collections', `${path} can't be loaded${why}`);
    }
  };
  const changed = (path: string): void => {
    if (isCollectionsFile(path)) void check(path);
  };
  for (const event of ['change', 'add']) dev.watcher.on(event, changed);
}

function restart(dev: DevSite, root: URL): void {
  const file = configFile(root);
  if (file !== null) dev.watcher.emit('change', file.path);
}
