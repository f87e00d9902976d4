import type { Loader, LoaderContext } from 'astro/loaders';
import { z } from 'zod';
import type { Guide } from '../../incident/guide.ts';
import { type Incident, incidentSchema } from '../../incident/incident.ts';
import { guideKind, incidentKindOf } from '../../markdown/page-kind.ts';
import { type EntryData, type FolderSetting, PageFolder } from './page-folder.ts';
import type { HindcastSite } from './site.ts';

/*
 * Content loaders for a site's collections. Unlike Astro's built-in loaders, they report the errors on all pages
 * together, and any error fails the build. In development, a page shows its errors until the next save. The loaders
 * require the `hindcast()` integration.
 */

/** An `incidents` entry's data, as pages receive it. */
export type IncidentEntryData = EntryData<{ incident: Incident }>;
/** A `guides` entry's data, as pages receive it. */
export type GuideEntryData = EntryData<{ guide: Guide }>;

type PageLoader<Data> = Loader & { schema: z.ZodType<Data> };

/** Loads the `incidents` collection: the write-ups. */
export function incidentLoader(): PageLoader<IncidentEntryData> {
  return pageLoader('incidentLoader', ({ incidents, words }) => ({
    kind: incidentKindOf(words),
    path: 'incidents',
    folder: incidents,
    shipped: null,
    empty: (folder) =>
      `there are no write-ups in ${folder || '.'}; add one with \`npx hindcast new "Title"\``,
    isCurrent: ({ incident }, slugs) => incident.related.every((to) => slugs.includes(to)),
    placeholder: (slug) => ({
      incident: incidentSchema.parse({
        title: slug,
        summary: 'This write-up has errors.',
        severity: 'SEV5',
        started_at: '1970-01-01T00:00:00Z',
      }),
    }),
  }));
}

/** Loads the `guides` collection: the site's own guides and those that ship with Hindcast. */
export function guideLoader(): PageLoader<GuideEntryData> {
  return pageLoader('guideLoader', ({ guides, shippedGuides }) => ({
    kind: guideKind,
    path: 'guides',
    folder: guides,
    shipped: shippedGuides,
    empty: null,
    isCurrent: () => true,
    placeholder: (slug) => ({ guide: { title: slug, summary: 'This guide has errors.', order: null } }),
  }));
}

function pageLoader<Front extends object>(
  name: string,
  settingOf: (site: HindcastSite) => FolderSetting<Front>,
): PageLoader<EntryData<Front>> {
  return {
    name: 'hindcast',
    // The loader has already validated the data, with better messages.
    schema: z.custom<EntryData<Front>>(),
    load: (context) => {
      const site = siteOf(context, name);
      return new PageFolder(context, site, settingOf(site)).load();
    },
  };
}

/**
 * Gets the site from the integration. Importing the integration doesn't work, because Astro may load this module
 * with a different module loader.
 */
function siteOf({ config }: LoaderContext, loader: string): HindcastSite {
  const integration = config.integrations.find((one) => one.name === 'hindcast');
  const site = integration?.hooks['hindcast:site']?.();
  if (site === undefined) {
    throw new Error(
      `${loader}() needs the Hindcast integration; add hindcast() to \`integrations\` in astro.config.mjs`,
    );
  }
  return site;
}
