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
import { type DoctorReport, type Examined, well, wrong } from '../output/reports.ts';
import { EXIT, type Io, printable } from '../terminal/io.ts';
import { paintFor } from '../terminal/print.ts';

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** The Node that runs this, against what the package asks for. */
export function checkRuntime(own: string, version = process.versions.node): Examined[] {
  const wanted = readManifest(own)?.engines?.node?.replace('>=', '') ?? '0';
  return [
    isAtLeast(version, wanted)
      ? well('node', `Node ${version}`)
      : wrong(
          'error',
          'node',
          `this is Node ${version}, and hindcast needs ${wanted} or newer`,
          'install Node 24, or call it as `npx hindcast` inside the site',
        ),
  ];
}

/**
 * The site's package.json and the packages that it brought.
 *
 * @param own folder of this package
 * @param cwd folder of the site
 */
function checkPackages(own: string, cwd: string): Examined[] {
  const manifest = readManifest(cwd);
  if (manifest === null) {
    return [
      wrong(
        'error',
        'package',
        'there is no package.json here',
        'call this in the folder of the site, or `hindcast init`',
      ),
    ];
  }
  const out: Examined[] = [];
  const isOwn = manifest.name === 'hindcast';
  const named = { ...manifest.devDependencies, ...manifest.dependencies }['hindcast'];
  if (isOwn) out.push(well('package', 'this is hindcast’s own repository'));
  else if (named === undefined) {
    out.push(wrong('error', 'package', 'package.json does not name hindcast', 'call `npm install hindcast`'));
  } else out.push(well('package', `package.json names hindcast ${named}`));
  if (manifest.type !== 'module') {
    out.push(
      wrong(
        'warning',
        'package',
        '"type" is not "module"',
        'write `"type": "module"` into package.json, or name the configuration astro.config.mjs',
      ),
    );
  }
  if (!isOwn && named !== undefined) out.push(installed(own, cwd));
  const used = isOwn ? own : (packageFolder('hindcast', cwd) ?? own);
  out.push(astroOf(used, cwd), ownPackages(used));
  return out;
}

function installed(own: string, cwd: string): Examined {
  const place = packageFolder('hindcast', cwd);
  if (place === null) return wrong('error', 'hindcast', 'hindcast is not installed', 'call `npm install`');
  const { version } = readManifest(place) ?? {};
  if (realpathSync(place) === realpathSync(own)) return well('hindcast', `hindcast ${version}`);
  return wrong(
    'warning',
    'hindcast',
    `the site builds with hindcast ${version} of its own, and this command is another copy`,
    'call it as `npx hindcast` inside the site',
  );
}

/** The Astro that the site builds with, which has to be the one that hindcast sees, at a version that it knows. */
function astroOf(own: string, cwd: string): Examined {
  const place = packageFolder('astro', cwd);
  const wanted = readManifest(own)?.peerDependencies?.['astro'] ?? '';
  if (place === null) return wrong('error', 'astro', 'Astro is not installed', 'call `npm install`');
  const version = readManifest(place)?.version ?? '0';
  const least = wanted.replace('^', '');
  if (!isAtLeast(version, least) || version.split('.')[0] !== least.split('.')[0]) {
    const hint = `call \`npm install astro@${wanted}\``;
    return wrong('error', 'astro', `this is Astro ${version}, and hindcast needs ${wanted}`, hint);
  }
  const seen = packageFolder('astro', own);
  if (seen !== null && realpathSync(seen) !== realpathSync(place)) {
    const hint = 'remove node_modules and package-lock.json, and call `npm install`';
    return wrong('error', 'astro', `there are two copies of Astro, at ${place} and ${seen}`, hint);
  }
  return well('astro', `Astro ${version}`);
}

function ownPackages(own: string): Examined {
  const wanted = Object.keys(readManifest(own)?.dependencies ?? {});
  const missing = wanted.filter((name) => packageFolder(name, own) === null);
  if (missing.length === 0)
    return well('packages', `all ${wanted.length} packages that hindcast needs are there`);
  return wrong(
    'error',
    'packages',
    `missing: ${missing.join(', ')}`,
    'remove node_modules, and call `npm install` without --omit or --no-optional',
  );
}

/** Folder of a package as a module in `from` would find it, or null. */
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

