import { type Command, Option } from 'commander';
import type { CheckOptions } from '../check/check.ts';
import { CHECK_FORMATS } from '../output/reports.ts';
import { type Done, EXIT_STATUS, type Io } from '../terminal/io.ts';

const HELP = `
Without paths, checks the write-ups and guides of the site, or the working directory outside of a
site. Folders are searched for *.md, *.yaml and *.yml files, except in node_modules, dist and hidden
folders. Files found there that are neither write-ups nor scenarios are skipped; a file that you
name is always checked.

Reports everything that would fail a build, and what a reviewer would point out: action items
without an owner or a due date, broken links, names that are used twice on the site, and words that
blame a person (unless --no-blame is given).

--edition public checks what the public edition shows, and reports references to text that it
doesn't contain.

--fix changes only what can be fixed automatically: it quotes values that YAML would misread, and
puts the keys of front matter and scenarios in the order of the reference, unless comments, blank
lines or errors are in the way. The meaning of the text never changes, and running --fix again
changes nothing.

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

/** Adds `hindcast check`. */
export function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('find errors in write-ups and scenarios without building the site')
    .description('Find errors in write-ups and scenarios without building the site.')
    .argument('[paths...]', "files and folders (default: the site's folders)")
    .addOption(new Option('--format <format>', 'output format').choices([...CHECK_FORMATS]).default('text'))
    .addOption(
      new Option('--edition <edition>', 'edition to check (default: `edition` in the configuration)').choices(
        ['internal', 'public'],
      ),
    )
    .option('--fix', 'fix what can be fixed automatically, then check (default: change nothing)')
    .option('--no-blame', "don't warn about words that blame a person (default: warn)")
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: CheckOptions) => {
      const { check } = await import('../check/check.ts');
      done(await check(paths, options, io));
    });
}
