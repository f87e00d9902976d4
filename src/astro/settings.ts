import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import { z } from 'zod';
import type { Highlight } from '../markdown/highlight.ts';
import { markdownProcessor } from '../markdown/processor.ts';

/** What a site says about itself. */
export interface HindcastOptions {
  /** Name of the site. */
  title?: string;
  /** One sentence about it, for search engines and previews. */
  description?: string;
  /** Folder of the write-ups, from the site's root. */
  content?: string;
  /** Folder of the guides, from the site's root. It need not be there. */
  guides?: string;
}

const optionsSchema = z.strictObject({
  title: z.string().min(1).default('Hindcast'),
  description: z
    .string()
    .min(1)
    .default('Incident write-ups that run: the record of what happened beside a model of it, compared.'),
  content: z.string().min(1).default('content/incidents'),
  guides: z.string().min(1).default('content/guides'),
});

/** Virtual module that gives pages the site's options. */
const OPTIONS_MODULE = 'virtual:hindcast/options';

/**
 * Fills in what is left out.
 *
 * @throws Error if an option is unknown or of the wrong kind
 */
export function readOptions(options: HindcastOptions): Required<HindcastOptions> {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  throw new Error(`hindcast(): ${z.prettifyError(parsed.error)}`);
}

type Setup = Parameters<NonNullable<AstroIntegration['hooks']['astro:config:setup']>>[0];
type ConfigUpdate = Parameters<Setup['updateConfig']>[0];

/**
 * What the integration sets in a site's Astro configuration.
 *
 * @param hasGuides whether pages lead to a list of guides
 * @param fonts     folder of the faces that styles import as `@hindcast/fonts/`
 */
export function siteSettings(
  options: Required<HindcastOptions>,
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
    // Pages load styles, fonts and pictures of their own site, and nothing else. No script runs.
    security: {
      csp: {
        algorithm: 'SHA-256',
        directives: [
          "default-src 'none'",
          "img-src 'self'",
          "font-src 'self'",
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
      plugins: [optionsModule(options, hasGuides)],
      server: { fs: { allow: [fileURLToPath(new URL('../../', import.meta.url)), fonts] } },
    },
  };
}

function optionsModule(options: Required<HindcastOptions>, hasGuides: boolean) {
  const { title, description } = options;
  const resolved = `\0${OPTIONS_MODULE}`;
  return {
    name: 'hindcast:options',
    resolveId: (id: string) => (id === OPTIONS_MODULE ? resolved : undefined),
    load: (id: string) =>
      id === resolved
        ? `export const site = ${JSON.stringify({ title, description, hasGuides })};`
        : undefined,
  };
}
