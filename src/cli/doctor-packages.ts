import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { type Examined, well, wrong } from './examined.ts';
import { isRecord } from './site-config.ts';

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
export function checkPackages(own: string, cwd: string): Examined[] {
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
export function packageFolder(name: string, from: string): string | null {
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
