import type { Command } from 'commander';
import type { Done, Io } from '../terminal/io.ts';

const HELP = `
Checks the Node version, package.json and the installed packages, astro.config and the options in
it, the folders of write-ups and guides, the content security policy, the cache, and the fonts.
Nothing is changed.

With --json: { version: 1, examined: [{ part, status, found, hint }] }, where status is ok, warning
or error. Schema: schemas/output-doctor.json on the site.

Examples:
  $ hindcast doctor
  $ hindcast doctor --json > setup.json

Exit status: 0 if the setup works (warnings are allowed), 1 if it doesn't, 2 if the command line is
invalid.`;

/** Adds `hindcast doctor`. */
export function addDoctor(program: Command, io: Io, done: Done): void {
  program
    .command('doctor')
    .summary('find problems in the setup of a site')
    .description('Find problems in the setup of the site in this folder.')
    .option('--json', 'print the report as JSON (default: text)')
    .addHelpText('after', HELP)
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('../check/doctor.ts');
      done(await doctor(options, io));
    });
}
