import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** How a file operation fails. */
export type Fault = 'no space' | 'no permission' | 'torn write' | 'kill';
export const FAULTS: readonly Fault[] = ['no space', 'no permission', 'torn write', 'kill'];

/** File operations that can fail. */
const OPERATIONS = [
  'chmodSync',
  'copyFileSync',
  'cpSync',
  'mkdirSync',
  'mkdtempSync',
  'openSync',
  'readFileSync',
  'readdirSync',
  'realpathSync',
  'renameSync',
  'rmSync',
  'unlinkSync',
  'writeFileSync',
  'writeSync',
] as const;

/** Thrown by every operation after a kill, since a killed process does nothing more. Only the attack catches it. */
export class Killed extends Error {}

/** The number of file operations inside a folder that `work` performs. */
export async function operationsOf(folder: string, work: () => unknown): Promise<number> {
  return (await withFault(folder, Number.POSITIVE_INFINITY, 'no space', work)).operations;
}

/**
 * Performs `work` while one of its file operations inside a folder fails. The given number, counting from 1, selects
 * the operation. After a kill, all later operations also fail.
 */
export async function withFault(
  folder: string,
  number: number,
  fault: Fault,
  work: () => unknown,
): Promise<{ operations: number; error: unknown; killed: boolean }> {
  let operations = 0;
  let killed = false;
  const originals = OPERATIONS.map((name) => [name, fs[name]] as const);
  for (const [name, original] of originals) {
    const call = original as (...args: unknown[]) => unknown;
    const replaced = (...args: unknown[]): unknown => {
      if (killed) throw new Killed();
      // Every open file descriptor belongs to a file in the folder.
      const counts = typeof args[0] === 'number' || pathOf(args[0]).startsWith(folder);
      if (!counts || ++operations !== number) return call(...args);
      if ((fault === 'torn write' || fault === 'kill') && name === 'writeFileSync') {
        const data = Buffer.from(args[1] as string | Uint8Array);
        call(args[0], data.subarray(0, data.length >> 1), ...args.slice(2));
      }
      if (fault === 'kill') {
        killed = true;
        throw new Killed();
      }
      throw failure(fault, name, pathOf(args[0]));
    };
    (fs as unknown as Record<string, unknown>)[name] = Object.assign(replaced, original);
  }
  syncBuiltinESMExports();
  try {
    await work();
    return { operations, error: null, killed };
  } catch (error) {
    return { operations, error, killed };
  } finally {
    for (const [name, original] of originals) (fs as unknown as Record<string, unknown>)[name] = original;
    syncBuiltinESMExports();
  }
}

function pathOf(place: unknown): string {
  return place instanceof URL ? decodeURIComponent(place.pathname) : String(place);
}

function failure(fault: Exclude<Fault, 'kill'>, name: string, path: string): Error {
  const code = fault === 'no permission' ? 'EACCES' : 'ENOSPC';
  const syscall = name.replace(/Sync$/, '');
  return Object.assign(new Error(`${code}: ${fault}, ${syscall} '${path}'`), { code, syscall, path });
}
