import { icon } from 'virtual:hindcast/options';
import type { APIRoute } from 'astro';
import { file } from '../../exported.ts';

/** Icon for a site without a `favicon.svg` in `public/`. */
export const GET: APIRoute = () => file('image/svg+xml', icon);
