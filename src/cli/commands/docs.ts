import type { Command } from 'commander';
import type { DocsCommand } from '../docs/docs.ts';
import type { Done, Io } from '../terminal/io.ts';

const DOCS_HELP = `
Prints a topic as Markdown, wrapped to the width of the terminal, or lists all topics if you don't
name one. With a word, prints only the topic's sections and entries whose name contains it. If PAGER
is set and output goes to a terminal, shows the topic in your pager.

With --json, prints { version: 1, topics: [{ id, kind, title, summary }] }, where kind is guide or
reference. Schema: schemas/output-docs.json on the site.

Examples:
  $ hindcast docs
  $ hindcast docs language | less
  $ hindcast docs language autoscale
  $ hindcast docs --json > topics.json

Exit status: 0 if the topic or the list was printed, 2 if the topic doesn't exist or the command
line is invalid.`;

const EXPLAIN_HELP = `
Prints what the error means, how to fix it, and an example.

Examples:
  $ hindcast explain cel/unknown-name

Exit status: 0 if the explanation was printed, 2 if the error code doesn't exist or the command line
is invalid.`;

export function addDocs(program: Command, io: Io, done: Done): void {
  program
    .command('docs')
    .summary('read the guides and the reference')
    .description('Read the guides and the reference in the terminal.')
    .argument('[topic]', 'a guide or a reference page')
    .argument('[word]', 'heading of a section, or a key in the reference')
    .option('--json', 'print the list of topics as JSON (default: text)')
    .addHelpText('after', DOCS_HELP)
    .action(async (topic: string | undefined, word: string | undefined, command: DocsCommand) => {
      const { docs } = await import('../docs/docs.ts');
      done(await docs(topic, word, command, io));
    });
}

export function addExplain(program: Command, io: Io, done: Done): void {
  program
    .command('explain')
    .summary('explain an error code')
    .description('Explain an error code.')
    .argument('<code>', 'error or warning code, for example cel/unknown-name')
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (code: string) => {
      const { explain } = await import('../docs/explain.ts');
      done(explain(code, io));
    });
}
