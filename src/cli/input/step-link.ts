import { dirname, relative, resolve, sep } from 'node:path';
import { modelPath } from '../../markdown/models/finding.ts';
import type { Exploration } from '../../result.ts';
import { stepAnchor } from '../../views/search/counterexample.ts';
import type { Io } from '../terminal/io.ts';
import type { Input } from './input.ts';
import type { FoundScenario } from './scenarios.ts';
import { findSite } from './site.ts';

/**
 * Address of the last step of a counterexample on its model's page, where readers can step through it. It's a path if
 * the site's address isn't configured. Null if no page of the site at or above the file shows the counterexample.
 */
export async function stepLink(
  { file, kind }: Input,
  { id, show, explore }: FoundScenario,
  { variant, verdict, trace }: Exploration,
  { cwd }: Io,
): Promise<string | null> {
  // Only the base's counterexample has steps that links can lead to, and at least two of them.
  if (kind !== 'write-up' || variant !== 'base' || verdict !== 'violated' || trace.length < 2) return null;
  if (id === null || !explore.requested) return null;
  if (show.length > 0 && !show.includes('counterexample')) return null;
  const path = resolve(cwd, file);
  const site = await findSite(dirname(path));
  const config = site?.read?.config;
  if (site == null || config == null) return null;
  const inside = relative(resolve(site.root, config.content), path);
  if (!inside.endsWith('.md') || inside.startsWith('..') || inside.includes(sep)) return null;
  const { internal } = config.editions;
  const [origin, base] = [internal.site ?? site.astro['site'], internal.base ?? site.astro['base']];
  const root = typeof base === 'string' ? base.replace(/^\/+|\/+$/g, '') : '';
  const page = `incidents/${encodeURIComponent(inside.slice(0, -'.md'.length))}/${modelPath(id)}`;
  const address = `${root === '' ? '' : `/${root}`}/${page}#${stepAnchor(trace.length)}`;
  return typeof origin === 'string' ? `${new URL(origin).origin}${address}` : address;
}
