import type { RunLimits } from '../engine/state/run-error.ts';
import type { Sweep } from '../result.ts';
import type { Case } from '../scenario/cases.ts';
import type { RecordEntry } from '../scenario/check/observed.ts';

/** Some runs of the base, of a variant, or with one value of what is varied: plain data, so that any thread can make them. */
export interface SweepJob {
  /** The scenario's text. */
  readonly text: string;
  readonly record: readonly RecordEntry[];
  readonly seed: number;
  readonly limits: Partial<RunLimits>;
  readonly variant: string;
  /** `point` is one run with a value of what is varied. */
  readonly kind: Sweep['kind'] | 'point';
  /** Path and place of the value, for a point. */
  readonly point: { readonly name: string; readonly index: number } | null;
  /** Numbers of the runs, the last one not included. */
  readonly from: number;
  readonly to: number;
}

/** All runs of one kind of one case, as jobs. */
export interface PlannedSweep {
  readonly variant: string;
  readonly kind: Sweep['kind'] | 'point';
  readonly point: SweepJob['point'];
  readonly runs: number;
  readonly jobs: readonly SweepJob[];
}

export interface PlanOptions {
  readonly text: string;
  readonly record: readonly RecordEntry[];
  readonly seed: number;
  readonly limits: Partial<RunLimits>;
}

/** Runs that one job makes: few enough that threads end together, enough that compiling pays. */
const RUNS_A_JOB = 5;

/** What is asked for in place of what the text says. */
export interface AskedSweeps {
  readonly runs?: number | undefined;
  /** Runs where neither this nor the text says how many. */
  readonly fallback?: number | undefined;
  /** As many as there are runs, or a number of its own. */
  readonly draws?: 'runs' | number | undefined;
  readonly ties?: 'declared' | 'shuffle' | undefined;
}

/** Everything that is asked for beyond the runs that are shown. */
export function planSweeps(
  cases: readonly Case[],
  options: PlanOptions,
  asked: AskedSweeps = {},
): PlannedSweep[] {
  const sweeps = cases.flatMap(({ variant, scenario }): PlannedSweep[] => {
    const { simulating } = scenario;
    const { ties = simulating.ties } = asked;
    const runs = asked.runs ?? (simulating.runs > 1 ? simulating.runs : (asked.fallback ?? 1));
    const draws = asked.draws === 'runs' ? runs : (asked.draws ?? simulating.draws);
    return [
      ...(runs > 1 || asked.runs !== undefined ? [planned(variant, 'seeds', runs, options)] : []),
      ...(draws > 0 ? [planned(variant, 'draws', draws, options)] : []),
      ...(ties === 'shuffle' ? [planned(variant, 'ties', runs, options)] : []),
    ];
  });
  const points = (cases[0]?.scenario.varied ?? []).flatMap(({ name, values }) =>
    values.map((_, index) => planned('base', 'point', 1, options, { name, index })),
  );
  return [...sweeps, ...points];
}

function planned(
  variant: string,
  kind: PlannedSweep['kind'],
  runs: number,
  options: PlanOptions,
  point: SweepJob['point'] = null,
): PlannedSweep {
  const jobs = Array.from({ length: Math.ceil(runs / RUNS_A_JOB) }, (_, i): SweepJob => {
    const from = i * RUNS_A_JOB;
    return { ...options, variant, kind, point, from, to: Math.min(runs, from + RUNS_A_JOB) };
  });
  return { variant, kind, point, runs, jobs };
}
