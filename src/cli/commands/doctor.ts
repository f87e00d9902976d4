import type { Command } from 'commander';
import type { Done, Io } from '../terminal/io.ts';

const HELP = `
Looks at the Node that runs it, package.json and the packages, astro.config and the options in it, the folders of
write-ups and guides, the content security policy, the cache and the fonts. Nothing is changed.

With --json: { version: 1, examined: [{ part, status, found, hint }] }, where status is ok, warning or error.
The site publishes the schema as schemas/output-doctor.json.

Examples:
  $ hindcast doctor
  $ hindcast doctor --json > set-up.json

Exit codes: 0 the set-up works (there may be warnings), 1 something is wrong, 2 the command was not understood.`;

/** Adds `hindcast doctor`. */
export function addDoctor(program: Command, io: Io, done: Done): void {
  program
    .command('doctor')
    .summary('tell what is wrong with the set-up of a site')
    .description('Tell what is wrong with the set-up of the site in this folder.')
    .option('--json', 'print it as JSON (default: text)')
    .addHelpText('after', HELP)
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('../check/doctor.ts');
      done(await doctor(options, io));
    });
}
