import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { launchBrowser } from '../tests/site/support/browser.ts';
import { serveFolder } from '../tests/site/support/server.ts';
import { visit } from '../tests/site/support/visit.ts';

/* Takes the README's screenshots: `node src/package/pictures.ts [folder of the built site]`. Default folder: `dist`. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TO = join(ROOT, '.github', 'assets');
const PAGE = '/incidents/aws-us-east-1-2025-10/';

/** Names of screenshots, each with the id of the figure that it shows. */
const FIGURES = {
  timeline: 'figure-timeline-dns-race-base',
  counterexample: 'figure-counterexample-dns-enactor-race-base',
};

const server = await serveFolder(resolve(process.argv[2] ?? join(ROOT, 'dist')));
const browser = await launchBrowser();
try {
  mkdirSync(TO, { recursive: true });
  for (const [name, id] of Object.entries(FIGURES)) {
    const picture = await visit(
      browser,
      server.origin + PAGE,
      { scheme: 'light', width: 1280 },
      async (page) => {
        const drawing = page.locator(`#${id} .hc-scroll`).first();
        await page.evaluate('document.fonts.ready');
        const box = (await drawing.boundingBox())!;
        await page.setViewportSize({ width: 1280, height: Math.ceil(box.height) + 200 });
        return drawing.screenshot({ animations: 'disabled', caret: 'hide' });
      },
    );
    const small = sharp(picture).resize({ width: 900, withoutEnlargement: true });
    writeFileSync(join(TO, `${name}.webp`), await small.webp({ quality: 80 }).toBuffer());
  }
} finally {
  await browser.close();
  await server.close();
}
