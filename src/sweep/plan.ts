import type { RunLimits } from '../engine/state/run-error.ts';
import type { RunSummary, Sweep } from '../result.ts';
import type { StabilityAxis } from '../scenario/ast/measuring.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import type { Case, CellValue, CheckedCases, Point } from '../scenario/cases.ts';
import type { RecordEntry } from '../scenario/check/observed.ts';

/** A batch of runs for one case, as plain data that can be sent to a thread. */
export interface SweepJob extends JobSettings {
  readonly variant: string;
  /** `point`: one run of the base with one of the values in `vary`. `cell`: one run for a cell of the map. */
  readonly kind: Sweep['kind'] | 'point' | 'cell';
  /** The value in `vary`, if `kind` is `point`. */
  readonly point: Pick<Point, 'name' | 'index'> | null;
  /** If `kind` is `cell`: the values of the map's constants. Empty for the scenario's own values. */
  readonly cell?: readonly CellValue[];
  /** True if the text may have errors. In that case, its runs count as failed and no exception is thrown. */
  readonly mayFail?: boolean;
  /** Values for the constants that have a range. Default: as written, or drawn if `kind` is `draws`. */
  readonly constants?: Readonly<Record<string, number>>;
  /** Run numbers, from `from` (inclusive) to `to` (exclusive). */
  readonly from: number;
  readonly to: number;
}

/** Settings that all of a scenario's jobs share. */
export interface JobSettings {
  /** The scenario's text. */
  readonly text: string;
  readonly record: readonly RecordEntry[];
  readonly zone: string | undefined;
  readonly seed: number;
  readonly limits: Partial<RunLimits>;
}

/** Runs jobs in any order, on any threads, and returns each job's runs at its index. */
export type MakeRuns = (
  jobs: readonly SweepJob[],
  checked: CheckedCases,
) => Promise<readonly (readonly RunSummary[])[]>;

/** All runs of one kind for one case, split into jobs. */
export interface PlannedSweep {
  readonly variant: string;
  readonly kind: SweepJob['kind'];
  readonly point: SweepJob['point'];
  readonly runs: number;
  readonly jobs: readonly SweepJob[];
}

/** Replaces the scenario's sweep settings. */
export interface SweepOptions {
  readonly runs?: number | undefined;
  /** Number of runs if neither `runs` nor the scenario sets one. */
  readonly fallback?: number | undefined;
  /** Number of runs with drawn constants. With `'runs'`, it equals the number of runs. */
  readonly draws?: 'runs' | number | undefined;
  readonly ties?: 'declared' | 'shuffle' | undefined;
  /** Only the runs for the map. */
  readonly mapOnly?: boolean | undefined;
}

/**
 * Runs per job: few enough that all threads finish at about the same time, but enough to make compiling the model
 * worthwhile.
 */
const RUNS_PER_JOB = 5;

/** Plans all runs except the displayed run of each case. */
export function planSweeps(
  cases: readonly Case[],
  settings: JobSettings,
  options: SweepOptions = {},
): PlannedSweep[] {
  const cells = planCells(cases[0]?.scenario, settings);
  if (options.mapOnly === true) return cells;
  const sweeps = cases.flatMap(({ variant, scenario }): PlannedSweep[] => {
    const { simulating } = scenario;
    const { ties = simulating.ties } = options;
    const runs = options.runs ?? (simulating.runs > 1 ? simulating.runs : (options.fallback ?? 1));
    const draws = options.draws === 'runs' ? runs : (options.draws ?? simulating.draws);
    return [
      ...(runs > 1 || options.runs !== undefined ? [planned(variant, 'seeds', runs, settings)] : []),
      ...(draws > 0 ? [planned(variant, 'draws', draws, settings)] : []),
      ...(ties === 'shuffle' ? [planned(variant, 'ties', runs, settings)] : []),
    ];
  });
  const points = (cases[0]?.scenario.varied ?? []).flatMap(({ name, values }) =>
    values.map((_, index) => planned('base', 'point', 1, settings, { name, index })),
  );
  return [...sweeps, ...points, ...cells];
}

/** A run with the scenario's own values, then one for each cell of the map: row by row from the lowest y. */
function planCells(scenario: Scenario | undefined, settings: JobSettings): PlannedSweep[] {
  if (scenario?.map == null) return [];
  const { x, y } = scenario.map;
  const valuesOf = ({ name, type, values }: StabilityAxis): CellValue[] =>
    values.map((value) => ({ name, type, x: value.x }));
  const cells = valuesOf(y).flatMap((above) => valuesOf(x).map((right) => [right, above]));
  return [[], ...cells].map((cell): PlannedSweep => {
    const job: SweepJob = { ...settings, variant: 'base', kind: 'cell', point: null, cell, from: 0, to: 1 };
    return { variant: 'base', kind: 'cell', point: null, runs: 1, jobs: [job] };
  });
}

function planned(
  variant: string,
  kind: PlannedSweep['kind'],
  runs: number,
  settings: JobSettings,
  point: SweepJob['point'] = null,
): PlannedSweep {
  const jobs = Array.from({ length: Math.ceil(runs / RUNS_PER_JOB) }, (_, i): SweepJob => {
    const from = i * RUNS_PER_JOB;
    return { ...settings, variant, kind, point, from, to: Math.min(runs, from + RUNS_PER_JOB) };
  });
  return { variant, kind, point, runs, jobs };
}
