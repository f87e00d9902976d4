import { type Command, Option } from 'commander';
import type { CheckOptions } from '../check/check.ts';
import { CHECK_FORMATS } from '../output/reports.ts';
import { type Done, EXIT_CODES, type Io } from '../terminal/io.ts';

const HELP = `
Without a path the write-ups and guides of the site are checked, or the working directory where there is no site.
Folders are searched for *.md, *.yaml and *.yml, but not node_modules, dist and folders that begin with a dot; files in
them that are neither write-up nor scenario are left out. A file that is named is always checked.

Beside all that a build would find, it looks for what a reviewer would: actions without owner or date, links that lead
nowhere, names that stand twice on the site, and words that judge a person (--no-blame leaves those alone).

--edition public finds what the public edition would need and is internal, beside all that is wrong in what it shows.

--fix mends what has one right answer: values that YAML would read otherwise than they are meant get quotes, and the
keys of front matter and scenarios the order of the reference where no comment or blank line shows another. What a
text means never changes, and a second --fix finds nothing to do.

Formats: text with frames; json: { version: 1, files: [names], diagnostics: [{ code, severity, message, hint, span }],
fixes: [{ file, line, what }] }, with
the schema schemas/output-check.json; sarif 2.1.0; github, annotations of a workflow; gitlab, a code quality report.

Examples:
  $ hindcast check
  $ hindcast check content/incidents/cold-cache.md model.yaml --fix
  $ hindcast check content --format json > findings.json
  $ hindcast check --edition public
  $ hindcast check --format sarif > findings.sarif
${EXIT_CODES}`;

/** Adds `hindcast check`. */
export function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('find what is wrong in files and folders, without building')
    .description('Find what is wrong in write-ups and scenarios, all at once, without building the site.')
    .argument('[paths...]', 'files and folders (default: those of the site)')
    .addOption(new Option('--format <format>', 'how to print').choices([...CHECK_FORMATS]).default('text'))
    .addOption(
      new Option(
        '--edition <edition>',
        'which edition to check (default: the one that the configuration names)',
      ).choices(['internal', 'public']),
    )
    .option('--fix', 'mend what has one right answer, then check (default: change nothing)')
    .option('--no-blame', 'leave words that judge a person alone (default: warn of them)')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: CheckOptions) => {
      const { check } = await import('../check/check.ts');
      done(await check(paths, options, io));
    });
}
