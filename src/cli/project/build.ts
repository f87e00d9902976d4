import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { siteRoot } from '../input/site.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';

export interface BuildCommand {
  readonly edition?: 'internal' | 'public' | 'all';
  /** A day, `2026-04-01`. */
  readonly asOf?: string;
}

/**
 * `hindcast build`: Astro's build with an edition chosen.
 *
 * @returns exit code
 * @throws UsageError if there is no site here
 */
export async function build({ edition, asOf }: BuildCommand, io: Io): Promise<number> {
  const root = siteRoot(io.cwd);
  if (root === null) {
    throw new UsageError('there is no astro.config.mjs here', 'call this in the folder of the site');
  }
  for (const one of edition === 'all' ? ['internal', 'public'] : [edition]) {
    const code = await astroBuild(root, { HINDCAST_EDITION: one, HINDCAST_AS_OF: asOf }, io);
    if (code !== 0) return EXIT.findings;
  }
  return EXIT.fine;
}

/** Runs the Astro of the site itself: its version is the site's to choose. */
export function astroBuild(
  root: string,
  chosen: Record<string, string | undefined>,
  io: Io,
  args: readonly string[] = [],
): Promise<number> {
  const given = Object.entries(chosen).filter(([, value]) => value !== undefined);
  const child = spawn(process.execPath, [astroOf(root), 'build', ...args], {
    cwd: root,
    env: { ...io.env, ...Object.fromEntries(given) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const [stream, out] of [
    [child.stdout, io.stdout],
    [child.stderr, io.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (text: string) => out.write(text));
  }
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done(code ?? 1));
  });
}

function astroOf(root: string): string {
  try {
    const manifest = createRequire(pathToFileURL(join(root, 'package.json'))).resolve('astro/package.json');
    return join(dirname(manifest), 'bin', 'astro.mjs');
  } catch {
    throw new UsageError('Astro is not installed here', 'call `npm install` in the folder of the site');
  }
}
