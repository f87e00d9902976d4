import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import reference from '../../reference/outputs/commands.json' with { type: 'json' };
import { type Block, blocksIn, documents, type Example, examplesIn } from '../documents/blocks.ts';
import { OUTAGE, OUTAGE_SERIES } from '../support/outage.ts';
import { RETRY_QUEUE } from '../support/retry-queue.ts';
import { builtSite } from './support/build.ts';
import { CHECKED_MODEL, POSTMORTEM, RACE } from './support/document-models.ts';
import { openShell, type Shell } from './support/shell.ts';

/*
 * Runs every command in the README, the guides and the help in the kind of folder that a reader would use: a copy of
 * the repository, or a site created from the packed project. The output must match the document.
 */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const COMMANDS = ['sh', 'console'];

/** Commands that aren't run, and why. The test fails if one of them isn't in any document. */
const NOT_RUN: Readonly<Record<string, string>> = {
  'npm test': 'it runs all tests, including this one',
  'rsync -a --delay-updates dist/ web1.example.com:/srv/incidents/': 'it needs the reader’s server',
};

/** Commands that run a server until they're stopped. The test starts them, requests a page, and stops them. */
const SERVES = new Set(['npm start', 'npm run dev']);

/** Replacements for commands. The copy of the repository already has the repository's packages. */
const MAPPED: Readonly<Record<string, string>> = { 'npm ci': 'test -d node_modules/astro' };

/** The commands that were run, in order, with the seconds they took. */
const ran: { readonly what: string; readonly help: boolean; readonly seconds: number }[] = [];
const skipped: string[] = [];
let place: string;
let installed: string | null = null;

beforeAll(async () => {
  // The build's results are in a folder that the copy shares, so the README's commands can use them.
  await builtSite();
  place = mkdtempSync(join(tmpdir(), 'hindcast-documents-'));
  const copy = join(place, 'hindcast');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
  });
  for (const file of files.split('\0').filter((one) => one !== '' && existsSync(join(ROOT, one)))) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const kept of ['fonts', 'guides']) {
    const folder = join(ROOT, '.cache', kept);
    if (existsSync(folder)) cpSync(folder, join(copy, '.cache', kept), { recursive: true });
  }
});

afterAll(() => rmSync(place, { recursive: true, force: true }));

/** Runs each part of a command line and compares its output with the document. */
async function follow(shell: Shell, { document, line, command, output }: Example): Promise<void> {
  let printed = '';
  for (const part of command.split(' && ')) {
    const at = `${document}:${line}: ${part}`;
    if (part in NOT_RUN) {
      skipped.push(part);
      continue;
    }
    const start = Date.now();
    const note = (): unknown => ran.push({ what: at, help: false, seconds: (Date.now() - start) / 1000 });
    if (SERVES.has(part)) {
      expect(await shell.serve(part), at).toMatch(/^200 <!doctype html>/i);
      note();
      continue;
    }
    const { code, out, err } = await shell.run(withoutInstalling(part) ?? MAPPED[part] ?? part);
    printed += out;
    note();
    const shown = `${at}\n${out}${err}`;
    // A document may show a failing check, or a search without matches.
    if (output === null) expect(code, shown).toBe(0);
    else expect([0, 1], shown).toContain(code);
    const packages = join(shell.cwd, 'node_modules');
    if (existsSync(join(packages, 'hindcast'))) installed ??= packages;
  }
  if (output !== null) expect(printed, `${document}:${line}`).toBe(output);
}

/**
 * For a command that creates a site, returns the same command with the first site's packages instead of an
 * installation.
 */
function withoutInstalling(part: string): string | null {
  const folder = /\/create-hindcast-[\d.]+\.tgz (\S+)/.exec(part)?.[1];
  if (folder === undefined || installed === null) return null;
  return `${part} --no-install && cp -al ${installed} ${folder}`;
}

/** Goes through a document from the first block to the last, as a reader would. */
async function read(
  document: string,
  shell: Shell,
  other: (block: Block) => void = () => undefined,
): Promise<void> {
  for (const block of blocksIn(document)) {
    if (COMMANDS.includes(block.language)) {
      for (const example of examplesIn(block)) await follow(shell, example);
    } else if (/\.(?:md|mjs)$/.test(block.meta)) {
      writeFileSync(join(shell.cwd, block.meta), block.text);
    } else other(block);
  }
}

