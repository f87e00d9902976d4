import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegration, AstroIntegrationLogger, HookParameters } from 'astro';
import { JsonCache } from '../cache/json-cache.ts';
import { SiteCache } from '../cache/site-cache.ts';
import type { HindcastOptions } from '../config/options.ts';
import { type ConfigRead, readConfig, type SiteConfig } from '../config/read-config.ts';
import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { type Highlight, highlightWhenUsed } from '../markdown/highlight.ts';
import { finishSite } from '../output/finish.ts';
import { createCompiler } from './content/compiler.ts';
import { type Phase, profileTable } from './content/profile.ts';
import { BuildProgress } from './content/progress.ts';
import { buildFailure, countAll, formatAll, stageTable } from './content/report.ts';
import { brokenLinks, type HindcastSite, servedSite } from './content/site.ts';
import { UsedByPages } from './content/used-by-pages.ts';
import { type ConfigSetting, serveInDevelopment } from './dev/dev-server.ts';
import { connectionEvents } from './dev/page-version.ts';
import { dropDamaged, sealRendered } from './results/rendered-pages.ts';
import {
  configFile,
  folderOf,
  hasPublicFile,
  holdsPages,
  iconOf,
  sourceFolder,
} from './setup/config-file.ts';
import { shippedGuides } from './setup/docs.ts';
import { coreFonts } from './setup/fonts.ts';
import { publicLinks } from './setup/public-files.ts';
import { publishLast } from './setup/publish.ts';
import { routesOf } from './setup/routes.ts';
import { editionSettings, siteSettings, withToday, wordsOf } from './setup/settings.ts';
import { readVersions, type SourceVersions } from './setup/sources.ts';

export type { HindcastOptions } from '../config/options.ts';

declare global {
  namespace Astro {
    interface IntegrationHooks {
      /** Gives content loaders the data that they share with the integration. */
      'hindcast:site': () => HindcastSite | undefined;
      /** Gives other programs access to the configuration and its diagnostics. */
      'hindcast:config': () => ConfigRead;
    }
  }
}

/**
 * The Astro integration. It adds the Markdown processor, the routes, a strict content security policy, and the compiler
 * that `incidentLoader()` and `guideLoader()` use. Unknown or invalid options fail the build at the start and are
 * reported together.
 */
export default function hindcast(options: HindcastOptions = {}): AstroIntegration {
  const read = readConfig(withEnvironment(options));
  let highlight: Highlight;
  let settings: SiteConfig;
  let site: HindcastSite | undefined;
  let cache: SiteCache;
  let versions: SourceVersions;
  let command: string;
  let asRead: ConfigSetting;
  let pagesBegan = 0;
  const phases: Phase[] = [];
  let began = 0;
  const phase = (name: string, since: number): void => {
    began = performance.now();
    phases.push({ name, milliseconds: began - since });
  };
  let links: readonly Diagnostic[] = [];
  let publicFolder: string;
  let cacheDir: URL;
  let served: { base: string; origin: string | null };
  return {
    name: 'hindcast',
    hooks: {
      'hindcast:config': () => read,
      'astro:config:setup': async (setup) => {
        const { config, updateConfig, injectRoute } = setup;
        command = setup.command;
        phase('start-up', 0);
        const { root } = config;
        const digest = configFile(root)?.digest ?? null;
        updateServed(root, digest, read);
        settings = configured(read, setup.logger);
        if (command === 'dev') settings = withToday(settings, new Date());
        const edition = settings.editions[settings.edition];
        const { docs } = edition.facts;
        highlight = highlightWhenUsed();
        const folder = folderOf(settings.guides, root);
        const hasOwnGuides = holdsPages(folder);
        asRead = { root, config: digest, guides: docs ? null : { folder, any: hasOwnGuides } };
        const fonts = await coreFonts();
        const files = {
          hasGuides: docs || hasOwnGuides,
          isHome: folder.href === shippedGuides().href,
          hasCard: hasPublicFile(config, 'social-card.png'),
        };
        // An edition can have its own cache folder.
        const { cacheDir: ownCache } = updateConfig(editionSettings(edition, config));
        updateConfig({ integrations: [publishLast()] });
        updateConfig({
          ...siteSettings(edition.facts, files, iconOf(config), highlight, {
            fonts,
            bodies: bodiesIn(ownCache),
          }),
          srcDir: sourceFolder(config),
        });
        const hasFile = (name: string): boolean => hasPublicFile(config, name);
        for (const { pattern, file } of routesOf({ ...edition.facts, ...files, hasFile })) {
          injectRoute({ pattern, entrypoint: here(`../site/pages/${file}`), prerender: true });
        }
        if (command === 'dev') addDevelopment(setup);
      },
      'astro:config:done': ({ config, logger }) => {
        versions = readVersions();
        links = publicLinks(config.publicDir, config.root);
        publicFolder = fileURLToPath(config.publicDir);
        cacheDir = config.cacheDir;
        const base = config.base.endsWith('/') ? config.base : `${config.base}/`;
        served = { base, origin: config.site ?? null };
        cache = new SiteCache(config.cacheDir, (message) => logger.warn(message));
        const progress = new BuildProgress(process.stderr, process.env, () => performance.now());
        const compiler = createCompiler({
          versions,
          cache,
          highlight,
          root: config.root,
          publicFolder: config.publicDir,
          base,
          live: command === 'dev',
          // `astro sync` and `astro check` only need types.
          labels: command !== 'sync',
          timeLimit: settings.timeLimit,
          renderer: () => rendererOf(config),
          warn: (message) => {
            progress.clear();
            logger.warn(message);
          },
          progress: (message) => {
            progress.clear();
            logger.info(message);
          },
        });
        const { facts } = settings.editions[settings.edition];
        site = {
          compiler,
          bodies: new JsonCache(bodiesIn(config.cacheDir)),
          progress,
          used: new UsedByPages(command === 'build' ? cache.lastUsed('build') : null),
          words: wordsOf(settings.editions),
          edition: settings.edition,
          facts,
          incidents: folderOf(settings.content, config.root),
          guides: folderOf(settings.guides, config.root),
          shippedGuides: facts.docs ? shippedGuides() : null,
          errors: [],
          pages: [],
          dev: null,
        };
      },
      'astro:server:setup': async (setup) => {
        if (site !== undefined) await serveInDevelopment(setup, { ...asRead, site, versions });
      },
      'astro:server:done': async () => {
        site?.dev?.close();
        await site?.compiler.close();
      },
      'hindcast:site': () => (site === undefined ? undefined : (servedSite(asRead.root) ?? site)),
      // At this point, all folders have been read, but nothing has been written.
      'astro:build:start': ({ logger }) => {
        const damaged = dropDamaged(cacheDir);
        if (damaged === 1) logger.warn('cache: 1 rendered page is damaged; rendering it again');
        if (damaged > 1) logger.warn(`cache: ${damaged} rendered pages are damaged; rendering them again`);
        const broken = site === undefined ? [] : [...links, ...brokenLinks(site, publicFolder)];
        const texts = new Map(site?.pages.map(({ file, text }) => [file, text]));
        if (broken.length > 0) logger.error(`${countAll(broken)}\n${formatAll(broken, texts)}\n`);
        site?.errors.push(...broken);
        if (site !== undefined && site.errors.length > 0) throw buildFailure(site.errors);
        pagesBegan = performance.now();
        if (site !== undefined) began = pagesBegan;
      },
      'astro:build:generated': () => phase('bundling and rendering', began),
      'astro:build:done': async ({ dir, logger }) => {
        if (site === undefined) return;
        await finishSite({ folder: fileURLToPath(dir), ...served, facts: site.facts });
        const { compiler } = site;
        compiler.ledger.milliseconds.pages = performance.now() - pagesBegan;
        phase('search index and other files', began);
        logger.info(`build time by stage\n${stageTable(compiler.ledger)}`);
        if (isProfiled()) logger.info(`profile\n${profileTable(compiler.ledger, phases)}`);
        cleanCache(cache, versions, site);
        site.bodies.prune();
        sealRendered(cacheDir);
        await compiler.close();
      },
    },
  };
}

