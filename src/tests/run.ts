/**
 * Runs Vitest projects and prints how long they took: `node src/tests/run.ts unit site -- file ...`. On a busy
 * machine, elapsed time means little without the load and the CPU time.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';

/** CPU time of child processes that have ended, in seconds. Null if the system doesn't provide it. */
function cpuOfChildren(): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // Fields 16 and 17 in proc(5): user and system time of child processes, in ticks of 10 ms.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(13, 15);
  return (Number(user) + Number(system)) / 100;
}

function duration(seconds: number): string {
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

const args = process.argv.slice(2);
const split = args.indexOf('--');
const projects = split < 0 ? args : args.slice(0, split);
const files = split < 0 ? [] : args.slice(split + 1);
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));
const start = performance.now();
const load = loadavg()[0]!;
const { status, error } = spawnSync(
  process.execPath,
  [vitest, 'run', ...projects.flatMap((name) => ['--project', name]), ...files],
  { stdio: 'inherit' },
);
if (error !== undefined) throw error;
const cpu = cpuOfChildren();
const parts = [
  `${projects.join(', ')}: ${duration((performance.now() - start) / 1000)}`,
  ...(cpu === null ? [] : [`${duration(cpu)} of CPU`]),
  `load ${load.toFixed(1)} before and ${loadavg()[0]!.toFixed(1)} after on ${cpus().length} cores`,
];
process.stdout.write(`${parts.join(', ')}\n`);
process.exitCode = status ?? 1;
