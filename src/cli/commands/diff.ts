import { type Command, Option } from 'commander';
import type { DiffOptions } from '../project/diff.ts';
import type { Done, Io } from '../terminal/io.ts';

const DIFF_HELP = `
A version is a git revision or a folder: the root of a site, or the folder of its write-ups. Without a second one the
working tree is compared. Of a revision nothing is checked out and nothing of it is run but its scenarios.

Both versions are compiled by this engine, so differences come from the text. With --published, results of the version
before that another engine made are compared too, and what comes from the engine is told apart.

With --format json: { version: 1, summary, differences: [{ kind, incident, scenario, variant, subject, before, after,
cause, size }] }, the weightiest first. The site publishes the schema as schemas/output-diff.json.

Examples:
  $ hindcast diff main
  $ hindcast diff origin/main HEAD --format markdown > comment.md
  $ hindcast diff v1 v2 --html diff.html

Exit codes: 0 compared (whatever differs), 1 a write-up of the later version can't be built, 2 the command was not
understood.`;

/** Adds `hindcast diff`. */
export function addDiff(program: Command, io: Io, done: Done): void {
  program
    .command('diff')
    .summary('tell what changed in substance between two versions of a site')
    .description(
      'Tell what changed in substance between two versions of a site: results, verdicts, the record.',
    )
    .argument('<base>', 'the version before: a git revision or a folder')
    .argument('[head]', 'the version after', '.')
    .addOption(
      new Option('--format <format>', 'how to print').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--content <folder>', 'folder of the write-ups, from the root of the site', 'content/incidents')
    .option(
      '--html <file>',
      'write the comparison as a page too, with each changed view before and after (default: none)',
    )
    .option(
      '--published <folder>',
      'folder with the JSON copies of write-ups that the build before published (default: none)',
    )
    .option('--link <url>', 'address of the preview, for the comment (default: none)')
    .addHelpText('after', DIFF_HELP)
    .action(async (base: string, head: string, options: DiffOptions) => {
      const { diff } = await import('../project/diff.ts');
      done(await diff(base, head, options, io));
    });
}
