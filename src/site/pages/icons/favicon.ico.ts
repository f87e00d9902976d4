import { icon } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { file } from '../../exported.ts';
import { iconFile } from '../../icons.ts';

/** Icon for browsers without SVG support. */
export const GET: APIRoute = async () => file('image/x-icon', await iconFile(icon));
