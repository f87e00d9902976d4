import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What SPIN finds in an exported model. */
export interface CheckedExport {
  /** States, without the ones in which `init` starts the processes. */
  readonly states: number;
  /** Names of the variables in failed assertions, without their prefix. */
  readonly violated: readonly string[];
  /** Steps to the first violation, null if there is none. */
  readonly steps: number | null;
  readonly reached: readonly string[];
  /** Names of the formulas that are violated, without their prefix. */
  readonly formulas: readonly string[];
}

/** Checks an exported model with SPIN: assertions, then reachable conditions, then each formula with weak fairness. */
export function checkExport(promela: string): CheckedExport {
  const folder = mkdtempSync(join(tmpdir(), 'hindcast-promela-'));
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 2 ** 20, stdio: 'pipe' });
  const vector = /-DVECTORSZ=\d+/.exec(promela)?.[0] ?? '-DVECTORSZ=1024';
  const compile = (flags: readonly string[], options: readonly string[]): void => {
    run('spin', ['-o2', ...flags, '-a', 'model.pml']);
    run('gcc', ['-O0', '-w', '-DNOREDUCE', vector, ...options, '-o', 'pan', 'pan.c']);
  };
  try {
    writeFileSync(join(folder, 'model.pml'), promela);
    compile([], ['-DSAFETY', '-DNOFAIR', '-DBFS']);
    const safety = run('./pan', ['-c0', '-n']);
    // `init` chooses the initial state in one step, and starts each process in another.
    const started = [...promela.matchAll(/^ {4}run /gm)].length + (promela.includes('bool started_') ? 1 : 0);
    const first = /^pan:1:.*\(at depth (\d+)\)/m.exec(safety)?.[1];
    const isReachable = promela.includes('#ifdef REACHABLE');
    if (isReachable) compile(['-DREACHABLE'], ['-DSAFETY', '-DNOFAIR', '-DBFS']);
    const reachable = isReachable ? run('./pan', ['-c0', '-n']) : '';
    const names = [...promela.matchAll(/^ltl (\w+)/gm)].map((match) => match[1]!);
    if (names.length > 0) compile(['-DLIVENESS'], ['-DNFAIR=6']);
    const formulas = names.filter((name) => {
      const report = run('./pan', ['-a', '-f', '-n', '-m100000', '-N', name]);
      return errorsIn(report) > 0;
    });
    return {
      // One state comes before `init` has started the processes. The others within it are atomic steps.
      states: Number(/(\d+) nominal states/.exec(safety)![1]) - 1,
      violated: failed(safety, 'holds_'),
      steps: first === undefined ? null : Number(first) - started,
      reached: failed(reachable, 'unreached_'),
      formulas: formulas.map((name) => name.slice('ltl_'.length)),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function failed(report: string, prefix: string): string[] {
  if (report !== '') errorsIn(report);
  const all = [...report.matchAll(/assertion violated (.+) \(at depth/g)].map((match) => match[1]!.trim());
  return [...new Set(all)]
    .filter((name) => prefix === 'holds_' || name.startsWith(prefix))
    .map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name))
    .sort();
}

function errorsIn(report: string): number {
  const found = /errors: (\d+)/.exec(report)?.[1];
  // SPIN's search for cycles can reach the limit before it finds one.
  const isCut = found === '0' && report.includes('max search depth too small');
  if (found === undefined || isCut) throw new Error(`SPIN's report:\n${report}`);
  return Number(found);
}
