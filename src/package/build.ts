import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Makes what others install: `build/`, laid out as `src/` is, with plain JavaScript and declarations in place of
 * TypeScript, since Node strips no types below node_modules. Pages, styles and grammars go along as they are. `npm pack`
 * calls it.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SRC = join(ROOT, 'src');
const BUILD = join(ROOT, 'build');

/** Rooms that are of no use to a site. */
const LEFT_OUT = /^(?:tests|bench|package)(?:\/|$)|\.test\.ts$|^cli\/hindcast\.mjs$/;
/** What the compiler makes nothing of. Declarations are among it: it reads them and writes none. */
const COPIED = /\.(?:astro|css|js|json|mjs|svg|woff2)$|\.d\.ts$|^templates\//;

const RELATIVE_FILE = /(['"])(\.{1,2}\/[^'"\s]+)\.ts\1/g;
const PAGE_FILE = /(['"])([^'"\s]+)\.ts\1/g;

rmSync(BUILD, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(ROOT, 'tsconfig.package.json')],
  { stdio: 'inherit' },
);
for (const file of filesOf(SRC)) {
  if (LEFT_OUT.test(file) || !COPIED.test(file)) continue;
  mkdirSync(dirname(join(BUILD, file)), { recursive: true });
  cpSync(join(SRC, file), join(BUILD, file));
}
for (const file of filesOf(BUILD)) {
  if (/\.(?:js|astro|d\.ts)$/.test(file)) rename(file);
}

/**
 * Lets a file name the JavaScript where it names TypeScript. The compiler does so for the imports of modules; what is
 * left are imports of pages and of declarations, and the addresses of threads and routes.
 */
function rename(file: string): void {
  const place = join(BUILD, file);
  const text = readFileSync(place, 'utf8');
  // Routes name files of the pages' folder.
  const pages = file === 'astro/setup/routes.js';
  const folder = join(SRC, pages ? 'site/pages' : dirname(file));
  const target = pages ? PAGE_FILE : RELATIVE_FILE;
  const renamed = text.replace(target, (whole, quote: string, name: string) =>
    existsSync(join(folder, `${name}.ts`)) ? `${quote}${name}.js${quote}` : whole,
  );
  if (renamed !== text) writeFileSync(place, renamed);
}

/** Files below a folder, by their path in it, with `/`. */
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
