import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import { expectationOf, type JudgedClaim } from '../engine/claims.ts';
import * as say from '../engine/diagnostics.ts';
import type { FinishedRun } from '../engine/run.ts';
import type { RunSummary, Sensitivity, StabilityMap, Sweep } from '../result.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import type { Case } from '../scenario/cases.ts';
import type { PlannedSweep } from './plan.ts';
import { failedCells, stabilityMapOf } from './stability.ts';
import { type MadeRuns, sensitivitiesOf, summarize } from './summarize.ts';

/** The outcome of all sweeps. */
export interface Gathered {
  /** The displayed runs. Their claims about many runs are checked against all runs. */
  readonly finished: readonly FinishedRun[];
  readonly sweeps: readonly Sweep[];
  readonly sensitivities: readonly Sensitivity[];
  /** Null if the scenario has no map. */
  readonly map: StabilityMap | null;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Combines the runs from all jobs.
 *
 * @param summariesByJob for each job in all sweeps, its runs in the same order
 */
export function gather(
  cases: readonly Case[],
  finished: readonly FinishedRun[],
  planned: readonly PlannedSweep[],
  summariesByJob: readonly (readonly RunSummary[])[],
  seed: number,
): Gathered {
  let job = 0;
  const all = planned.map((sweep) => {
    const summaries = summariesByJob.slice(job, job + sweep.jobs.length).flat();
    job += sweep.jobs.length;
    return { ...sweep, summaries };
  });
  const runs = all.flatMap(({ kind, ...rest }): MadeRuns[] =>
    kind === 'point' || kind === 'cell' ? [] : [{ ...rest, kind }],
  );
  const caseOf = (variant: string): Case => cases.find((one) => one.variant === variant)!;
  const shownOf = (variant: string): FinishedRun => finished.find(({ run }) => run.variant === variant)!;
  const sweeps = runs.map((one) => {
    const base = runs.find(({ variant, kind }) => variant === 'base' && kind === one.kind) ?? null;
    const { scenario } = caseOf(one.variant);
    return summarize(scenario, shownOf(one.variant).run, one, one === base ? null : base, seed);
  });
  const { scenario, span } = cases[0]!;
  const shown = finished[0];
  const points = all.filter(({ kind }) => kind === 'point');
  const cells = all.flatMap(({ kind, summaries }) => (kind === 'cell' ? summaries : []));
  return {
    finished: finished.map((one) => {
      const seeds = runs.find(({ variant, kind }) => variant === one.run.variant && kind === 'seeds');
      if (seeds === undefined) return one;
      return withSweepClaims(caseOf(one.run.variant).scenario, one, seeds.summaries);
    }),
    sweeps,
    sensitivities:
      shown === undefined || points.length === 0
        ? []
        : sensitivitiesOf(
            scenario,
            shown.run,
            (name, index) =>
              points.find(({ point }) => point?.name === name && point.index === index)!.summaries[0]!,
          ),
    map: scenario.map === null || cells.length === 0 ? null : stabilityMapOf(scenario.map, cells),
    diagnostics: [
      ...sweeps.flatMap(({ failed, runs: count, variant, kind }) =>
        failed.runs === 0
          ? []
          : [say.sweepFailed(caseOf(variant).span, variant, kind, failed.runs, count, failed.first ?? '')],
      ),
      ...failedCells(span, cells),
      ...points.flatMap(({ point, summaries }) => {
        const error = summaries[0]?.error ?? null;
        return error === null || point === null ? [] : [say.pointFailed(span, point.name, error)];
      }),
    ],
  };
}

/** Checks claims about many runs against all runs in the sweep. */
function withSweepClaims(
  scenario: Scenario,
  finished: FinishedRun,
  summaries: readonly RunSummary[],
): FinishedRun {
  const wanted = scenario.claims?.inRuns?.value;
  // The command line may request fewer runs than a claim needs. In that case, the sweep can't decide the claim.
  if (wanted === undefined || wanted > summaries.length) return finished;
  const claims = finished.claims.map((one, i): JudgedClaim => {
    const met = summaries.filter(({ claims: own }) => own[i] === true).length;
    const { baseToo: _inOneRun, ...known } = one;
    return {
      ...known,
      claim: `${one.claim} in ${wanted === summaries.length ? 'all' : `at least ${wanted} of`} ${summaries.length} runs`,
      found: `it does so in ${met}`,
      met: met >= wanted,
    };
  });
  return { ...finished, claims, run: { ...finished.run, expectations: claims.map(expectationOf) } };
}
