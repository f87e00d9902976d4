import { byPlace, type Diagnostic } from '../diagnostic/diagnostic.ts';
import * as say from '../engine/diagnostics.ts';
import { fitDiagnostics } from '../engine/diagnostics.ts';
import { ENGINE_VERSION, type FinishedRun } from '../engine/run.ts';
import { waitingStep } from '../engine/waiting.ts';
import type { FinishedSearch } from '../explore/search.ts';
import { RESULT_VERSION, type Result, type RunSummary } from '../result.ts';
import { dependenciesOf } from '../scenario/ast/dependencies.ts';
import type { Scenario } from '../scenario/ast/scenario.ts';
import { setupsOf } from '../scenario/ast/setups.ts';
import type { Case } from '../scenario/cases.ts';
import { unknownViews } from '../scenario/check/claims.ts';
import { type Gathered, gather } from '../sweep/gather.ts';
import type { EvaluateOptions, Evaluation } from './options.ts';
import type { Prepared } from './prepare.ts';
import { unobservedImpact } from './unobserved-impact.ts';

/**
 * Checks the claims and assembles the Result.
 *
 * @param summaries for each job in `prepared.jobs`, its runs in the same order
 */
export function conclude(
  { checked: { cases }, finished, searches, found, sweeps, leftOut }: Prepared,
  summaries: readonly (readonly RunSummary[])[],
  options: EvaluateOptions,
): Evaluation {
  const { scenario } = cases[0]!;
  const swept = gather(cases, finished, sweeps, summaries, options.seed ?? scenario.seed);
  const checkedRuns =
    options.quick === true || isMapOnly(options)
      ? swept.finished.map((one) => quickRun(cases, one, leftOut))
      : swept.finished;
  const diagnostics = [...found, ...swept.diagnostics];
  diagnostics.push(...checkedRuns.flatMap((one) => fitDiagnostics(scenario, one.run)));
  if (options.waits === true) diagnostics.push(...neverHappened(scenario, checkedRuns));
  diagnostics.push(...unknownViews(scenario), ...unmetClaims(cases, checkedRuns, searches, options));
  // If only runs or only searches were requested, a variant might affect only what was skipped.
  if (options.only === undefined || (options.only === 'run' && !scenario.exploring.requested)) {
    diagnostics.push(...withoutEffect(cases, checkedRuns, searches));
  }
  const setups = cases.flatMap((one) => setupsOf(one.variant, one.scenario));
  const result = toResult(scenario, checkedRuns, searches, swept);
  return {
    result: setups.length === 0 ? result : { ...result, setups },
    diagnostics: diagnostics.sort(byPlace),
  };
}

/** True if the runs for claims about many runs weren't made. */
function isMapOnly({ sweeps }: EvaluateOptions): boolean {
  return typeof sweeps === 'object' && sweeps.mapOnly === true;
}

/**
 * A run without its claims about many runs, since a single run can't decide them. A note lists the claims that are left
 * out.
 */
function quickRun(cases: readonly Case[], finished: FinishedRun, leftOut: number): FinishedRun {
  const { run } = finished;
  const claims = cases.find(({ variant }) => variant === run.variant)?.scenario.claims;
  const isAboutMany = claims?.inRuns != null;
  const notes = [
    ...(run.variant === 'base' && leftOut > 0
      ? [
          `Only one run was made of the base and of each variant; ${leftOut.toLocaleString('en-US')} other ${leftOut === 1 ? 'run is' : 'runs are'} left out.`,
        ]
      : []),
    ...(isAboutMany ? ['Claims about many runs were not checked.'] : []),
  ];
  if (notes.length === 0) return finished;
  const noted = { ...run, notes: [...run.notes, ...notes] };
  if (!isAboutMany) return { ...finished, run: noted };
  return { ...finished, claims: [], run: { ...noted, expectations: [] } };
}

/** Claims that are false or undecided. If the base is searched only for its counterexample, its claims are ignored. */
function unmetClaims(
  cases: readonly Case[],
  finished: readonly FinishedRun[],
  searches: readonly FinishedSearch[],
  { only, variant: wanted }: EvaluateOptions,
): Diagnostic[] {
  const checkedRuns =
    only === 'explore'
      ? searches.filter(({ exploration: { variant } }) => variant === (wanted ?? variant))
      : searches;
  return [
    ...finished.flatMap(({ run, claims }) => {
      const scenario = cases.find(({ variant }) => variant === run.variant)?.scenario;
      return claims
        .filter((claim) => !claim.met)
        .map((claim) => {
          const mark = run.marks.find(({ id }) => id === claim.mark);
          const known = scenario !== undefined && mark !== undefined;
          return say.falseClaim(claim, run.variant, known ? waitingStep(scenario, run, mark) : null);
        });
    }),
    ...checkedRuns.flatMap(({ exploration: { variant, hit }, claims }) =>
      claims
        .filter((claim) => !claim.met)
        .map((claim) =>
          claim.decided ? say.falseClaim(claim, variant) : say.undecidedClaim(claim, variant, hit),
        ),
    ),
  ];
}

