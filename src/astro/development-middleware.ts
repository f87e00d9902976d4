import type { MiddlewareHandler } from 'astro';
import { noticeMarkup, type WaitingPage, withNotice } from './development-notice.ts';
import type { GuideEntryData, IncidentEntryData } from './loader.ts';
import { configError, overlayError } from './report.ts';
import { brokenConfig } from './served-site.ts';

type Data = IncidentEntryData | GuideEntryData;

interface Entry {
  id: string;
  collection: string;
  data: Data;
}

/**
 * For development alone: a write-up or guide that has errors shows them in place of its page, and so does every page
 * that is no entry's own, since a build would fail. Other entries can be read meanwhile. Pages tell of what is still being
 * simulated.
 */
export const onRequest: MiddlewareHandler = async ({ params, routePattern }, next) => {
  const broken = brokenConfig();
  if (broken !== null) throw configError(broken);
  // Imported anew for each request: the server keeps this module, and what a kept module imported stays as it was.
  const { getCollection } = await import('astro:content');
  const { site } = await import('virtual:hindcast/options');
  const entries: Entry[] = [
    ...(await getCollection('incidents')),
    ...(site.hasGuides ? await getCollection('guides') : []),
  ];
  const own = (entry: Entry): boolean =>
    routePattern === `/${entry.collection}/[id]` && params['id'] === entry.id;
  const ofEntry = entries.some(own);
  const failed = (ofEntry ? entries.filter(own) : entries).find(({ data }) => data.failure !== null);
  if (failed?.data.failure) throw overlayError(failed.data.failure);
  const response = await next();
  if (response.headers.get('content-type')?.startsWith('text/html') !== true) return response;
  const waiting = entries.filter(({ data }) => data.unfinished !== undefined);
  const here = waiting.filter(own).flatMap(({ data }) => data.unfinished ?? []);
  const elsewhere = ofEntry ? [] : waiting.map((entry) => waitingPage(entry, import.meta.env.BASE_URL));
  const page = withNotice(await response.text(), noticeMarkup(here, elsewhere));
  return new Response(page, response);
};

function waitingPage({ id, collection, data }: Entry, base: string): WaitingPage {
  const title = 'incident' in data ? data.incident.title : data.guide.title;
  const path = `${base.replace(/\/$/, '')}/${collection}/${id}/`;
  return { path, title, scenarios: data.unfinished ?? [] };
}
