import { type Command, InvalidArgumentError } from 'commander';
import { type Done, EXIT_CODES } from './command.ts';
import { readSeed } from './command-run.ts';
import type { FitCommand } from './fit.ts';
import type { Io } from './io.ts';
import type { SweepCommand } from './sweep.ts';

const SWEEP_HELP = `
Makes many runs of the base and of each variant: with other random numbers, and where the text or --draws asks for it with
constants drawn jointly from their ranges. Runs of the same number draw the same numbers in each variant, so that the
difference between them comes from the change alone. Values under \`vary\` get one run each.

--runs is what the text says under \`simulate.runs\`, or 100. --draws without a number makes as many draws as runs.
--jobs is how many threads make runs; their number changes nothing about the result. Ctrl-C ends a sweep.

With --json one scenario gives { scenario, sweeps, sensitivities }, several give an array of them. The fields are
described in src/result-sweep.ts.

Examples:
  $ hindcast sweep content/incidents/aws-us-east-1-2025-10.md
  $ hindcast sweep model.yaml --runs 500 --seed 7 --variant short_queue
  $ hindcast sweep model.yaml --draws 200 --json | jq '.sweeps[0].marks'

Exit codes: 0 all is well (there may be warnings); 1 a claim about many runs is not met, or there are other errors; 2 the
command was not understood; 130 Ctrl-C ended it.`;

const FIT_HELP = `
Holds the base against the record: each mark with its observed time, the residual, the tolerance that the record states,
and the range from 5 to 95 % of the runs that the text asks for; states of affairs with whether the run shows them. Only
predictions count: what was taken from the record is an input, and what a constant was fitted to is a fit.

With --json one scenario gives { scenario, counts, marks, facts }, several give an array of them.

Examples:
  $ hindcast fit content/incidents/aws-us-east-1-2025-10.md
  $ hindcast fit postmortem.md --scenario leases --json | jq .counts
${EXIT_CODES}`;

/** Adds `hindcast sweep`. */
export function addSweep(program: Command, io: Io, done: Done): void {
  program
    .command('sweep')
    .summary('make many runs of the scenarios of one file')
    .description('Make many runs of the scenarios of a write-up (.md) or of a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id')
    .option('--variant <id>', 'the base and only this variant')
    .option('--runs <n>', 'runs of each, from 1 to 10000', readRuns)
    .option('--seed <n>', 'a whole number from 0 to 4294967295, in place of the scenario’s own', readSeed)
    .option('--draws [n]', 'runs with constants drawn from their ranges', readRuns)
    .option('--jobs <n>', 'threads, from 1 to 256', readJobs)
    .option('--json', 'print sweeps as JSON')
    .addHelpText('after', SWEEP_HELP)
    .action(async (file: string, options: SweepCommand) => {
      const { sweep } = await import('./sweep.ts');
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
    .option('--scenario <id>', 'only the scenario of this id')
    .option('--jobs <n>', 'threads, from 1 to 256', readJobs)
    .option('--json', 'print the comparison as JSON')
    .addHelpText('after', FIT_HELP)
    .action(async (file: string, options: FitCommand) => {
      const { fitFile } = await import('./fit.ts');
      done(await fitFile(file, options, io));
    });
}

function readRuns(text: string): number {
  return readWhole(text, 10_000, 'A number of runs');
}

function readJobs(text: string): number {
  return readWhole(text, 256, 'A number of threads');
}

function readWhole(text: string, most: number, what: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > most) {
    throw new InvalidArgumentError(`${what} is a whole number from 1 to ${most}.`);
  }
  return Number(text);
}
