import type { JudgedClaim } from '../../engine/claims.ts';
import type { Exploration, ExploredProperty } from '../../result.ts';
import type { ExploreClaims } from '../../scenario/ast/scenario.ts';

/** A claim about a search and whether it's met. */
export interface SearchClaim extends JudgedClaim {
  /** False if the search stopped too early to decide. In that case, the claim counts as not met. */
  readonly decided: boolean;
}

/** The outcome of a search, to check claims against. */
export interface SearchFindings extends Pick<Exploration, 'verdict' | 'steps' | 'states' | 'hit'> {
  /** True if the whole state space was searched. */
  readonly complete: boolean;
  readonly properties: readonly ExploredProperty[];
}

/** Checks all claims about a search. Undecided claims count as not met. */
export function judgeExploration(claims: ExploreClaims | null, found: SearchFindings): SearchClaim[] {
  if (claims === null) return [];
  const { properties, steps } = found;
  const verdict = (name: string): string => {
    const property = properties.find((candidate) => candidate.name === name);
    if (property === undefined) return "this property doesn't exist";
    if (property.verdict !== 'incomplete')
      return `it ${property.verdict === 'holds' ? 'holds' : `is ${property.verdict}`}`;
    return `the search was incomplete${found.hit === null ? '' : ` (${found.hit})`}`;
  };
  const words = (name: string): string => {
    const says = properties.find((property) => property.name === name)?.says;
    return says === undefined ? name : `“${says}”`;
  };
  const has = (name: string, verdict: ExploredProperty['verdict']): boolean =>
    properties.some((property) => property.name === name && property.verdict === verdict);
  const decided = (name: string): boolean =>
    properties.every((property) => property.name !== name || property.verdict !== 'incomplete');
  return [
    ...claims.holds.map(({ name, span }) => ({
      claim: `${words(name)} holds in every interleaving`,
      found: verdict(name),
      met: has(name, 'holds'),
      decided: decided(name),
      span,
    })),
    ...claims.violates.map(({ name, span }) => ({
      claim: `${words(name)} can be violated`,
      found: verdict(name),
      met: has(name, 'violated'),
      decided: decided(name),
      span,
    })),
    ...(claims.inSteps === null
      ? []
      : [
          {
            claim: `the shortest counterexample has ${claims.inSteps.value} ${claims.inSteps.value === 1 ? 'step' : 'steps'}`,
            found: steps === null ? 'nothing is violated' : `it has ${steps}`,
            met: steps === claims.inSteps.value,
            decided: steps !== null || found.verdict !== 'incomplete',
            span: claims.inSteps.span,
          },
        ]),
    ...(claims.states === null
      ? []
      : [
          {
            claim: `there are ${formatCount(claims.states.value)} states`,
            found: found.complete
              ? `there are ${formatCount(found.states)}`
              : `${formatCount(found.states)} were found before the search ended`,
            met: found.complete && found.states === claims.states.value,
            decided: found.complete,
            span: claims.states.span,
          },
        ]),
    ...(claims.deadlock === null
      ? []
      : [
          {
            claim: claims.deadlock.value ? 'a deadlock can happen' : 'no deadlock can happen',
            found: verdict('deadlock'),
            met: has('deadlock', claims.deadlock.value ? 'violated' : 'holds'),
            decided: decided('deadlock'),
            span: claims.deadlock.span,
          },
        ]),
  ];
}

function formatCount(n: number): string {
  return n.toLocaleString('en-US');
}
