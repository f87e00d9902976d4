import type { HindcastSite } from './site.ts';

/*
 * When the configuration is edited, Astro starts its server again with integrations made anew, but goes on to load
 * content with those of the start. So the integration that is asked for the site must give the one of today. It can't
 * be a variable of a module: a configuration in TypeScript is loaded by a module loader of its own each time.
 */
const SERVED = Symbol.for('hindcast.served-sites');

/** By root folder. */
function served(): Map<string, HindcastSite> {
  const holder = globalThis as { [SERVED]?: Map<string, HindcastSite> };
  holder[SERVED] ??= new Map();
  return holder[SERVED];
}

/** The site that is served from a root folder now. */
export function servedSite(root: URL): HindcastSite | undefined {
  return served().get(root.href);
}

/** What of the sites of this process can't be read since it was edited; null if all can. */
export function brokenConfig(): string | null {
  const broken = [...served().values()].flatMap(({ dev }) => dev?.broken ?? []);
  return broken.length === 0 ? null : broken.join('\n\n');
}

/** Serves a site from now on. What the one before had opened is closed. Returns whether there was one. */
export async function serveSite(root: URL, site: HindcastSite): Promise<boolean> {
  const before = served().get(root.href);
  served().set(root.href, site);
  before?.dev?.close();
  await before?.compiler.close();
  return before !== undefined;
}
