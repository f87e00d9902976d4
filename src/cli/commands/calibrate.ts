import type { Command } from 'commander';
import type { CalibrateCommand } from '../scenarios/calibrate.ts';
import { type Done, EXIT_STATUS, type Io, readSeed, wholeNumber } from '../terminal/io.ts';

const HELP = `
Searches the ranges of the scenario's constants for the values that bring a measure closest to its
observed series. All sets of values are run with the same random numbers. The number of threads
doesn't affect the result. Ctrl-C ends the search.

Only the part of the series in --window is fitted: by default, up to the mitigation. The rest of the
series is compared separately; the curve is a prediction only in that part. Each end of a window is an RFC 3339 time,
\`trigger\`, a moment from the front matter such as \`mitigated\`, an observed entry, or empty.

For each constant, prints the values that fit equally well when the other constants are fitted again;
if they span more than half of the constant's range, the series doesn't determine the constant.
Constants that can compensate for each other are listed, with pairs of values
that fit equally well.

With --write, the fitted values replace the values in the file, and each of them gets the key
\`basis: 'fitted: series.name[..]'\`. Nothing else in the file changes.

With --json, prints { scenario, calibration, basis, written, diagnostics }. Schema:
schemas/output-calibrate.json on the site.

Examples:
  $ hindcast calibrate outage.yaml --to series.queue --window ..2026-03-02T09:20:00Z
  $ hindcast calibrate outage.yaml --to series.queue --window trigger..repaired --write
  $ hindcast calibrate outage.yaml --to series.queue --window .. --json > calibration.json
${EXIT_STATUS}`;

export function addCalibrate(program: Command, io: Io, done: Done): void {
  program
    .command('calibrate')
    .summary('fit the constants of a scenario to an observed series')
    .description(
      'Fit the constants of a scenario in a write-up (.md), or of a bare scenario (.yaml), to an observed series.',
    )
    .argument('<file>', 'a write-up or a scenario')
    .requiredOption('--to <series>', 'series to fit the constants to, written like series.name')
    .option('--scenario <id>', 'use only this scenario (default: the scenario that uses the series)')
    .option('--measure <name>', 'fit only this measure (default: the measure that uses the series)')
    .option(
      '--window <from..to>',
      'part of the series to fit (default: ..mitigated, which ends at the mitigation)',
    )
    .option('--seed <n>', "random seed, from 0 to 4294967295 (default: the scenario's seed)", readSeed)
    .option('--runs <n>', 'number of runs for each set of values, from 1 to 20 (default: 3)', wholeNumber(20))
    .option(
      '--max-runs <n>',
      'limit on the total number of runs, from 100 to 1000000 (default: 10000)',
      wholeNumber(1_000_000, 100),
    )
    .option(
      '--jobs <n>',
      'number of threads, from 1 to 256 (default: the number of processors)',
      wholeNumber(256),
    )
    .option('--write', 'write the fitted values into the file (default: only print them)')
    .option('--json', 'print the calibration as JSON (default: tables)')
    .addHelpText('after', HELP)
    .action(async (file: string, options: CalibrateCommand) => {
      const { calibrateFile } = await import('../scenarios/calibrate.ts');
      done(await calibrateFile(file, options, io));
    });
}
