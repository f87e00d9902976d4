import { site } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import type { ExportedIncident } from '../../../exports/entry.ts';
import { incidentJson } from '../../../exports/incident-copies.ts';
import { exportedIncidents, file, siteAddress } from '../../exported.ts';

export async function getStaticPaths() {
  return (await exportedIncidents()).map((entry) => ({
    params: { id: entry.id },
    props: { entry },
    cacheKey: entry.cacheKey,
  }));
}

export const GET: APIRoute<{ entry: ExportedIncident }> = (context) =>
  file('application/json; charset=utf-8', incidentJson(context.props.entry, site, siteAddress(context.site)));