/** True for `npm run build -- --profile` and `hindcast build --profile`, or if `HINDCAST_PROFILE` is set. */
function isProfiled(): boolean {
  return (process.env['HINDCAST_PROFILE'] ?? '') !== '' || process.argv.includes('--profile');
}

/** The options, overridden by environment variables: the edition to build, the `asOf` day, and the link style. */
function withEnvironment(options: HindcastOptions): unknown {
  const { HINDCAST_EDITION: edition, HINDCAST_AS_OF: asOf, HINDCAST_ADDRESSES: addresses } = process.env;
  return {
    ...options,
    ...(edition === undefined || edition === '' ? {} : { edition }),
    ...(asOf === undefined || asOf === '' ? {} : { asOf }),
    ...(addresses === undefined || addresses === '' ? {} : { addresses }),
  };
}

/** Makes pages that are already served show the errors in an edited configuration. */
function updateServed(root: URL, digest: string | null, { config, diagnostics, text }: ConfigRead): void {
  const dev = servedSite(root)?.dev ?? null;
  if (dev === null) return;
  const texts = new Map(diagnostics.map(({ span }) => [span.file, text]));
  dev.configRead = digest;
  if (config === null) dev.setBroken('config', formatAll(diagnostics, texts));
  else dev.clearBroken('config');
}

/** Adds the development-only features: error pages, reloads after restarts, and notices about running simulations. */
function addDevelopment({
  addMiddleware,
  injectScript,
  updateConfig,
}: HookParameters<'astro:config:setup'>): void {
  updateConfig({ vite: { plugins: [connectionEvents()] } });
  addMiddleware({ order: 'pre', entrypoint: here('./dev/middleware.ts') });
  injectScript('page-ssr', `import ${JSON.stringify(fileURLToPath(here('./dev/development.css')))};`);
  injectScript('page', `import ${JSON.stringify(fileURLToPath(here('./dev/development.js')))};`);
}

/** @throws Error if the configuration has errors, after printing them */
function configured({ config, diagnostics, text }: ConfigRead, logger: AstroIntegrationLogger): SiteConfig {
  if (config !== null) return config;
  const texts = new Map(diagnostics.map(({ span }) => [span.file, text]));
  logger.error(`${countAll(diagnostics)}\n${formatAll(diagnostics, texts)}\n`);
  throw buildFailure(diagnostics);
}

function rendererOf({ markdown, image }: AstroConfig): ReturnType<typeof markdown.processor.createRenderer> {
  return markdown.processor.createRenderer({ image, syntaxHighlight: false });
}

/** Records what a build used, and removes entries of other versions and entries that take up too much space. */
function cleanCache(cache: SiteCache, { engine, diagrams, code }: SourceVersions, site: HindcastSite): void {
  cache.record('build', site.used.all());
  cache.removeOthers('results', engine);
  cache.removeOthers('diagrams', diagrams);
  cache.removeOthers('code', code);
  cache.removeUnknown();
  cache.bound();
}

/** Folder for page bodies. */
function bodiesIn(cache: URL): URL {
  return new URL('hindcast-bodies/', cache);
}

function here(path: string): URL {
  return new URL(path, import.meta.url);
}
