import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BuildCommand, DevCommand } from '../project/build.ts';
import { type Done, type Io, readDay } from '../terminal/io.ts';

const BUILD_HELP = `
Everything is internal unless its author marks it as public. For the public edition, internal text
is removed before anything else happens, and the site is written to a separate folder.

Examples:
  $ hindcast build
  $ hindcast build --edition public
  $ hindcast build --edition all --as-of 2026-04-01
  $ hindcast build --profile

Exit status: 0 if the site was built, 1 if the build failed, 2 if the command line is invalid.`;

const DEV_HELP = `
Starts Astro's development server, which updates pages in the browser when you save a file. Ctrl-C
stops it.

Examples:
  $ hindcast dev
  $ hindcast dev --port 4000
  $ hindcast dev --host 0.0.0.0

Exit status: 0 if you stopped the server, 1 if the server failed, 2 if the command line is invalid.`;

export function addBuild(program: Command, io: Io, done: Done): void {
  program
    .command('build')
    .summary('build the internal edition of the site, the public edition, or both')
    .description('Build the site in this folder.')
    .addOption(
      new Option('--edition <edition>', 'edition to build (default: `edition` in the configuration)').choices(
        ['internal', 'public', 'all'],
      ),
    )
    .option(
      '--as-of <date>',
      'date for deciding which action items are overdue (default: `asOf` in the configuration)',
      readDay,
    )
    .option(
      '--profile',
      'print how long each part of the build took, and the ten slowest pages and scenarios (default: off)',
    )
    .addHelpText('after', BUILD_HELP)
    .action(async (command: BuildCommand) => {
      const { build } = await import('../project/build.ts');
      done(await build(command, io));
    });
}

export function addDev(program: Command, io: Io, done: Done): void {
  program
    .command('dev')
    .summary('start the development server')
    .description('Start the development server for the site in this folder.')
    .option('--port <n>', 'port to listen on (default: 4321, or the next free port)', readPort)
    .option('--host <address>', 'address to listen on (default: localhost)', readHost)
    .addHelpText('after', DEV_HELP)
    .action(async (command: DevCommand) => {
      const { dev } = await import('../project/build.ts');
      done(await dev(command, io));
    });
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Use a whole number from 0 to 65535.');
}

function readHost(text: string): string {
  if (/^[\w.:[\]-]+$/.test(text) && !text.startsWith('-')) return text;
  throw new InvalidArgumentError('Use a host name or an IP address.');
}
