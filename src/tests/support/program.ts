import { type SpawnSyncOptionsWithStringEncoding, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The file that npm links to as `hindcast`. */
export const PROGRAM = fileURLToPath(new URL('../../cli/hindcast.mjs', import.meta.url));

export interface ProgramOutcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `hindcast` as a program in a folder. */
export function runProgram(
  cwd: string,
  args: readonly string[],
  options: Partial<SpawnSyncOptionsWithStringEncoding> = {},
): ProgramOutcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd,
    encoding: 'utf8',
    ...options,
  });
  return { status, stdout, stderr };
}

/** Runs a shell command in which `"$NODE" "$PROGRAM"` is `hindcast`. */
export function runShell(cwd: string, command: string): ProgramOutcome {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NODE: process.execPath, PROGRAM },
  });
  return { status, stdout, stderr };
}
