import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/*
 * Loaded into a build with `--import`. Makes one write inside a folder fail or end the process. FAULT is an error code,
 * `kill`, or `quota`. FAULT_AT is the number of the write, or the number of bytes for a quota.
 */

const { FAULT = '', FAULT_AT = '0', FAULT_BELOW = '' } = process.env;
const at = Number(FAULT_AT);
let count = 0;

const WRITES = ['writeFile', 'copyFile', 'rename', 'mkdir', 'rm', 'cp'] as const;

/** If this is the selected write, throws an error or kills the process. Otherwise, does nothing. */
function before(name: string, args: readonly unknown[]): void {
  const place = args[0] instanceof URL ? decodeURIComponent(args[0].pathname) : String(args[0]);
  if (!place.startsWith(FAULT_BELOW)) return;
  const size = name === 'writeFile' ? Buffer.byteLength(String(args[1] ?? '')) : 0;
  count += FAULT === 'quota' ? size : 1;
  if (FAULT === 'quota' ? count < at : count !== at) return;
  if (FAULT === 'kill') process.kill(process.pid, 'SIGKILL');
  const code = FAULT === 'quota' ? 'ENOSPC' : FAULT;
  throw Object.assign(new Error(`${code}: a disturbed build, ${name} '${place}'`), {
    code,
    syscall: name,
    path: place,
  });
}

const sync = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
const promises = fs.promises as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
for (const name of WRITES) {
  const [inSync, inPromises] = [sync[`${name}Sync`]!, promises[name]!];
  sync[`${name}Sync`] = (...args) => {
    before(name, args);
    return inSync(...args);
  };
  promises[name] = async (...args) => {
    before(name, args);
    return inPromises(...args);
  };
}
syncBuiltinESMExports();