/** A new site with the first site's packages, and a git history with a branch. */
async function newSite(name: string): Promise<Shell> {
  const shell = openShell(place);
  const init = `npx --package ./hindcast/hindcast-0.1.0.tgz hindcast init ${name}`;
  for (const line of [init, `cd ${name}`, `cp -al ${installed} .`, ...HISTORY]) {
    const { code, out, err } = await shell.run(line);
    expect(code, `${line}\n${out}${err}`).toBe(0);
  }
  return shell;
}

const HISTORY = [
  'git init -q -b main && git add . && git commit -qm one && git tag v1',
  'git update-ref refs/remotes/origin/main HEAD && git checkout -q -b change',
];

/** Adds the files that are used in the help's examples. */
function addFiles(folder: string): void {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write('model.yaml', CHECKED_MODEL);
  write('postmortem.md', POSTMORTEM);
  write('race.yaml', RACE);
  write('storm.yaml', STORM);
  write('content/incidents/retry-storm.md', `${POSTMORTEM}\n\`\`\`scenario\n${STORM}\`\`\`\n`);
  write('notes.txt', 'Look at DNS.\nRestore the entry.\n');
  write('outage.yaml', OUTAGE);
  write('outage/series/queue.csv', OUTAGE_SERIES);
  addImports(folder);
  write('content/incidents/payments.md', PAYMENTS);
}

/** A scenario with a small stability map. */
const STORM = RETRY_QUEUE('map: { x: { path: const.rate, points: 2 }, y: const.retries }\n');

/** A write-up that an import extends. */
const PAYMENTS = `---
title: Payments failed at checkout
summary: For the examples in the help of commands.
severity: SEV3
started_at: 2026-03-29T00:30:00Z
---

## What happened

Payments failed.
`;

/** Adds the files that are used in the examples for `hindcast import`. */
function addImports(folder: string): void {
  const samples = join(ROOT, 'src/tests/import/samples');
  const entries = ['page1', 'page2'].flatMap((page) => {
    const text = readFileSync(join(samples, `pagerduty/log_entries.${page}.json`), 'utf8');
    return (JSON.parse(text) as { log_entries: unknown[] }).log_entries;
  });
  writeFileSync(join(folder, 'log_entries.json'), JSON.stringify({ log_entries: entries, more: false }));
  for (const name of ['incident.json', 'notes.json']) {
    cpSync(join(samples, 'pagerduty', name), join(folder, name));
    cpSync(join(samples, 'pagerduty', name), join(folder, 'pagerduty', name));
  }
  cpSync(join(folder, 'log_entries.json'), join(folder, 'pagerduty', 'log_entries.json'));
  cpSync(join(samples, 'grafana/panel-joined.raw.csv'), join(folder, 'errors.csv'));
  cpSync(join(samples, 'slack/export'), join(folder, 'export'), { recursive: true });
  cpSync(join(samples, 'otlp/traces.jsonl'), join(folder, 'traces.jsonl'));
}

test('README: from a clone of the repository to a new site', async () => {
  const shell = openShell(join(place, 'hindcast'));
  for (const block of blocksIn('README.md')) {
    if (block.meta.endsWith('.md')) writeFileSync(join(shell.cwd, block.meta), block.text);
    if (COMMANDS.includes(block.language)) {
      for (const example of examplesIn(block)) await follow(shell, example);
    }
  }
  expect(installed).toBe(join(shell.cwd, 'node_modules'));
});

