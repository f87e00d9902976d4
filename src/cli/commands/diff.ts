import { type Command, Option } from 'commander';
import type { DiffOptions } from '../project/diff.ts';
import type { Done, Io } from '../terminal/io.ts';

const DIFF_HELP = `
A version is a git revision or a folder: the root of a site or the folder of its write-ups. Without
a second version, the working tree is used. A revision isn't checked out, and only its scenarios are
executed.

This version of hindcast compiles both versions, so all differences come from the text. With
--published, results that another version of hindcast produced for the earlier version are compared
too, and marked.

With --format json: { version: 1, summary, differences: [{ kind, incident, scenario, variant,
subject, before, after, cause, size }] }, most significant first. Schema: schemas/output-diff.json
on the site.

Examples:
  $ hindcast diff main
  $ hindcast diff origin/main HEAD --format markdown > comment.md
  $ hindcast diff v1 v2 --html diff.html

Exit status: 0 if the versions were compared, whether or not they differ, 1 if a write-up of the
later version can't be built, 2 if the command line is invalid.`;

/** Adds `hindcast diff`. */
export function addDiff(program: Command, io: Io, done: Done): void {
  program
    .command('diff')
    .summary('compare two versions of a site: results, verdicts, observed timelines')
    .description('Compare two versions of a site: results, verdicts, observed timelines and text.')
    .argument('<base>', 'the earlier version: a git revision or a folder')
    .argument('[head]', 'the later version', '.')
    .addOption(
      new Option('--format <format>', 'output format').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--content <folder>', 'folder of the write-ups, relative to the site', 'content/incidents')
    .option(
      '--html <file>',
      'also write the comparison as a page with each changed view before and after (default: none)',
    )
    .option(
      '--published <folder>',
      'folder with the JSON copies of write-ups from the earlier build (default: none)',
    )
    .option('--link <url>', 'address of the preview for the comment (default: none)')
    .addHelpText('after', DIFF_HELP)
    .action(async (base: string, head: string, options: DiffOptions) => {
      const { diff } = await import('../project/diff.ts');
      done(await diff(base, head, options, io));
    });
}
