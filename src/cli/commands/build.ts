import { type Command, Option } from 'commander';
import type { BuildCommand } from '../project/build.ts';
import { type Done, type Io, readDay } from '../terminal/io.ts';

const HELP = `
Everything is internal unless its author says that it is public. The public edition is cut out of the text before
anything is read or run, and stands in a folder of its own.

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
      new Option(
        '--edition <edition>',
        'which edition to build (default: the one that the configuration names)',
      ).choices(['internal', 'public', 'all']),
    )
    .option('--as-of <day>', 'day that `overdue` refers to (default: `asOf` of the configuration)', readDay)
    .addHelpText('after', HELP)
    .action(async (command: BuildCommand) => {
      const { build } = await import('../project/build.ts');
      done(await build(command, io));
    });
}
