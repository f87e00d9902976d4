import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inlineMore } from '../astro/results/sweep-pool.ts';
import { Observer, observe } from '../tests/engine/observer.ts';
import { IMPATIENT } from '../tests/engine/retries.ts';

const SERVERS = 10;
const ARRIVALS = 2_000_000;
/** SimPy is slow, so it gets fewer arrivals. */
const FEWER = 100_000;
const ROUNDS = 5;

/**
 * Counts from one run. In all programs, `events` are arrivals, ends of patience, ends of service and ends of waits
 * before a retry. Patience ends once for each attempt, even if the attempt is no longer waiting.
 */
interface Measured {
  readonly events: number;
  readonly ok: number;
  readonly failed: number;
  readonly timeouts: number;
  readonly latency: number;
  readonly seconds: number;
}

/**
 * Simulates an M/M/c queue whose impatient clients retry: with Hindcast, with a C++ program (g++ -O3,
 * std::priority_queue) that records the same counts, integrals and latencies, and with SimPy (Debian's package). Each
 * round runs them one after the other. Prints events per second in the best round of each. Hindcast's time includes
 * reading and compiling the scenario, as in `hindcast run`.
 */
export function benchRun(): void {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-bench-'));
  try {
    const native = compileNative(folder);
    const python = pythonWithSimpy();
    if (!native || python === null) {
      const missing = [...(native ? [] : ['g++']), ...(python === null ? ['python3-simpy'] : [])].join(' ');
      process.stdout.write(`peers are missing: apt-get install ${missing}\n`);
      process.exitCode = 1;
    }
    inlineMore();
    const found: Record<'Hindcast' | 'C++' | 'SimPy', Measured[]> = { Hindcast: [], 'C++': [], SimPy: [] };
    const seconds: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      seconds.push(timeHindcast(round + 1));
      if (native) found['C++'].push(measure(join(folder, 'mmc'), [], ARRIVALS, round + 1));
      if (python !== null) found.SimPy.push(measure(python, [source('mmc_simpy.py')], FEWER, round + 1));
    }
    found.Hindcast = seconds.map((one, round) => ({ ...countEvents(round + 1), seconds: one }));
    report(found);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function source(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function compileNative(folder: string): boolean {
  try {
    execFileSync('g++', ['-O3', '-std=c++17', '-o', join(folder, 'mmc'), source('mmc.cpp')], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Debian's package belongs to the system's Python, but a different Python may come first in `PATH`. */
function pythonWithSimpy(): string | null {
  for (const python of ['/usr/bin/python3', 'python3']) {
    try {
      execFileSync(python, ['-c', 'import SimPy.Simulation'], { stdio: 'ignore' });
      return python;
    } catch {
      // SimPy isn't available in this Python; try the next one.
    }
  }
  return null;
}

function measure(program: string, before: readonly string[], arrivals: number, seed: number): Measured {
  const out = execFileSync(program, [...before, String(SERVERS), String(arrivals), String(seed)], {
    encoding: 'utf8',
  });
  return JSON.parse(out) as Measured;
}

const TEXT = IMPATIENT.replace('UNTIL', `${Math.round(ARRIVALS / (0.95 * SERVERS))}s`);

function timeHindcast(seed: number): number {
  const start = process.hrtime.bigint();
  observe(TEXT, null, seed);
  return Number(process.hrtime.bigint() - start) / 1e9;
}

/** Repeats a run with an observer and counts its events. */
function countEvents(seed: number): Omit<Measured, 'seconds'> {
  const observer = new Observer(0, 1e15);
  observe(TEXT, observer, seed);
  const { attempts, ok, errors, timeouts, latency } = observer.windows[0]!;
  // Each attempt counts as two events: the arrival or the end of the wait before it, and the end of patience.
  return { events: 2 * attempts + ok, ok, failed: errors, timeouts, latency: latency / ok / 1e6 };
}

function report(found: Readonly<Record<string, readonly Measured[]>>): void {
  process.stdout.write(
    `M/M/${SERVERS} at load 0.95, patience 2 s, three attempts; best of ${ROUNDS} rounds\n`,
  );
  const rates = new Map<string, number>();
  for (const [name, rounds] of Object.entries(found)) {
    const best = [...rounds].sort((a, b) => b.events / b.seconds - a.events / a.seconds)[0];
    if (best === undefined) continue;
    const rate = best.events / best.seconds;
    rates.set(name, rate);
    const number = (value: number): string => Math.round(value).toLocaleString('en-US');
    process.stdout.write(
      `  ${name.padEnd(10)} ${number(best.events).padStart(10)} events  ${number(rate).padStart(11)} events/s  failed ${((100 * best.failed) / (best.ok + best.failed)).toFixed(3)}%  latency ${best.latency.toFixed(4)} s\n`,
    );
  }
  const ours = rates.get('Hindcast')!;
  for (const [name, rate] of rates) {
    if (name !== 'Hindcast')
      process.stdout.write(`  Hindcast reaches ${(ours / rate).toFixed(2)}× ${name}'s events per second\n`);
  }
}
