import type { APIRoute } from 'astro';
import relabel from '../../client/relabel.js?raw';
import { file } from '../../exported.ts';

/** A script that readers use to recompute comparison labels from a write-up's JSON. */
export const GET: APIRoute = () => file('text/javascript; charset=utf-8', relabel);
