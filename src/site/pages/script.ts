import type { APIRoute } from 'astro';
import { SCRIPTS, type ScriptName, scriptFile } from '../scripts.ts';

export function getStaticPaths() {
  return Object.keys(SCRIPTS).map((name) => ({
    params: { file: scriptFile(name as ScriptName) },
    props: { name },
  }));
}

/** Serves one of the site's scripts. */
export const GET: APIRoute = ({ props }) =>
  new Response(SCRIPTS[props['name'] as ScriptName], {
    headers: { 'content-type': 'text/javascript; charset=utf-8' },
  });
