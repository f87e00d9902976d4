import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AstroConfig, AstroIntegration } from 'astro';
import { createHighlight, type Highlight } from '../markdown/highlight.ts';
import { createCompiler, type PageCompiler } from './compiler.ts';
import { removeSiblings } from './file-cache.ts';
import { type HindcastOptions, readOptions, siteSettings } from './settings.ts';
import { readVersions } from './sources.ts';
import { stageTable } from './stages.ts';

export type { HindcastOptions } from './settings.ts';

declare global {
  namespace Astro {
    interface IntegrationHooks {
      /** Gives the site's compiler to the content loader. */
      'hindcast:compiler': () => PageCompiler | undefined;
    }
  }
}

/**
 * Astro integration: incident write-ups that run. Brings the Markdown processor, the routes, a strict content security
 * policy, and the compiler that `incidentLoader()` uses.
 *
 * @throws Error if an option is unknown or of the wrong kind
 */
export default function hindcast(options: HindcastOptions = {}): AstroIntegration {
  const site = readOptions(options);
  let highlight: Highlight;
  let compiler: PageCompiler | undefined;
  let results: URL;
  let pagesBegan = 0;
  return {
    name: 'hindcast',
    hooks: {
      'astro:config:setup': async ({ command, updateConfig, injectRoute, addMiddleware }) => {
        highlight = await createHighlight();
        updateConfig(siteSettings(site, highlight));
        injectRoute({ pattern: '/', entrypoint: here('../site/pages/index.astro'), prerender: true });
        injectRoute({
          pattern: '/incidents/[id]',
          entrypoint: here('../site/pages/incident.astro'),
          prerender: true,
        });
        injectRoute({ pattern: '/404', entrypoint: here('../site/pages/404.astro'), prerender: true });
        if (command === 'dev') addMiddleware({ order: 'pre', entrypoint: here('./failure-middleware.ts') });
      },
      'astro:config:done': ({ config, logger }) => {
        const versions = readVersions();
        results = new URL(`hindcast/${versions.engine}/`, config.cacheDir);
        compiler = createCompiler({
          versions,
          results,
          highlight,
          content: folder(site.content, config.root),
          renderer: () => rendererOf(config),
          warn: (message) => logger.warn(message),
        });
      },
      'hindcast:compiler': () => compiler,
      'astro:build:start': () => {
        pagesBegan = performance.now();
      },
      'astro:build:done': ({ logger }) => {
        if (compiler === undefined) return;
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

function folder(path: string, root: URL): URL {
  return pathToFileURL(`${resolve(fileURLToPath(root), path)}/`);
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
}
