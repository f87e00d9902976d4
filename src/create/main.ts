import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  DEFAULT_TITLE,
  defaultSpec,
  getsNode,
  givenSpec,
  type Host,
  isTooOld,
  type Machine,
  nextSteps,
  OLDEST_NODE,
  PREVIEW_EDITIONS,
  PREVIEW_QUESTION,
  previewNotice,
  siteFiles,
  thisMachine,
  WORKFLOWS,
  writeNewFiles,
} from '../cli/project/init-files.ts';

/** Everything the command gets from its environment. Tests provide their own. */
export interface Environment {
  readonly cwd: string;
  readonly machine: Machine;
  /** Prints to standard output. */
  print(text: string): void;
  /** Prints to standard error. */
  warn(text: string): void;
  /** Prompts the user; null if there is no terminal. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Runs `npm install` in a folder and returns its exit code. */
  install(folder: string): number;
}

const PACKAGE = fileURLToPath(new URL('../../', import.meta.url));
const DEFAULT_FOLDER = 'incidents';
const HOSTS = Object.keys(WORKFLOWS).join(' or ');

const USAGE = `Usage: npm create hindcast [folder] -- [options]

Writes a site with a sample incident and installs its packages.

Options:
  --title <text>    site title (default: ${DEFAULT_TITLE})
  --ci <host>       also write CI workflows for ${HOSTS}
  --edition <name>  edition that previews show, with --ci: internal or public
  --package <spec>  hindcast version, tarball or URL (default: the version of this command)
  --no-install      only write the files
  -y, --yes         accept all defaults without prompting
  -v, --version     print the version
  -h, --help        print help

Exit status: 0 if the site is ready, 1 if \`npm install\` failed, 2 if nothing was written.
`;

const OPTIONS = {
  title: { type: 'string' },
  ci: { type: 'string' },
  edition: { type: 'string' },
  package: { type: 'string' },
  'no-install': { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  version: { type: 'boolean', short: 'v' },
  help: { type: 'boolean', short: 'h' },
} as const;

/**
 * `npm create hindcast`: creates a site and installs its dependencies.
 *
 * @param argv arguments after the command's name
 * @returns exit code
 */
export async function main(
  argv: readonly string[],
  environment: Environment = realEnvironment(),
): Promise<number> {
  const { cwd, machine, print, warn, install } = environment;
  const fail = (message: string, hint: string | null): number => {
    warn(`error: ${message}\n${hint === null ? '' : `  hint: ${hint}\n`}`);
    return 2;
  };

  const read = readArguments(argv);
  if ('problem' in read) return fail(read.problem, 'run `npm create hindcast -- --help`');
  if (read.show !== null) {
    print(read.show === 'help' ? USAGE : `${ownVersion()}\n`);
    return 0;
  }
  if (isTooOld(machine) && !getsNode(machine)) {
    const message = `Hindcast needs Node ${OLDEST_NODE} or newer, but this is Node ${machine.node}`;
    return fail(message, 'install Node 24, then run this command again');
  }

  const ask = read.yes ? null : environment.ask;
  const dir = read.dir ?? ((await ask?.(`Folder (${DEFAULT_FOLDER}): `)) || DEFAULT_FOLDER);
  const title = read.title ?? ((await ask?.(`Site title (${DEFAULT_TITLE}): `)) || DEFAULT_TITLE);
  const folder = resolve(cwd, dir);
  const hindcast = read.spec === null ? defaultSpec(PACKAGE, folder) : givenSpec(read.spec, cwd, folder);
  if (hindcast === null) return fail(`\`${read.spec}\` doesn't exist`, null);
  const asOf = new Date().toISOString().slice(0, 10);
  const asked = read.edition ?? (read.ci === null ? null : await ask?.(PREVIEW_QUESTION)) ?? '';
  const previews = PREVIEW_EDITIONS.find((one) => one === (asked === '' ? 'internal' : asked));
  if (previews === undefined) return fail(`\`${asked}\` isn't an edition`, 'use internal or public');
  const files = siteFiles({ folder, title, hindcast, ci: read.ci, previews, asOf, machine });
  const problem = writeNewFiles(folder, dir, files);
  if (problem !== null) return fail(problem.message, problem.hint);
  print(
    `${[...files.keys()].map((file) => `wrote ${join(dir, file)}\n`).join('')}${previewNotice(read.ci, previews)}\n`,
  );

  const inFolder = folder === resolve(cwd);
  if (!read.install) {
    print(nextSteps(dir, inFolder, false));
    return 0;
  }
  if (getsNode(machine)) {
    print(
      `Node ${machine.node} is too old for Hindcast, so Node 24 (190 MB) is installed from npm for this site.\n`,
    );
  }
  print('Installing packages. This can take a minute.\n');
  const code = install(folder);
  if (code !== 0) {
    warn(`error: \`npm install\` failed with exit code ${code}; the site's files are in \`${dir}\`\n`);
    warn(`  hint: fix the problem above, then run \`npm install\` in \`${dir}\`\n`);
    return 1;
  }
  print(`\n${nextSteps(dir, inFolder, true)}`);
  return 0;
}

interface Arguments {
  readonly dir: string | null;
  readonly title: string | null;
  readonly ci: Host | null;
  /** Value of `--edition`. */
  readonly edition: string | null;
  /** Value of `--package`. */
  readonly spec: string | null;
  readonly install: boolean;
  readonly yes: boolean;
  /** What to print instead of creating a site. */
  readonly show: 'help' | 'version' | null;
}

/** Parses the command line. Returns the problem if it's invalid. */
function readArguments(argv: readonly string[]): Arguments | { readonly problem: string } {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
    const [dir = null, ...more] = positionals;
    if (more.length > 0) return { problem: `you named ${positionals.length} folders; name only one` };
    if (dir === '') return { problem: 'the folder name is empty' };
    const ci = values.ci ?? null;
    if (ci !== null && !isHost(ci)) {
      return { problem: `\`${ci}\` isn't a valid host for \`--ci\`; use ${HOSTS}` };
    }
    return {
      dir,
      title: values.title ?? null,
      ci,
      edition: values.edition ?? null,
      spec: values.package ?? null,
      install: values['no-install'] !== true,
      yes: values.yes === true,
      show: values.help === true ? 'help' : values.version === true ? 'version' : null,
    };
  } catch (error) {
    // Keep only the first sentence, which names the option. The rest explains arguments that begin with a dash.
    const [problem = ''] = String(error instanceof Error ? error.message : error).split('. ');
    return { problem };
  }
}

