import type { Loader, LoaderContext } from 'astro/loaders';
import { z } from 'zod';
import type { Guide } from '../../incident/guide.ts';
import { type Incident, incidentSchema } from '../../incident/incident.ts';
import { guideKind, incidentKindOf } from '../../markdown/page-kind.ts';
import { type EntryData, type FolderSetting, PageFolder } from './page-folder.ts';
import type { HindcastSite } from './site.ts';

/*
 * Content loaders for the collections of a site. Unlike Astro's own loaders they tell all findings of all pages, and a
 * page that has some fails the build. In development they keep the failure instead: the page shows it until the next
 * save. They need the `hindcast()` integration.
 */

/** Data of an entry of `incidents` as pages get it. */
export type IncidentEntryData = EntryData<{ incident: Incident }>;
/** Data of an entry of `guides` as pages get it. */
export type GuideEntryData = EntryData<{ guide: Guide }>;

type PageLoader<Data> = Loader & { schema: z.ZodType<Data> };

/** For the collection `incidents`: the write-ups. */
export function incidentLoader(): PageLoader<IncidentEntryData> {
  return pageLoader('incidentLoader', ({ incidents, words }) => ({
    kind: incidentKindOf(words),
    folder: incidents,
    empty: (folder) =>
      `there is no write-up in ${folder || '.'}: add a Markdown file, such as ${folder}first-incident.md`,
    stillStands: ({ incident }, slugs) => incident.related.every((to) => slugs.includes(to)),
    standIn: (slug) => ({
      incident: incidentSchema.parse({
        title: slug,
        summary: 'This write-up has errors.',
        severity: 'SEV5',
        started_at: '1970-01-01T00:00:00Z',
      }),
    }),
  }));
}

/** For the collection `guides`: pages that teach. A site may well have none. */
export function guideLoader(): PageLoader<GuideEntryData> {
  return pageLoader('guideLoader', ({ guides }) => ({
    kind: guideKind,
    folder: guides,
    empty: null,
    stillStands: () => true,
    standIn: (slug) => ({ guide: { title: slug, summary: 'This guide has errors.', order: null } }),
  }));
}

function pageLoader<Front extends object>(
  name: string,
  settingOf: (site: HindcastSite) => FolderSetting<Front>,
): PageLoader<EntryData<Front>> {
  return {
    name: 'hindcast',
    // Checked already, with better messages than a second check could give.
    schema: z.custom<EntryData<Front>>(),
    load: (context) => {
      const site = siteOf(context, name);
      return new PageFolder(context, site, settingOf(site)).load();
    },
  };
}

/** Asks the integration for what it shares. It can't be imported: the loader may be run by another module loader. */
function siteOf({ config }: LoaderContext, loader: string): HindcastSite {
  const integration = config.integrations.find((one) => one.name === 'hindcast');
  const site = integration?.hooks['hindcast:site']?.();
  if (site === undefined) {
    throw new Error(
      `${loader}() needs the integration: add hindcast() to \`integrations\` in astro.config.mjs`,
    );
  }
  return site;
}
