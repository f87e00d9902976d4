import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outsideEnvironment } from './environment.ts';
import { PATIENCE } from './patience.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const ASTRO = join(ROOT, 'node_modules', 'astro', 'bin', 'astro.mjs');

/** The exit code and output from a command. */
export interface Ended {
  code: number | null;
  output: string;
}

/** A temporary site that uses Hindcast. */
export interface ScratchSite {
  readonly folder: string;
  write(file: string, text: string): Promise<void>;
  remove(file: string): Promise<void>;
  build(): Promise<Ended>;
  /** Digests of all files in the built site, by name. Empty if the site hasn't been built. */
  built(): Record<string, string>;
  page(path: string): string;
  /** Starts the development server on loopback and waits until it responds. */
  dev(): Promise<{ origin: string; output(): string; stop(): Promise<void> }>;
  dispose(): Promise<void>;
}

/**
 * Creates an empty site in the repository's cache folder, where it can use the repository's packages.
 *
 * @param ownSources true to use a copy of Hindcast's sources at `hindcast/src/`, for tests that edit them
 */
export async function scratchSite({ ownSources = false } = {}): Promise<ScratchSite> {
  const sites = join(ROOT, '.cache', 'sites');
  await mkdir(sites, { recursive: true });
  const folder = await mkdtemp(join(sites, 'site-'));
  const write = async (file: string, text: string): Promise<void> => {
    const place = join(folder, file);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text);
  };
  if (ownSources) {
    const from = join(ROOT, 'src');
    const tests = join(from, 'tests');
    await cp(from, join(folder, 'hindcast', 'src'), { recursive: true, filter: (path) => path !== tests });
    await cp(join(ROOT, 'package.json'), join(folder, 'hindcast', 'package.json'));
  }
  const sources = ownSources ? './hindcast/src' : '../../../src';
  await write(
    'astro.config.mjs',
    `import { defineConfig } from 'astro/config';\nimport hindcast from '${sources}/astro/hindcast.ts';\n\nexport default defineConfig({ integrations: [hindcast({ title: 'Scratch', docs: false })] });\n`,
  );
  await write(
    'src/content.config.ts',
    `import { defineCollection } from 'astro:content';\nimport { guideLoader, incidentLoader } from '../${sources}/astro/content/loader.ts';\n\nexport const collections = {\n  incidents: defineCollection({ loader: incidentLoader() }),\n  guides: defineCollection({ loader: guideLoader() }),\n};\n`,
  );
  return {
    folder,
    write,
    remove: (file) => rm(join(folder, file), { recursive: true, force: true }),
    build: () => ended(start(folder, ['build'])),
    built: () => digests(join(folder, 'dist')),
    page: pageReader(join(folder, 'dist')),
    dev: () => serve(folder),
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Waits until a check passes.
 *
 * @param what completes the sentence "timed out waiting for …"
 */
export async function until(check: () => Promise<boolean>, what: () => string): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await check())) {
    if (Date.now() > end) throw new Error(`timed out waiting for ${what()}`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** Reads the HTML of pages on a built site. */
export function pageReader(dist: string): (path: string) => string {
  return (path) => readFileSync(join(dist, path, 'index.html'), 'utf8');
}

function start(folder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [ASTRO, ...args], {
    cwd: folder,
    env: { ...outsideEnvironment(), ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  return { child, output: () => output };
}

function ended({ child, output }: ReturnType<typeof start>): Promise<Ended> {
  return new Promise((done) => child.on('close', (code) => done({ code, output: output() })));
}

async function serve(folder: string): ReturnType<ScratchSite['dev']> {
  const port = await freePort();
  const server = start(folder, ['dev', '--host', '127.0.0.1', '--port', String(port)]);
  const closed = ended(server);
  const origin = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    server.child.kill();
    await closed;
  };
  try {
    await until(
      () => responds(origin),
      () => 'the development server',
    );
  } catch (error) {
    await stop();
    throw new Error(`the development server didn't start\n${server.output()}`, { cause: error });
  }
  return { origin, output: server.output, stop };
}

async function responds(origin: string): Promise<boolean> {
  return fetch(origin).then(
    () => true,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function digests(folder: string): Record<string, string> {
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    statSync(join(folder, file)).isFile(),
  );
  return Object.fromEntries(
    files.sort().map((file) => [
      file,
      createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex'),
    ]),
  );
}
