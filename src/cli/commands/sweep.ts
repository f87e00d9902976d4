import { type Command, InvalidArgumentError } from 'commander';
import type { Shard } from '../../hindcast.ts';
import type { FitCommand } from '../scenarios/fit.ts';
import type { MergeCommand, ShardCommand } from '../scenarios/shards.ts';
import type { SweepCommand } from '../scenarios/sweep.ts';
import { type Done, EXIT_STATUS, type Io, readSeed, UsageError, wholeNumber } from '../terminal/io.ts';

const SWEEP_HELP = `
Runs the base and each variant many times with different random numbers. If the scenario has
\`simulate.draws\` or you add --draws, constants are also drawn from their ranges. Run number n uses the
same draws in every variant, so differences between variants are due to what the variants change.
Each value under \`vary\` and each cell of a \`map\` gets one run.

With --shard, makes only part of the runs and writes them to a file. The shards can run on different
machines and in any order. \`hindcast merge\` combines their files and prints the same output as a single sweep.

The tables compare the variants. Numbers that are the same in every variant are hidden unless you add
--all. The number of threads doesn't affect the result. Ctrl-C ends the sweep.

With --json, prints { scenario, sweeps, sensitivities, map } for a single scenario and an array of such
objects for several. Schema: schemas/output-sweep.json on the site.

Examples:
  $ hindcast sweep content/incidents/cold-cache.md
  $ hindcast sweep model.yaml --runs 500 --seed 7 --variant short_queue
  $ hindcast sweep model.yaml --draws 200 --json > swept.json
  $ hindcast sweep model.yaml --runs 2000 --shard 1/2 --out part-1.json

Exit status: 0 if there are no errors (warnings are allowed), 1 if a claim about many runs is false
or there are other errors, 2 if the command line is invalid, 130 if stopped with Ctrl-C.`;

const FIT_HELP = `
Compares the base with the observed timeline. For each mark, prints the observed and simulated
times, the difference, the tolerance and, if the scenario asks for many runs, the 5–95% range. For
each observed fact, prints whether the run agrees with it. The summary counts only predictions: inputs
come from the observed timeline, and fitted values were chosen to match it.

With --labels, tests each comparison: could you move the mark to any time by adjusting the numbers
that have no source? Every number and input is varied, alone and together with the others. The labels
are: holds up, set by numbers, given, repeats, says little, cannot fail and missed. --labels also
compares each variant with the base, in searches and in up to 40 pairs of runs; for each pair, the
numbers that have no source are drawn at random.

With --json, prints { scenario, counts, marks, facts, validation } for a single scenario and an
array of such objects for several. Schema: schemas/output-fit.json on the site.

Examples:
  $ hindcast fit content/incidents/cold-cache.md
  $ hindcast fit content/incidents/cold-cache.md --labels
  $ hindcast fit postmortem.md --scenario leases --json > fit.json
${EXIT_STATUS}`;

const readRuns = wholeNumber(10_000);
const readJobs = wholeNumber(256);
const JOBS = 'number of threads, from 1 to 256 (default: the number of processors)';

export function addSweep(program: Command, io: Io, done: Done): void {
  program
    .command('sweep')
    .summary('run the scenarios in a file many times and compare variants')
    .description(
      'Run the scenarios in a write-up (.md), or a bare scenario (.yaml), many times and compare variants.',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'use only this scenario (default: all)')
    .option('--variant <id>', 'run only the base and this variant (default: all variants)')
    .option(
      '--runs <n>',
      "number of runs per variant, from 1 to 10000 (default: the scenario's `simulate.runs`, or 100)",
      readRuns,
    )
    .option('--seed <n>', "random seed, from 0 to 4294967295 (default: the scenario's seed)", readSeed)
    .option(
      '--draws [n]',
      "number of runs with constants drawn from their ranges (default: the scenario's `simulate.draws`; without n, as many as --runs)",
      readRuns,
    )
    .option('--jobs <n>', JOBS, readJobs)
    .option('--shard <i/n>', 'make only the i-th of n shares of the runs (default: all runs)', readShard)
    .option('--out <file>', 'the file for the runs of a shard (default: none; `--shard` needs one)')
    .option('--all', 'also print numbers that are the same in all variants (default: only differences)')
    .option('--json', 'print the results as JSON (default: tables)')
    .addHelpText('after', SWEEP_HELP)
    .action(async (file: string, { shard, out, ...options }: SweepCommand & Partial<ShardCommand>) => {
      if (shard !== undefined && out !== undefined) {
        const { sweepShard } = await import('../scenarios/shards.ts');
        return done(await sweepShard(file, { ...options, shard, out }, io));
      }
      if (shard !== undefined)
        throw new UsageError('`--shard` needs `--out`', 'name the file: `--out part-1.json`');
      if (out !== undefined) throw new UsageError('`--out` needs `--shard`', 'say which one: `--shard 1/16`');
      const { sweep } = await import('../scenarios/sweep.ts');
      done(await sweep(file, options, io));
    });
}

const MERGE_HELP = `
Combines the files from all of a sweep's shards, in any order, and prints what \`hindcast sweep\` would have
printed with the same options. The scenario file must still be where it was, unchanged, and all shards
must come from the same versions of hindcast and Node.

With --json, prints the same as \`hindcast sweep --json\`. Schema: schemas/output-sweep.json on the site.

Examples:
  $ hindcast merge part-*.json
  $ hindcast merge part-*.json --json > swept.json

Exit status: 0 if there are no errors (warnings are allowed), 1 if a claim about many runs is false
or there are other errors, 2 if the command line is invalid or the files don't belong together, 130
if stopped with Ctrl-C.`;

export function addMerge(program: Command, io: Io, done: Done): void {
  program
    .command('merge')
    .summary('combine the shards of a sweep')
    .description('Combine the shards of a sweep and print the result.')
    .argument('<part...>', 'the files written by `hindcast sweep --shard`')
    .option('--all', 'also print numbers that are the same in all variants (default: only differences)')
    .option('--json', 'print sweeps as JSON (default: tables)')
    .addHelpText('after', MERGE_HELP)
    .action(async (parts: string[], options: MergeCommand) => {
      const { merge } = await import('../scenarios/shards.ts');
      done(await merge(parts, options, io));
    });
}

/** A parser for `i/n`. */
function readShard(text: string): Shard {
  const [, number = '', of = ''] = /^([1-9]\d{0,4})\/([1-9]\d{0,4})$/.exec(text) ?? [];
  if (number === '' || Number(number) > Number(of))
    throw new InvalidArgumentError('Use two whole numbers like 3/16, the third of 16 shards.');
  return { number: Number(number), of: Number(of) };
}

export function addFit(program: Command, io: Io, done: Done): void {
  program
    .command('fit')
    .summary('compare the scenarios in a file with the observed timeline')
    .description(
      'Compare the scenarios in a write-up (.md), or a bare scenario (.yaml), with the observed timeline.',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'use only this scenario (default: all)')
    .option(
      '--labels',
      'label each comparison by what it depends on, using a few hundred runs (default: no labels)',
    )
    .option('--jobs <n>', JOBS, readJobs)
    .option('--json', 'print the comparison as JSON (default: tables)')
    .addHelpText('after', FIT_HELP)
    .action(async (file: string, options: FitCommand) => {
      const { fitFile } = await import('../scenarios/fit.ts');
      done(await fitFile(file, options, io));
    });
}
