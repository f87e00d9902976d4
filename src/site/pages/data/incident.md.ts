import type { APIRoute } from 'astro';
import type { ExportedIncident } from '../../../exports/entry.ts';
import { incidentMarkdown } from '../../../exports/incident-copies.ts';
import { exportedIncidents, file } from '../../exported.ts';

export async function getStaticPaths() {
  return (await exportedIncidents()).map((entry) => ({
    params: { id: entry.id },
    props: { entry },
    cacheKey: entry.cacheKey,
  }));
}

export const GET: APIRoute<{ entry: ExportedIncident }> = ({ props }) =>
  file('text/markdown; charset=utf-8', incidentMarkdown(props.entry));
