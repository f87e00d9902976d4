import { site } from 'virtual:hindcast/options';
import type { ExportedIncident, SiteAddress } from '../exports/entry.ts';
import { allWriteUps, type StoredWriteUp } from './entries.ts';
import { isPublished } from './record/write-up.ts';

/** All write-ups in the edition as data, sorted by id. Bodies are read when they're used. */
export async function exportedIncidents(): Promise<StoredWriteUp[]> {
  return (await allWriteUps()).sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The write-ups included in feeds: only published ones in the public edition, otherwise all. */
export async function announcedIncidents(): Promise<ExportedIncident[]> {
  const all = await exportedIncidents();
  return site.edition === 'public' ? all.filter(isPublished) : all;
}

/** The site's origin and base path. */
export function siteAddress(origin: URL | undefined): SiteAddress {
  const base = import.meta.env.BASE_URL;
  return { site: origin?.href ?? null, base: base.endsWith('/') ? base : `${base}/` };
}

/** Builds the response for an endpoint. */
export function file(type: string, body: BodyInit): Response {
  return new Response(body, { headers: { 'content-type': type } });
}
