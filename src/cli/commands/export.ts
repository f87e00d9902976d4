import { type Command, Option } from 'commander';
import type { ExportCommand } from '../scenarios/export.ts';
import { type Done, type Io, readBytes, wholeNumber } from '../terminal/io.ts';

const HELP = `
Searches the base or one variant, and prints the result in a format that other tools can read.

--to itf prints a counterexample in the Informal Trace Format of Apalache and Quint, a JSON file with all
variables in each state (https://apalache-mc.org/docs/adr/015adr-trace.html). The search stops at the first
violation. In the trace, shared variables have the same names as in the scenario. Each process is a variable
that maps each of its instances to a record of the instance's next step and local variables. The variable
\`fault_phases\` contains the phase of each fault, and \`mailboxes\` contains the messages that each instance
can receive. The value of a timer is "running" or "over". ITF can't represent fractions, so numbers with a
fraction are marked \`#unserializable\`. If the counterexample repeats forever, the field \`loop\` contains the
index of the state at which it starts over. If the counterexample also appears on one of the site's
pages, a note with a link to its last step is printed to standard error.

--to promela prints the model and its properties in the language of the model checker SPIN, so that you can
check the verdict with another tool. Each step is one \`d_step\`. The comment at the start has the
commands for SPIN, the search's verdict, and the properties that couldn't be expressed. Sizes of variables
and mailboxes come from the states of the search. A step that can't be expressed is an error, for example
one that uses fractional numbers, strings, or integers wider than 32 bits.

Examples:
  $ hindcast export race.yaml --to itf > trace.itf.json
  $ hindcast export race.yaml --variant three_writers --to itf > trace.itf.json
  $ hindcast export race.yaml --to promela > race.pml

Exit status: 0 if something is printed, 1 if the search found no violation (itf) or there is an
error, 2 if the command line is invalid, 130 if stopped with Ctrl-C.`;

export function addExport(program: Command, io: Io, done: Done): void {
  program
    .command('export')
    .summary("print a scenario's counterexample or model in a format that other tools can read")
    .description(
      'Print the counterexample or the model of a scenario in a write-up (.md), or of a bare scenario (.yaml), in a format that other tools can read.',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .addOption(new Option('--to <format>', 'the format').choices(['itf', 'promela']).makeOptionMandatory())
    .option('--scenario <id>', 'scenario to search (default: the only scenario that asks for a search)')
    .option('--variant <id>', 'variant to search (default: the base)')
    .option(
      '--max-states <n>',
      "stop after this many states (default: the scenario's limit, or 1000000)",
      wholeNumber(10_000_000),
    )
    .option(
      '--memory <size>',
      'memory for the tables, for example 8GiB (default: a third of the available memory, at most 1.5GiB)',
      readBytes,
    )
    .addHelpText('after', HELP)
    .action(async (file: string, command: ExportCommand) => {
      const { exportFile } = await import('../scenarios/export.ts');
      done(await exportFile(file, command, io));
    });
}
