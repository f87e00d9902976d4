import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  defaultSpec,
  getsNode,
  givenSpec,
  type Machine,
  OLDEST_NODE,
  SITE_TEMPLATES,
  siteFiles,
  thisMachine,
} from './init-files.ts';
import { readTemplate } from './templates.ts';

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hindcast-init-'));
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function manifestOn(machine: Machine): Record<string, unknown> {
  const site = {
    folder: join(root, 'my site'),
    title: 'T',
    hindcast: '^1.0.0',
    ci: null,
    asOf: '2026-03-02',
  };
  return JSON.parse(siteFiles({ ...site, machine }).get('package.json')!);
}

describe('the Node of a new site', () => {
  test.each([
    ['20.20.2', 'linux', 'x64', true],
    ['22.17.1', 'linux', 'arm64', true],
    ['22.18.0', 'linux', 'x64', false],
    ['24.0.0', 'linux', 'x64', false],
    ['20.20.2', 'linux', 's390x', false],
    ['20.20.2', 'darwin', 'arm64', false],
    ['20.20.2', 'win32', 'x64', false],
  ])('Node %s on %s %s: from npm is %s', (node, platform, arch, expected) => {
    const machine = { node, platform, arch };
    expect(getsNode(machine)).toBe(expected);
    expect('optionalDependencies' in manifestOn(machine)).toBe(expected);
  });

  test('depends on the Node that npm runs on', () => {
    const agent = 'npm/11.19.1 node/v20.20.2 linux x64 workspaces/false';
    expect(thisMachine({ npm_config_user_agent: agent }).node).toBe('20.20.2');
    expect(thisMachine({}).node).toBe(process.versions.node);
  });

  test('is at least the version in package.json', () => {
    const own = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
    expect(own.engines.node).toBe(`>=${OLDEST_NODE.replace(/\.0$/, '')}`);
  });
});

test.each([
  ['20.20.2', false],
  ['22.18.0', true],
  ['22.19.0', false],
  ['24.21.0', false],
])('a site created with Node %s replaces undici 8, which needs Node 22.19: %s', (node, expected) => {
  expect('overrides' in manifestOn({ node, platform: 'linux', arch: 'x64' })).toBe(expected);
});

test('lists every template that a site may need', () => {
  const site = { folder: root, title: 'T', hindcast: '^1.0.0', asOf: '2026-03-02', machine: thisMachine({}) };
  const texts = new Set(SITE_TEMPLATES.map(readTemplate));
  for (const ci of ['github', 'gitlab'] as const) {
    const files = siteFiles({ ...site, ci });
    // The other files are written from code or have a value filled in.
    const copied = [...files].filter(([file]) => /^(?:\.git(?:hub|lab)|content)/.test(file));
    for (const [file, text] of copied) expect(texts.has(text), file).toBe(true);
  }
});

describe('the hindcast dependency in package.json', () => {
  test.each(['^0.1.0', 'latest', '0.1.0', 'https://example.com/hindcast-0.1.0.tgz'])(
    '%s as given',
    (spec) => {
      expect(givenSpec(spec, root, join(root, 'site'))).toBe(spec);
    },
  );

  test('a path relative to the site, if a path is given', () => {
    writeFileSync(join(root, 'h.tgz'), '');
    const site = join(root, 'a', 'site');
    for (const spec of ['h.tgz', './h.tgz', 'file:h.tgz', join(root, 'h.tgz')]) {
      expect(givenSpec(spec, root, site)).toBe('file:../../h.tgz');
    }
    expect(givenSpec('./none.tgz', root, site)).toBeNull();
  });

  test.each(['hindcast', 'create-hindcast'])('by default, the tarball next to the tarball of %s', (name) => {
    const modules = join(root, name, 'node_modules');
    const own = join(modules, name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name, version: '9.8.7' }));
    expect(defaultSpec(own, join(root, 'site'))).toBe('^9.8.7');
    const packages = { [`node_modules/${name}`]: { resolved: `file:../${name}-9.8.7.tgz` } };
    writeFileSync(join(modules, '.package-lock.json'), JSON.stringify({ packages }));
    writeFileSync(join(root, 'hindcast-9.8.7.tgz'), '');
    expect(defaultSpec(own, join(root, 'site'))).toBe('file:../hindcast-9.8.7.tgz');
  });
});
