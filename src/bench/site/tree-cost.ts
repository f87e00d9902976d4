import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What a command and its descendants used in total: CPU seconds, elapsed seconds, and peak resident bytes. */
export interface TreeCost {
  readonly cpu: number;
  readonly wall: number;
  readonly memory: number;
}

const SAMPLE_EVERY = 200;
const PAGE_BYTES = 4096;

/**
 * Runs a command on Linux and measures its process tree.
 *
 * @throws Error with the output if the command fails
 */
export async function measureTree(command: string, args: readonly string[], cwd: string): Promise<TreeCost> {
  const before = cpuOfChildren();
  const start = performance.now();
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1', NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  let memory = 0;
  const sampling = setInterval(() => {
    memory = Math.max(memory, residentBytes(child.pid!));
  }, SAMPLE_EVERY);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(sampling);
  const wall = (performance.now() - start) / 1000;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`);
  if (process.env['SHOW_OUTPUT'] === '1') process.stdout.write(output);
  return { cpu: cpuOfChildren() - before, wall, memory };
}

/** CPU seconds of all descendants that have ended: fields 16 and 17 in proc(5), which are in ticks of 10 ms. */
function cpuOfChildren(): number {
  const [user, system] = fieldsOf('self').slice(13, 15);
  return (Number(user) + Number(system)) / 100;
}

/** Resident memory of a process and its descendants. */
function residentBytes(root: number): number {
  const parents = new Map<number, number>();
  const pages = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = fieldsOf(name);
      parents.set(Number(name), Number(fields[1]));
      pages.set(Number(name), Number(fields[21]));
    } catch {
      // The process has ended.
    }
  }
  let sum = 0;
  for (const [pid, count] of pages) {
    for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at)) {
      if (at !== root) continue;
      sum += count * PAGE_BYTES;
      break;
    }
  }
  return sum;
}

/** The fields of `/proc/PID/stat` after the command's name. */
function fieldsOf(process: string): string[] {
  const stat = readFileSync(`/proc/${process}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
