import type { JudgedClaim } from '../engine/expectations.ts';
import type { Finished } from '../engine/run.ts';
import type { RunSummary } from '../result-sweep.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A run whose claims are about many runs, judged by all of them. */
export function judgedBySweep(
  scenario: Scenario,
  finished: Finished,
  summaries: readonly RunSummary[],
): Finished {
  const wanted = scenario.claims?.inRuns?.value;
  // Fewer runs than a claim is about, as the command line may ask for, decide nothing of it.
  if (wanted === undefined || wanted > summaries.length) return finished;
  const claims = finished.claims.map((one, i): JudgedClaim => {
    const met = summaries.filter(({ claims: own }) => own[i] === true).length;
    return {
      ...one,
      claim: `${one.claim} in ${wanted === summaries.length ? 'all' : `at least ${wanted}`} of ${summaries.length} runs`,
      found: `it does in ${met}`,
      met: met >= wanted,
    };
  });
  const expectations = claims.map(({ claim, found, met }) => ({ claim, found, met }));
  return { claims, run: { ...finished.run, expectations } };
}
