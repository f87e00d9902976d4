import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';

export type Scheme = 'light' | 'dark';

export interface VisitOptions {
  scheme: Scheme;
  /** Window width in CSS pixels. */
  width: number;
  javaScript?: boolean;
}

/** Problems on a page, other than those that axe-core finds. */
export interface Trouble {
  /** Errors and warnings in the console, including content security policy violations. */
  console: string[];
  errors: string[];
  /** Requests to another origin, and failed requests. */
  requests: string[];
  /** Violated directives of the content security policy. */
  policy: string[];
}

/** A problem that axe-core found. */
export interface AxeFinding {
  rule: string;
  help: string;
  places: string[];
}

/**
 * Rows and lines after the first dozen in each table and listing. They are removed before axe-core runs, since a long
 * write-up has thousands of them, and checking them all would take minutes.
 */
const REPETITIVE = 'tbody tr:nth-child(n+13), pre .line:nth-child(n+13)';

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Opens a page in a new context, passes it to `look` and closes the context. */
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
    await open(page, url);
    return look(page, trouble);
  });
}

/** Problems on one page. */
export interface PageFinding {
  path: string;
  trouble: Trouble;
  /** True if the page scrolls horizontally. */
  wide: boolean;
  axe: AxeFinding[];
}

/**
 * Opens pages one after another in the same window, expands all collapsible sections and runs axe-core.
 *
 * @param paths relative to the origin
 * @returns the pages with problems
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
      await page.evaluate(`for (const one of document.querySelectorAll('${REPETITIVE}')) one.remove()`);
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
  // The first few elements are enough. A page with a thousand rows can have a thousand elements with the same problem.
  const places = nodes.slice(0, 5).map((node) => `${node.target.join(' ')}: ${node.failureSummary ?? ''}`);
  return { rule: id, help, places };
}

/**
 * Opens a page, and waits for what its scripts load automatically: leaving the page earlier would make these requests
 * fail. On the search page, that's the index. On a model's page, it's the engine and the model, which a worker requests
 * (so the network looks idle before), followed by the first results.
 */
export async function open(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  if ((await page.locator('[data-search]').count()) > 0) await page.waitForLoadState('networkidle');
  if (await page.locator('[data-numbers]').isVisible()) await showNumbers(page);
}

/** Waits for the first results below "Change the numbers". */
export async function showNumbers(page: Page): Promise<void> {
  await page.locator('[data-numbers-rows] tr, [data-numbers-steps] li').first().waitFor();
}

/** True if the page scrolls horizontally. */
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
    // Pages can show the reader's time zone and locale. Set both, so that the machine's settings don't change a
    // screenshot.
    timezoneId: 'UTC',
    locale: 'en-GB',
  });
  try {
    return await use(await context.newPage());
  } finally {
    await context.close();
  }
}

/** Starts collecting the problems on a page. */
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
