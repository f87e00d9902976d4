import type { Page } from 'playwright-core';
import { until } from './scratch-site.ts';

/*
 * Astro sends errors to all open pages 200 ms after each response with status 500. A page that connects later misses them,
 * and a page that was fixed in the meantime still gets them.
 */

/** Longest wait for one load, in milliseconds. A load that began while the server restarts may never end. */
const LOAD_PATIENCE = 20_000;

const TEXT = `(() => {
  const root = document.querySelector('vite-error-overlay')?.shadowRoot;
  for (const style of root?.querySelectorAll('style') ?? []) style.remove();
  return root?.textContent ?? '';
})()`;

/** Text of the errors over a page, or '' if there are none. */
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

/** Waits until a page loads without errors. */
export async function errorsDisappear(page: Page): Promise<void> {
  let last = '';
  await until(
    async () => {
      // The page may reload at the same time, which ends this one.
      const loaded = await page.goto(page.url(), { timeout: LOAD_PATIENCE }).catch((error: unknown) => {
        last = String(error);
        return null;
      });
      if (loaded !== null) last = await overlayText(page);
      return loaded !== null && last === '';
    },
    () => `${page.url()} without errors\n${last}`,
  );
}
