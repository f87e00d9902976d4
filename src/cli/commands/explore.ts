import { type Command, Option } from 'commander';
import type { ExploreCommand } from '../scenarios/explore.ts';
import { type Done, type Io, readBytes, wholeNumber } from '../terminal/io.ts';

/** More states than fit in memory, but few enough to be counted in 32 bits. */
const MAX_MAX_STATES = 2_000_000_000;

const HELP = `
Searches the base of each scenario that asks for a search. A scenario selected with --scenario, or
the only scenario in the file, is always searched. Steps can happen in any order; delays are
ignored. The search ends at the first violation, with a counterexample that is as short as possible.

For each variant, also prints whether the base's counterexample is possible in it and, if it isn't,
which step can't happen. Instances of processes listed under \`explore.symmetry\` are treated as
interchangeable unless --symmetry is off. A search that would need too much memory ends early;
--memory raises the limit. Ctrl-C ends a search and prints its results so far.

If the write-up is on a site, also prints a link that opens the base's counterexample at its last
step: an address if \`site\` is set in the site's configuration, otherwise a path. There is no link
if the page shows no counterexample, or if an option changes the search.

With --observed, searches for the shortest execution whose marks happen in the order of their observed
times. Marks without an observed time are ignored; marks with the same observed time, or with
overlapping time ranges, can happen in any order. If no execution shows the observed order, prints
how many of the marks can happen in that order. By default, --observed searches the scenarios that
have marks with an observed time. A search for the observed order doesn't use reductions, so it
takes longer than a search for violations, and it doesn't check claims.

With --json, prints an object for a single search and an array of objects for several. The
object for a search has these keys: scenario, variant, verdict (holds, violated or incomplete),
property, steps, states, transitions, depth, bounds (including the limit that was reached), trace,
link, seconds, statesPerSecond and bytesPerState. Schema: schemas/output-explore.json on the site.
With --observed --json, the verdict is "shown", "impossible" or "not found", and the keys marks,
missing and early contain lists of marks. Schema: schemas/output-explore-observed.json on the site.

Examples:
  $ hindcast explore postmortem.md --scenario dns-race
  $ hindcast explore model.yaml --all-variants --keep-going
  $ hindcast explore model.yaml --max-states 50000000 --symmetry off --json > searched.json
  $ hindcast explore model.yaml --max-states 500000000 --memory 16GiB
  $ hindcast explore postmortem.md --scenario dns-race --observed

Exit status: 0 if every property holds or the scenario claims every violation, 1 if there is an
unclaimed violation, an incomplete search, a false claim, or an error, 2 if the command line is
invalid, 130 if stopped with Ctrl-C. With --observed, the exit status is 0 if an
execution reaches the marks in the observed order.`;

export function addExplore(program: Command, io: Io, done: Done): void {
  const onOff = (flag: string, what: string): Option =>
    new Option(`${flag} <switch>`, what).choices(['on', 'off']);
  program
    .command('explore')
    .summary('search all interleavings of the scenarios in a file')
    .description(
      'Search all interleavings of the scenarios in a write-up (.md) or of a bare scenario (.yaml).',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option(
      '--scenario <id>',
      'search only this scenario (default: all that ask for a search; with --observed, all that have marks with an observed time)',
    )
    .option(
      '--variant <id>',
      "search only this variant, and check whether the base's counterexample is possible in it (default: search only the base)",
    )
    .addOption(
      new Option('--all-variants', 'search the base and all variants (default: only the base)').conflicts(
        'variant',
      ),
    )
    .option(
      '--max-states <n>',
      "stop after this many states (default: the scenario's limit, or 5000000)",
      wholeNumber(MAX_MAX_STATES),
    )
    .option(
      '--memory <size>',
      'memory for the search, for example 8GiB (default: a third of the available memory, at most 1.5GiB)',
      readBytes,
    )
    .option('--keep-going', 'continue past violations (default: stop at the first)')
    .addOption(
      onOff(
        '--symmetry',
        'treat instances of processes listed in `explore.symmetry` as interchangeable (default: on)',
      ),
    )
    .addOption(
      onOff('--reduction', "skip orderings of local steps that can't affect any property (default: on)"),
    )
    .addOption(
      new Option(
        '--observed',
        'search for an execution that reaches the marks in the observed order (default: search for violations)',
      ).conflicts(['keepGoing', 'reduction']),
    )
    .option('--json', 'print the results as JSON (default: tables)')
    .addHelpText('after', HELP)
    .action(async (file: string, command: ExploreCommand) => {
      const { explore } = await import('../scenarios/explore.ts');
      done(await explore(file, command, io));
    });
}
