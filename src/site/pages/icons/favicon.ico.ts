import { icon } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { file } from '../../exported.ts';
import { iconFile } from '../../icons.ts';

/** The icon for browsers that don't read SVG. */
export const GET: APIRoute = async () => file('image/x-icon', await iconFile(icon));
