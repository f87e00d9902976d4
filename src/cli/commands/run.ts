import type { Command } from 'commander';
import type { RunOptions } from '../scenarios/run.ts';
import { type Done, EXIT_CODES, type Io, readSeed } from '../terminal/io.ts';

const HELP = `
Runs all scenarios of the file, in order, unless one is named. A write-up's timelines are the record that its
scenarios refer to. Results go to standard output, errors and warnings to standard error.

With --json one scenario gives one Result object; several give an array of them, without those that have errors.
The site publishes their schema as schemas/output-run.json. The same file, seed and version give the same bytes.

Searches are left to \`hindcast explore\`; with --explore those that the texts ask for are done too, as on a page.

Examples:
  $ hindcast run content/incidents/cold-cache.md
  $ hindcast run postmortem.md --scenario dns-race --variant keep_active
  $ hindcast run model.yaml --seed 7 --json > result.json
  $ cat model.yaml | hindcast run -
${EXIT_CODES}`;

/** Adds `hindcast run`. */
export function addRun(program: Command, io: Io, done: Done): void {
  program
    .command('run')
    .summary('run the scenarios of one file')
    .description('Run the scenarios of a write-up (.md) or a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id (default: all)')
    .option('--variant <id>', 'the base and only this variant, told in full (default: all)')
    .option('--seed <n>', 'a whole number from 0 to 4294967295 (default: the scenario’s own)', readSeed)
    .option('--explore', 'search every interleaving too, where the text asks for it (default: run alone)')
    .option('--json', 'print Results as JSON (default: tables)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('../scenarios/run.ts');
      done(await run(file, options, io));
    });
}
