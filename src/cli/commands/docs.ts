import type { Command } from 'commander';
import type { DocsCommand } from '../docs/docs.ts';
import type { Done, Io } from '../terminal/io.ts';

const DOCS_HELP = `
Without a topic, lists all topics. A topic is printed as Markdown, wrapped to the width of the
terminal. On a terminal it is shown in your pager if PAGER is set.

With --json: { version: 1, topics: [{ id, kind, title, summary }] }, where kind is guide or
reference. Schema: schemas/output-docs.json on the site.

Examples:
  $ hindcast docs
  $ hindcast docs language | less
  $ hindcast docs --json > topics.json

Exit status: 0 if it was printed, 2 if the topic doesn't exist or the command line is invalid.`;

const EXPLAIN_HELP = `
Prints what the error means, what to do about it, and an example.

Examples:
  $ hindcast explain cel/unknown-name

Exit status: 0 if it was printed, 2 if the code doesn't exist or the command line is invalid.`;

/** Adds `hindcast docs`. */
export function addDocs(program: Command, io: Io, done: Done): void {
  program
    .command('docs')
    .summary('read the guides and the reference')
    .description('Read the guides and the reference in the terminal.')
    .argument('[topic]', 'a guide or a page of the reference')
    .option('--json', 'print the list of topics as JSON (default: text)')
    .addHelpText('after', DOCS_HELP)
    .action(async (topic: string | undefined, command: DocsCommand) => {
      const { docs } = await import('../docs/docs.ts');
      done(await docs(topic, command, io));
    });
}

/** Adds `hindcast explain`. */
export function addExplain(program: Command, io: Io, done: Done): void {
  program
    .command('explain')
    .summary('explain an error code')
    .description('Explain an error code.')
    .argument('<code>', 'code of an error or warning, for example cel/unknown-name')
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (code: string) => {
      const { explain } = await import('../docs/explain.ts');
      done(explain(code, io));
    });
}
