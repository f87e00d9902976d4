import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegration } from 'astro';
import type { EditionConfig, SiteConfig } from '../../config/read-config.ts';
import type { SiteFacts, SiteFiles } from '../../config/site.ts';
import type { Vocabulary } from '../../incident/vocabulary.ts';
import type { Highlight } from '../../markdown/highlight.ts';
import { markdownProcessor } from '../../markdown/processor.ts';
import { engineScript } from '../../play/bundle.ts';

/** Virtual module that gives pages the site's options. */
const OPTIONS_MODULE = 'virtual:hindcast/options';

/** Virtual module with the engine's script. */
const ENGINE_MODULE = 'virtual:hindcast/engine';

type Setup = Parameters<NonNullable<AstroIntegration['hooks']['astro:config:setup']>>[0];
type ConfigUpdate = Parameters<Setup['updateConfig']>[0];

/** Folders that pages use. */
export interface SiteFolders {
  /** The fonts that styles import as `@hindcast/fonts/`. */
  readonly fonts: string;
  /** Page bodies. */
  readonly bodies: URL;
}

/**
 * The site's Astro configuration, as set by the integration.
 *
 * @param icon  SVG of the site's icon
 */
export function siteSettings(
  facts: SiteFacts,
  files: SiteFiles,
  icon: string,
  highlight: Highlight,
  { fonts, bodies }: SiteFolders,
): ConfigUpdate {
  return {
    markdown: {
      processor: markdownProcessor(highlight),
      // Astro's highlighter writes `style` attributes, which the policy below blocks.
      syntaxHighlight: false,
    },
    // Pages load styles, scripts, fonts, images and data only from their own site.
    security: {
      csp: {
        algorithm: 'SHA-256',
        directives: [
          "default-src 'none'",
          "img-src 'self'",
          "font-src 'self'",
          "connect-src 'self'",
          "base-uri 'none'",
          "form-action 'none'",
        ],
      },
    },
    // Pages whose code and `cacheKey` haven't changed are restored from the last build.
    experimental: { incrementalBuild: true },
    // Since all styles are in files, `style-src 'self'` is enough.
    build: { inlineStylesheets: 'never' },
    vite: {
      build: { assetsInlineLimit: 0 },
      resolve: { alias: [{ find: /^@hindcast\/fonts\//, replacement: fonts }] },
      plugins: [optionsModule({ ...facts, ...files }, icon, bodies), engineModule()],
      server: { fs: { allow: [fileURLToPath(new URL('../../../', import.meta.url)), fonts] } },
    },
  };
}

/**
 * Settings for one edition: its output folder, address and base, and a separate cache, so nothing can leak between
 * editions. An output folder given on the command line takes precedence.
 *
 * @param edition has no effect if it is the internal edition of a site without `editions`
 */
export function editionSettings(
  { facts, folder, site, base }: EditionConfig,
  config: AstroConfig,
): ConfigUpdate {
  const isDefault = config.outDir.href === new URL('dist/', config.root).href;
  return {
    ...(folder !== null && isDefault
      ? { outDir: new URL(`${folder.replace(/\/+$/, '')}/`, config.root) }
      : {}),
    ...(facts.edition === 'public' ? { cacheDir: new URL('public/', config.cacheDir) } : {}),
    ...(site === null ? {} : { site }),
    ...(base === null ? {} : { base }),
  };
}

function optionsModule(site: SiteFacts & SiteFiles, icon: string, bodies: URL) {
  const resolved = `\0${OPTIONS_MODULE}`;
  return {
    name: 'hindcast:options',
    resolveId: (id: string) => (id === OPTIONS_MODULE ? resolved : undefined),
    load: (id: string) =>
      id === resolved
        ? `export const site = ${JSON.stringify(site)};\nexport const icon = ${JSON.stringify(icon)};\nexport const bodies = ${JSON.stringify(bodies.href)};`
        : undefined,
  };
}

/** Bundles the engine only for sites that have a page for it. */
function engineModule() {
  const resolved = `\0${ENGINE_MODULE}`;
  return {
    name: 'hindcast:engine',
    resolveId: (id: string) => (id === ENGINE_MODULE ? resolved : undefined),
    load: async (id: string) =>
      id === resolved ? `export const engine = ${JSON.stringify(await engineScript())};` : undefined,
  };
}

/**
 * In development, sets `asOf` to today in the site's time zone, or keeps the configured day if it is later. Builds
 * never read the clock.
 */
export function withToday(settings: SiteConfig, now: Date): SiteConfig {
  const { internal, public: open } = settings.editions;
  const dated = (edition: EditionConfig): EditionConfig => {
    const { asOf, zone } = edition.facts;
    // The `en-CA` locale formats dates like 2025-11-30.
    const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now);
    return { ...edition, facts: { ...edition.facts, asOf: asOf !== null && asOf > today ? asOf : today } };
  };
  return { ...settings, editions: { internal: dated(internal), public: dated(open) } };
}

/**
 * The configured names that front matter may use. In the public edition, this includes internal names, so they aren't
 * reported as unknown names.
 */
export function wordsOf({ internal, public: open }: SiteConfig['editions']): Vocabulary {
  const namesIn = ({ services }: SiteFacts): string[] => services.flatMap(({ id, name }) => [id, name]);
  return {
    severities: internal.facts.severities.map(({ id }) => id),
    services: namesIn(internal.facts),
    publicServices: namesIn(open.facts),
    patterns: internal.facts.patterns.map(({ id }) => id),
    publicPatterns: open.facts.patterns.map(({ id }) => id),
    zone: internal.facts.zone,
  };
}
