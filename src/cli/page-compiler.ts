import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCompiler, type PageCompiler } from '../astro/compiler.ts';
import { readVersions } from '../astro/sources.ts';
import type { EditionName } from '../config/options.ts';
import { markdownProcessor } from '../markdown/processor.ts';
import { type Io, printable } from './io.ts';

/** A compiler for commands that look at pages and throw them away. */
export interface OpenCompiler {
  readonly compiler: PageCompiler;
  /** Removes what it left behind outside of a project. */
  close(): void;
}

/**
 * Compiles write-ups as a build of an edition does, with the cache of results of that build. Code in pages is not
 * coloured.
 */
export function openCompiler(io: Io, edition: EditionName = 'internal'): OpenCompiler {
  const versions = readVersions();
  const plain = async () => '';
  const cache = cacheFolder(io.cwd);
  const folder = edition === 'public' ? join(cache.folder, 'public') : cache.folder;
  const compiler = createCompiler({
    versions,
    results: pathToFileURL(`${join(folder, 'hindcast', versions.engine)}/`),
    highlight: plain,
    renderer: () => markdownProcessor(plain).createRenderer({ syntaxHighlight: false }),
    warn: (message) => io.stderr.write(printable(`warning: ${message}\n`)),
  });
  return {
    compiler,
    close() {
      if (cache.temporary) rmSync(cache.folder, { recursive: true, force: true });
    },
  };
}

/** Where builds of the project keep results; outside of a project a folder that goes away again. */
function cacheFolder(cwd: string): { folder: string; temporary: boolean } {
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules', 'astro'))) {
      return { folder: join(folder, 'node_modules', '.astro'), temporary: false };
    }
    if (folder === dirname(folder)) break;
  }
  return { folder: mkdtempSync(join(tmpdir(), 'hindcast-')), temporary: true };
}
