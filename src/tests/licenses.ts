/**
 * Lists the licenses of the packages that a site installs: `node src/tests/licenses.ts` writes LICENSES.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
export const LIST = new URL('LICENSES.md', ROOT);

/** A package in the lock file. */
export interface Locked {
  readonly name: string;
  readonly version: string;
  /** SPDX expression; null if the package doesn't have one. */
  readonly license: string | null;
  /** True if only this repository installs the package. */
  readonly dev: boolean;
  /** True if the package is only for some platforms. */
  readonly optional: boolean;
  /** Range of supported Node versions, or null. */
  readonly node: string | null;
  readonly hasInstallScript: boolean;
}

/** Licenses that don't restrict how a site is used or published. */
const FREE = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'OFL-1.1',
  'Python-2.0',
  'Unlicense',
  'Zlib',
];

/**
 * Licenses that are also allowed for tools and tests, whose code isn't part of a site. They require publishing changes
 * to the licensed files.
 */
const FREE_FOR_TOOLS = [...FREE, 'EPL-2.0', 'MPL-2.0'];

/** Packages with another license, or without one in the lock file, and why they're allowed. */
const EXCEPTIONS: readonly (readonly [RegExp, string, string])[] = [
  [/^@img\/sharp-/, 'LGPL-3.0-or-later', 'native libraries that are linked dynamically and can be replaced'],
  [/^khroma$/, 'none', 'MIT, according to its license file; the field in its package.json is missing'],
];

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly engines?: { readonly node?: string };
  readonly hasInstallScript?: boolean;
}

/** The packages in the lock file, sorted by name and version. */
export function lockedPackages(): Locked[] {
  const text = readFileSync(new URL('package-lock.json', ROOT), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockEntry> };
  return Object.entries(packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path, one]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: one.version ?? '',
      license: one.license ?? null,
      dev: one.dev === true,
      optional: one.optional === true,
      node: one.engines?.node ?? null,
      hasInstallScript: one.hasInstallScript === true,
    }))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/**
 * The reason why a package's license isn't allowed, or null if it is. All parts of an `AND` and at least one part of an
 * `OR` must be allowed.
 */
export function refusalOf({ name, version, license, dev }: Locked): string | null {
  const allowed = [
    ...(dev ? FREE_FOR_TOOLS : FREE),
    ...EXCEPTIONS.filter(([names]) => names.test(name)).map(([, extra]) => extra),
  ];
  const parts = (license ?? 'none').replace(/[()]/g, '').split(/ OR /);
  const fits = parts.some((part) => part.split(/ AND /).every((one) => allowed.includes(one)));
  return fits ? null : `${name} ${version}: ${license ?? 'no license'}`;
}

/** The list as Markdown: what a site installs, by license. */
export function licenseList(packages: readonly Locked[]): string {
  const names = new Map<string, Set<string>>();
  for (const { name, license, dev } of packages) {
    if (dev) continue;
    const key = license ?? 'none';
    names.set(key, (names.get(key) ?? new Set()).add(name));
  }
  const sections = [...names]
    .sort(([a, one], [b, other]) => other.size - one.size || (a < b ? -1 : 1))
    .map(([license, all]) => `## ${license} (${all.size})\n\n${[...all].sort().join(', ')}\n`);
  const reasons = EXCEPTIONS.filter(([, license]) => names.has(license)).map(
    ([, license, why]) => `${license} is allowed for ${why}.`,
  );
  return `# Licenses of dependencies

Hindcast itself has the [MIT license](LICENSE). These packages are installed with it, by license, for all platforms
together. \`node src/tests/licenses.ts\` writes this list from \`package-lock.json\`, and a test checks that it’s current and
that each license is on a list of allowed ones. Packages whose code is bundled are listed with their license texts in
\`build/THIRD-PARTY-LICENSES.txt\` of the published package. ${reasons.join(' ')}

${sections.join('\n')}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(LIST, licenseList(lockedPackages()));
}
