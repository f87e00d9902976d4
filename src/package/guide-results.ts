import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { shippedFolder, shippedVersion } from '../astro/content/shipped-guides.ts';
import { readVersions } from '../astro/setup/sources.ts';

/**
 * Evaluates the guides' scenarios with the engine in `build/`, and adds the results, so a new site doesn't have to
 * evaluate them. Results are the same on all machines, and are kept in `.cache/` for the next package.
 *
 * @param root  repository folder
 * @param build URL of the folder with the compiled files
 * @throws Error if a guide has an error
 */
export async function addGuideResults(root: string, build: URL): Promise<void> {
  const load = (file: string): Promise<unknown> => import(new URL(file, build).href);
  const { createCompiler } = (await load(
    'astro/content/compiler.js',
  )) as typeof import('../astro/content/compiler.ts');
  const { guideKind } = (await load('markdown/page-kind.js')) as typeof import('../markdown/page-kind.ts');
  const { markdownProcessor } = (await load(
    'markdown/processor.js',
  )) as typeof import('../markdown/processor.ts');
  const { SiteCache } = (await load('cache/site-cache.js')) as typeof import('../cache/site-cache.ts');
  const engine = shippedVersion(build);
  const warn = (message: string): void => {
    process.stderr.write(`warning: ${message}\n`);
  };
  const cache = new SiteCache(pathToFileURL(`${join(root, '.cache', 'guides')}/`), warn);
  const plain = async () => '';
  const compiler = createCompiler({
    versions: { ...readVersions(build), engine },
    cache,
    highlight: null,
    root: null,
    renderer: () => markdownProcessor(plain).createRenderer({ syntaxHighlight: false }),
    warn,
  });
  const guides = new URL('docs/guides/', build);
  const names = readdirSync(guides).filter((name) => name.endsWith('.md'));
  for (const name of names) {
    const url = new URL(name, guides);
    const slugs = names.map((one) => one.slice(0, -'.md'.length));
    const source = { file: name, text: readFileSync(url, 'utf8'), url, slugs };
    const { diagnostics } = await compiler.compile(guideKind, source);
    const error = diagnostics.find(({ severity }) => severity === 'error');
    if (error !== undefined) throw new Error(`${name}: ${error.message}`);
  }
  await compiler.close();
  cache.removeOthers('results', engine);
  cache.removeUnknown();
  cpSync(fileURLToPath(cache.folderOf('results', engine)), fileURLToPath(shippedFolder(build)), {
    recursive: true,
  });
}