test('the tutorial: from an empty folder to a page', async () => {
  const folder = join(place, 'tutorial');
  mkdirSync(folder);
  for (const tarball of ['hindcast-0.1.0.tgz', 'create-hindcast-0.1.0.tgz']) {
    cpSync(join(place, 'hindcast', tarball), join(folder, tarball));
  }
  const shell = openShell(folder);
  const file = 'content/incidents/orders-failed-on-a-full-disk.md';
  const edit = (part: RegExp, text: string): void => {
    const whole = readFileSync(join(shell.cwd, file), 'utf8');
    expect(whole).toMatch(part);
    writeFileSync(
      join(shell.cwd, file),
      whole.replace(part, () => text),
    );
  };
  await read('content/guides/first-incident.md', shell, ({ meta, language, text }) => {
    if (meta === 'front matter') edit(/^---\n[\s\S]*?\n---\n/, text);
    else if (meta === 'timeline') edit(/```timeline\n[\s\S]*?\n```\n/, text);
    else if (language === 'scenario')
      edit(/(?<=## Why it could happen\n\n)/, `\`\`\`scenario\n${text}\`\`\`\n\n`);
  });
  const page = readFileSync(
    join(shell.cwd, 'dist', file.replace(/^content\/(.*)\.md$/, '$1/index.html')),
    'utf8',
  );
  expect(page).toContain('Orders are refused until there is space');
});

test.each([
  'behind-a-proxy',
  'from-your-tools-to-a-draft',
  'public-edition',
  'review-a-pull-request',
  'tolerances-and-sources',
])('the guide %s', async (guide) => {
  const shell = await newSite(guide);
  addImports(shell.cwd);
  await read(`content/guides/${guide}.md`, shell);
});

describe('examples in the help of commands', () => {
  const examples = reference.flatMap(({ name, more }) =>
    [...more.matchAll(/^ {2}\$ (.*)$/gm)].map(([, command]) => ({ name, command: command! })),
  );
  let shell: Shell;

  beforeAll(async () => {
    shell = await newSite('help');
    addFiles(shell.cwd);
    // An example installs the packed project from the parent folder.
    cpSync(join(place, 'hindcast', 'hindcast-0.1.0.tgz'), join(place, 'hindcast-0.1.0.tgz'));
    for (const shard of [1, 2]) {
      const sweep = `hindcast sweep model.yaml --runs 2000 --shard ${shard}/2 --out part-${shard}.json`;
      const made = await shell.run(`export PATH="$PWD/node_modules/.bin:$PATH"; ${sweep}`);
      expect(made.code, made.out + made.err).toBe(0);
    }
    const second = 'git add . && git commit -qm two && git tag v2';
    expect((await shell.run(second)).code, second).toBe(0);
  });

  test('exist for each command', () => {
    expect(
      reference.map(({ name }) => name).filter((name) => !examples.some((one) => one.name === name)),
    ).toEqual([]);
  });

  test.each(examples)('$command', async ({ name, command }) => {
    // A command that creates a site is run in an empty folder.
    const folder =
      name === 'init' ? `mkdir -p ../made && rm -rf ../made/* ../made/.[a-z]* && cd ../made && ` : '';
    const path = 'PATH="$PWD/../help/node_modules/.bin:$PWD/node_modules/.bin:$PATH"';
    const start = Date.now();
    const line = `${folder}export ${path}; ${command}`;
    if (name === 'dev') {
      expect(await openShell(shell.cwd).serve(line)).toMatch(/^200 <!doctype html>/i);
    } else {
      const { code, out, err } = await openShell(shell.cwd).run(line);
      expect(code, out + err).toBe(0);
    }
    ran.push({
      what: `hindcast ${name} --help: ${command}`,
      help: true,
      seconds: (Date.now() - start) / 1000,
    });
  });
});

/** Tests only exit codes that require an installed site. `help.test.ts` tests the others. */
test('commands exit with the documented codes', async () => {
  const shell = await newSite('codes');
  const bin = './node_modules/.bin/hindcast';
  const broken = "sed -i 's/warm: true }/warm: warn }/' content/incidents/cold-cache.md";
  for (const [line, expected] of [
    [`${bin} doctor`, 0],
    [`${bin} lsp --stdio < /dev/null`, 0],
    [`${bin} build`, 0],
    [`${bin} build --as-of 2026-02-30`, 2],
    [`${bin} preview --out one.zip`, 0],
    [`${bin} preview --base nowhere`, 2],
    [broken, 0],
    [`${bin} build`, 1],
    [`${bin} preview --out two.zip`, 1],
    ['test -e two.zip', 1],
    [`${bin} doctor --nothing`, 2],
    [`${bin} lsp --nothing`, 2],
    [`${bin} preview-prune`, 2],
  ] as const) {
    const { code, out, err } = await shell.run(line);
    expect(code, `${line}\n${out}${err}`).toBe(expected);
  }
});

test('no example is skipped silently', () => {
  const shown = documents()
    .flatMap(blocksIn)
    .filter(({ language }) => COMMANDS.includes(language))
    .flatMap(examplesIn)
    .flatMap(({ command }) => command.split(' && '));
  const notRun = Object.entries(NOT_RUN).map(([command, reason]) => `not run: ${command}: ${reason}`);
  const list = join(ROOT, '.cache', 'documents.txt');
  mkdirSync(dirname(list), { recursive: true });
  const lines = ran.map(({ what, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${what}`);
  writeFileSync(list, `${[...lines, ...notRun].join('\n')}\n`);
  expect(ran.filter(({ help }) => !help).length + skipped.length).toBe(shown.length);
  expect([...skipped].sort()).toEqual(Object.keys(NOT_RUN).sort());
});
