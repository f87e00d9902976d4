import type { MiddlewareHandler } from 'astro';
import type { UnfinishedScenario } from '../../markdown/page.ts';
import { type Html, html } from '../../views/markup/html.ts';
import type { GuideEntryData, IncidentEntryData } from '../content/loader.ts';
import { configError, overlayError } from '../content/report.ts';
import { brokenConfig } from '../content/site.ts';

/** A page whose scenarios are still being simulated. */
interface WaitingPage {
  readonly path: string;
  readonly title: string;
  readonly scenarios: readonly UnfinishedScenario[];
}

/**
 * Markup of the development server that stands above the main part of each page: what is being simulated, and a region
 * in which the change of that is told to who can't see it.
 *
 * @param own   scenarios of the page itself
 * @param other pages whose results this page may hold as well
 */
function noticeMarkup(own: readonly UnfinishedScenario[], other: readonly WaitingPage[]): string {
  const said = own.length > 0 ? ownText(own) : other.length > 0 ? otherText(other) : null;
  return html`${said && html`<aside class="hc-notice page-width" aria-label="Results being made"><p>${said}</p></aside>`}<p class="hc-unseen" role="status" data-hc-waiting="${String(said !== null)}"></p>`.toString();
}

function ownText(own: readonly UnfinishedScenario[]): Html {
  const stale = own.some((one) => one.stale);
  const meanwhile = stale ? ' What is marked on this page is the result before the last change.' : '';
  return html`<strong>Being simulated: ${names(own)}.</strong>${meanwhile} The page shows the new result by itself.`;
}

function otherText(other: readonly WaitingPage[]): Html {
  const pages = other.map(
    ({ path, title, scenarios }, i) =>
      html`${i === 0 ? '' : '; '}<a href="${path}">${title}</a> (${names(scenarios)})`,
  );
  return html`<strong>Being simulated:</strong> ${pages}. What this page takes from there is the result before the last change, or is left out.`;
}

function names(scenarios: readonly UnfinishedScenario[]): string {
  return scenarios.map(({ id }) => id).join(', ');
}

/** A page with the notice put before its main part; a page without one stays as it is. */
function withNotice(page: string, notice: string): string {
  const main = page.search(/<main[\s>]/);
  return main < 0 ? page : `${page.slice(0, main)}${notice}${page.slice(main)}`;
}

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
