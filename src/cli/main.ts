import { readFileSync } from 'node:fs';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT, type Io, printable, UsageError } from './io.ts';
import type { RunOptions } from './run.ts';

const EXIT_CODES = `
Exit codes: 0 all is well (there may be warnings), 1 there are errors, 2 the command was not understood.`;

const RUN_HELP = `
Runs all scenarios of the file, in order, unless one is named. A write-up's timelines are the record that its
scenarios refer to. Results go to standard output, errors and warnings to standard error.

With --json one scenario gives one Result object; several give an array of them, without those that have errors.
The fields are described in src/result.ts. The same file, seed and version give the same bytes.

Examples:
  $ hindcast run content/incidents/aws-us-east-1-2025-10.md
  $ hindcast run postmortem.md --scenario dns-race --variant keep_active
  $ hindcast run model.yaml --seed 7 --json | jq '.runs[0].marks'
  $ cat model.yaml | hindcast run -
${EXIT_CODES}`;

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
function commands(io: Io, done: (code: number) => void): Command {
  const program = new Command('hindcast')
    .description(
      'Incident postmortems that run: run the scenarios of a write-up, or check write-ups and scenarios.',
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
  program
    .command('run')
    .summary('run the scenarios of one file')
    .description('Run the scenarios of a write-up (.md) or a bare scenario (.yaml).')
    .argument('<file>', 'a write-up or a scenario; - reads standard input')
    .option('--scenario <id>', 'only the scenario of this id')
    .option('--variant <id>', 'the base and only this variant, told in full')
    .option('--seed <n>', 'a whole number from 0 to 4294967295, in place of the scenario’s own', readSeed)
    .option('--json', 'print Results as JSON')
    .addHelpText('after', RUN_HELP)
    .action(async (file: string, options: RunOptions) => {
      const { run } = await import('./run.ts');
      done(await run(file, options, io));
    });
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
  return program;
}

function readSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > 0xffff_ffff) {
    throw new InvalidArgumentError('A seed is a whole number from 0 to 4294967295.');
  }
  return Number(text);
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
