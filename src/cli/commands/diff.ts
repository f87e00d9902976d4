import { type Command, Option } from 'commander';
import type { DiffOptions } from '../project/diff.ts';
import type { Done, Io } from '../terminal/io.ts';

const DIFF_HELP = `
A version is a Git revision or a folder: the root of a site or its write-ups folder. The second
version defaults to the working tree. Git revisions aren't checked out, and nothing in
them is executed except their scenarios.

Text that isn't part of the edition is removed from both versions before they are compared, so a
comparison of the public edition contains nothing internal. Service names are taken from the site in
which you run the command.

Both versions are compiled with the same release of Hindcast, so any differences come from the text.
If the earlier version was published with a different release, --published also compares its published
results with those computed now, and marks the differences that come from the release.

With --format json, prints { version: 1, summary, differences: [{ kind, incident, scenario, variant,
subject, before, after, cause, size }] }, with the most significant differences first. Schema: schemas/output-diff.json
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
      'also write an HTML page that shows each changed view before and after the change (default: none)',
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
