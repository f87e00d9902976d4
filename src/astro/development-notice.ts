import type { UnfinishedScenario } from '../markdown/page.ts';
import { type Html, html } from '../views/html.ts';

/** A page whose scenarios are still being simulated. */
export interface WaitingPage {
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
export function noticeMarkup(own: readonly UnfinishedScenario[], other: readonly WaitingPage[]): string {
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
export function withNotice(page: string, notice: string): string {
  const main = page.search(/<main[\s>]/);
  return main < 0 ? page : `${page.slice(0, main)}${notice}${page.slice(main)}`;
}
