import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coreFonts } from '../../astro/setup/fonts.ts';
import { createRenderer, type DiagramRenderer } from '../../diagrams/render.ts';
import { mermaidConfig } from '../../diagrams/theme.ts';
import { SAMPLES } from '../support/diagram-samples.ts';
import { launchBrowser } from './support/browser.ts';

const COMPARED = ['smallSequence', 'twentyMessages', 'marksAndBlocks', 'flowchart', 'state'] as const;

/** Without this, Chromium on Linux hints fonts to whole-pixel advances, unlike most readers' browsers. */
const UNHINTED = 'svg text { text-rendering: geometricPrecision }';

const require = createRequire(import.meta.url);
let browser: Browser;
let renderer: DiagramRenderer;
let fonts: string;

beforeAll(async () => {
  browser = await launchBrowser();
  renderer = await createRenderer();
  fonts = await fontFaces();
});

afterAll(() => browser?.close());

/** The site's font faces with inlined files, so that they block rendering until they are loaded. */
async function fontFaces(): Promise<string> {
  const css = await readFile(new URL('../../site/styles/fonts.css', import.meta.url), 'utf8');
  const files = [...new Set([...css.matchAll(/url\("([^"]+\.woff2)"\)/g)].map((match) => match[1]!))];
  const folder = await coreFonts();
  const placeOf = (file: string): string =>
    file.startsWith('@hindcast/fonts/') ? join(folder, basename(file)) : require.resolve(file);
  const fonts = await Promise.all(files.map((file) => readFile(placeOf(file), 'base64')));
  return files.reduce(
    (text, file, index) => text.replaceAll(file, `data:font/woff2;base64,${fonts[index]}`),
    css.replace(/font-display: \w+/g, 'font-display: block'),
  );
}

async function openPage(head: string, body: string): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent(
    `<!DOCTYPE html><html lang="en"><head>${head}<style>${UNHINTED}${fonts}</style></head><body>${body}</body></html>`,
  );
  await loadFonts(page);
  return page;
}

/** Waits for all font faces, including faces that the page doesn't use yet. Local fonts may be missing on this machine. */
async function loadFonts(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await Promise.all([...document.fonts].map((face) => face.load().catch(() => null)));
  });
}

async function svgOf(id: string, text: string): Promise<string> {
  const result = await renderer.render(id, text);
  if (!result.ok) throw new Error(result.message);
  return result.svg;
}

function viewBoxOf(svg: string): number[] {
  return /viewBox="([^"]*)"/.exec(svg)![1]!.split(' ').map(Number);
}

