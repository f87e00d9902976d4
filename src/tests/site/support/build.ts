import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { outsideEnvironment } from './environment.ts';
import { once } from './shared-folder.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The repository's site, as built by `npm run build`. */
export interface BuiltSite {
  /** The pages. Read-only, because other suites use them too. */
  readonly folder: string;
  /** The build's output. */
  readonly log: string;
}

/**
 * Builds the repository's site, once for all suites in a run.
 *
 * @throws Error with the build's output if it fails
 */
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
    throw new Error(`the build of the site failed\n${stdout}${stderr}`, { cause: error });
  }
}
