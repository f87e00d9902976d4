import type { MiddlewareHandler } from 'astro';
import type { UnfinishedScenario } from '../../markdown/page.ts';
import { type Html, html } from '../../views/markup/html.ts';
import type { GuideEntryData, IncidentEntryData } from '../content/loader.ts';
import { configError, overlayError } from '../content/report.ts';
import { brokenConfig } from '../content/site.ts';

interface Entry {
  id: string;
  collection: string;
  data: IncidentEntryData | GuideEntryData;
}

/**
 * Development only: a write-up or guide with errors shows them instead of its page. Lists and other pages that
 * don't belong to an entry also show the errors, since a build would fail. Pages also show which simulations are
 * running.
 */
export const onRequest: MiddlewareHandler = async ({ params, routePattern }, next) => {
  const broken = brokenConfig();
  if (broken !== null) throw configError(broken);
  // Imported on each request: the server caches this module, so a static import would never see new content.
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

/** A page with scenarios that are still running. */
interface WaitingPage {
  readonly path: string;
  readonly title: string;
  readonly scenarios: readonly UnfinishedScenario[];
}

function waitingPage({ id, collection, data }: Entry, base: string): WaitingPage {
  const title = 'incident' in data ? data.incident.title : data.guide.title;
  const path = `${base.replace(/\/$/, '')}/${collection}/${id}/`;
  return { path, title, scenarios: data.unfinished ?? [] };
}

/** Inserts the notice before a page's main element, if it has one. */
function withNotice(page: string, notice: string): string {
  const main = page.search(/<main[\s>]/);
  return main < 0 ? page : `${page.slice(0, main)}${notice}${page.slice(main)}`;
}

/**
 * A notice about running simulations, and a live region that announces changes to screen readers.
 *
 * @param own   running scenarios on the page itself
 * @param other pages with running scenarios whose results this page may show
 */
function noticeMarkup(own: readonly UnfinishedScenario[], other: readonly WaitingPage[]): string {
  const notice = own.length > 0 ? ownText(own) : other.length > 0 ? otherText(other) : null;
  return html`${notice && html`<aside class="hc-notice page-width" aria-label="Running simulations"><p>${notice}</p></aside>`}<p class="hc-unseen" role="status" data-hc-waiting="${String(notice !== null)}"></p>`.toString();
}

function ownText(own: readonly UnfinishedScenario[]): Html {
  const stale = own.some((one) => one.stale);
  const meanwhile = stale ? ' Marked results are from before the last change.' : '';
  const single = own.some((one) => one.quick) ? ' Draws and other runs haven’t finished.' : '';
  return html`<strong>Simulation running: ${names(own)}.</strong>${meanwhile}${single} The page updates automatically.`;
}

function otherText(other: readonly WaitingPage[]): Html {
  const pages = other.map(
    ({ path, title, scenarios }, i) =>
      html`${i === 0 ? '' : '; '}<a href="${path}">${title}</a> (${names(scenarios)})`,
  );
  return html`<strong>Simulation running:</strong> ${pages}. Until it finishes, this page shows the previous results or omits them.`;
}

function names(scenarios: readonly UnfinishedScenario[]): string {
  return scenarios.map(({ id }) => id).join(', ');
}
