import { type Command, InvalidArgumentError } from 'commander';
import { type Done, EXIT_CODES } from './command.ts';
import type { Io } from './io.ts';
import type { RunOptions } from './run.ts';

const HELP = `
Runs all scenarios of the file, in order, unless one is named. A write-up's timelines are the record that its
scenarios refer to. Results go to standard output, errors and warnings to standard error.

With --json one scenario gives one Result object; several give an array of them, without those that have errors.
The fields are described in src/result.ts. The same file, seed and version give the same bytes.

Searches are left to \`hindcast explore\`; with --explore those that the texts ask for are done too, as on a page.

Examples:
  $ hindcast run content/incidents/aws-us-east-1-2025-10.md
  $ hindcast run postmortem.md --scenario dns-race --variant keep_active
  $ hindcast run model.yaml --seed 7 --json | jq '.runs[0].marks'
  $ cat model.yaml | hindcast run -
${EXIT_CODES}`;

/** Adds `hindcast run`. */
export function addRun(program: Command, io: Io, done: Done): void {
  program
    .command('run')
    .summary('run the scenarios of one file')
    .description('Run the scenarios of a write-up (.md) or a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id')
    .option('--variant <id>', 'the base and only this variant, told in full')
    .option('--seed <n>', 'a whole number from 0 to 4294967295, in place of the scenario’s own', readSeed)
    .option('--explore', 'search every interleaving too, where the text asks for it')
    .option('--json', 'print Results as JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('./run.ts');
      done(await run(file, options, io));
    });
}

/** A seed as the command line gives it. */
export function readSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff) {
    throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  }
  return Number(text);
}
