import type { Command } from 'commander';
import type { NumbersCommand } from '../scenarios/numbers.ts';
import { type Done, EXIT_STATUS, type Io } from '../terminal/io.ts';

const HELP = `
Lists every number that a prediction could depend on: constants, delays, rates, shares, thresholds
and counts. Numbers that belong together share one entry: all parameters of a distribution, all times
of day in a load profile, and equal literals of the same kind. A number has a source only if
\`source\` is a URL or an observed entry; otherwise it is an assumption. Nothing is run.

With --json, prints { scenario, numbers } for a single scenario and an array of such objects for
several. Schema: schemas/output-numbers.json on the site.

Examples:
  $ hindcast numbers content/incidents/cold-cache.md
  $ hindcast numbers postmortem.md --scenario leases --json > numbers.json
${EXIT_STATUS}`;

export function addNumbers(program: Command, io: Io, done: Done): void {
  program
    .command('numbers')
    .summary('list the numbers that the scenarios in a file depend on')
    .description(
      'List the numbers that the scenarios in a write-up (.md), or a bare scenario (.yaml), depend on.',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'use only this scenario (default: all)')
    .option('--json', 'print the numbers as JSON (default: tables)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: NumbersCommand) => {
      const { numbersFile } = await import('../scenarios/numbers.ts');
      done(await numbersFile(file, options, io));
    });
}
