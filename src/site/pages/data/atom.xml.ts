import { site } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { atomFeed } from '../../../exports/feeds.ts';
import { announcedIncidents, file, siteAddress } from '../../exported.ts';

export const GET: APIRoute = async (context) =>
  file(
    'application/atom+xml; charset=utf-8',
    atomFeed(await announcedIncidents(), site, siteAddress(context.site)),
  );
