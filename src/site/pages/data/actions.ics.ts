import { site } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { actionCalendar } from '../../../exports/calendar.ts';
import { announcedIncidents, file, siteAddress } from '../../exported.ts';

/** Calendar of due dates. */
export const GET: APIRoute = async (context) =>
  file(
    'text/calendar; charset=utf-8',
    actionCalendar(await announcedIncidents(), site, siteAddress(context.site)),
  );
