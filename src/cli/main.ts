import { Command, CommanderError } from 'commander';
import { addBuild } from './commands/build.ts';
import { addCheck } from './commands/check.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplore } from './commands/explore.ts';
import { addInit } from './commands/init.ts';
import { addLsp } from './commands/lsp.ts';
import { addPreview } from './commands/preview.ts';
import { addRun } from './commands/run.ts';
import { addFit, addSweep } from './commands/sweep.ts';
import { type Done, EXIT, EXIT_CODES, type Io, ownVersion, printable, UsageError } from './terminal/io.ts';

/**
 * The command line. Nothing is read from the process: what it needs is in `io`.
 *
 * @param argv arguments behind the command's own name
 * @returns exit code: 0 fine, 1 findings, 2 usage
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.fine;
  const program = createProgram(io, (given) => {
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

/**
 * All commands with their options and helps, which the reference is made of too. They load their code when they are
 * called: `--help` and a bare scenario need no Markdown and no diagrams.
 */
export function createProgram(io: Io, done: Done): Command {
  const program = new Command('hindcast')
    .description(
      'Incident postmortems that run: run or search the scenarios of a write-up, or check write-ups and scenarios.',
    )
    .version(ownVersion(), '--version', 'print the version')
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
  addInit(program, io, done);
  addBuild(program, io, done);
  addRun(program, io, done);
  addExplore(program, io, done);
  addSweep(program, io, done);
  addFit(program, io, done);
  addCheck(program, io, done);
  addDoctor(program, io, done);
  addDiff(program, io, done);
  addPreview(program, io, done);
  addLsp(program, done);
  return program;
}
