import { site } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { incidentsJson } from '../../../exports/incident-copies.ts';
import { exportedIncidents, file, siteAddress } from '../../exported.ts';

/** Summaries of all write-ups. */
export const GET: APIRoute = async (context) =>
  file(
    'application/json; charset=utf-8',
    incidentsJson(await exportedIncidents(), site, siteAddress(context.site)),
  );
