import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { serveFolder } from './support/server.ts';
import { visit } from './support/visit.ts';

/*
 * The project as others get it: packed, installed into an empty folder outside of the repository, and used there by its
 * commands alone.
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** No command may take longer, in milliseconds: an installation fetches some five hundred packages. */
const LONGEST = 300_000;

let folder: string;
let site: string;

interface Ended {
  code: number;
  out: string;
}

/** Runs a command as a person would: without what Vitest sets, and with the Node of this project in front. */
async function run(cwd: string, command: string, ...args: string[]): Promise<Ended> {
  const { NODE_ENV: _mode, VITEST: _vitest, ...rest } = process.env;
  const env = {
    ...rest,
    PATH: `${dirname(process.execPath)}${delimiter}${rest['PATH']}`,
    ASTRO_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
  };
  try {
    const options = { cwd, env, timeout: LONGEST, maxBuffer: 32 * 1024 * 1024 };
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return { code: 0, out: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : -1, out: `${stdout}${stderr}${String(error)}` };
  }
}

async function succeed(cwd: string, command: string, ...args: string[]): Promise<string> {
  const { code, out } = await run(cwd, command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${out}`);
  return out;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-package-'));
  site = join(folder, 'site');
  await succeed(ROOT, 'npm', 'pack', '--pack-destination', folder);
  const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith('.tgz'))!);
  const quick = ['--prefer-offline', '--no-audit', '--no-fund'];
  // Only the command line is wanted here, as `npx --package` would bring it.
  await succeed(folder, 'npm', 'install', ...quick, '--prefix', join(folder, 'tool'), tarball);
  const bin = join(folder, 'tool', 'node_modules', '.bin', 'hindcast');
  await succeed(folder, bin, 'init', 'site', '--ci', 'github', '--yes');
  await succeed(site, 'npm', 'install', ...quick);
}, 3 * LONGEST);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('holds JavaScript with declarations, and nothing that only the repository needs', () => {
    const files = readdirSync(join(site, 'node_modules/hindcast'), { recursive: true, encoding: 'utf8' });
    const code = files.filter((name) => /\.(?:ts|mjs|js)$/.test(name));
    expect(code.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    expect(code.filter((name) => /\.test\.|^build\/(?:tests|bench|package)\//.test(name))).toEqual([]);
    const declared = new Set(code.filter((name) => name.endsWith('.d.ts')));
    const bare = code.filter((name) => name.endsWith('.js') && !declared.has(name.replace(/\.js$/, '.d.ts')));
    // Scripts that a browser gets as they are declare nothing.
    const served = (name: string): boolean =>
      name.startsWith('build/site/client/') || name === 'build/astro/dev/development.js';
    expect(bare.filter((name) => !served(name))).toEqual([]);
    // The command line itself takes TypeScript where it lies in the sources.
    for (const name of code.filter((one) => one !== 'src/cli/hindcast.mjs')) {
      const text = readFileSync(join(site, 'node_modules/hindcast', name), 'utf8');
      expect(/(?:from|import\(|URL\()\s*'\.{1,2}\/[^']+\.ts'/.exec(text)?.[0], name).toBeUndefined();
    }
  });

  test('has the types of its integration', async () => {
    await writeFile(
      join(site, 'use.ts'),
      `import hindcast, { type HindcastOptions } from 'hindcast';\nconst options: HindcastOptions = { title: 'T' };\nexport const name: string = hindcast(options).name;\n// The next line is no option.\nhindcast({ titel: 'T' });\n`,
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2023'];
    const { code, out } = await run(site, process.execPath, tsc, ...options, 'use.ts');
    expect(code).toBe(2);
    expect(out.match(/error TS/g)).toHaveLength(1);
    expect(out).toMatch(/^use\.ts\(5,\d+\): error TS2561:.*'titel'/m);
  });
});

describe('a new site', () => {
  test('is well, in the eyes of the doctor', async () => {
    expect(await succeed(site, 'npx', 'hindcast', 'doctor')).toMatch(/\nall is well\n$/);
  });

  test('gets a write-up out of a template, without findings', async () => {
    await succeed(
      site,
      'npx',
      'hindcast',
      'new',
      'Two orders for one seat',
      '--template',
      'race',
      '--date',
      '2026-03-02',
    );
    expect(await succeed(site, 'npm', 'run', 'check')).toMatch(/\n2 files, 0 errors, 0 warnings\n/);
  });

  test('searches on a thread of the package', async () => {
    const args = ['explore', 'content/incidents/two-orders-for-one-seat.md', '--json'];
    const found = JSON.parse(await succeed(site, 'npx', 'hindcast', ...args));
    expect(found).toMatchObject({ verdict: 'violated', property: 'books_balance', steps: 4 });
  });

  test('builds, keeps its results, and shows its pages in a browser', async () => {
    expect(await succeed(site, 'npm', 'run', 'build')).toContain('2 scenarios');
    expect(await succeed(site, 'npm', 'run', 'build')).toContain('2 scenarios: 0 run, 2 from the cache');
    const dist = join(site, 'dist');
    expect(existsSync(join(dist, 'schemas', 'scenario.json'))).toBe(true);
    const [server, browser] = await Promise.all([serveFolder(dist), launchBrowser()]);
    try {
      for (const [page, title] of [
        ['', 'Incidents'],
        ['incidents/cold-cache/', 'Product pages failed while the cache was cold'],
        ['incidents/two-orders-for-one-seat/', 'Two orders for one seat'],
      ] as const) {
        const url = `${server.origin}/${page}`;
        const seen = await visit(browser, url, { scheme: 'light', width: 1200 }, async (opened, trouble) => ({
          title: await opened.title(),
          figures: await opened.locator('svg').count(),
          trouble,
        }));
        expect(seen.title).toContain(title);
        if (page !== '') expect(seen.figures).toBeGreaterThan(2);
        expect(seen.trouble).toEqual({ console: [], errors: [], requests: [], policy: [] });
      }
    } finally {
      await Promise.all([server.close(), browser.close()]);
    }
  });

  test('makes its results anew when the package changes', async () => {
    const engine = join(site, 'node_modules/hindcast/build/engine/version.js');
    await writeFile(engine, `${readFileSync(engine, 'utf8')}// changed\n`);
    expect(await succeed(site, 'npm', 'run', 'build')).toContain('2 scenarios: 2 run, 0 from the cache');
  });
});