/** A page with the site's style sheet, and with a policy that allows no inline styles or scripts. */
async function sitePage(
  svg: string,
  colorScheme: 'light' | 'dark',
): Promise<{ page: Page; violations: string[] }> {
  const css = await readFile(new URL('../../diagrams/diagram.css', import.meta.url), 'utf8');
  const page = await browser.newPage({ colorScheme });
  const violations: string[] = [];
  page.on('console', (message) => violations.push(message.text()));
  page.on('dialog', (dialog) => {
    violations.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.route('**/*', (route) => {
    const { pathname, hostname } = new URL(route.request().url());
    if (hostname !== 'site.test') violations.push(`request to ${hostname}`);
    if (pathname === '/style.css') {
      return route.fulfill({ contentType: 'text/css', body: `:root{color-scheme:light dark}${css}${fonts}` });
    }
    return route.fulfill({
      contentType: 'text/html; charset=utf-8',
      headers: {
        'content-security-policy': "default-src 'none'; style-src 'self'; font-src data:; img-src data:",
      },
      body: `<!DOCTYPE html><html lang="en"><head><title>t</title><link rel="stylesheet" href="/style.css"><link rel="icon" href="data:,"></head><body><main>${svg}</main></body></html>`,
    });
  });
  await page.goto('https://site.test/');
  await loadFonts(page);
  return { page, violations };
}

describe('view boxes', () => {
  let page: Page;
  beforeAll(async () => {
    page = await openPage('', '');
    await page.addScriptTag({ path: require.resolve('mermaid/dist/mermaid.min.js') });
  });

  test.each(COMPARED)(
    'of %s are within half a percent of mermaid in Chromium, whose numbers are pinned',
    async (name) => {
      const { text, viewBox } = SAMPLES[name];
      const reference = await page.evaluate(
        async ({ config, id, source }) => {
          interface MermaidGlobal {
            initialize(options: unknown): void;
            render(id: string, text: string): Promise<{ svg: string }>;
          }
          const { mermaid } = globalThis as unknown as { mermaid: MermaidGlobal };
          mermaid.initialize(config);
          return (await mermaid.render(id, source)).svg;
        },
        { config: mermaidConfig(), id: `ref-${name}`, source: text },
      );
      const theirs = viewBoxOf(reference);
      const ours = viewBoxOf(await svgOf(name, text));
      expect(theirs.map((value) => Math.round(value * 100) / 100)).toEqual(viewBox);
      const size = Math.max(theirs[2]!, theirs[3]!);
      for (const index of [0, 1]) expect(Math.abs(ours[index]! - theirs[index]!)).toBeLessThan(size * 0.005);
      for (const index of [2, 3]) expect(Math.abs(ours[index]! / theirs[index]! - 1)).toBeLessThan(0.005);
    },
  );
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test.each(COMPARED)(
    '%s appears under a strict policy: with colors, arrowheads, and text inside the diagram',
    async (name) => {
      const { page, violations } = await sitePage(await svgOf(name, SAMPLES[name].text), colorScheme);
      const seen = await page.evaluate(() => {
        const svg = document.querySelector('svg')!;
        const frame = svg.getBoundingClientRect();
        const outside = [...svg.querySelectorAll('text')].filter((text) => {
          const box = text.getBoundingClientRect();
          return (
            box.left < frame.left ||
            box.right > frame.right ||
            box.top < frame.top ||
            box.bottom > frame.bottom
          );
        });
        const missing = [...svg.querySelectorAll('[marker-end]')].filter((line) => {
          const id = /url\(#(.*)\)/.exec(line.getAttribute('marker-end')!)![1]!;
          return svg.ownerDocument.getElementById(id)?.localName !== 'marker';
        });
        const probe = document.createElement('i');
        document.body.append(probe);
        const uncolored = [...svg.querySelectorAll('[class*="mmd-"]')].filter((element) =>
          [...element.classList].some((name) => {
            const [, property, color] = /^mmd-(fill|stroke)-(.*)$/.exec(name) ?? [];
            probe.style.setProperty('color', `var(--mmd-${color})`);
            const expected = getComputedStyle(probe).color;
            return (
              property !== undefined && getComputedStyle(element).getPropertyValue(property) !== expected
            );
          }),
        );
        const { fill, fontFamily, fontSize } = getComputedStyle(svg.querySelector('text')!);
        return {
          outside: outside.map((text) => text.textContent),
          missing: missing.length,
          uncolored: uncolored.length,
          font: `${fontSize} ${fontFamily}`,
          fill,
          width: Math.round(frame.width),
        };
      });
      expect(violations).toEqual([]);
      expect(seen).toEqual({
        outside: [],
        missing: 0,
        uncolored: 0,
        font: '16px Inter, "Inter Fallback", sans-serif',
        fill: colorScheme === 'light' ? 'rgb(27, 29, 34)' : 'rgb(230, 232, 238)',
        width: Math.round(SAMPLES[name].viewBox[2]),
      });
      await page.close();
    },
  );
});

test('every node label fits inside its shape', async () => {
  const { page } = await sitePage(await svgOf('flowchart', SAMPLES.flowchart.text), 'light');
  const spilled = await page.evaluate(() => {
    const shapes = [
      ...document.querySelectorAll('svg .mmd-fill-surface, svg .mmd-fill-cluster, svg .mmd-fill-bg'),
    ].map((shape) => shape.getBoundingClientRect());
    return [...document.querySelectorAll('svg text')]
      .filter((text) => {
        const box = text.getBoundingClientRect();
        return !shapes.some(
          (shape) =>
            shape.left <= box.left &&
            shape.right >= box.right &&
            shape.top <= box.top &&
            shape.bottom >= box.bottom,
        );
      })
      .map((text) => text.textContent);
  });
  expect(spilled).toEqual([]);
  await page.close();
});

test('hostile labels run no scripts and send no requests', async () => {
  const image = '<img src=https://evil.example/x onerror=alert(1)>';
  const texts = [
    `sequenceDiagram\n  participant A as ${image}\n  A->>A: </text></svg><script>alert(1)</script>\n  Note over A: ${image}`,
    `flowchart LR\n  a["${image}"] -->|"<script>alert(1)</script>"| b\n  click a "javascript:alert(1)"\n  click b call alert(1)`,
    `stateDiagram-v2\n  accTitle: </title><script>alert(1)</script>\n  a --> b : ${image}`,
  ];
  for (const [index, text] of texts.entries()) {
    const { page, violations } = await sitePage(await svgOf(`hostile-${index}`, text), 'light');
    await page.locator('svg text').first().click();
    expect(await page.locator('img, script, iframe, foreignObject').count()).toBe(0);
    expect(violations).toEqual([]);
    await page.close();
  }
});

test('axe finds nothing on a page of diagrams', async () => {
  const svgs = await Promise.all(COMPARED.map((name) => svgOf(name, SAMPLES[name].text)));
  const links = await svgOf(
    'links',
    'flowchart LR\n  accTitle: A link\n  A --> B\n  click A "https://example.com/"',
  );
  const page = await openPage('<title>t</title>', `<main><h1>t</h1>${svgs.join('')}${links}</main>`);
  await page.addScriptTag({ path: require.resolve('axe-core/axe.min.js') });
  const found = await page.evaluate(async () => {
    interface Axe {
      run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
    }
    const { axe } = globalThis as unknown as { axe: Axe };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120)}`);
  });
  expect(found).toEqual([]);
  await page.close();
});
