import { readFileSync } from 'node:fs';
import semver from 'semver';
import { describe, expect, test } from 'vitest';
import { LIST, type Locked, licenseList, lockedPackages, refusalOf } from './licenses.ts';

const packages = lockedPackages();
const { engines, dependencies } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { engines: { node: string }; dependencies: Record<string, string> };

describe('the packages in the lock file', () => {
  test('have licenses that are allowed', () => {
    expect(packages.length).toBeGreaterThan(Object.keys(dependencies).length);
    expect(packages.flatMap((one) => refusalOf(one) ?? [])).toEqual([]);
  });

  test('are listed by license in LICENSES.md', () => {
    expect(readFileSync(LIST, 'utf8'), 'run `node src/tests/licenses.ts`').toBe(licenseList(packages));
  });

  test('support the oldest Node that the package supports, if sites install them', () => {
    const oldest = semver.minVersion(engines.node)!.version;
    const newer = packages.filter(
      ({ dev, optional, node }) => !dev && !optional && node !== null && !semver.satisfies(oldest, node),
    );
    expect(newer.map(({ name, version, node }) => `${name} ${version} needs ${node}`)).toEqual([]);
  });

  test('run no install scripts, except esbuild, whose script is turned off', () => {
    expect(packages.filter((one) => one.hasInstallScript).map(({ name }) => name)).toEqual(['esbuild']);
  });
});

describe('a license', () => {
  const locked = (license: string | null, dev = false, name = 'a'): Locked => ({
    name,
    version: '1.0.0',
    license,
    dev,
    optional: false,
    node: null,
    hasInstallScript: false,
  });

  test.each([
    [locked('GPL-3.0-only')],
    [locked('AGPL-3.0-only', true)],
    [locked(null)],
    [locked('MIT AND GPL-3.0-only')],
    [locked('LGPL-3.0-or-later')],
    [locked('MPL-2.0')],
    [locked('UNLICENSED')],
    [locked('SEE LICENSE IN LICENSE.md')],
  ])('is refused: %o', (one) => expect(refusalOf(one)).not.toBeNull());

  test.each([
    [locked('(MIT OR GPL-3.0-only)')],
    [locked('MPL-2.0', true)],
    [locked('(MIT AND Zlib)')],
    [locked('Apache-2.0 AND LGPL-3.0-or-later', false, '@img/sharp-win32-x64')],
  ])('is allowed: %o', (one) => expect(refusalOf(one)).toBeNull());
});
