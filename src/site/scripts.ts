import { createHash } from 'node:crypto';
import { engine } from 'virtual:hindcast/engine';
import drill from './client/drill.js?raw';
import filter from './client/filter.js?raw';
import numbers from './client/numbers.js?raw';
import page from './client/page.js?raw';
import player from './client/player.js?raw';
import search from './client/search.js?raw';

/** The site's scripts. Each is a separate file, since the content security policy blocks inline scripts. */
export const SCRIPTS = { page, filter, search, player, numbers, drill, engine } as const;

export type ScriptName = keyof typeof SCRIPTS;

/** File name of a script in `scripts/`. It includes a digest of the content, so browsers can cache the file forever. */
export function scriptFile(name: ScriptName): string {
  const digest = createHash('sha256').update(SCRIPTS[name]).digest('hex').slice(0, 8);
  return `${name}.${digest}.js`;
}
