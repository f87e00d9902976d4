import type { MiddlewareHandler } from 'astro';
import type { GuideEntryData, IncidentEntryData } from './loader.ts';
import { overlayError } from './report.ts';

interface Entry {
  id: string;
  collection: string;
  data: Pick<IncidentEntryData | GuideEntryData, 'failure'>;
}

/**
 * For development alone: a write-up or guide that has errors shows them in place of its page, and so does every page
 * that is no entry's own, since a build would fail. Other entries can be read meanwhile.
 */
export const onRequest: MiddlewareHandler = async ({ params, routePattern }, next) => {
  // Imported anew for each request: the server keeps this module, and what a kept module imported stays as it was.
  const { getCollection } = await import('astro:content');
  const { site } = await import('virtual:hindcast/options');
  const entries: Entry[] = [
    ...(await getCollection('incidents')),
    ...(site.hasGuides ? await getCollection('guides') : []),
  ];
  const own = (entry: Entry): boolean =>
    routePattern === `/${entry.collection}/[id]` && params['id'] === entry.id;
  const broken = (entries.some(own) ? entries.filter(own) : entries).find(
    ({ data }) => data.failure !== null,
  );
  if (broken?.data.failure) throw overlayError(broken.data.failure);
  return next();
};
