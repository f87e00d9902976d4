import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** SPIN's result for a model's whole state space. Counts are defined as in Hindcast. */
export interface SpinResult {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** The violation closest to the initial state, with the number of transitions to it. */
  readonly violation: { readonly kind: 'assertion' | 'deadlock'; readonly steps: number } | null;
}

/** @throws Error with installation instructions, if SPIN or the C compiler is missing */
export function requireSpin(): void {
  for (const [command, flag] of [
    ['spin', '-V'],
    ['gcc', '--version'],
  ] as const) {
    try {
      execFileSync(command, [flag], { stdio: 'ignore' });
    } catch {
      throw new Error(`${command} is not installed: apt-get install spin gcc`);
    }
  }
}

/**
 * Searches a Promela model breadth-first and continues after violations. Doesn't use partial-order reduction, statement
 * merging or resetting of dead variables, so the states match the source.
 *
 * SPIN counts entering the initial state as a transition. It reports a failed assertion at the depth of the state
 * before the violating transition. Both are corrected here. Deadlocks need no correction.
 *
 * @param name file in `src/tests/explore/spin`, without its extension
 * @param defines preprocessor definitions, such as `PLANS=4`
 */
export function searchWithSpin(name: string, defines: readonly string[]): SpinResult {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-spin-'));
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  try {
    const model = fileURLToPath(new URL(`../explore/spin/${name}.pml`, import.meta.url));
    copyFileSync(model, join(folder, 'model.pml'));
    run('spin', ['-o1', '-o2', '-o3', ...defines.map((define) => `-D${define}`), '-a', 'model.pml']);
    run('gcc', ['-O1', '-w', '-DNOREDUCE', '-DSAFETY', '-DNOFAIR', '-DBFS', '-o', 'pan', 'pan.c']);
    return read(run('./pan', ['-c0', '-n']));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function read(report: string): SpinResult {
  const number = (pattern: RegExp): number => {
    const found = pattern.exec(report)?.[1];
    if (found === undefined) throw new Error(`SPIN's report has no ${pattern}:\n${report}`);
    return Number(found);
  };
  // The first error is the closest one. Later errors have numbers above 1.
  const first = /^pan:1: (assertion violated|invalid end state).*\(at depth (\d+)\)/m.exec(report);
  const errors = number(/errors: (\d+)/);
  if ((first === null) !== (errors === 0)) throw new Error(`SPIN's report can't be read:\n${report}`);
  const kind = first?.[1] === 'invalid end state' ? 'deadlock' : 'assertion';
  return {
    states: number(/(\d+) states, stored/),
    transitions: number(/(\d+) transitions \(= stored\+matched\)/) - 1,
    depth: number(/depth reached (\d+)/),
    violation: first === null ? null : { kind, steps: Number(first[2]) + (kind === 'assertion' ? 1 : 0) },
  };
}

/** The shortest path to a failing assertion, as reported by SPIN: the depth in its report, and the number of steps in its trail. */
export function shortestTrail(name: string, defines: readonly string[]): { depth: number; steps: number } {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-spin-'));
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  const flags = defines.map((define) => `-D${define}`);
  try {
    const model = fileURLToPath(new URL(`../explore/spin/${name}.pml`, import.meta.url));
    copyFileSync(model, join(folder, 'model.pml'));
    run('spin', ['-o1', '-o2', '-o3', ...flags, '-a', 'model.pml']);
    run('gcc', ['-O1', '-w', '-DNOREDUCE', '-DSAFETY', '-DNOFAIR', '-DBFS', '-o', 'pan', 'pan.c']);
    const report = run('./pan', ['-n']);
    const trail = run('spin', [...flags, '-t', 'model.pml']);
    return {
      depth: Number(/assertion violated .*\(at depth (\d+)\)/.exec(report)?.[1]),
      steps: Number(/trail ends after (\d+) steps/.exec(trail)?.[1]),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Decides a formula in linear temporal logic under weak fairness of processes. Assertions and end states are ignored.
 *
 * @param formula over the global variables of the Promela model
 * @returns true if it holds in every fair execution
 */
export function holdsInSpin(name: string, defines: readonly string[], formula: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-spin-'));
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20 });
  try {
    const model = fileURLToPath(new URL(`../explore/spin/${name}.pml`, import.meta.url));
    writeFileSync(join(folder, 'model.pml'), `${readFileSync(model, 'utf8')}\nltl property { ${formula} }\n`);
    run('spin', ['-o1', '-o2', '-o3', ...defines.map((define) => `-D${define}`), '-a', 'model.pml']);
    run('gcc', ['-O1', '-w', '-DNOREDUCE', '-DNFAIR=4', '-o', 'pan', 'pan.c']);
    const errors = /errors: (\d+)/.exec(run('./pan', ['-a', '-f', '-A', '-E', '-m10000']))?.[1];
    if (errors === undefined) throw new Error('SPIN reports no number of errors');
    return errors === '0';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
