import { type Command, Option } from 'commander';
import type { InitOptions, NewOptions } from '../project/init.ts';
import { TEMPLATES } from '../project/templates.ts';
import { type Done, type Io, readDay } from '../terminal/io.ts';

const EXIT_STATUS = `
Exit status: 0 if the files were written, 2 if the command line is invalid or a file already exists,
so nothing was written.`;

const INIT_HELP = `
Writes package.json, astro.config.mjs, a first write-up in content/incidents/, README.md and
.gitignore. Existing files are never overwritten: if one of them exists, nothing is written. The
site is ready to build.

On a terminal, it asks for the title of the site; --yes accepts the default. --ci adds workflows
that check and build the site, and that preview each pull or merge request.

Examples:
  $ hindcast init incidents
  $ hindcast init incidents --ci github --yes
  $ hindcast init . --title 'Incidents at Example' --package ../hindcast-0.1.0.tgz
${EXIT_STATUS}`;

const NEW_HELP = `
The file name is derived from the title. All times in a template are on the date given with --date.

Templates:
  blank        the usual headings and keys, to fill in
  race         two checkouts sell the same item; searches every order of their steps
  retry-storm  a slow database stays slow because retries overload it; compares retry budgets and short queues
  cascade      a slow optional dependency takes down a whole shop; compares a timeout and a circuit breaker
  bad-push     a bad configuration reaches all servers at once; a variant releases it to one server first

Examples:
  $ hindcast new "Product pages failed while the cache was cold"
  $ hindcast new "Two orders for one seat" --template race --date 2026-03-02
${EXIT_STATUS}`;

/** Adds `hindcast init` and `hindcast new`. */
export function addInit(program: Command, io: Io, done: Done): void {
  program
    .command('init')
    .summary('create a site with a first incident')
    .description('Create a site with its configuration and a first incident.')
    .argument('<dir>', 'folder of the site; it is created if needed')
    .addOption(
      new Option('--ci <host>', 'also write workflows for this host (default: none)').choices([
        'github',
        'gitlab',
      ]),
    )
    .option('--title <text>', 'title of the site (default: asks on a terminal, otherwise Incidents)')
    .option(
      '--package <spec>',
      'version, file or URL of hindcast for package.json (default: where this copy came from)',
    )
    .option('-y, --yes', 'accept all defaults (default: ask on a terminal)')
    .addHelpText('after', INIT_HELP)
    .action(async (dir: string, options: InitOptions) => {
      const { init } = await import('../project/init.ts');
      done(await init(dir, options, io));
    });
  program
    .command('new')
    .summary('create a write-up from a template')
    .description('Create a write-up from a template.')
    .argument('<title>', 'what happened, in a few words')
    .addOption(new Option('--template <name>', 'template to use').choices([...TEMPLATES]).default('blank'))
    .option('--date <date>', 'date of the incident, like 2026-03-02 (default: today in UTC)', readDay)
    .option('--dir <folder>', 'folder of the write-ups', 'content/incidents')
    .addHelpText('after', NEW_HELP)
    .action(async (title: string, options: NewOptions) => {
      const { newWriteUp } = await import('../project/init.ts');
      done(await newWriteUp(title, options, io));
    });
}
