import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { requireSite } from '../input/site.ts';
import { EXIT, type Io, UsageError } from '../terminal/io.ts';

export interface BuildCommand {
  readonly edition?: 'internal' | 'public' | 'all';
  /** A date like `2026-04-01`. */
  readonly asOf?: string;
  /** Print how long each part took. */
  readonly profile?: boolean;
}

/**
 * `hindcast build`: runs Astro's build for the selected edition.
 *
 * @returns exit status
 * @throws UsageError outside a site, or if Astro isn't installed
 */
export async function build({ edition, asOf, profile }: BuildCommand, io: Io): Promise<number> {
  const root = requireSite(io);
  for (const one of edition === 'all' ? ['internal', 'public'] : [edition]) {
    const settings = {
      HINDCAST_EDITION: one,
      HINDCAST_AS_OF: asOf,
      ...(profile === true ? { HINDCAST_PROFILE: '1' } : {}),
    };
    const code = await astroBuild(root, settings, io);
    if (code !== 0) return EXIT.errors;
  }
  return EXIT.ok;
}

/**
 * Runs a build with the site's version of Astro.
 *
 * @param settings environment variables
 * @param args additional arguments for Astro
 * @returns Astro's exit status
 */
export function astroBuild(
  root: string,
  settings: Readonly<Record<string, string | undefined>>,
  io: Io,
  args: readonly string[] = [],
): Promise<number> {
  return ended(startAstro(root, ['build', ...args], settings, 'ignore', io));
}

export interface DevCommand {
  readonly port?: number;
  readonly host?: string;
}

/**
 * `hindcast dev`: runs Astro's development server until it exits or is interrupted.
 *
 * @returns exit status
 * @throws UsageError outside a site, or if Astro isn't installed
 */
export async function dev({ port, host }: DevCommand, io: Io): Promise<number> {
  const root = requireSite(io);
  const args = [
    ...(port === undefined ? [] : ['--port', String(port)]),
    ...(host === undefined ? [] : ['--host', host]),
  ];
  const server = startAstro(root, ['dev', ...args], {}, 'inherit', io);
  let interrupted = false;
  const removeHandler = io.onInterrupt?.(() => {
    interrupted = true;
    server.kill('SIGINT');
  });
  try {
    const code = await ended(server);
    return code === 0 || interrupted ? EXIT.ok : EXIT.errors;
  } finally {
    removeHandler?.();
  }
}

function startAstro(
  root: string,
  args: readonly string[],
  settings: Readonly<Record<string, string | undefined>>,
  stdin: 'ignore' | 'inherit',
  io: Io,
): ChildProcess {
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  // Astro turns colors off because its output goes to pipes.
  const colors = io.stdout.isTTY === true && !io.env['NO_COLOR'] ? { FORCE_COLOR: '1' } : {};
  const terminal = io.stderr.isTTY === true ? { HINDCAST_TERMINAL: '1' } : {};
  const child = spawn(process.execPath, [astroOf(root), ...args], {
    cwd: root,
    env: { ...colors, ...terminal, ...io.env, ...given },
    stdio: [stdin, 'pipe', 'pipe'],
  });
  child.stdout!.setEncoding('utf8').on('data', (text: string) => io.stdout.write(text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => io.stderr.write(text));
  return child;
}

function ended(child: ChildProcess): Promise<number> {
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code) => done(code ?? 1));
  });
}

/** The site's own copy of Astro, since the site determines the version. */
function astroOf(root: string): string {
  try {
    const manifest = createRequire(pathToFileURL(join(root, 'package.json'))).resolve('astro/package.json');
    return join(dirname(manifest), 'bin', 'astro.mjs');
  } catch {
    throw new UsageError("Astro isn't installed here", 'run `npm install` in the site folder');
  }
}
