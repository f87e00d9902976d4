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

/**
 * Rows and lines that are made like those before them. A long write-up has thousands, over which axe-core takes minutes: the
 * first dozen of each table and listing stand for the rest, which are taken out of the page before it looks.
 */
const ALIKE = 'tbody tr:nth-child(n+13), pre .line:nth-child(n+13)';

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Opens a page in a context of its own, gives it to `look` and closes the context. */
export async function visit<T>(
  browser: Browser,
  url: string,
  options: VisitOptions,
  look: (page: Page, trouble: Trouble) => Promise<T>,
): Promise<T> {
  return withPage(browser, options, async (page) => {
    const trouble = watch(page, new URL(url).origin);
    await page.exposeFunction('hindcastViolation', (directive: string) => trouble.policy.push(directive));
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => hindcastViolation(event.violatedDirective))`,
    );
    await page.goto(url, { waitUntil: 'load' });
    return look(page, trouble);
  });
}

/** What was found on one page of a site. */
export interface PageFinding {
  path: string;
  trouble: Trouble;
  wide: boolean;
  axe: AxeFinding[];
}

/**
 * Opens pages one after the other in one window, with axe-core looking at each, what is folded away included. Pages on which
 * nothing was found are left out.
 *
 * @param paths from the origin on
 */
export async function inspectAll(
  browser: Browser,
  origin: string,
  paths: readonly string[],
  options: VisitOptions,
): Promise<PageFinding[]> {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const settings = JSON.stringify({
    runOnly: { type: 'tag', values: AXE_TAGS },
    resultTypes: ['violations'],
  });
  const run = `axe.run(document, ${settings})`;
  return withPage(browser, options, async (page) => {
    const found: PageFinding[] = [];
    const trouble = watch(page, origin);
    await page.exposeFunction('hindcastViolation', (directive: string) => trouble.policy.push(directive));
    await page.addInitScript(
      `addEventListener('securitypolicyviolation', (event) => hindcastViolation(event.violatedDirective))`,
    );
    for (const path of paths) {
      await open(page, origin + path);
      const wide = await isWiderThanWindow(page);
      await page.evaluate(`for (const one of document.querySelectorAll('${ALIKE}')) one.remove()`);
      await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true`);
      await page.evaluate(axe);
      const { violations } = (await page.evaluate(run)) as { violations: AxeViolation[] };
      const finding = { path, trouble, wide, axe: violations.map(findingOf) };
      const met = Object.values(trouble).some((list: string[]) => list.length > 0);
      if (met || wide || finding.axe.length > 0) found.push(structuredClone(finding));
      for (const list of Object.values(trouble) as string[][]) list.length = 0;
    }
    return found;
  });
}

interface AxeViolation {
  id: string;
  help: string;
  nodes: { target: unknown[]; failureSummary?: string }[];
}

function findingOf({ id, help, nodes }: AxeViolation): AxeFinding {
  // The first few say what is wrong; a page of a thousand rows has a thousand of them.
  const places = nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`);
  return { rule: id, help, places };
}

/** Opens a page. The one that searches goes on to fetch its index: left before that is there, it would tell of a request that failed. */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  if ((await page.locator('[data-search]').count()) > 0) await page.waitForLoadState('networkidle');
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
  use: (page: Page) => Promise<T>,
): Promise<T> {
  const context: BrowserContext = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: javaScript,
    // A page may show the reader's own zone: that of the machine must not tell in a picture.
    timezoneId: 'UTC',
    locale: 'en-GB',
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
