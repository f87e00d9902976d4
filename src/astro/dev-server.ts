import { fileURLToPath } from 'node:url';
import type { AstroIntegrationLogger, HookParameters } from 'astro';
import { DevSite } from './dev-site.ts';
import { serveSite } from './served-site.ts';
import type { HindcastSite } from './site.ts';
import { readVersions, type SourceVersions } from './sources.ts';

/** Folder of the rooms. */
const SOURCES = new URL('../', import.meta.url);
/** An editor that saves several files, or a change of branch, is one change. In milliseconds. */
const GATHERING = 150;

export interface DevSetting {
  readonly site: HindcastSite;
  /** Of the site. */
  readonly root: URL;
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
  const dev = new DevSite(server.watcher);
  site.dev = dev;
  watchSources(dev, setting, logger);
  const again = await serveSite(root, site);
  if (!again) return;
  const refresh = (): void => {
    refreshContent?.({ loaders: ['hindcast'] }).catch((error: unknown) => logger.error(String(error)));
  };
  // The server before has to be gone: it would be told of changes in place of this one.
  if (server.httpServer === null) refresh();
  else server.httpServer.once('listening', refresh);
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
