import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { ExploreCommand } from './explore.ts';
import { EXIT, type Io, printable, UsageError } from './io.ts';
import type { RunOptions } from './run.ts';

const EXIT_CODES = `
Exit codes: 0 all is well (there may be warnings), 1 there are errors, 2 the command was not understood.`;

/** More than any memory holds, and few enough to be counted in 32 bits. */
const MOST_MAX_STATES = 2_000_000_000;

const RUN_HELP = `
Runs all scenarios of the file, in order, unless one is named. A write-up's timelines are the record that its
scenarios refer to. Results go to standard output, errors and warnings to standard error.

With --json one scenario gives one Result object; several give an array of them, without those that have errors.
The fields are described in src/result.ts. The same file, seed and version give the same bytes.

Searches are left to \`hindcast explore\`; with --explore those that the texts ask for are done too, as on a page.

Examples:
  $ hindcast run content/incidents/aws-us-east-1-2025-10.md
  $ hindcast run postmortem.md --scenario dns-race --variant keep_active
  $ hindcast run model.yaml --seed 7 --json | jq '.runs[0].marks'
  $ cat model.yaml | hindcast run -
${EXIT_CODES}`;

const EXPLORE_HELP = `
Searches the base of each scenario whose text asks for it, or of one that is alone or named, whether it asks or not. The
order of steps is free and their delays are ignored. The first violation ends a search; no way to it has fewer steps.

A variant is searched with the base’s counterexample held against it. --symmetry on treats instances as interchangeable
for the processes that the text names under \`explore.symmetry\`, which is also what holds without the option.
--max-states is 5000000 where neither the option nor the text says it; memory is bounded too. Ctrl-C ends a search with
what it knows.

With --json one search gives one object and several give an array: scenario, variant, verdict (holds, violated or
incomplete), property, steps, states, transitions, depth, bounds (with the one that was hit), trace, seconds,
statesPerSecond, bytesPerState.

Examples:
  $ hindcast explore content/incidents/aws-us-east-1-2025-10.md --scenario dns-enactor-race
  $ hindcast explore model.yaml --all-variants --keep-going
  $ hindcast explore model.yaml --max-states 50000000 --symmetry off --json | jq .states

Exit codes: 0 all holds, or what is violated is what the text claims; 1 a violation that it does not claim, a search
that did not finish, a claim that is not met, or errors; 2 the command was not understood; 130 Ctrl-C ended it.`;

const CHECK_HELP = `
Folders are searched for *.md, *.yaml and *.yml, but not node_modules, dist and folders that begin with a dot; files
in them that are neither write-up nor scenario are left out. A file that is named is always checked.

With --format json: { version: 1, files: [names], diagnostics: [{ code, severity, message, hint, span }] }.

Examples:
  $ hindcast check content
  $ hindcast check postmortem.md model.yaml
  $ hindcast check content --format json | jq '.diagnostics[].code'
${EXIT_CODES}`;

/**
 * The command line. Nothing is read from the process: what it needs is in `io`.
 *
 * @param argv arguments behind the command's own name
 * @returns exit code: 0 fine, 1 findings, 2 usage
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.fine;
  const program = commands(io, (given) => {
    code = given;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
    if (!(error instanceof UsageError)) throw error;
    const help = error.help === null ? '' : `(${error.help})\n`;
    io.stderr.write(printable(`error: ${error.message}\n${help}`));
    return EXIT.usage;
  }
}

/** Commands load their code when they are called: `--help` and a bare scenario need no Markdown and no diagrams. */
function commands(io: Io, done: Done): Command {
  const program = new Command('hindcast')
    .description(
      'Incident postmortems that run: run or search the scenarios of a write-up, or check write-ups and scenarios.',
    )
    .version(readVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', EXIT_CODES)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(printable(text)),
      getOutHelpWidth: () => io.stdout.columns ?? 110,
      getErrHelpWidth: () => io.stderr.columns ?? 110,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  addRun(program, io, done);
  addExplore(program, io, done);
  addCheck(program, io, done);
  return program;
}

type Done = (code: number) => void;

function addRun(program: Command, io: Io, done: Done): void {
  program
    .command('run')
    .summary('run the scenarios of one file')
    .description('Run the scenarios of a write-up (.md) or a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id')
    .option('--variant <id>', 'the base and only this variant, told in full')
    .option('--seed <n>', 'a whole number from 0 to 4294967295, in place of the scenario’s own', readSeed)
    .option('--explore', 'search every interleaving too, where the text asks for it')
    .option('--json', 'print Results as JSON')
    .addHelpText('after', RUN_HELP)
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('./run.ts');
      done(await run(file, options, io));
    });
}

function addExplore(program: Command, io: Io, done: Done): void {
  const onOff = (flag: string, what: string): Option =>
    new Option(`${flag} <switch>`, what).choices(['on', 'off']);
  program
    .command('explore')
    .summary('search every interleaving of the scenarios of one file')
    .description(
      'Search every interleaving of the scenarios of a write-up (.md) or of a bare scenario (.yaml).',
    )
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id')
    .option('--variant <id>', 'only this variant, with the base’s counterexample held against it')
    .addOption(new Option('--all-variants', 'the base and all its variants').conflicts('variant'))
    .option('--max-states <n>', 'end a search that meets more states', readMaxStates)
    .option('--keep-going', 'search the whole space, past violations')
    .addOption(onOff('--symmetry', 'use the interchangeable processes that the text names, or none'))
    .addOption(onOff('--reduction', 'leave out orders of local steps that no property can tell apart'))
    .option('--json', 'print searches as JSON')
    .addHelpText('after', EXPLORE_HELP)
    .action(async (file: string, command: ExploreCommand) => {
      const { explore } = await import('./explore.ts');
      done(await explore(file, command, io));
    });
}

function addCheck(program: Command, io: Io, done: Done): void {
  program
    .command('check')
    .summary('find what is wrong in files and folders, without building')
    .description('Find what is wrong in write-ups and scenarios, all at once, without building the site.')
    .argument('<paths...>', 'files and folders')
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', CHECK_HELP)
    .action(async (paths: string[], { format }: { format: 'text' | 'json' }) => {
      const { check } = await import('./check.ts');
      done(await check(paths, format, io));
    });
}

function readSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff) {
    throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  }
  return Number(text);
}

function readMaxStates(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text) || Number(text) > MOST_MAX_STATES) {
    throw new InvalidArgumentError(`A number of states is a whole number from 1 to ${MOST_MAX_STATES}.`);
  }
  return Number(text);
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
