import { icon } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { file } from '../../exported.ts';
import { touchIcon } from '../../icons.ts';

/** Icon for home screen bookmarks. */
export const GET: APIRoute = async () => file('image/png', await touchIcon(icon));
