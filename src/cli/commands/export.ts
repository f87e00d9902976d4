import { type Command, Option } from 'commander';
import type { ExportCommand } from '../scenarios/export.ts';
import { type Done, type Io, wholeNumber } from '../terminal/io.ts';

const HELP = `
Prints a scenario's counterexample for other tools, as itf: the Informal Trace Format of Apalache and
Quint, a JSON file with all variables in each state (https://apalache-mc.org/docs/adr/015adr-trace.html).

Searches the base or one variant up to the first violation. Shared variables keep their names. Each
process is a variable that maps its instances to records of the next step and the locals.
\`fault_phases\` and \`mailboxes\` have the phases of faults and the messages that can be received.
Timers are "running" or "over". Numbers with fractions have no form in the format and are marked
\`#unserializable\`. A counterexample that repeats forever has a \`loop\`.

Examples:
  $ hindcast export race.yaml --to itf > trace.itf.json
  $ hindcast export race.yaml --variant three_writers --to itf > trace.itf.json

Exit status: 0 if a counterexample is printed, 1 if the search found no violation or there is an
error, 2 if the command line is invalid.`;

export function addExport(program: Command, io: Io, done: Done): void {
  program
    .command('export')
    .summary('print the counterexample of a scenario for other tools')
    .description(
      'Print the counterexample of a scenario in a write-up (.md), or of a bare scenario (.yaml), for other tools.',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .addOption(new Option('--to <format>', 'the format').choices(['itf']).makeOptionMandatory())
    .option('--scenario <id>', 'use only this scenario (default: the only one that asks for a search)')
    .option('--variant <id>', 'search this variant (default: base)')
    .option(
      '--max-states <n>',
      "stop after this many states (default: the scenario's limit, or 1000000)",
      wholeNumber(10_000_000),
    )
    .addHelpText('after', HELP)
    .action(async (file: string, command: ExportCommand) => {
      const { exportFile } = await import('../scenarios/export.ts');
      done(await exportFile(file, command, io));
    });
}
