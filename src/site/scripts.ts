import { createHash } from 'node:crypto';
import filter from './client/filter.js?raw';
import page from './client/page.js?raw';
import search from './client/search.js?raw';

/** Scripts of the site, each a file of its own: the content security policy allows no other. */
export const SCRIPTS = { page, filter, search } as const;

export type ScriptName = keyof typeof SCRIPTS;

/** File of a script below `scripts/`, named after its content, so that a browser may keep it for ever. */
export function scriptFile(name: ScriptName): string {
  const digest = createHash('sha256').update(SCRIPTS[name]).digest('hex').slice(0, 8);
  return `${name}.${digest}.js`;
}
