import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FoundSite, findSite, isRecord } from '../input/site.ts';
import { plural } from '../output/diagnostics.ts';
import type { DoctorReport, Examined } from '../output/reports.ts';
import { EXIT, type Io, printable } from '../terminal/io.ts';
import { paintFor } from '../terminal/print.ts';

/** This package's folder. */
const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * `hindcast doctor`: finds problems in the setup of the site in the working directory.
 *
 * @returns exit status: 1 if any check finds an error
 */
export async function doctor({ json }: { json?: boolean }, io: Io): Promise<number> {
  const configuration = await checkConfiguration(io.cwd);
  const examined = [
    checkRuntime(PACKAGE),
    ...checkPackages(PACKAGE, io.cwd),
    ...configuration.examined,
    checkContent(io.cwd, configuration.folders),
    checkCache(io.cwd),
    checkFonts(PACKAGE),
  ];
  if (json === true) {
    const report: DoctorReport = { version: 1, examined };
    io.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  } else {
    const paint = paintFor(io.stdout, io.env);
    const width = Math.max(...examined.map(({ part }) => part.length));
    for (const { part, status, found, hint } of examined) {
      const tone = status === 'error' ? 'bad' : status === 'warning' ? 'warning' : 'good';
      io.stdout.write(printable(`${paint(tone, status.padEnd(7))}  ${part.padEnd(width)}  ${found}\n`));
      if (hint !== null) io.stdout.write(printable(`${' '.repeat(11 + width)}hint: ${hint}\n`));
    }
    io.stdout.write(`\n${summary(examined)}\n`);
  }
  return examined.some(({ status }) => status === 'error') ? EXIT.errors : EXIT.ok;
}

function summary(examined: readonly Examined[]): string {
  const number = (wanted: Examined['status']): number =>
    examined.filter(({ status }) => status === wanted).length;
  const [errors, warnings] = [number('error'), number('warning')];
  if (errors + warnings === 0) return 'no problems found';
  return `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
}

const passed = (part: string, found: string): Examined => ({ part, status: 'ok', found, hint: null });

const failed = (status: 'warning' | 'error', part: string, found: string, hint: string): Examined => ({
  part,
  status,
  found,
  hint,
});

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Checks that Node is recent enough for the package in the folder `own`. */
export function checkRuntime(own: string, version = process.versions.node): Examined {
  const wanted = readManifest(own)?.engines?.node?.replace('>=', '') ?? '0';
  return isAtLeast(version, wanted)
    ? passed('node', `Node ${version}`)
    : failed(
        'error',
        'node',
        `this is Node ${version}, but hindcast requires ${wanted} or later`,
        'install Node 24, or run `npx hindcast` inside the site',
      );
}

/**
 * Checks the site's package.json and the installed packages.
 *
 * @param own this package's folder
 * @param cwd the site's folder
 */
function checkPackages(own: string, cwd: string): Examined[] {
  const manifest = readManifest(cwd);
  if (manifest === null) {
    return [
      failed(
        'error',
        'package',
        'there is no package.json here',
        'run this in the site folder, or create a site with `hindcast init`',
      ),
    ];
  }
  const out: Examined[] = [];
  const isOwn = manifest.name === 'hindcast';
  const named = { ...manifest.devDependencies, ...manifest.dependencies }['hindcast'];
  if (isOwn) out.push(passed('package', 'this is the hindcast repository'));
  else if (named === undefined) {
    const found = "package.json doesn't list hindcast as a dependency";
    out.push(failed('error', 'package', found, 'run `npm install hindcast`'));
  } else out.push(passed('package', `package.json depends on hindcast ${named}`));
  if (manifest.type !== 'module') {
    out.push(
      failed(
        'warning',
        'package',
        '"type" isn\'t "module" in package.json',
        'add `"type": "module"` to package.json, or name the configuration astro.config.mjs',
      ),
    );
  }
  if (!isOwn && named !== undefined) out.push(checkInstalled(own, cwd));
  const used = isOwn ? own : (packageFolder('hindcast', cwd) ?? own);
  out.push(checkAstro(used, cwd), checkDependencies(used));
  return out;
}

function checkInstalled(own: string, cwd: string): Examined {
  const place = packageFolder('hindcast', cwd);
  if (place === null) return failed('error', 'hindcast', "hindcast isn't installed", 'run `npm install`');
  const { version } = readManifest(place) ?? {};
  if (realpathSync(place) === realpathSync(own)) return passed('hindcast', `hindcast ${version}`);
  return failed(
    'warning',
    'hindcast',
    `the site has hindcast ${version} installed, but this command is a different copy`,
    'run `npx hindcast` inside the site',
  );
}

/** The site and hindcast have to use the same copy of Astro, in a version that hindcast supports. */
function checkAstro(own: string, cwd: string): Examined {
  const place = packageFolder('astro', cwd);
  const wanted = readManifest(own)?.peerDependencies?.['astro'] ?? '';
  if (place === null) return failed('error', 'astro', "Astro isn't installed", 'run `npm install`');
  const version = readManifest(place)?.version ?? '0';
  const least = wanted.replace('^', '');
  if (!isAtLeast(version, least) || version.split('.')[0] !== least.split('.')[0]) {
    const found = `this is Astro ${version}, but hindcast requires ${wanted}`;
    return failed('error', 'astro', found, `run \`npm install astro@${wanted}\``);
  }
  const seen = packageFolder('astro', own);
  if (seen !== null && realpathSync(seen) !== realpathSync(place)) {
    const hint = 'delete node_modules and package-lock.json, then run `npm install`';
    return failed('error', 'astro', `there are two copies of Astro: ${place} and ${seen}`, hint);
  }
  return passed('astro', `Astro ${version}`);
}