/**
 * Steps that an instance reached in the base run but that never happened, not even in a variant's run. Leaves out
 * alternatives, steps at a given time, and all steps of scenarios that are searched, since those scenarios often
 * include steps for other cases.
 */
function neverHappened(scenario: Scenario, finished: readonly FinishedRun[]): Diagnostic[] {
  const [base, ...others] = finished;
  if (base === undefined || base.run.variant !== 'base' || scenario.exploring.requested) return [];
  return base.unfired.flatMap(({ at, isBlocked, why }) => {
    const [process, step, branch] = at;
    const { branches } = scenario.processes[process]!.steps[step]!;
    const isPlain = branches.length === 1 && branches[branch]!.at === null;
    const isEverywhere = others.every(({ unfired }) => unfired.some((one) => `${one.at}` === `${at}`));
    if (!isBlocked || !isPlain || !isEverywhere) return [];
    const { id, name } = { id: branches[branch]!.id, name: scenario.processes[process]!.name };
    return [say.neverHappened(branches[branch]!.span, name, id, why[0]!)];
  });
}

/** A variant whose run and search are identical to the base's probably patches the wrong key. */
function withoutEffect(
  cases: readonly Case[],
  finished: readonly FinishedRun[],
  searches: readonly FinishedSearch[],
): Diagnostic[] {
  const outcome = (name: string): string => {
    const run = finished.find(({ run: { variant } }) => variant === name)?.run;
    const exploration = searches.find(({ exploration: { variant } }) => variant === name)?.exploration;
    const neutral = {
      variant: '',
      patches: [],
      expectations: [],
      facts: [],
      curves: undefined,
      againstBase: null,
    };
    return JSON.stringify([run && { ...run, ...neutral }, exploration && { ...exploration, ...neutral }]);
  };
  return cases
    .slice(1)
    .flatMap(({ variant, span }) =>
      outcome(variant) === outcome('base') ? [say.noEffect(span, variant)] : [],
    );
}

function toResult(
  scenario: Scenario,
  finished: readonly FinishedRun[],
  searches: readonly FinishedSearch[],
  swept: Pick<Gathered, 'sweeps' | 'sensitivities' | 'map'>,
): Result {
  return {
    version: RESULT_VERSION,
    engine: ENGINE_VERSION,
    scenario: scenario.id,
    title: scenario.title,
    summary: scenario.summary,
    about: scenario.about,
    assumes: [...scenario.assumes],
    clock: scenario.clock,
    until: scenario.until ?? 0,
    constants: [...scenario.constants],
    observed: referredTo(scenario),
    unobservedImpact: unobservedImpact(
      scenario,
      finished.map((one) => one.run).find(({ variant }) => variant === 'base'),
    ),
    runs: finished.map((one) => one.run),
    explorations: searches.map((one) => one.exploration),
    sweeps: [...swept.sweeps],
    sensitivities: [...swept.sensitivities],
    ...(swept.map === null ? {} : { map: swept.map }),
    unfired: finished.flatMap(({ run: { variant }, unfired }) =>
      unfired.map(({ at: _at, isBlocked: _isBlocked, ...step }) => ({ variant, ...step })),
    ),
    dependencies: dependenciesOf(scenario),
    validation: null,
    ...(scenario.card === null ? {} : { card: scenario.card }),
    show: scenario.show.map(({ name }) => name),
    lanes: [...scenario.lanes],
  };
}

/** Observed facts that the scenario uses as a time, as the target of a fitted constant, or as a mark. */
function referredTo(scenario: Scenario): Result['observed'] {
  const used = new Set<string | null>([
    ...scenario.own,
    ...scenario.marks.map((mark) => mark.id),
    ...scenario.quantities.map(({ id }) => id),
    ...scenario.fitted,
    ...scenario.faults.flatMap((fault) => [fault.at?.observed ?? null, fault.until?.observed ?? null]),
    ...scenario.processes.flatMap((process) =>
      process.steps.flatMap((step) => step.branches.map((branch) => branch.at?.observed ?? null)),
    ),
  ]);
  return scenario.observed.filter(({ id }) => used.has(id)).sort((a, b) => a.t - b.t);
}
