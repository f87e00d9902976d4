import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { type OutputChunk, rolldown } from 'rolldown';

/** Folder next to the bundle for the parts it loads on demand. */
const CHUNKS = 'mermaid';
const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:$|[.-])/i;

/**
 * Replaces the compiled `diagrams/mermaid.js` with a bundle of mermaid, DOMPurify and all their imports, and writes
 * their licenses to `THIRD-PARTY-LICENSES.txt`.
 *
 * @param root repository folder
 * @param build folder of the compiled files
 * @throws Error if the bundle would still import a package, or a package has no license file
 */
export async function bundleMermaid(root: string, build: string): Promise<void> {
  const folder = join(build, 'diagrams');
  const bundle = await rolldown({
    cwd: root,
    input: { mermaid: join(root, 'src/diagrams/mermaid.ts') },
    platform: 'node',
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    chunkFileNames: `${CHUNKS}/[name]-[hash].js`,
  });
  await bundle.close();
  const chunks = output.filter((one): one is OutputChunk => one.type === 'chunk');
  const own = new Set(chunks.map(({ fileName }) => fileName));
  const missing = chunks
    .flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports])
    .filter((name) => !own.has(name) && !isBuiltin(name));
  if (missing.length > 0) throw new Error(`the bundle of mermaid still imports ${missing.join(', ')}`);
  // `mermaid.d.ts` refers to mermaid, which isn't installed in sites. None of the package's exports need the file.
  rmSync(join(folder, 'mermaid.d.ts'));
  writeFileSync(join(build, 'THIRD-PARTY-LICENSES.txt'), licensesOf(chunks));
}

/** A package whose code is in the bundle. */
interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** The license in the package's package.json, or null. */
  readonly license: string | null;
  /** The repository in the package's package.json, or null. */
  readonly repository: string | null;
  /** Contents of the package's license files. */
  readonly texts: readonly string[];
}

/** The license of each package whose code is in the chunks. */
function licensesOf(chunks: readonly OutputChunk[]): string {
  const folders = new Set(
    chunks.flatMap(({ modules }) => Object.keys(modules)).flatMap((id) => packageFolder(id) ?? []),
  );
  const packages = [...folders].sort().map(readPackage);
  packages.sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  const sections = packages.map(({ name, version, license, repository, texts }) => {
    const source = repository === null ? '' : `Source code: ${repository}\n`;
    return `${'-'.repeat(80)}\n${name} ${version}\nLicense: ${license ?? 'see below'}\n${source}\n${texts.join('\n\n')}\n`;
  });
  return `The files in diagrams/${CHUNKS}/ and diagrams/mermaid.js contain code from these packages.\n\n${sections.join('\n')}`;
}

/** The package folder that contains a module: `.../node_modules/@scope/name`. */
function packageFolder(id: string): string | null {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(id.replace(/^\0/, ''))?.[0] ?? null;
}

function readPackage(folder: string): BundledPackage {
  const manifest: { name: string; version: string; license?: unknown; repository?: unknown } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const { name, version, license } = manifest;
  const files = readdirSync(folder).filter((file) => LICENSE_FILE.test(file));
  const texts = files.sort().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) throw new Error(`\`${name}\` has no license file`);
  return {
    name,
    version,
    license: typeof license === 'string' ? license : null,
    repository: addressOf(manifest.repository),
    texts,
  };
}

/** `repository` in a package.json is a URL or an object that contains one. */
function addressOf(repository: unknown): string | null {
  if (typeof repository === 'string') return repository;
  if (typeof repository !== 'object' || repository === null || !('url' in repository)) return null;
  return String(repository.url);
}
