import type { MiddlewareHandler } from 'astro';
import type { IncidentEntryData } from './loader.ts';
import { overlayError } from './report.ts';

/**
 * For development alone: a write-up that has errors shows them in place of its page, and so does every page that is no
 * write-up's own, since a build would fail. Other write-ups can be read meanwhile.
 */
export const onRequest: MiddlewareHandler = async ({ params, routePattern }, next) => {
  // Imported anew for each request: the server keeps this module, and what a kept module imported stays as it was.
  const { getCollection } = await import('astro:content');
  const own = routePattern.startsWith('/incidents/') ? params['id'] : undefined;
  const entries: { id: string; data: IncidentEntryData }[] = await getCollection('incidents');
  const broken = entries.find(({ id, data }) => data.failure !== null && (own === undefined || own === id));
  if (broken?.data.failure) throw overlayError(broken.data.failure);
  return next();
};
