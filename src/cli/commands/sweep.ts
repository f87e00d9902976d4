import type { Command } from 'commander';
import type { FitCommand } from '../scenarios/fit.ts';
import type { SweepCommand } from '../scenarios/sweep.ts';
import { type Done, EXIT_CODES, type Io, readSeed, wholeReader } from '../terminal/io.ts';

const SWEEP_HELP = `
Makes many runs of the base and of each variant: with other random numbers, and where the text or --draws asks for it
with constants drawn jointly from their ranges. Runs of the same number draw the same numbers in each variant, so that
the difference between them comes from the change alone. Values under \`vary\` get one run each.

The number of threads changes nothing about the result. Ctrl-C ends a sweep.

With --json one scenario gives { scenario, sweeps, sensitivities }, several give an array of them. The site publishes
the schema as schemas/output-sweep.json.

Examples:
  $ hindcast sweep content/incidents/cold-cache.md
  $ hindcast sweep model.yaml --runs 500 --seed 7 --variant short_queue
  $ hindcast sweep model.yaml --draws 200 --json > swept.json

Exit codes: 0 all is well (there may be warnings); 1 a claim about many runs is not met, or there are other errors; 2
the command was not understood; 130 Ctrl-C ended it.`;

const FIT_HELP = `
Holds the base against the record: each mark with its observed time, the residual, the tolerance that the record states,
and the range from 5 to 95 % of the runs that the text asks for; states of affairs with whether the run shows them. Only
predictions count: what was taken from the record is an input, and what a constant was fitted to is a fit.

With --json one scenario gives { scenario, counts, marks, facts }, several give an array of them. The site publishes the
schema as schemas/output-fit.json.

Examples:
  $ hindcast fit content/incidents/cold-cache.md
  $ hindcast fit postmortem.md --scenario leases --json > fit.json
${EXIT_CODES}`;

const readRuns = wholeReader('A number of runs', 10_000);
const readJobs = wholeReader('A number of threads', 256);

/** Adds `hindcast sweep`. */
export function addSweep(program: Command, io: Io, done: Done): void {
  program
    .command('sweep')
    .summary('make many runs of the scenarios of one file')
    .description('Make many runs of the scenarios of a write-up (.md) or of a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id (default: all)')
    .option('--variant <id>', 'the base and only this variant (default: all)')
    .option(
      '--runs <n>',
      'runs of each, from 1 to 10000 (default: `simulate.runs` of the text, or 100)',
      readRuns,
    )
    .option('--seed <n>', 'a whole number from 0 to 4294967295 (default: the scenario’s own)', readSeed)
    .option(
      '--draws [n]',
      'runs with constants drawn from their ranges (default: `simulate.draws`; without n: as many as runs)',
      readRuns,
    )
    .option('--jobs <n>', 'threads, from 1 to 256 (default: as many as the machine has for it)', readJobs)
    .option('--json', 'print sweeps as JSON (default: tables)')
    .addHelpText('after', SWEEP_HELP)
    .action(async (file: string, options: SweepCommand) => {
      const { sweep } = await import('../scenarios/sweep.ts');
      done(await sweep(file, options, io));
    });
}

/** Adds `hindcast fit`. */
export function addFit(program: Command, io: Io, done: Done): void {
  program
    .command('fit')
    .summary('hold the scenarios of one file against the record')
    .description('Hold the scenarios of a write-up (.md) or of a bare scenario (.yaml) against the record.')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id (default: all)')
    .option('--jobs <n>', 'threads, from 1 to 256 (default: as many as the machine has for it)', readJobs)
    .option('--json', 'print the comparison as JSON (default: tables)')
    .addHelpText('after', FIT_HELP)
    .action(async (file: string, options: FitCommand) => {
      const { fitFile } = await import('../scenarios/fit.ts');
      done(await fitFile(file, options, io));
    });
}
