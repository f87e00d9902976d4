import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { cutFonts } from '../astro/setup/cut-fonts.ts';
import { bundleEngine } from '../play/bundle.ts';
import { bundleMermaid } from './bundle.ts';
import { addGuideResults } from './guide-results.ts';
import { missingTargets, readManifest, unsetFields } from './manifest.ts';

/*
 * Builds `build/` with the same layout as `src/`: JavaScript and declarations (Node doesn't strip types in
 * node_modules), unchanged pages, styles and grammars, a mermaid bundle, and the guides with their results. It is run
 * by `npm pack` and `npm publish`.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SRC = join(ROOT, 'src');
const BUILD = join(ROOT, 'build');

/** Modules that sites don't need. */
const LEFT_OUT = /^(?:tests|bench|package)(?:\/|$)|\.test\.ts$|^cli\/hindcast\.mjs$/;
/** Files that the compiler doesn't emit, including declaration files. */
const COPIED = /\.(?:astro|css|js|json|mjs|svg|woff2)$|\.d\.ts$|^templates\//;

const RELATIVE_FILE = /(['"])(\.{1,2}\/[^'"\s]+)\.ts\1/g;
const PAGE_FILE = /(['"])([^'"\s]+)\.ts\1/g;

rmSync(BUILD, { recursive: true, force: true });
const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const options = ['-p', join(ROOT, 'tsconfig.package.json')];
const { status } = spawnSync(process.execPath, [compiler, ...options], { stdio: 'inherit' });
if (status !== 0) process.exit(1);
for (const file of filesOf(SRC)) {
  if (LEFT_OUT.test(file) || !COPIED.test(file)) continue;
  mkdirSync(dirname(join(BUILD, file)), { recursive: true });
  cpSync(join(SRC, file), join(BUILD, file));
}
for (const file of filesOf(BUILD)) {
  if (/\.(?:js|astro|d\.ts)$/.test(file)) renameImports(file);
}
await bundleMermaid(ROOT, BUILD);
const fonts = await cutFonts(pathToFileURL(`${join(ROOT, '.cache', 'fonts')}/`));
cpSync(fonts, join(BUILD, 'fonts'), { recursive: true });
// The package contains the fonts, so it doesn't need the module that creates them.
for (const end of ['js', 'd.ts']) rmSync(join(BUILD, 'astro', 'setup', `cut-fonts.${end}`));
writeFileSync(join(BUILD, 'play', 'engine.js'), await bundleEngine(join(SRC, 'play', 'worker.ts')));
cpSync(join(ROOT, 'content', 'guides'), join(BUILD, 'docs', 'guides'), { recursive: true });
await addGuideResults(ROOT, pathToFileURL(`${BUILD}/`));

const manifest = readManifest(ROOT);
const missing = missingTargets(ROOT, manifest);
if (missing.length > 0) throw new Error(`package.json lists files that don't exist: ${missing.join(', ')}`);
for (const field of unsetFields(manifest)) {
  process.stderr.write(`warning: package.json has no \`${field}\`; set it before the package is published\n`);
}

/**
 * Makes a file import JavaScript instead of TypeScript. The compiler rewrites imports between modules; this function
 * handles pages, declarations, and the paths of threads and routes.
 */
function renameImports(file: string): void {
  const place = join(BUILD, file);
  const text = readFileSync(place, 'utf8');
  // Routes refer to files by their paths relative to the pages folder.
  const isRoutes = file === 'astro/setup/routes.js';
  const folder = join(SRC, isRoutes ? 'site/pages' : dirname(file));
  const renamed = text.replace(isRoutes ? PAGE_FILE : RELATIVE_FILE, (whole, quote: string, name: string) =>
    existsSync(join(folder, `${name}.ts`)) ? `${quote}${name}.js${quote}` : whole,
  );
  if (renamed !== text) writeFileSync(place, renamed);
}

/** Paths of the files in a folder and its subfolders, sorted and relative to the folder, with `/`. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .sort();
}
