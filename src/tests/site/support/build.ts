import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { outsideEnvironment } from './environment.ts';
import { once } from './shared-folder.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The flagship site as `npm run build` makes it, built once for all suites of a run. */
export interface BuiltSite {
  /** The pages. Read-only, since other suites read them too. */
  readonly folder: string;
  /** What the build printed. */
  readonly log: string;
}

/** @throws Error with what the build printed if it fails */
export async function builtSite(): Promise<BuiltSite> {
  const place = await once('flagship', async (folder) => {
    const { stdout, stderr } = await build(join(folder, 'dist'));
    await writeFile(join(folder, 'log.txt'), stdout + stderr);
  });
  return { folder: join(place, 'dist'), log: await readFile(join(place, 'log.txt'), 'utf8') };
}

async function build(outDir: string): Promise<{ stdout: string; stderr: string }> {
  const astro = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');
  try {
    return await promisify(execFile)(process.execPath, [astro, 'build', '--outDir', outDir], {
      cwd: ROOT,
      env: { ...outsideEnvironment(), ASTRO_TELEMETRY_DISABLED: '1' },
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`the site does not build\n${stdout}${stderr}`, { cause: error });
  }
}
