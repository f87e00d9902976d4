import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SITE_TEMPLATES } from '../cli/project/init-files.ts';
import { createManifest, readManifest } from './manifest.ts';

/*
 * Packs hindcast and create-hindcast. `npm run package [-- FOLDER]` writes both tarballs to a folder, by default the
 * repository's root.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENTRY = 'build/create/bin.js';

const destination = resolve(process.argv[2] ?? ROOT);
mkdirSync(destination, { recursive: true });
npmPack('.', destination);
packCreate(destination);

/** Packs create-hindcast from the compiled files that `npm pack` just created for hindcast. */
function packCreate(to: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'create-hindcast-'));
  const manifest = `${JSON.stringify(createManifest(readManifest(ROOT)), null, 2)}\n`;
  try {
    writeFileSync(join(folder, 'package.json'), manifest);
    cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
    cpSync(join(ROOT, 'src/create/README.md'), join(folder, 'README.md'));
    const templates = SITE_TEMPLATES.map((name) => `build/templates/${name}`);
    for (const file of [...reachable(ENTRY), ...templates]) {
      cpSync(join(ROOT, file), join(folder, file), { recursive: true });
    }
    npmPack(folder, to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A compiled module and all modules it imports, with paths relative to the repository and `/` as separator. */
function reachable(entry: string): Set<string> {
  const found = new Set([entry]);
  for (const file of found) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    for (const [, target] of text.matchAll(/\b(?:from|import)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) {
      found.add(posix.join(dirname(file), target!));
    }
  }
  return found;
}

/** Runs `npm pack` using the npm that runs this script, since Windows finds `npm` only through a shell. */
function npmPack(folder: string, to: string): void {
  const npm = process.env['npm_execpath'];
  if (npm === undefined || !existsSync(npm)) throw new Error('run this as `npm run package`');
  const args = [npm, 'pack', folder, '--pack-destination', to];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
