import { spawn } from 'node:child_process';
import type { Io } from './io.ts';

/** The user's pager command; null if there is none or the output isn't a terminal. */
export function pagerOf({ stdout, env }: Io): string | null {
  const pager = env['PAGER']?.trim() ?? '';
  return stdout.isTTY === true && pager !== '' ? pager : null;
}

/**
 * Shows text in a pager until the user closes it.
 *
 * @returns false if the pager can't be started, so nothing was shown
 */
export function showInPager(pager: string, text: string, io: Io): Promise<boolean> {
  // Let the pager handle Ctrl-C.
  const removeHandler = io.onInterrupt?.(() => undefined);
  return new Promise<boolean>((resolve) => {
    const child = spawn(pager, { shell: true, stdio: ['pipe', 'inherit', 'inherit'], env: { ...io.env } });
    child.on('error', () => resolve(false));
    // A shell exits with 127 if it can't find the command.
    child.on('close', (code) => resolve(code !== 127));
    // Users can close the pager before it has read everything.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  }).finally(() => removeHandler?.());
}
