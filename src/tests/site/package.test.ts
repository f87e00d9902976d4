import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { satisfies } from 'semver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OLDEST_NODE } from '../../cli/project/init-files.ts';
import { createRenderer } from '../../diagrams/render.ts';
import { SAMPLES } from '../support/diagram-samples.ts';
import { launchBrowser } from './support/browser.ts';
import { PATIENCE } from './support/patience.ts';
import { serveFolder } from './support/server.ts';
import { visit } from './support/visit.ts';

/*
 * Tests the packages as users get them: packed, installed into an empty folder outside the repository, and used through
 * their commands.
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** Disk space limit for a new site, excluding Node. */
const MAX_SITE_MB = 330;
const MAX_CREATE_KB = 20;
const NODES = ['22.19.0', '22.23.5', '24.0.0', '24.21.0', '26.0.0', '26.12.1'];

let folder: string;
/** The folder with both tarballs. */
let packed: string;
let site: string;
/** Output from create-hindcast. */
let created: string;

interface Ended {
  code: number;
  out: string;
}

/**
 * Runs a command as a user's shell would, with the project's Node first in PATH. Removes the variables set by Vitest and by
 * an enclosing `npm run`, since the latter point to the Node that runs npm.
 */
async function run(cwd: string, command: string, ...args: string[]): Promise<Ended> {
  const { NODE_ENV: _mode, VITEST: _vitest, ...all } = process.env;
  const outer = /^npm_(?:config_user_agent|execpath|node_execpath|lifecycle_|package_|command$)/;
  const rest = Object.fromEntries(Object.entries(all).filter(([name]) => !outer.test(name)));
  const env = {
    ...rest,
    PATH: `${dirname(process.execPath)}${delimiter}${rest['PATH']}`,
    ASTRO_TELEMETRY_DISABLED: '1',
    NO_COLOR: '1',
    npm_config_prefer_offline: 'true',
  };
  try {
    const options = { cwd, env, timeout: PATIENCE, maxBuffer: 32 * 1024 * 1024 };
    const { stdout, stderr } = await promisify(execFile)(command, args, options);
    return { code: 0, out: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: number; stdout?: string; stderr?: string };
    return { code: typeof code === 'number' ? code : -1, out: `${stdout}${stderr}${String(error)}` };
  }
}

