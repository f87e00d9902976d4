import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export type Scheme = 'light' | 'dark';

export interface VisitOptions {
  scheme: Scheme;
  /** Width of the window in CSS pixels. */
  width: number;
  javaScript?: boolean;
}

/** What a visit came upon that a page must not have. */
export interface Trouble {
  /** Errors and warnings of the console, among them those of the content security policy. */
  console: string[];
  errors: string[];
  /** Requests to another origin, and requests that failed. */
  requests: string[];
  /** Directives that were violated. */
  policy: string[];
}

/** A finding of axe-core: the rule and the places. */
export interface AxeFinding {
  rule: string;
  help: string;
  places: string[];
}

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Opens a page in a context of its own, gives it to `look` and closes the context. */
export async function visit<T>(
  browser: Browser,
  url: string,
  options: VisitOptions,
  look: (page: Page, trouble: Trouble) => Promise<T>,
): Promise<T> {
  return withPage(browser, options, false, async (page) => {
    const trouble = watch(page, new URL(url).origin);
    await page.exposeFunction('hindcastViolation', (directive: string) => trouble.policy.push(directive));
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => hindcastViolation(event.violatedDirective))`,
    );
    await page.goto(url, { waitUntil: 'load' });
    return look(page, trouble);
  });
}

/** Lets axe-core look at a page. Its script gets past the page's policy, so nothing else is judged in this visit. */
export async function audit(browser: Browser, url: string, options: VisitOptions): Promise<AxeFinding[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return withPage(browser, options, true, async (page) => {
    await page.goto(url, { waitUntil: 'load' });
    // What is folded away is judged as well.
    await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`);
    await page.addScriptTag({ content: axe });
    const run = `axe.run(document, ${JSON.stringify({ runOnly: { type: 'tag', values: AXE_TAGS } })})`;
    const { violations } = (await page.evaluate(run)) as {
      violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
    };
    return violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      places: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    }));
  });
}

/** True if the page can be scrolled sideways. */
export async function isWiderThanWindow(page: Page): Promise<boolean> {
  const [content, view] = (await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )) as [number, number];
  return content > view;
}

async function withPage<T>(
  browser: Browser,
  { scheme, width, javaScript = true }: VisitOptions,
  bypassCSP: boolean,
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: javaScript,
    bypassCSP,
  });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Notes from here on what a page must not have. */
export function watch(page: Page, origin: string): Trouble {
  const trouble: Trouble = { console: [], errors: [], requests: [], policy: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) trouble.console.push(message.text());
  });
  page.on('pageerror', (error) => trouble.errors.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') trouble.requests.push(request.url());
  });
  page.on('requestfailed', (request) => trouble.requests.push(`failed: ${request.url()}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && !response.request().isNavigationRequest()) {
      trouble.requests.push(`${response.status()}: ${response.url()}`);
    }
  });
  return trouble;
}
