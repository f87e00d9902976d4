import { fileURLToPath } from 'node:url';
import type { AstroConfig, AstroIntegration } from 'astro';
import type { EditionConfig, SiteConfig } from '../../config/read-config.ts';
import type { SiteFacts } from '../../config/site.ts';
import type { Vocabulary } from '../../incident/vocabulary.ts';
import type { Highlight } from '../../markdown/highlight.ts';
import { markdownProcessor } from '../../markdown/processor.ts';

/** Virtual module that gives pages the site's options. */
const OPTIONS_MODULE = 'virtual:hindcast/options';

type Setup = Parameters<NonNullable<AstroIntegration['hooks']['astro:config:setup']>>[0];
type ConfigUpdate = Parameters<Setup['updateConfig']>[0];

/**
 * What the integration sets in a site's Astro configuration.
 *
 * @param hasGuides whether pages lead to a list of guides
 * @param fonts     folder of the faces that styles import as `@hindcast/fonts/`
 */
export function siteSettings(
  facts: SiteFacts,
  highlight: Highlight,
  hasGuides: boolean,
  fonts: string,
): ConfigUpdate {
  return {
    markdown: {
      processor: markdownProcessor(highlight),
      // Astro's own highlighter writes `style` attributes, which the policy below forbids.
      syntaxHighlight: false,
    },
    // Pages load styles, scripts, fonts, pictures and lists of their own site, and nothing else.
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
    // Styles in files of their own: then `style-src 'self'` is all that a page needs.
    build: { inlineStylesheets: 'never' },
    vite: {
      build: { assetsInlineLimit: 0 },
      resolve: { alias: [{ find: /^@hindcast\/fonts\//, replacement: fonts }] },
      plugins: [optionsModule(facts, hasGuides)],
      server: { fs: { allow: [fileURLToPath(new URL('../../../', import.meta.url)), fonts] } },
    },
  };
}

/**
 * What an edition sets: its folder, address and base, and a cache of its own, so that nothing that one edition made can
 * come into the other. A folder that the command line names stands.
 *
 * @param edition the internal one of a site without editions sets nothing
 */
export function editionSettings(
  { facts, folder, site, base }: EditionConfig,
  config: AstroConfig,
): ConfigUpdate {
  const usual = config.outDir.href === new URL('dist/', config.root).href;
  return {
    ...(folder !== null && usual ? { outDir: new URL(`${folder.replace(/\/+$/, '')}/`, config.root) } : {}),
    ...(facts.edition === 'public' ? { cacheDir: new URL('public/', config.cacheDir) } : {}),
    ...(site === null ? {} : { site }),
    ...(base === null ? {} : { base }),
  };
}

function optionsModule(facts: SiteFacts, hasGuides: boolean) {
  const resolved = `\0${OPTIONS_MODULE}`;
  return {
    name: 'hindcast:options',
    resolveId: (id: string) => (id === OPTIONS_MODULE ? resolved : undefined),
    load: (id: string) =>
      id === resolved ? `export const site = ${JSON.stringify({ ...facts, hasGuides })};` : undefined,
  };
}

/** What front matter may name, out of the configuration. The public edition knows all words too: what it must not show it has to know. */
export function wordsOf({ internal, public: open }: SiteConfig['editions']): Vocabulary {
  const namesIn = ({ services }: SiteFacts): string[] => services.flatMap(({ id, name }) => [id, name]);
  return {
    severities: internal.facts.severities.map(({ id }) => id),
    services: namesIn(internal.facts),
    publicServices: namesIn(open.facts),
    zone: internal.facts.zone,
  };
}
