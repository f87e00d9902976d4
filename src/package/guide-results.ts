import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { shippedFolder, shippedVersion } from '../astro/content/shipped-guides.ts';

/**
 * Evaluates the scenarios of the guides with the engine in `build/`, and adds the results, so that a new site doesn't
 * have to. They're the same for all machines, and are kept in `.cache/` for the next package.
 *
 * @param root  repository folder
 * @param build URL of the folder of the compiled files
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
  const engine = shippedVersion(build);
  const all = join(root, '.cache', 'guides');
  const kept = join(all, engine);
  const plain = async () => '';
  const compiler = createCompiler({
    versions: { engine, page: '' },
    results: pathToFileURL(`${kept}/`),
    highlight: plain,
    root: null,
    renderer: () => markdownProcessor(plain).createRenderer({ syntaxHighlight: false }),
    warn: (message) => process.stderr.write(`warning: ${message}\n`),
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
  for (const old of readdirSync(all).filter((name) => name !== engine)) {
    rmSync(join(all, old), { recursive: true });
  }
  cpSync(kept, fileURLToPath(shippedFolder(build)), { recursive: true });
}
