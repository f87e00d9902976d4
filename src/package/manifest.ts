import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The parts of package.json used by both packages. The project's URLs are defined only there. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly homepage?: unknown;
  readonly repository?: unknown;
  readonly bugs?: unknown;
}

/** URL fields, which npm and Astro's integration directory show with the package. */
const ADDRESSES = ['homepage', 'repository', 'bugs'] as const;

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/** Names of URL fields that aren't set. */
export function unsetFields(manifest: Manifest): string[] {
  return ADDRESSES.filter((field) => manifest[field] === undefined);
}

/** Files listed in `exports` and `bin` that don't exist. */
export function missingTargets(folder: string, { exports, bin }: Manifest): string[] {
  const targets = [...Object.values(exports), ...Object.values(bin)].flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target),
  );
  return targets.filter((target) => !existsSync(join(folder, target)));
}

/** The package.json of create-hindcast, with the same version, license and URLs as hindcast. */
export function createManifest(manifest: Manifest): Record<string, unknown> {
  const addresses = ADDRESSES.flatMap((field) =>
    manifest[field] === undefined ? [] : [[field, manifest[field]] as const],
  );
  return {
    name: 'create-hindcast',
    version: manifest.version,
    description: 'Creates a Hindcast site: incident postmortems that run.',
    license: manifest.license,
    keywords: ['hindcast', 'create', 'astro', 'postmortem', 'incident'],
    ...Object.fromEntries(addresses),
    type: 'module',
    bin: { 'create-hindcast': 'build/create/bin.js' },
    engines: { node: '>=20' },
  };
}
