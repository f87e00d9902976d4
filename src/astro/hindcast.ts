import type { AstroConfig, AstroIntegration } from 'astro';
import { createHighlight, type Highlight } from '../markdown/highlight.ts';
import { createCompiler } from './compiler.ts';
import { removeSiblings } from './file-cache.ts';
import { coreFonts } from './fonts.ts';
import { buildFailure } from './report.ts';
import { type HindcastOptions, readOptions, siteSettings } from './settings.ts';
import type { HindcastSite } from './site.ts';
import { folderOf, hasPublicFile, holdsPages, sourceFolder } from './site-folders.ts';
import { readVersions } from './sources.ts';
import { stageTable } from './stages.ts';

export type { HindcastOptions } from './settings.ts';

declare global {
  namespace Astro {
    interface IntegrationHooks {
      /** Gives the content loaders what they share with the integration. */
      'hindcast:site': () => HindcastSite | undefined;
    }
  }
}

/**
 * Astro integration: incident write-ups that run. Brings the Markdown processor, the routes, a strict content security
 * policy, and the compiler that `incidentLoader()` and `guideLoader()` use.
 *
 * @throws Error if an option is unknown or of the wrong kind
 */
export default function hindcast(options: HindcastOptions = {}): AstroIntegration {
  const settings = readOptions(options);
  let highlight: Highlight;
  let site: HindcastSite | undefined;
  let results: URL;
  let pagesBegan = 0;
  return {
    name: 'hindcast',
    hooks: {
      'astro:config:setup': async ({ command, config, updateConfig, injectRoute, addMiddleware }) => {
        highlight = await createHighlight();
        const hasGuides = holdsPages(folderOf(settings.guides, config.root));
        const fonts = await coreFonts(config.cacheDir);
        updateConfig({
          ...siteSettings(settings, highlight, hasGuides, fonts),
          srcDir: sourceFolder(config),
        });
        const route = (pattern: string, page: string): void =>
          injectRoute({ pattern, entrypoint: here(`../site/pages/${page}.astro`), prerender: true });
        route('/', 'index');
        route('/incidents/[id]', 'incident');
        route('/404', '404');
        if (hasGuides) {
          route('/guides', 'guides');
          route('/guides/[id]', 'guide');
        }
        if (!hasPublicFile(config, 'favicon.svg')) {
          injectRoute({
            pattern: '/favicon.svg',
            entrypoint: here('../site/pages/favicon.svg.ts'),
            prerender: true,
          });
        }
        if (command === 'dev') addMiddleware({ order: 'pre', entrypoint: here('./failure-middleware.ts') });
      },
      'astro:config:done': ({ config, logger }) => {
        const versions = readVersions();
        results = new URL(`hindcast/${versions.engine}/`, config.cacheDir);
        const compiler = createCompiler({
          versions,
          results,
          highlight,
          renderer: () => rendererOf(config),
          warn: (message) => logger.warn(message),
        });
        const incidents = folderOf(settings.content, config.root);
        site = { compiler, incidents, guides: folderOf(settings.guides, config.root), errors: [] };
      },
      'hindcast:site': () => site,
      // All folders are read by now, and nothing is written yet.
      'astro:build:start': () => {
        if (site !== undefined && site.errors.length > 0) throw buildFailure(site.errors);
        pagesBegan = performance.now();
      },
      'astro:build:done': ({ logger }) => {
        if (site === undefined) return;
        const { compiler } = site;
        compiler.ledger.milliseconds.pages = performance.now() - pagesBegan;
        logger.info(`where the time went\n${stageTable(compiler.ledger)}`);
        removeSiblings(results);
      },
    },
  };
}

function rendererOf({ markdown, image }: AstroConfig): ReturnType<typeof markdown.processor.createRenderer> {
  return markdown.processor.createRenderer({ image, syntaxHighlight: false });
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
}
