import { type Command, Option } from 'commander';
import type { ExploreCommand } from '../scenarios/explore.ts';
import { type Done, type Io, wholeReader } from '../terminal/io.ts';

/** More than any memory holds, and few enough to be counted in 32 bits. */
const MOST_MAX_STATES = 2_000_000_000;

const HELP = `
Searches the base of each scenario whose text asks for it, or of one that is alone or named, whether it asks or not. The
order of steps is free and their delays are ignored. The first violation ends a search; no way to it has fewer steps.

A variant is searched with the base’s counterexample held against it. --symmetry on treats instances as interchangeable
for the processes that the text names under \`explore.symmetry\`, which is also what holds without the option.
Memory is bounded too. Ctrl-C ends a search with what it knows.

With --json one search gives one object and several give an array: scenario, variant, verdict (holds, violated or
incomplete), property, steps, states, transitions, depth, bounds (with the one that was hit), trace, seconds,
statesPerSecond, bytesPerState. The site publishes the schema as schemas/output-explore.json.

Examples:
  $ hindcast explore postmortem.md --scenario dns-race
  $ hindcast explore model.yaml --all-variants --keep-going
  $ hindcast explore model.yaml --max-states 50000000 --symmetry off --json > searched.json

Exit codes: 0 all holds, or what is violated is what the text claims; 1 a violation that it does not claim, a search
that did not finish, a claim that is not met, or errors; 2 the command was not understood; 130 Ctrl-C ended it.`;

/** Adds `hindcast explore`. */
export function addExplore(program: Command, io: Io, done: Done): void {
  const onOff = (flag: string, what: string): Option =>
    new Option(`${flag} <switch>`, what).choices(['on', 'off']);
  program
    .command('explore')
    .summary('search every interleaving of the scenarios of one file')
    .description(
      'Search every interleaving of the scenarios of a write-up (.md) or of a bare scenario (.yaml).',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id (default: all whose text asks for a search)')
    .option(
      '--variant <id>',
      'only this variant, with the base’s counterexample held against it (default: base)',
    )
    .addOption(
      new Option('--all-variants', 'the base and all its variants (default: base)').conflicts('variant'),
    )
    .option(
      '--max-states <n>',
      'end a search that meets more states (default: the text’s, or 5000000)',
      wholeReader('A number of states', MOST_MAX_STATES),
    )
    .option('--keep-going', 'search the whole space, past violations (default: end at the first)')
    .addOption(
      onOff('--symmetry', 'use the interchangeable processes that the text names, or none (default: on)'),
    )
    .addOption(
      onOff('--reduction', 'leave out orders of local steps that no property can tell apart (default: on)'),
    )
    .option('--json', 'print searches as JSON (default: tables)')
    .addHelpText('after', HELP)
    .action(async (file: string, command: ExploreCommand) => {
      const { explore } = await import('../scenarios/explore.ts');
      done(await explore(file, command, io));
    });
}
