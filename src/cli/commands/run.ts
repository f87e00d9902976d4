import type { Command } from 'commander';
import type { RunOptions } from '../scenarios/run.ts';
import { type Done, EXIT_STATUS, type Io, readSeed } from '../terminal/io.ts';

const HELP = `
Runs all scenarios in the file in order, or only the scenario named with --scenario. Scenarios in a
write-up can refer to the timelines in the same write-up. Results go to standard output, errors and
warnings to standard error.

With --json, prints an object for a single scenario and an array of objects for several; scenarios
with errors are omitted. The output is always the same for the same file, seed and version of
Hindcast. Schema: schemas/output-run.json on the site.

Steps that never happen in the run are listed with the reason: which part of \`when\` was false, or
what they waited for. The pattern for --trace is matched against the names of processes, instances,
steps, services, faults, variables and marks.

With --quick, makes one run of the base and of each variant, even if the scenario asks for many runs,
and doesn't check claims about many runs.

To search all interleavings, use \`hindcast explore\`, or add --explore to run the searches that a page
would show.

Examples:
  $ hindcast run content/incidents/cold-cache.md
  $ hindcast run postmortem.md --scenario dns-race --variant keep_active
  $ hindcast run model.yaml --trace 'queue|breaker_opens'
  $ hindcast run model.yaml --quick
  $ hindcast run model.yaml --seed 7 --json > result.json
  $ cat model.yaml | hindcast run -
${EXIT_STATUS}`;

export function addRun(program: Command, io: Io, done: Done): void {
  program
    .command('run')
    .summary('run the scenarios in a file')
    .description('Run the scenarios in a write-up (.md), or a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'run only this scenario (default: all)')
    .option(
      '--variant <id>',
      'print only the base and this variant, in full (default: all variants, summarized)',
    )
    .option('--seed <n>', "random seed, from 0 to 4294967295 (default: the scenario's seed)", readSeed)
    .option(
      '--quick',
      'make one run of the base and of each variant, without draws, sweeps or varied values (default: all runs)',
    )
    .option(
      '--explore',
      'also search all interleavings if the scenario asks for a search (default: only run it)',
    )
    .option(
      '--trace [names]',
      "also print the trace, or only the entries whose names match a pattern such as 'web|lost' (default: none)",
    )
    .option('--json', 'print the results as JSON (default: tables)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('../scenarios/run.ts');
      done(await run(file, options, io));
    });
}
