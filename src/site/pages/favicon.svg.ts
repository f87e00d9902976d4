import type { APIRoute } from 'astro';
import icon from '../styles/favicon.svg?raw';

/** The icon of a site that brings none of its own in `public/`. */
export const GET: APIRoute = () => new Response(icon, { headers: { 'content-type': 'image/svg+xml' } });
