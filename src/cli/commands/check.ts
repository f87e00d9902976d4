import { type Command, Option } from 'commander';
import type { CheckOptions } from '../check/check.ts';
import { CHECK_FORMATS } from '../output/reports.ts';
import { type Done, EXIT_STATUS, type Io } from '../terminal/io.ts';

const HELP = `
Without paths, checks the site's write-ups and guides or, outside a site, the working directory.
Searches folders for *.md, *.yaml and *.yml files, except in node_modules, dist and hidden folders.
Skips files found there unless they are write-ups or scenarios. Files that you name are always
checked.

Reports everything that would fail a build, plus problems that a reviewer would raise: action items
without an owner or a due date, broken links, names used twice on the site, and words that blame a
person (unless you add --no-blame).

--edition public checks only the content of the public edition, and reports references to internal
text.

--fix quotes values that YAML would misread, and puts the keys in front matter and scenarios in the
same order as in the reference, unless comments, blank lines or errors prevent it. --fix never
changes the meaning of the text, and running it a second time changes nothing.

Formats:
  text    diagnostics with code frames
  json    { version: 1, files: [names], diagnostics: [{ code, severity, message, hint, span }],
          fixes: [{ file, line, what }] }; schema: schemas/output-check.json on the site
  sarif   SARIF 2.1.0
  github  annotations for GitHub Actions
  gitlab  a GitLab code quality report

Examples:
  $ hindcast check
  $ hindcast check content/incidents/cold-cache.md model.yaml --fix
  $ hindcast check content --format json > report.json
  $ hindcast check --edition public
  $ hindcast check --format sarif > report.sarif
${EXIT_STATUS}`;

export function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('find errors in write-ups and scenarios without building the site')
    .description('Find errors in write-ups and scenarios without building the site.')
    .argument('[paths...]', "files and folders to check (default: the site's folders)")
    .addOption(new Option('--format <format>', 'output format').choices([...CHECK_FORMATS]).default('text'))
    .addOption(
      new Option('--edition <edition>', 'edition to check (default: `edition` in the configuration)').choices(
        ['internal', 'public'],
      ),
    )
    .option('--fix', 'fix problems that can be fixed automatically, then check (default: no changes)')
    .option('--no-blame', "don't warn about wording that blames a person (default: warn)")
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: CheckOptions) => {
      const { check } = await import('../check/check.ts');
      done(await check(paths, options, io));
    });
}
