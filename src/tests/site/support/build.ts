import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { outsideEnvironment } from './environment.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** A site that was built for a test. */
export interface BuiltSite {
  folder: string;
  /** What the build printed. */
  log: string;
  remove(): Promise<void>;
}

/**
 * Builds the flagship site into a temporary folder, as `npm run build` does.
 *
 * @throws Error with what the build printed if it fails
 */
export async function buildSite(): Promise<BuiltSite> {
  const folder = await mkdtemp(join(tmpdir(), 'hindcast-site-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const astro = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');
  try {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [astro, 'build', '--outDir', folder],
      {
        cwd: ROOT,
        env: { ...outsideEnvironment(), ASTRO_TELEMETRY_DISABLED: '1' },
        maxBuffer: 16 * 1024 * 1024,
      },
    );
    return { folder, log: stdout + stderr, remove };
  } catch (error) {
    await remove();
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`the site does not build\n${stdout}${stderr}`, { cause: error });
  }
}
