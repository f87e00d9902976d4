import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BuildCommand } from './build.ts';
import type { Done } from './command.ts';
import type { Io } from './io.ts';

const HELP = `
Everything is internal unless its author says that it is public. The public edition is cut out of the text before anything
is read or run, and stands in a folder of its own. Without --edition the one is built that the configuration names.

Examples:
  $ hindcast build
  $ hindcast build --edition public
  $ hindcast build --edition all --as-of 2026-04-01

Exit codes: 0 the site was built; 1 it was not, and why is told; 2 the command was not understood.`;

/** Adds `hindcast build`. */
export function addBuild(program: Command, io: Io, done: Done): void {
  program
    .command('build')
    .summary('build the site: the internal edition, the public one, or both')
    .description('Build the site of this folder.')
    .addOption(
      new Option('--edition <edition>', 'which edition to build').choices(['internal', 'public', 'all']),
    )
    .option('--as-of <day>', 'the day that `overdue` refers to, such as 2026-04-01', readDay)
    .addHelpText('after', HELP)
    .action(async (command: BuildCommand) => {
      const { build } = await import('./build.ts');
      done(await build(command, io));
    });
}

function readDay(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('A day is written like 2026-04-01.');
  return text;
}