function checkDependencies(own: string): Examined {
  const wanted = Object.keys(readManifest(own)?.dependencies ?? {});
  const missing = wanted.filter((name) => packageFolder(name, own) === null);
  if (missing.length === 0) return passed('packages', `all ${wanted.length} dependencies are installed`);
  return failed(
    'error',
    'packages',
    `missing: ${missing.join(', ')}`,
    'delete node_modules, then run `npm install` without --omit and --no-optional',
  );
}

/** The folder of a package as Node would resolve it from the folder `from`, or null. */
function packageFolder(name: string, from: string): string | null {
  const folders = createRequire(join(resolve(from), 'here.js')).resolve.paths(name) ?? [];
  const place = folders
    .map((folder) => join(folder, name))
    .find((one) => existsSync(join(one, 'package.json')));
  return place ?? null;
}

function readManifest(folder: string): Manifest | null {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return isRecord(read) ? read : null;
  } catch {
    return null;
  }
}

/** Compares the first three numbers of two versions. */
export function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string): number[] => text.split('-')[0]!.split('.').map(Number);
  const [is, wanted] = [numbers(version), numbers(least)];
  for (let i = 0; i < 3; i++) {
    const difference = (is[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The folders named in the configuration. */
interface SiteFolders {
  readonly content: string;
  readonly guides: string;
}

const DEFAULT_FOLDERS: SiteFolders = { content: 'content/incidents', guides: 'content/guides' };

/** Checks astro.config and the options it passes to `hindcast()`. */
async function checkConfiguration(cwd: string): Promise<{ examined: Examined[]; folders: SiteFolders }> {
  const site = await findSite(cwd);
  if (site === null) {
    const found = 'there is no astro.config.mjs here';
    const hint = 'run this in the site folder, or create a site with `hindcast init`';
    return { examined: [failed('error', 'config', found, hint)], folders: DEFAULT_FOLDERS };
  }
  const { read, problem } = site;
  const name = basename(site.file);
  if (read === null) {
    const hint = site.hint ?? 'see `hindcast docs configuration`';
    return {
      examined: [failed('error', 'config', `${name}: ${problem}`, hint)],
      folders: DEFAULT_FOLDERS,
    };
  }
  const problems = read.diagnostics.map(({ severity, message, hint }) =>
    failed(severity, 'config', `${name}: ${message}`, hint ?? 'see `hindcast docs configuration`'),
  );
  const examined = [
    ...(problems.length > 0 ? problems : [passed('config', `${name} uses hindcast()`)]),
    ...checkSources(site),
    ...checkPolicy(site),
  ];
  return { examined, folders: read.config ?? DEFAULT_FOLDERS };
}

/** If the site has a `src/` folder, it must define the collections. */
function checkSources({ root, astro }: FoundSite): Examined[] {
  const written = astro['srcDir'];
  const folder = resolve(root, typeof written === 'string' ? written : 'src');
  if (!existsSync(folder)) return [];
  const defined = readdirSync(folder).some((name) => /^content\.config\.(?:mjs|js|mts|ts)$/.test(name));
  const name = relative(root, folder);
  if (defined) return [passed('sources', `${name}/ defines the collections`)];
  return [
    failed(
      'error',
      'sources',
      `${name}/ has no content.config.ts, so Astro can't find any write-ups`,
      "create it with `export { collections } from 'hindcast/content';`, or delete the folder",
    ),
  ];
}

/** Reports settings that weaken the content security policy or make pages violate it. */
function checkPolicy({ astro, root }: FoundSite): Examined[] {
  const out: Examined[] = [];
  const security = astro['security'];
  if (isRecord(security) && security['csp'] === false) {
    const hint = 'remove this setting; hindcast sets a strict policy';
    out.push(failed('error', 'csp', '`security.csp` is turned off', hint));
  }
  const build = astro['build'];
  if (isRecord(build) && build['inlineStylesheets'] !== undefined && build['inlineStylesheets'] !== 'never') {
    const hint = 'remove `build.inlineStylesheets`; the policy forbids inline styles';
    out.push(failed('error', 'csp', '`build.inlineStylesheets` isn\'t "never"', hint));
  }
  const without = pagesOf(join(root, 'dist')).filter((page) => !hasPolicy(page));
  if (without.length > 0) {
    const found = `${plural(without.length, 'built page')} without a policy, for example ${relative(root, without[0]!)}`;
    out.push(
      failed(
        'warning',
        'csp',
        found,
        'rebuild the site; pages from other integrations need a separate policy',
      ),
    );
  }
  return out.length > 0 ? out : [passed('csp', 'pages use the content security policy from hindcast')];
}

function pagesOf(dist: string): string[] {
  if (!existsSync(dist)) return [];
  return readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html'))
    .map((name) => join(dist, name));
}

function hasPolicy(page: string): boolean {
  return /http-equiv=["']?content-security-policy/i.test(readFileSync(page, 'utf8'));
}

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

function checkContent(cwd: string, { content, guides }: SiteFolders): Examined {
  const names = markdownIn(resolve(cwd, content));
  if (names === null || names.length === 0) {
    const found =
      names === null ? `the folder ${content} doesn't exist` : `there are no write-ups in ${content}`;
    return failed('error', 'content', found, 'create one: `npx hindcast new "What happened"`');
  }
  const all = [...names, ...(markdownIn(resolve(cwd, guides)) ?? [])];
  const invalid = all.filter((name) => !SLUG.test(name.slice(0, -3)));
  const count = `${plural(names.length, 'write-up')} in ${content}`;
  if (invalid.length === 0) return passed('content', count);
  const found = `${count}; file names that aren't valid in a URL: ${invalid.join(', ')}`;
  const hint = 'use lowercase letters, digits and hyphens, for example dns-race-2025-10.md';
  return failed('error', 'content', found, hint);
}

function markdownIn(folder: string): string[] | null {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.md'))
      .sort();
  } catch {
    return null;
  }
}

function checkCache(cwd: string): Examined {
  const folder = join(cwd, 'node_modules', '.astro');
  const existing = [folder, dirname(folder), cwd].find((one) => existsSync(one)) ?? cwd;
  try {
    accessSync(existing, constants.W_OK);
  } catch {
    const found = `can't write the cache: ${relative(cwd, existing) || '.'} is read-only`;
    return failed(
      'warning',
      'cache',
      found,
      'make it writable; otherwise, every build runs all scenarios again',
    );
  }
  const results = join(folder, 'hindcast');
  if (!existsSync(results)) return passed('cache', 'empty; the first build runs every scenario');
  const sizes = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(results, name)))
    .filter((entry) => entry.isFile());
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  return passed('cache', `${plural(sizes.length, 'result')}, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
}

/** Fonts are installed as packages because the site serves them itself and uses their metrics to lay out diagrams. */
function checkFonts(own: string): Examined {
  const packages = Object.keys(readManifest(own)?.dependencies ?? {}).filter((name) =>
    name.startsWith('@fontsource'),
  );
  const broken = packages.filter((name) => {
    const folder = packageFolder(name, own);
    const files = folder === null ? null : join(folder, 'files');
    return (
      files === null || !existsSync(files) || !readdirSync(files).some((file) => file.endsWith('.woff2'))
    );
  });
  if (broken.length === 0) return passed('fonts', packages.map((name) => name.split('/')[1]).join(', '));
  return failed('error', 'fonts', `files are missing: ${broken.join(', ')}`, 'run `npm install`');
}
