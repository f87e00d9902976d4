import { type Command, Option } from 'commander';
import { type Done, EXIT_CODES } from './command.ts';
import type { Io } from './io.ts';

const HELP = `
Folders are searched for *.md, *.yaml and *.yml, but not node_modules, dist and folders that begin with a dot; files
in them that are neither write-up nor scenario are left out. A file that is named is always checked.

With --format json: { version: 1, files: [names], diagnostics: [{ code, severity, message, hint, span }] }.

Examples:
  $ hindcast check content
  $ hindcast check postmortem.md model.yaml
  $ hindcast check content --format json | jq '.diagnostics[].code'
${EXIT_CODES}`;

/** Adds `hindcast check`. */
export function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('find what is wrong in files and folders, without building')
    .description('Find what is wrong in write-ups and scenarios, all at once, without building the site.')
    .argument('<paths...>', 'files and folders')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action(async (paths: string[], { format }: { format: 'text' | 'json' }) => {
      const { check } = await import('./check.ts');
      done(await check(paths, format, io));
    });
}
