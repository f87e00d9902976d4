import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PreviewOptions } from '../project/preview.ts';
import { type Done, type Io, wholeReader } from '../terminal/io.ts';

const PREVIEW_HELP = `
Builds the site of the working tree so that it opens from a disk and under any path, and puts beside it what changes in
substance since the base: diff.html to read, diff.json for tools, comment.md for a comment. It is one folder, or one
archive where --out ends in .zip: hand it to a host, attach it, or open index.html.

Examples:
  $ hindcast preview
  $ hindcast preview --base origin/main --out preview.zip
  $ hindcast preview --edition public

Exit codes: 0 written, 1 the site can’t be built or would not be published, 2 the command was not understood.`;

const UNPACK_HELP = `
For the job that publishes: it takes an archive that a stranger's branch made, runs nothing of it, and writes nothing
but <to>/previews/pr-<number>/ and the comment. An archive with a link, a path that leads elsewhere, a file of a type
that no site has, or too much of anything is refused whole. Number and commit come from the event, not from the archive.
The comment is made of diff.json; texts of the branch stand in it as code, without mentions, links or markup.

Examples:
  $ hindcast preview-unpack preview.zip --to pages --number 12 --head "$(git rev-parse HEAD)" --site https://a.example

Exit codes: 0 unpacked, 1 the archive is refused, 2 the command was not understood.`;

const PRUNE_HELP = `
A preview tells its last day in expires.json. One that does not is removed too.

Examples:
  $ hindcast preview-prune pages

Exit codes: 0 done, 2 the command was not understood.`;

interface UnpackCommand {
  to: string;
  number: number;
  head: string;
  site?: string;
  link?: string;
  inside?: string;
  comment?: string;
  days: number;
}

/** Adds `hindcast preview`, `preview-unpack` and `preview-prune`. */
export function addPreview(program: Command, io: Io, done: Done): void {
  program
    .command('preview')
    .summary('build the site and what changes in it as one folder or archive')
    .description(
      'Build the site of the working tree with what changes in substance, as one folder or archive.',
    )
    .option('--base <version>', 'what to compare with: a git revision or a folder (default: the main branch)')
    .option('--out <path>', 'folder, or file that ends in .zip', 'preview')
    .option('--content <folder>', 'folder of the write-ups, from the root of the site', 'content/incidents')
    .addOption(
      new Option(
        '--edition <edition>',
        'which edition to build (default: the one that the configuration names)',
      ).choices(['internal', 'public']),
    )
    .addHelpText('after', PREVIEW_HELP)
    .action(async (options: PreviewOptions) => {
      const { preview } = await import('../project/preview.ts');
      done(await preview(options, io));
    });
  program
    .command('preview-unpack')
    .summary('unpack a preview that a stranger made, for publishing')
    .description('Check and unpack a preview that a stranger’s branch made, and make the comment.')
    .argument('<archive>', 'the archive, a ZIP file')
    .requiredOption('--to <folder>', 'folder that gets previews/pr-<number>/')
    .requiredOption('--number <n>', 'number of the pull request', wholeReader('A pull request', 999_999_999))
    .requiredOption('--head <sha>', 'commit that was built', readHead)
    .option(
      '--site <url>',
      'address under which the folder is published (default: none, and the comment has no link)',
      readAddress,
    )
    .option('--link <url>', 'address of the preview (default: the one below --site)', readAddress)
    .option(
      '--inside <folder>',
      'folder of the archive that holds the preview (default: the archive itself)',
      readInside,
    )
    .option('--comment <file>', 'file that gets the comment (default: none is written)')
    .option('--days <n>', 'how many days the preview stands', wholeReader('A number of days', 366), 14)
    .addHelpText('after', UNPACK_HELP)
    .action(async (archive: string, { days, ...options }: UnpackCommand) => {
      const { previewUnpack } = await import('../project/unpack.ts');
      done(previewUnpack(archive, { ...options, until: dayIn(days) }, io));
    });
  program
    .command('preview-prune')
    .summary('remove previews whose last day is over')
    .description('Remove previews whose last day is over.')
    .argument('<folder>', 'folder that holds previews/')
    .addHelpText('after', PRUNE_HELP)
    .action(async (folder: string) => {
      const { previewPrune } = await import('../project/unpack.ts');
      done(previewPrune(folder, dayIn(0), io));
    });
}

/** The day so many days from now, in UTC. */
function dayIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function readHead(text: string): string {
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text)) return text;
  throw new InvalidArgumentError('A commit is told by its whole digest.');
}

function readInside(text: string): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw new InvalidArgumentError('A folder of an archive is told by its name.');
}

function readAddress(text: string): string {
  if (URL.canParse(text) && /^https?:\/\/[^\s()<>]+$/.test(text)) return text;
  throw new InvalidArgumentError('An address is written like https://example.org/incidents.');
}
