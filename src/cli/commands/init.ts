import { type Command, Option } from 'commander';
import type { InitOptions, NewOptions } from '../project/init.ts';
import { PREVIEW_EDITIONS } from '../project/init-files.ts';
import { TEMPLATES } from '../project/templates.ts';
import { type Done, type Io, readDay } from '../terminal/io.ts';

const EXIT_STATUS = `
Exit status: 0 if the files were written, 2 if nothing was written because the command line is
invalid or a file already exists.`;

const INIT_HELP = `
Writes package.json, astro.config.mjs, a first write-up in content/incidents/, README.md and
.gitignore. Existing files are never overwritten: if any of these files exists, nothing is written.
You can build the new site right away.

When run in a terminal, prompts for the site title; --yes accepts the default. --ci adds workflows
that check and build the site, and that build a preview for each pull request or merge request.
Everyone who can see a preview can read the edition that it shows; choose that edition with --edition
or at the prompt.

Examples:
  $ hindcast init incidents
  $ hindcast init incidents --ci github --yes
  $ hindcast init . --title 'Incidents at Example' --package ../hindcast-0.1.0.tgz
${EXIT_STATUS}`;

const NEW_HELP = `
The file name is derived from the title. Times in the template use the date from --date.

Templates:
  blank        the usual headings and keys, ready to fill in
  race         two checkouts sell the same item; a search tries every order of their steps
  retry-storm  a slow database stays slow because retries overload it; compares retry budgets and short queues
  cascade      a slow optional dependency takes down an entire shop; compares a timeout and a circuit breaker
  bad-push     a bad configuration reaches all servers at once; a variant releases it to one server first

Examples:
  $ hindcast new "Product pages failed while the cache was cold"
  $ hindcast new "Two orders for one seat" --template race --date 2026-03-02
${EXIT_STATUS}`;

export function addInit(program: Command, io: Io, done: Done): void {
  program
    .command('init')
    .summary('create a site with a sample incident')
    .description('Create a site with a configuration and a first incident.')
    .argument('<dir>', 'site folder, created if needed')
    .addOption(
      new Option('--ci <host>', 'also write CI workflows for this host (default: none)').choices([
        'github',
        'gitlab',
      ]),
    )
    .addOption(
      new Option(
        '--edition <edition>',
        'edition that previews show, used with --ci (default: prompt in a terminal, otherwise internal)',
      ).choices([...PREVIEW_EDITIONS]),
    )
    .option('--title <text>', 'site title (default: prompt in a terminal, otherwise Incidents)')
    .option(
      '--package <spec>',
      'version, file or URL to use for hindcast in package.json (default: where this copy of hindcast was installed from)',
    )
    .option('-y, --yes', 'accept all defaults without prompting (default: prompt)')
    .addHelpText('after', INIT_HELP)
    .action(async (dir: string, options: InitOptions) => {
      const { init } = await import('../project/init.ts');
      done(await init(dir, options, io));
    });
  program
    .command('new')
    .summary('create a write-up from a template')
    .description('Create a write-up from a template.')
    .argument('<title>', 'title of the write-up: what happened, in a few words')
    .addOption(new Option('--template <name>', 'template to use').choices([...TEMPLATES]).default('blank'))
    .option('--date <date>', 'incident date, like 2026-03-02 (default: today in UTC)', readDay)
    .option('--dir <folder>', 'write-ups folder', 'content/incidents')
    .addHelpText('after', NEW_HELP)
    .action(async (title: string, options: NewOptions) => {
      const { newWriteUp } = await import('../project/init.ts');
      done(await newWriteUp(title, options, io));
    });
}
