import type { Command } from 'commander';
import type { Done, Io } from '../terminal/io.ts';

const HELP = `
Checks the Node version, package.json, installed packages, astro.config and its options, the
write-ups and guides folders, the content security policy, the cache, and the fonts. Doesn't change
anything.

With --json, prints { version: 1, examined: [{ part, status, found, hint }] }, where status is ok,
warning or error. Schema: schemas/output-doctor.json on the site.

Examples:
  $ hindcast doctor
  $ hindcast doctor --json > setup.json

Exit status: 0 if there are no errors (warnings are allowed), 1 if there are errors, 2 if the command line is invalid.`;

export function addDoctor(program: Command, io: Io, done: Done): void {
  program
    .command('doctor')
    .summary('find setup problems in a site')
    .description('Find setup problems in the site in this folder.')
    .option('--json', 'print the report as JSON (default: text)')
    .addHelpText('after', HELP)
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('../check/doctor.ts');
      done(await doctor(options, io));
    });
}