/** Compares versions by their numbers. */
export function isAtLeast(version: string, least: string): boolean {
  const numbers = (text: string): number[] => text.split('-')[0]!.split('.').map(Number);
  const [is, wanted] = [numbers(version), numbers(least)];
  for (let i = 0; i < 3; i++) {
    const difference = (is[i] ?? 0) - (wanted[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** The folders that a configuration names. */
export interface SiteFolders {
  readonly content: string;
  readonly guides: string;
}

const DEFAULT_FOLDERS: SiteFolders = { content: 'content/incidents', guides: 'content/guides' };
const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** astro.config and what `hindcast()` in it was given. */
async function checkConfiguration(cwd: string): Promise<{ examined: Examined[]; settings: SiteFolders }> {
  const site = await findSite(cwd);
  if (site === null) {
    const found = 'there is no astro.config.mjs here';
    return {
      examined: [wrong('error', 'config', found, 'call this in the folder of the site, or `hindcast init`')],
      settings: DEFAULT_FOLDERS,
    };
  }
  const { read, problem } = site;
  const name = basename(site.file);
  if (read === null) {
    const told = wrong('error', 'config', `${name}: ${problem}`, site.hint ?? 'see the guide to set-up');
    return { examined: [told], settings: DEFAULT_FOLDERS };
  }
  const findings = read.diagnostics.map(({ severity, message, hint }) =>
    wrong(severity, 'config', `${name}: ${message}`, hint ?? 'see the reference of options'),
  );
  const examined = [
    ...(findings.length > 0 ? findings : [well('config', `${name} sets up hindcast`)]),
    ...sources(site),
    ...policy(site),
  ];
  return { examined, settings: read.config ?? DEFAULT_FOLDERS };
}

/** A `src/` of the site's own has to define the collections. */
function sources({ root, astro }: FoundSite): Examined[] {
  const written = astro['srcDir'];
  const folder = resolve(root, typeof written === 'string' ? written : 'src');
  if (!existsSync(folder)) return [];
  const there = readdirSync(folder).some((name) => /^content\.config\.(?:mjs|js|mts|ts)$/.test(name));
  const name = relative(root, folder);
  if (there) return [well('sources', `${name}/ defines the collections`)];
  return [
    wrong(
      'error',
      'sources',
      `${name}/ has no content.config.ts, so its pages find no write-ups`,
      "write `export { collections } from 'hindcast/content';` into one, or remove the folder",
    ),
  ];
}

/** What would weaken the content security policy, or make pages break it. */
function policy({ astro, root }: FoundSite): Examined[] {
  const out: Examined[] = [];
  const security = astro['security'];
  if (isRecord(security) && security['csp'] === false) {
    out.push(
      wrong('error', 'csp', '`security.csp` is switched off', 'leave it out: hindcast sets a strict policy'),
    );
  }
  const build = astro['build'];
  if (isRecord(build) && build['inlineStylesheets'] !== undefined && build['inlineStylesheets'] !== 'never') {
    const hint = 'leave `build.inlineStylesheets` out: the policy forbids styles in pages';
    out.push(wrong('error', 'csp', '`build.inlineStylesheets` is not "never"', hint));
  }
  const without = pagesOf(join(root, 'dist')).filter((page) => !hasPolicy(page));
  if (without.length > 0) {
    const found = `${without.length} built pages have no policy, such as ${relative(root, without[0]!)}`;
    out.push(
      wrong('warning', 'csp', found, 'build again; pages of other integrations need one of their own'),
    );
  }
  return out.length > 0 ? out : [well('csp', 'the content security policy is hindcast’s own')];
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

/** The folders of write-ups and guides. */
function checkContent(cwd: string, { content, guides }: SiteFolders): Examined[] {
  const names = markdownIn(resolve(cwd, content));
  if (names === null || names.length === 0) {
    const found = names === null ? `there is no folder ${content}` : `there is no write-up in ${content}`;
    return [wrong('error', 'content', found, 'begin one: `npx hindcast new "What happened"`')];
  }
  const all = [...names, ...(markdownIn(resolve(cwd, guides)) ?? [])];
  const odd = all.filter((name) => !SLUG.test(name.slice(0, -3)));
  const count = `${names.length} ${names.length === 1 ? 'write-up' : 'write-ups'} in ${content}`;
  if (odd.length === 0) return [well('content', count)];
  const hint = 'name files with small letters, digits and hyphens, such as dns-race-2025-10.md';
  return [wrong('error', 'content', `${count}; no addresses can be made of: ${odd.join(', ')}`, hint)];
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

/** What is read and written beside the site: the cache of results, and the fonts. */
function checkDisk(own: string, cwd: string): Examined[] {
  return [cache(cwd), fonts(own)];
}

function cache(cwd: string): Examined {
  const folder = join(cwd, 'node_modules', '.astro');
  const above = [folder, dirname(folder), cwd].find((one) => existsSync(one)) ?? cwd;
  try {
    accessSync(above, constants.W_OK);
  } catch {
    const found = `the cache can't be written: ${relative(cwd, above) || '.'} is read-only`;
    return wrong('warning', 'cache', found, 'every build runs all scenarios again until it can be written');
  }
  const results = join(folder, 'hindcast');
  if (!existsSync(results)) return well('cache', 'empty: the first build runs every scenario');
  const sizes = readdirSync(results, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(results, name)))
    .filter((entry) => entry.isFile());
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0);
  return well('cache', `${sizes.length} results, ${(bytes / 2 ** 20).toFixed(1)} MiB`);
}

/** Fonts are packages: they are served from the site itself, and diagrams are laid out by them. */
function fonts(own: string): Examined {
  const manifest: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(own, 'package.json'), 'utf8'),
  );
  const packages = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@fontsource'));
  const broken = packages.filter((name) => {
    const folder = packageFolder(name, own);
    const files = folder === null ? null : join(folder, 'files');
    return (
      files === null || !existsSync(files) || !readdirSync(files).some((file) => file.endsWith('.woff2'))
    );
  });
  if (broken.length === 0) return well('fonts', packages.map((name) => name.split('/')[1]).join(', '));
  return wrong('error', 'fonts', `without their files: ${broken.join(', ')}`, 'call `npm install`');
}

/** Folder of this package. */
const PACKAGE = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * `hindcast doctor`: what is wrong with the set-up of the site in the working directory.
 *
 * @returns exit code: 1 if any part is in error
 */
export async function doctor({ json }: { json?: boolean }, io: Io): Promise<number> {
  const configuration = await checkConfiguration(io.cwd);
  const examined = [
    ...checkRuntime(PACKAGE),
    ...checkPackages(PACKAGE, io.cwd),
    ...configuration.examined,
    ...checkContent(io.cwd, configuration.settings),
    ...checkDisk(PACKAGE, io.cwd),
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
  return examined.some(({ status }) => status === 'error') ? EXIT.findings : EXIT.fine;
}

function summary(examined: readonly Examined[]): string {
  const count = (wanted: Examined['status']): number =>
    examined.filter(({ status }) => status === wanted).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (errors + warnings === 0) return 'all is well';
  return `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
}
