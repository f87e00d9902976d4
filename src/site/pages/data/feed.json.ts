import { site } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { jsonFeed } from '../../../exports/feeds.ts';
import { announcedIncidents, file, siteAddress } from '../../exported.ts';

export const GET: APIRoute = async (context) =>
  file(
    'application/feed+json; charset=utf-8',
    jsonFeed(await announcedIncidents(), site, siteAddress(context.site)),
  );
