import { type Command, Option } from 'commander';
import type { DiffOptions } from '../project/diff.ts';
import type { Done, Io } from '../terminal/io.ts';

const DIFF_HELP = `
A version is a Git revision or a folder: the root of a site or its write-ups folder. The second
version defaults to the working tree. Git revisions aren't checked out, and nothing in
them is executed except their scenarios.

Both versions are reduced to the edition before they are compared, so the comparison of the public
edition contains nothing internal. Service names come from the site the command runs in.

Both versions are compiled with the same release of hindcast, so any differences come from the text.
With --published, also compares results that a different release of hindcast published for the
earlier version, and marks those differences.

With --format json: { version: 1, summary, differences: [{ kind, incident, scenario, variant,
subject, before, after, cause, size }] }, most significant first. Schema: schemas/output-diff.json
on the site.

Examples:
  $ hindcast diff main
  $ hindcast diff origin/main HEAD --format markdown > comment.md
  $ hindcast diff v1 v2 --html diff.html

Exit status: 0 if the comparison succeeded, whether or not the versions differ, 1 if a write-up in
the later version can't be built, 2 if the command line is invalid.`;

export function addDiff(program: Command, io: Io, done: Done): void {
  program
    .command('diff')
    .summary('compare the results, verdicts and observed timelines in two versions of a site')
    .description('Compare the results, verdicts, observed timelines and text in two versions of a site.')
    .argument('<base>', 'the earlier version: a Git revision or a folder')
    .argument('[head]', 'the later version', '.')
    .addOption(
      new Option('--format <format>', 'output format').choices(['text', 'markdown', 'json']).default('text'),
    )
    .option('--content <folder>', 'write-ups folder, relative to the site', 'content/incidents')
    .addOption(
      new Option(
        '--edition <edition>',
        'edition to compare (default: `edition` in the configuration)',
      ).choices(['internal', 'public']),
    )
    .option(
      '--html <file>',
      'also write an HTML page that shows each changed view before and after (default: none)',
    )
    .option(
      '--published <folder>',
      'folder with the JSON copies of write-ups from the earlier build (default: none)',
    )
    .option('--link <url>', 'preview URL to link to in the comment (default: none)')
    .addHelpText('after', DIFF_HELP)
    .action(async (base: string, head: string, options: DiffOptions) => {
      const { diff } = await import('../project/diff.ts');
      done(await diff(base, head, options, io));
    });
}
