import { Command, CommanderError } from 'commander';
import { addBuild, addDev } from './commands/build.ts';
import { addCache } from './commands/cache.ts';
import { addCalibrate } from './commands/calibrate.ts';
import { addCheck } from './commands/check.ts';
import { addDiff } from './commands/diff.ts';
import { addDocs, addExplain } from './commands/docs.ts';
import { addDoctor } from './commands/doctor.ts';
import { addDrill } from './commands/drill.ts';
import { addExplore } from './commands/explore.ts';
import { addExport } from './commands/export.ts';
import { addImport } from './commands/import.ts';
import { addInit } from './commands/init.ts';
import { addLsp } from './commands/lsp.ts';
import { addMap } from './commands/map.ts';
import { addNumbers } from './commands/numbers.ts';
import { addPreview } from './commands/preview.ts';
import { addRun } from './commands/run.ts';
import { addFit, addMerge, addSweep } from './commands/sweep.ts';
import { type Done, EXIT, EXIT_STATUS, type Io, ownVersion, printable, UsageError } from './terminal/io.ts';

/**
 * Runs a command line. It doesn't access the process: everything it needs is in `io`.
 *
 * @param argv arguments after the program's name
 * @returns exit status: 0 without errors, 1 with errors, 2 if the command line is invalid, 130 if interrupted
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let code: number = EXIT.ok;
  const program = createProgram(io, (given) => {
    code = given;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (isSystemError(error)) {
      const place = error.path === undefined ? '' : ` \`${error.path}\``;
      io.stderr.write(printable(`error: can't ${error.syscall}${place}: ${error.code}\n`));
      return EXIT.usage;
    }
    if (!(error instanceof UsageError)) throw error;
    const hint = error.hint === null ? '' : `  hint: ${error.hint}\n`;
    io.stderr.write(printable(`error: ${error.message}\n${hint}`));
    return EXIT.usage;
  }
}

/** True for file system errors, such as a full disk or missing permissions. */
function isSystemError(error: unknown): error is Error & { code: string; syscall: string; path?: string } {
  return error instanceof Error && 'code' in error && 'syscall' in error;
}

/**
 * All commands with their options and help, which the reference is generated from. A command's code is loaded only
 * when the command runs, so `--help` is fast, and bare scenarios don't load Markdown or diagrams.
 */
export function createProgram(io: Io, done: Done): Command {
  const program = new Command('hindcast')
    .description('Write, check, simulate, search and publish incident postmortems with executable models.')
    .version(ownVersion(), '--version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', EXIT_STATUS)
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
  addImport(program, io, done);
  addDev(program, io, done);
  addBuild(program, io, done);
  addCheck(program, io, done);
  addRun(program, io, done);
  addExplore(program, io, done);
  addExport(program, io, done);
  addSweep(program, io, done);
  addMerge(program, io, done);
  addMap(program, io, done);
  addFit(program, io, done);
  addCalibrate(program, io, done);
  addNumbers(program, io, done);
  addDrill(program, io, done);
  addDiff(program, io, done);
  addPreview(program, io, done);
  addDocs(program, io, done);
  addExplain(program, io, done);
  addDoctor(program, io, done);
  addCache(program, io, done);
  addLsp(program, done);
  return program;
}
