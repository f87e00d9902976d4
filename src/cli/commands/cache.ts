import { Argument, type Command, Option } from 'commander';
import type { CacheCommand } from '../project/cache.ts';
import { type Done, type Io, UsageError } from '../terminal/io.ts';

const HELP = `
Builds, the development server, \`check\`, \`diff\` and \`run\` cache their results in
node_modules/.astro, under names derived from everything that the results depend on. You can delete
the cache folder at any time; the next build just takes longer.

  stats         entries and bytes by kind, and how many of them the last commands didn't use
  explain FILE  for a write-up or guide of the site, whether the next build would take its page,
                scenarios and diagrams from the cache or compute them again, and why
  prune         remove entries that neither the last build nor the last \`check\` or \`diff\` of the
                whole site used; a build also does this if all entries together take up more than 512 MiB

With --json, prints { version: 1, caches: [{ edition, folder, kinds, removed }] } or, for explain,
{ version: 1, file, edition, parts: [{ kind, name, cached, why }] }. Schemas: schemas/output-cache.json
and schemas/output-cache-explain.json on the site.

Examples:
  $ hindcast cache stats
  $ hindcast cache explain content/incidents/cold-cache.md
  $ hindcast cache prune --json

Exit status: 0 if there are no errors, 2 if the command line is invalid.`;

export function addCache(program: Command, io: Io, done: Done): void {
  program
    .command('cache')
    .summary('show, explain and prune the cache')
    .description(
      'Show what the cache contains or why a page would be computed again, or remove unused entries.',
    )
    .addArgument(new Argument('<action>', 'what to do').choices(['stats', 'explain', 'prune']))
    .argument('[file]', 'for `explain`: a write-up or guide of the site')
    .addOption(
      new Option(
        '--edition <edition>',
        'for `explain`: the edition (default: `edition` in the configuration)',
      ).choices(['internal', 'public']),
    )
    .option('--json', 'print the report as JSON (default: text)')
    .addHelpText('after', HELP)
    .action(async (action: string, file: string | undefined, options: CacheCommand) => {
      if ((action === 'explain') !== (file !== undefined)) {
        throw new UsageError(
          action === 'explain' ? '`explain` needs a file' : `\`${action}\` takes no file`,
          'see `hindcast cache --help`',
        );
      }
      if (file !== undefined) {
        const { explainCached } = await import('../project/explain-cached.ts');
        done(await explainCached(file, options, io));
        return;
      }
      const { pruneCache, showCache } = await import('../project/cache.ts');
      done(action === 'prune' ? pruneCache(options, io) : showCache(options, io));
    });
}
