import type { Command } from 'commander';
import type { MapCommand } from '../scenarios/map.ts';
import { type Done, EXIT_STATUS, type Io, readSeed, wholeNumber } from '../terminal/io.ts';

const HELP = `
For scenarios with a \`map\`, makes one run of the base for each combination of values of the two constants,
all with the same random numbers, and prints a grid: where the scenario recovers from its trigger,
where it's metastable, and where it's never hurt. Variants aren't run, and claims about many runs aren't
checked. The number of threads doesn't affect the result. Ctrl-C ends the runs.

With --json, prints { scenario, map } for a single scenario and an array of such objects for several.
Schema: schemas/output-map.json on the site.

Examples:
  $ hindcast map content/incidents/retry-storm.md
  $ hindcast map storm.yaml --seed 7 --json > map.json
${EXIT_STATUS}`;

export function addMap(program: Command, io: Io, done: Done): void {
  program
    .command('map')
    .summary('print where the scenarios in a file recover from their triggers')
    .description(
      'Print the stability maps of the scenarios in a write-up (.md), or of a bare scenario (.yaml).',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'use only this scenario (default: all that have a map)')
    .option('--seed <n>', "random seed, from 0 to 4294967295 (default: the scenario's seed)", readSeed)
    .option(
      '--jobs <n>',
      'number of threads, from 1 to 256 (default: the number of processors)',
      wholeNumber(256),
    )
    .option('--json', 'print the maps as JSON (default: grids)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: MapCommand) => {
      const { mapFile } = await import('../scenarios/map.ts');
      done(await mapFile(file, options, io));
    });
}
