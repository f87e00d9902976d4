import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PreviewOptions } from '../project/preview.ts';
import { type Done, type Io, wholeNumber } from '../terminal/io.ts';

const PREVIEW_HELP = `
Builds the site from the working tree and adds a comparison with the --base version. The site works at any
path and without a server. The comparison consists of three files: diff.html for readers, diff.json
for tools, and comment.md for a pull request comment. The site and the comparison show the same
edition. The result is a folder, or an archive if --out ends in .zip. You can publish the
preview, attach it to a pull request, or open its index.html.

Examples:
  $ hindcast preview
  $ hindcast preview --base origin/main --out preview.zip
  $ hindcast preview --edition public

Exit status: 0 if the preview was written, 1 if the site can't be built or \`preview-unpack\` would
reject the preview, 2 if the command line is invalid.`;

const UNPACK_HELP = `
Use this command in the CI job that publishes previews. Unpacks an archive from an untrusted branch without
executing anything in it, and writes only <to>/previews/pr-<number>/ and the comment. Rejects
archives that contain links, paths outside the archive, unexpected file types, too many files, or
files that are too large. Take the values for --number and --head from the CI event, not from
the archive. The comment is generated from diff.json; text from the branch is shown as code, without mentions, links
or markup.

Examples:
  $ hindcast preview-unpack preview.zip --to pages --number 12 --head "$(git rev-parse HEAD)" --site https://a.example

Exit status: 0 if the archive was unpacked, 1 if it was rejected, 2 if the command line is invalid.`;

const PRUNE_HELP = `
The expiration date of each preview is in expires.json. Previews without an expiration date are
also removed.

Examples:
  $ hindcast preview-prune pages

Exit status: 0 if no expired preview is left, 2 if one can't be removed or the command line is
invalid.`;

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

export function addPreview(program: Command, io: Io, done: Done): void {
  program
    .command('preview')
    .summary('build the site and a comparison with the main branch, as a folder or archive')
    .description('Build the site and a comparison with the main branch, as a folder or archive.')
    .option('--base <version>', 'what to compare with: a Git revision or a folder (default: the main branch)')
    .option('--out <path>', 'output folder, or a file name ending in .zip', 'preview')
    .option('--content <folder>', 'write-ups folder, relative to the site', 'content/incidents')
    .addOption(
      new Option('--edition <edition>', 'edition to build (default: `edition` in the configuration)').choices(
        ['internal', 'public'],
      ),
    )
    .addHelpText('after', PREVIEW_HELP)
    .action(async (options: PreviewOptions) => {
      const { preview } = await import('../project/preview.ts');
      done(await preview(options, io));
    });
  program
    .command('preview-unpack')
    .summary('unpack a preview from an untrusted branch for publishing')
    .description(
      'Check and unpack a preview from an untrusted branch, and write the comment for its pull request.',
    )
    .argument('<archive>', 'the ZIP archive')
    .requiredOption('--to <folder>', 'folder to write previews/pr-<number>/ to')
    .requiredOption('--number <n>', 'pull request number', wholeNumber(999_999_999))
    .requiredOption('--head <sha>', 'commit that was built', readHead)
    .option(
      '--site <url>',
      'URL where the folder is published (default: none, so the comment has no link)',
      readAddress,
    )
    .option('--link <url>', 'preview URL (default: derived from --site)', readAddress)
    .option(
      '--inside <folder>',
      'folder inside the archive that contains the preview (default: the whole archive)',
      readInside,
    )
    .option('--comment <file>', 'file to write the comment to (default: none)')
    .option('--days <n>', 'number of days until the preview expires', wholeNumber(366), 14)
    .addHelpText('after', UNPACK_HELP)
    .action(async (archive: string, { days, ...options }: UnpackCommand) => {
      const { previewUnpack } = await import('../project/unpack.ts');
      done(previewUnpack(archive, { ...options, until: dateIn(days) }, io));
    });
  program
    .command('preview-prune')
    .summary('remove expired previews')
    .description('Remove expired previews.')
    .argument('<folder>', 'folder that contains previews/')
    .addHelpText('after', PRUNE_HELP)
    .action(async (folder: string) => {
      const { previewPrune } = await import('../project/unpack.ts');
      done(previewPrune(folder, dateIn(0), io));
    });
}

/** The date in UTC, the given number of days from now. */
function dateIn(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

function readHead(text: string): string {
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(text)) return text;
  throw new InvalidArgumentError('Use a full commit hash.');
}

function readInside(text: string): string {
  if (/^[\w-]+$/.test(text)) return text;
  throw new InvalidArgumentError('Use a single folder name.');
}

function readAddress(text: string): string {
  if (URL.canParse(text) && /^https?:\/\/[^\s()<>]+$/.test(text)) return text;
  throw new InvalidArgumentError('Use an address like https://example.org/incidents.');
}
