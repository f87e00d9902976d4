import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type CompilerSetting, createCompiler, type PageCompiler } from '../../astro/content/compiler.ts';
import { readVersions } from '../../astro/setup/sources.ts';
import type { SiteCache } from '../../cache/site-cache.ts';
import type { EditionName } from '../../config/options.ts';
import { markdownProcessor } from '../../markdown/processor.ts';
import type { Io } from '../terminal/io.ts';
import { cacheWarning, openSiteCache, projectCache } from './result-cache.ts';
import { siteRoot } from './site.ts';

/** A compiler for commands that inspect pages and discard them. */
export interface OpenCompiler {
  readonly compiler: PageCompiler;
  readonly cache: SiteCache;
  /** Removes the temporary cache, which exists only outside a project. */
  close(): void;
}

/**
 * Compiles write-ups the same way as a build of the edition, and shares the build's result cache. Code isn't
 * highlighted.
 */
export function openCompiler(
  io: Io,
  edition: EditionName = 'internal',
  setting: Pick<CompilerSetting, 'base' | 'labels' | 'publicFolder' | 'timeLimit'> = {},
): OpenCompiler {
  const versions = readVersions();
  const plain = async () => '';
  const project = projectCache(io.cwd);
  const root = siteRoot(io.cwd);
  const temporary = project === null ? mkdtempSync(join(tmpdir(), 'hindcast-')) : null;
  const folder = join(project ?? temporary!, edition === 'public' ? 'public' : '');
  const cache = openSiteCache(folder, io);
  const compiler = createCompiler({
    versions,
    labels: false,
    ...setting,
    threads: io.threads !== false,
    cache,
    highlight: null,
    root: root === null ? null : pathToFileURL(`${root}/`),
    renderer: () => markdownProcessor(plain).createRenderer({ syntaxHighlight: false }),
    warn: cacheWarning(io),
  });
  return {
    compiler,
    cache,
    close() {
      if (temporary !== null) rmSync(temporary, { recursive: true, force: true });
    },
  };
}
