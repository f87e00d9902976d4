import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegration, AstroIntegrationLogger, HookParameters } from 'astro';
import type { HindcastOptions } from '../config/options.ts';
import { type ConfigRead, readConfig, type SiteConfig } from '../config/read-config.ts';
import { createHighlight, type Highlight } from '../markdown/highlight.ts';
import { finishSite } from '../output/finish.ts';
import { createCompiler } from './content/compiler.ts';
import { buildFailure, countAll, formatAll, stageTable } from './content/report.ts';
import { type HindcastSite, servedSite } from './content/site.ts';
import { type ConfigSetting, serveInDevelopment } from './dev/dev-server.ts';
import { removeSiblings } from './results/file-cache.ts';
import { configFile, folderOf, hasPublicFile, holdsPages, sourceFolder } from './setup/config-file.ts';
import { coreFonts } from './setup/fonts.ts';
import { routesOf } from './setup/routes.ts';
import { editionSettings, siteSettings, wordsOf } from './setup/settings.ts';
import { readVersions, type SourceVersions } from './setup/sources.ts';

export type { HindcastOptions } from '../config/options.ts';

declare global {
  namespace Astro {
    interface IntegrationHooks {
      /** Gives the content loaders what they share with the integration. */
      'hindcast:site': () => HindcastSite | undefined;
      /** Gives other programs the configuration as it was read, with its findings. */
      'hindcast:config': () => ConfigRead;
    }
  }
}

/**
 * Astro integration: incident write-ups that run. Brings the Markdown processor, the routes, a strict content security
 * policy, and the compiler that `incidentLoader()` and `guideLoader()` use.
 * An option that is unknown or of the wrong kind ends the build when it begins, all of them told at once.
 */
export default function hindcast(options: HindcastOptions = {}): AstroIntegration {
  const read = readConfig(withEnvironment(options));
  let highlight: Highlight;
  let site: HindcastSite | undefined;
  let resultsOf: (versions: SourceVersions) => URL;
  let versions: SourceVersions;
  let command: string;
  let asRead: ConfigSetting;
  let pagesBegan = 0;
  let served: { base: string; origin: string | null };
  return {
    name: 'hindcast',
    hooks: {
      'hindcast:config': () => read,
      'astro:config:setup': async (setup) => {
        const { config, updateConfig, injectRoute } = setup;
        command = setup.command;
        const { root } = config;
        const digest = configFile(root)?.digest ?? null;
        tellServed(root, digest, read);
        const settings = configured(read, setup.logger);
        const edition = settings.editions[settings.edition];
        highlight = await createHighlight();
        const folder = folderOf(settings.guides, root);
        const hasGuides = holdsPages(folder);
        asRead = { root, config: digest, guides: { folder, any: hasGuides } };
        const fonts = await coreFonts(config.cacheDir);
        updateConfig(editionSettings(edition, config));
        updateConfig({
          ...siteSettings(edition.facts, highlight, hasGuides, fonts),
          srcDir: sourceFolder(config),
        });
        for (const { pattern, file } of routesOf({
          hasGuides,
          hasIcon: hasPublicFile(config, 'favicon.svg'),
          ...edition.facts,
        })) {
          injectRoute({ pattern, entrypoint: here(`../site/pages/${file}`), prerender: true });
        }
        if (command === 'dev') addDevelopment(setup);
      },
      'astro:config:done': ({ config, logger }) => {
        const settings = configured(read, logger);
        versions = readVersions();
        const base = config.base.endsWith('/') ? config.base : `${config.base}/`;
        served = { base, origin: config.site ?? null };
        resultsOf = ({ engine }) => new URL(`hindcast/${engine}/`, config.cacheDir);
        const compiler = createCompiler({
          versions,
          results: resultsOf(versions),
          highlight,
          live: command === 'dev',
          renderer: () => rendererOf(config),
          warn: (message) => logger.warn(message),
        });
        site = {
          compiler,
          words: wordsOf(settings.editions),
          edition: settings.edition,
          facts: settings.editions[settings.edition].facts,
          incidents: folderOf(settings.content, config.root),
          guides: folderOf(settings.guides, config.root),
          errors: [],
          dev: null,
        };
      },
      'astro:server:setup': async (setup) => {
        if (site !== undefined) await serveInDevelopment(setup, { ...asRead, site, versions, resultsOf });
      },
      'astro:server:done': async () => {
        site?.dev?.close();
        await site?.compiler.close();
      },
      'hindcast:site': () => (site === undefined ? undefined : (servedSite(asRead.root) ?? site)),
      // All folders are read by now, and nothing is written yet.
      'astro:build:start': () => {
        if (site !== undefined && site.errors.length > 0) throw buildFailure(site.errors);
        pagesBegan = performance.now();
      },
      'astro:build:done': async ({ dir, logger }) => {
        if (site === undefined) return;
        await finishSite({ folder: fileURLToPath(dir), ...served, facts: site.facts });
        const { compiler } = site;
        compiler.ledger.milliseconds.pages = performance.now() - pagesBegan;
        logger.info(`where the time went\n${stageTable(compiler.ledger)}`);
        removeSiblings(resultsOf(versions));
      },
    },
  };
}

/** The options, with what the environment says in place of them: which edition is built, as of which day, and how pages name each other. */
function withEnvironment(options: HindcastOptions): unknown {
  const { HINDCAST_EDITION: edition, HINDCAST_AS_OF: asOf, HINDCAST_ADDRESSES: addresses } = process.env;
  return {
    ...options,
    ...(edition === undefined || edition === '' ? {} : { edition }),
    ...(asOf === undefined || asOf === '' ? {} : { asOf }),
    ...(addresses === undefined || addresses === '' ? {} : { addresses }),
  };
}

/** Pages that are served show what is wrong with a configuration that was edited meanwhile. */
function tellServed(root: URL, digest: string | null, { config, diagnostics, text }: ConfigRead): void {
  const dev = servedSite(root)?.dev ?? null;
  if (dev === null) return;
  const texts = new Map(diagnostics.map(({ span }) => [span.file, text]));
  dev.configRead = digest;
  if (config === null) dev.breaks('config', formatAll(diagnostics, texts));
  else dev.heals('config');
}

/** What pages get in development alone: errors in place of pages, and notices of what is still being simulated. */
function addDevelopment({ addMiddleware, injectScript }: HookParameters<'astro:config:setup'>): void {
  addMiddleware({ order: 'pre', entrypoint: here('./dev/middleware.ts') });
  injectScript('page-ssr', `import ${JSON.stringify(fileURLToPath(here('./dev/development.css')))};`);
  injectScript('page', `import ${JSON.stringify(fileURLToPath(here('./dev/development.js')))};`);
}

/** @throws Error if the configuration has errors; they are told before */
function configured({ config, diagnostics, text }: ConfigRead, logger: AstroIntegrationLogger): SiteConfig {
  if (config !== null) return config;
  const texts = new Map(diagnostics.map(({ span }) => [span.file, text]));
  logger.error(`${countAll(diagnostics)}\n${formatAll(diagnostics, texts)}\n`);
  throw buildFailure(diagnostics);
}

function rendererOf({ markdown, image }: AstroConfig): ReturnType<typeof markdown.processor.createRenderer> {
  return markdown.processor.createRenderer({ image, syntaxHighlight: false });
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
}
