import { type Command, Option } from 'commander';
import type { ExportCommand } from '../scenarios/export.ts';
import { type Done, type Io, wholeNumber } from '../terminal/io.ts';

const HELP = `
Prints a scenario's counterexample in a format for other tools. The only format, itf, is the Informal
Trace Format of Apalache and Quint, a JSON file with all variables in each state
(https://apalache-mc.org/docs/adr/015adr-trace.html).

Searches the base or one variant, and stops at the first violation. In the trace, shared variables
have the same names as in the scenario. Each process is a variable that maps each of its instances to
a record of the instance's next step and local variables. The variable \`fault_phases\` contains the phase of each
fault, and \`mailboxes\` contains the messages that each instance can receive. The value of a timer is
"running" or "over". ITF can't represent fractions, so numbers with a fraction are marked
\`#unserializable\`. If the counterexample repeats forever, the field \`loop\` contains the index of the
state at which it starts over.

Examples:
  $ hindcast export race.yaml --to itf > trace.itf.json
  $ hindcast export race.yaml --variant three_writers --to itf > trace.itf.json

Exit status: 0 if a counterexample is printed, 1 if the search found no violation or there is an
error, 2 if the command line is invalid.`;

export function addExport(program: Command, io: Io, done: Done): void {
  program
    .command('export')
    .summary("print a scenario's counterexample in a format for other tools")
    .description(
      'Print the counterexample of a scenario in a write-up (.md), or of a bare scenario (.yaml), in a format for other tools.',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .addOption(new Option('--to <format>', 'the format').choices(['itf']).makeOptionMandatory())
    .option('--scenario <id>', 'scenario to search (default: the only scenario that asks for a search)')
    .option('--variant <id>', 'variant to search (default: the base)')
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