async function succeed(cwd: string, command: string, ...args: string[]): Promise<string> {
  const { code, out } = await run(cwd, command, ...args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} exited with ${code}\n${out}`);
  return out;
}

/**
 * Packages in a lock file that don't support a Node version, except packages for platforms on which that version
 * doesn't run.
 */
function unfit(lockFile: string, node: string): string[] {
  const { packages }: { packages: Record<string, Locked> } = JSON.parse(readFileSync(lockFile, 'utf8'));
  return Object.entries(packages)
    .filter(([path, { cpu }]) => path !== '' && String(cpu ?? '') !== 'ia32')
    .filter(([, { engines }]) => engines?.node !== undefined && !satisfies(node, engines.node))
    .map(([path]) => path);
}

interface Locked {
  readonly cpu?: string | readonly string[];
  readonly engines?: { readonly node?: string };
}

/** Disk space used by the files in a folder, in MB. */
function megabytesOf(place: string): number {
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' });
  return files.reduce((sum, file) => sum + (lstatSync(join(place, file)).blocks * 512) / 1024 ** 2, 0);
}

const own = (path: string): string => join(site, 'node_modules/hindcast', path);
const filesOfPackage = (): string[] => readdirSync(own(''), { recursive: true, encoding: 'utf8' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hindcast-package-'));
  packed = join(folder, 'packed');
  site = join(folder, 'site');
  await succeed(ROOT, 'npm', 'run', 'package', '--', packed);
  created = await succeed(
    folder,
    'npx',
    '--yes',
    './packed/create-hindcast-0.1.0.tgz',
    'site',
    '--ci',
    'github',
    '--yes',
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the package', () => {
  test('contains JavaScript with declarations, and no files that only the repository needs', () => {
    const files = filesOfPackage();
    expect(files.filter((name) => /fixture|test|sample/i.test(name))).toEqual([]);
    expect(files.filter((name) => /^build\/(?:bench|create|package)\//.test(name))).toEqual([]);
    const code = files.filter((name) => /\.(?:ts|mjs|js)$/.test(name));
    expect(code.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
    const declared = new Set(code.filter((name) => name.endsWith('.d.ts')));
    const bare = code.filter((name) => name.endsWith('.js') && !declared.has(name.replace(/\.js$/, '.d.ts')));
    // Browser scripts and bundles have no declaration files.
    const undeclared =
      /^build\/(?:site\/client\/|astro\/dev\/(?:development|current-page)\.js$|play\/engine\.js$|diagrams\/mermaid(?:\.js$|\/))/;
    expect(bare.filter((name) => !undeclared.test(name))).toEqual([]);
    // In a checkout, the command-line entry point imports TypeScript files.
    for (const name of code.filter((one) => one !== 'src/cli/hindcast.mjs')) {
      const text = readFileSync(own(name), 'utf8');
      expect(/(?:from|import\(|URL\()\s*'\.{1,2}\/[^']+\.ts'/.exec(text)?.[0], name).toBeUndefined();
    }
  });

  test('can be published and found, and needs neither Node nor mermaid from npm', () => {
    const manifest = JSON.parse(readFileSync(own('package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('optionalDependencies');
    expect(manifest.keywords).toEqual(expect.arrayContaining(['astro-component', 'withastro']));
    const needed = Object.keys(manifest.dependencies);
    expect(needed.filter((name) => /^(?:node-|mermaid$|dompurify$)/.test(name))).toEqual([]);
    for (const [name, target] of Object.entries<string | Record<string, string>>(manifest.exports)) {
      if (typeof target === 'string') continue;
      expect(Object.keys(target), name).toEqual(['types', 'default']);
      for (const file of Object.values(target)) expect(existsSync(own(file)), file).toBe(true);
    }
  });

  test('has the licenses of the code in the bundle', () => {
    const licenses = readFileSync(own('build/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of ['dompurify', 'elkjs', 'katex', 'lodash-es', 'mermaid']) {
      expect(licenses).toMatch(new RegExp(`^${name} \\d`, 'm'));
    }
    const sections = licenses.split('-'.repeat(80)).slice(1);
    expect(
      sections.filter((section) => !/licen[cs]e|permission/i.test(section.split('\n').slice(3).join('\n'))),
    ).toEqual([]);
    expect(existsSync(join(site, 'node_modules/mermaid'))).toBe(false);
  });

  test('draws the same diagrams with the bundle as the repository does without', async () => {
    const script = join(folder, 'draw.mjs');
    const texts = Object.values(SAMPLES).map(({ text }) => text);
    await writeFile(
      script,
      `import { createRenderer } from ${JSON.stringify(pathToFileURL(own('build/diagrams/render.js')))};
const renderer = await createRenderer();
const drawn = [];
for (const text of ${JSON.stringify(texts)}) drawn.push(await renderer.render('d', text));
console.log(JSON.stringify(drawn));
`,
    );
    const bundled = JSON.parse(await succeed(folder, process.execPath, script));
    const renderer = await createRenderer();
    for (const [index, text] of texts.entries()) {
      expect(bundled[index]).toEqual(await renderer.render('d', text));
    }
  });

  test('contains the guides', () => {
    const guides = readdirSync(join(ROOT, 'content/guides'));
    expect(readdirSync(own('build/docs/guides'))).toEqual(guides);
  });

  test('has the types of its integration', async () => {
    await writeFile(
      join(site, 'use.ts'),
      `import hindcast, { type HindcastOptions } from 'hindcast';\nconst options: HindcastOptions = { title: 'T' };\nexport const name: string = hindcast(options).name;\n// The next line has a typo.\nhindcast({ titel: 'T' });\n`,
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
  test('is created by a package of a few kB, with one install and no warning', () => {
    const tarball = lstatSync(join(packed, 'create-hindcast-0.1.0.tgz'));
    expect(tarball.size / 1024).toBeLessThan(MAX_CREATE_KB);
    expect(created).toContain('wrote site/package.json\n');
    expect(created.match(/^added \d+ packages/gm)).toHaveLength(1);
    expect(created).not.toMatch(/warn|EBADENGINE/i);
    expect(created).toMatch(/\nNext:\n {2}cd site\n {2}npm run dev /);
  });

  test('takes little space', () => {
    expect(megabytesOf(join(site, 'node_modules'))).toBeLessThan(MAX_SITE_MB);
  });

  test.each(NODES)('has only packages that accept Node %s', (node) => {
    expect(unfit(join(site, 'package-lock.json'), node)).toEqual([]);
  });

  test(`has only packages that accept Node ${OLDEST_NODE} if it is created with it`, async () => {
    const quick = ['--no-audit', '--no-fund'];
    await succeed(
      folder,
      'npm',
      'install',
      ...quick,
      '--prefix',
      'tool',
      './packed/create-hindcast-0.1.0.tgz',
    );
    const bin = pathToFileURL(join(folder, 'tool/node_modules/create-hindcast/build/create/bin.js')).href;
    const old = join(folder, 'old.mjs');
    // npm includes the version of Node that it runs on in this variable.
    const agent = JSON.stringify(`npm/11.0.0 node/v${OLDEST_NODE} linux x64`);
    await writeFile(
      old,
      `process.env.npm_config_user_agent = ${agent};\nawait import(${JSON.stringify(bin)});\n`,
    );
    await succeed(folder, process.execPath, old, 'old-site', '--yes', '--no-install');
    await succeed(join(folder, 'old-site'), 'npm', 'install', '--package-lock-only');
    expect(unfit(join(folder, 'old-site', 'package-lock.json'), OLDEST_NODE)).toEqual([]);
  });

  test('is the same from `hindcast init`', async () => {
    await succeed(site, 'npx', 'hindcast', 'init', '../site-of-init', '--ci', 'github', '--yes');
    const other = join(folder, 'site-of-init');
    const files = readdirSync(other, { recursive: true, encoding: 'utf8' });
    const written = files.filter((file) => lstatSync(join(other, file)).isFile() && file !== 'package.json');
    expect(written.length).toBeGreaterThan(5);
    for (const file of written) {
      expect(readFileSync(join(other, file), 'utf8'), file).toBe(readFileSync(join(site, file), 'utf8'));
    }
    const manifestOf = (place: string) => JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'));
    expect(manifestOf(other)).toEqual({ ...manifestOf(site), name: 'site-of-init' });
  });

  test('passes the checks of `hindcast doctor`', async () => {
    expect(await succeed(site, 'npx', 'hindcast', 'doctor')).toMatch(/\nno problems found\n$/);
  });

  test('gets a write-up from a template that has no errors', async () => {
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

  test('runs searches on a thread', async () => {
    const args = ['explore', 'content/incidents/two-orders-for-one-seat.md', '--json'];
    const found = JSON.parse(await succeed(site, 'npx', 'hindcast', ...args));
    expect(found).toMatchObject({ verdict: 'violated', property: 'books_balance', steps: 4 });
  });

  test('builds, caches its results, and shows its pages in a browser', async () => {
    const first = await succeed(site, 'npm', 'run', 'build');
    expect(first).toContain('2 scenarios');
    // The package contains the results of its guides' scenarios.
    expect(first).toMatch(/ [1-9]\d* scenarios: 0 run/);
    expect(await succeed(site, 'npm', 'run', 'build')).toContain('2 scenarios: 0 run, 2 cached');
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

  test('recomputes its results when the package changes', async () => {
    const engine = join(site, 'node_modules/hindcast/build/engine/run.js');
    await writeFile(engine, `${readFileSync(engine, 'utf8')}// changed\n`);
    expect(await succeed(site, 'npm', 'run', 'build')).toContain('2 scenarios: 2 run, 0 cached');
  });
});