function isHost(name: string): name is Host {
  return Object.hasOwn(WORKFLOWS, name);
}

function ownVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  return manifest.version;
}

function realEnvironment(): Environment {
  return {
    cwd: process.cwd(),
    machine: thisMachine(process.env),
    print: (text) => process.stdout.write(text),
    warn: (text) => process.stderr.write(text),
    ask: process.stdin.isTTY ? askOnTerminal : null,
    install: installWithNpm,
  };
}

async function askOnTerminal(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

/**
 * Show only errors. With an old Node, npm warns about each package that needs a newer version, but the site
 * installs a newer Node.
 */
const INSTALL = ['install', '--no-audit', '--no-fund', '--loglevel=error'];

function installWithNpm(folder: string): number {
  // npm sets a variable to the path of its program. Running it directly avoids the shell that Windows needs to find
  // `npm`.
  const npm = process.env['npm_execpath'] ?? '';
  const isNpm = /[\\/]npm-cli\.[cm]?js$/.test(npm);
  const [command, args] = isNpm ? [process.execPath, [npm, ...INSTALL]] : ['npm', INSTALL];
  const shell = !isNpm && process.platform === 'win32';
  const { status, error } = spawnSync(command, args, {
    cwd: folder,
    env: outerEnv(),
    shell,
    stdio: 'inherit',
  });
  if (error !== undefined) process.stderr.write(`error: can't start npm: ${error.message}\n`);
  return status ?? 1;
}

/** The environment without npm's variables for the project in which npm runs this command. */
function outerEnv(): NodeJS.ProcessEnv {
  const inner = /^npm_(?:package|lifecycle)_|^npm_config_(?:local_prefix|package|call)$|^INIT_CWD$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !inner.test(name)));
}
