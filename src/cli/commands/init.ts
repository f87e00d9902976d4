import { type Command, Option } from 'commander';
import type { InitOptions, NewOptions } from '../project/init.ts';
import { TEMPLATES } from '../project/templates.ts';
import { type Done, type Io, readDay } from '../terminal/io.ts';

const EXIT_CODES = `
Exit codes: 0 written, 2 nothing was written: the command was not understood, or a file is there already.`;

const INIT_HELP = `
Writes package.json, astro.config.mjs, a first write-up in content/incidents/, README.md and .gitignore. Nothing is
overwritten: where one of them is there already, nothing is written at all. The site builds as it is.

On a terminal it asks for the site’s title; --yes takes what it would offer. --ci writes workflows that check and
build the site, and that preview each pull or merge request.

Examples:
  $ hindcast init incidents
  $ hindcast init incidents --ci github --yes
  $ hindcast init . --title 'Incidents at Example' --package ../hindcast-0.1.0.tgz
${EXIT_CODES}`;

const NEW_HELP = `
The name of the file is made of the title. All times of a template lie on the day that --date names.

Templates:
  blank        the usual headings and keys, to be filled in
  race         two checkouts sell the same piece; every order of their steps is searched
  retry-storm  a slow database stays slow, since retries keep it full; budgets and short queues
  cascade      a slow part that is not needed takes down the whole; a timeout and a breaker
  bad-push     a configuration goes to all servers at once; a variant releases it to one first

Examples:
  $ hindcast new "Product pages failed while the cache was cold"
  $ hindcast new "Two orders for one seat" --template race --date 2026-03-02
${EXIT_CODES}`;

/** Adds `hindcast init` and `hindcast new`. */
export function addInit(program: Command, io: Io, done: Done): void {
  program
    .command('init')
    .summary('make a site with a first incident')
    .description('Make a site that builds: its configuration and a first write-up.')
    .argument('<dir>', 'folder of the site; it is made if it is not there')
    .addOption(
      new Option('--ci <host>', 'write workflows for this host too (default: none)').choices([
        'github',
        'gitlab',
      ]),
    )
    .option('--title <text>', 'title of the site (default: the answer on a terminal, or Incidents)')
    .option(
      '--package <spec>',
      'where the site gets hindcast from: a version, a file or an address (default: where this copy came from)',
    )
    .option('-y, --yes', 'ask nothing (default: ask for the title on a terminal)')
    .addHelpText('after', INIT_HELP)
    .action(async (dir: string, options: InitOptions) => {
      const { init } = await import('../project/init.ts');
      done(await init(dir, options, io));
    });
  program
    .command('new')
    .summary('begin a write-up')
    .description('Begin a write-up out of a template.')
    .argument('<title>', 'what happened, in a few words')
    .addOption(new Option('--template <name>', 'what to begin with').choices([...TEMPLATES]).default('blank'))
    .option('--date <day>', 'day of the incident, such as 2026-03-02 (default: today, in UTC)', readDay)
    .option('--dir <folder>', 'folder of the write-ups', 'content/incidents')
    .addHelpText('after', NEW_HELP)
    .action(async (title: string, options: NewOptions) => {
      const { newWriteUp } = await import('../project/init.ts');
      done(await newWriteUp(title, options, io));
    });
}
