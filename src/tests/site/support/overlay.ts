import type { Page } from 'playwright-core';
import { until } from './scratch-site.ts';

/*
 * Astro sends errors to all open pages 200 ms after each response with status 500. A page that connects later misses
 * them. Pages that were fixed in the meantime are reloaded instead, by `PageErrors` and `PageVersion`.
 */

const TEXT = `(() => {
  const root = document.querySelector('vite-error-overlay')?.shadowRoot;
  for (const style of root?.querySelectorAll('style') ?? []) style.remove();
  return root?.textContent ?? '';
})()`;

/** The page's URL, loading state, title, and the beginning of its text. */
const SEEN = `[document.location.href, document.readyState, document.title, document.body?.innerText.slice(0, 300)].join('\\n')`;

/** Text of the errors in a page's overlay, or '' if there are none. */
async function overlayText(page: Page): Promise<string> {
  // The page may reload at any time, which ends the evaluation.
  return page.evaluate(TEXT).then(String, () => '');
}

/**
 * Waits until an open page shows errors, without reloading it.
 *
 * @returns text of the errors
 */
export async function errorsAppear(page: Page): Promise<string> {
  let text = '';
  await until(
    async () => {
      await (await fetch(page.url())).text();
      text = await overlayText(page);
      return text !== '';
    },
    () => `errors on ${page.url()}`,
  );
  return text;
}

/** How long a page must have no errors, in milliseconds. Errors from before a fix can still appear within this time. */
const QUIET = 2000;

/** Waits until an open page has content and no errors, without reloading it. */
export async function errorsDisappear(page: Page, title = ''): Promise<void> {
  const address = page.url();
  let since = Number.POSITIVE_INFINITY;
  let last = '';
  let seen = '';
  await until(
    async () => {
      // A page that reloads while the server restarts gets the browser's own error page, which only a browser with a
      // window tries to load again.
      if (page.url().startsWith('chrome-error:')) await page.goto(address).catch(() => null);
      last = await overlayText(page);
      seen = await page.evaluate(SEEN).then(String, String);
      const isWhole =
        last === '' &&
        (await page.title().catch(() => '')).includes(title) &&
        (await page
          .locator('main')
          .count()
          .catch(() => 0)) > 0;
      since = isWhole ? Math.min(since, performance.now()) : Number.POSITIVE_INFINITY;
      return performance.now() - since > QUIET;
    },
    () => `${page.url()} to show “${title}” without errors; it shows:\n${seen}${last}`,
  );
}
