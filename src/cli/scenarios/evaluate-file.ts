import { createSweepPool } from '../../astro/results/sweep-pool.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import type { EvaluateOptions } from '../../hindcast.ts';
import { evaluateWith } from '../../hindcast.ts';
import type { Result } from '../../result.ts';
import { count } from '../../views/words/number-format.ts';
import { allFindings, type Chosen, type FoundScenario } from '../input/scenarios.ts';
import type { Io } from '../terminal/io.ts';
import { ProgressLine } from '../terminal/print.ts';

/** A scenario that ran, with the many runs of its sweeps. */
export interface SweptScenario {
  readonly found: FoundScenario;
  readonly result: Result | null;
}

export interface SweptFile {
  readonly scenarios: readonly SweptScenario[];
  readonly diagnostics: readonly Diagnostic[];
  /** Ctrl-C ended it: what follows is not there. */
  readonly interrupted: boolean;
}

/**
 * Evaluates scenarios of a file one after the other, the runs of their sweeps on threads, with progress on a terminal
 * and an ear for Ctrl-C.
 *
 * @param workers threads; without it as many as the machine has for us
 */
export async function evaluateFile(
  chosen: Chosen,
  options: EvaluateOptions,
  workers: number | undefined,
  io: Io,
): Promise<SweptFile> {
  const line = new ProgressLine(io);
  let told = '';
  const pool = createSweepPool({
    workers,
    progress: (done, of) => {
      told = `${count(done)} of ${count(of)} runs`;
    },
  });
  let interrupted = false;
  const deafen = io.onInterrupt?.(() => {
    interrupted = true;
    void pool.close();
  });
  const scenarios: SweptScenario[] = [];
  const diagnostics: Diagnostic[] = [];
  try {
    for (const found of chosen.scenarios) {
      told = 'starting';
      line.start(() => `${found.id ?? 'scenario'}: ${told}`);
      const { record, zone } = chosen.found;
      const done = await evaluateWith(pool.makeRuns, found.source, {
        ...options,
        record,
        ...(zone === undefined ? {} : { zone }),
      });
      scenarios.push({ found, result: done.result });
      diagnostics.push(...done.diagnostics);
    }
  } catch (error) {
    // Threads that were ended by Ctrl-C give no runs; anything else is a fault of ours.
    if (!interrupted) throw error;
  } finally {
    line.stop();
    deafen?.();
    await pool.close();
  }
  return { scenarios, diagnostics: allFindings(chosen, diagnostics), interrupted };
}
