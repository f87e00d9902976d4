import type { Span } from '../diagnostic/diagnostic.ts';
import type { ExpectationResult, MarkResult, PropertyResult, Recovery } from '../result.ts';
import type { Claims } from '../scenario/ast/scenario.ts';
import { formatDuration, SECOND } from '../time/duration.ts';

/** Checks all claims about a run. */
export function judge(claims: Claims, found: Findings): JudgedClaim[] {
  const mark = (id: string): MarkResult | undefined => found.marks.find((candidate) => candidate.id === id);
  const property = (name: string): PropertyResult | undefined =>
    found.properties.find((candidate) => candidate.name === name);
  const words = (name: string): string => {
    const says = property(name)?.says;
    return says === undefined ? name : `“${says}”`;
  };
  return [
    ...claims.happens.map(({ name, span }) => ({
      claim: `${name} happens`,
      found: timeOf(mark(name)),
      met: mark(name)?.at != null,
      span,
      mark: name,
    })),
    ...claims.never.map(({ name, span }) => ({
      claim: `${name} doesn't happen`,
      found: timeOf(mark(name)),
      met: mark(name)?.at == null,
      span,
    })),
    ...claims.by.map(({ mark: name, at, text, span }) => ({
      claim: `${name} happens by ${text}`,
      found: timeOf(mark(name)),
      met: (mark(name)?.at ?? Number.POSITIVE_INFINITY) <= at,
      span,
      mark: name,
    })),
    ...claims.holds.map(({ name, span }) => ({
      claim: `${words(name)} holds in the run`,
      found: verdictOf(property(name)),
      met: property(name)?.verdict === 'held',
      span,
    })),
    ...claims.violates.map(({ name, span }) => ({
      claim: `${words(name)} is violated in the run`,
      found: verdictOf(property(name)),
      met: property(name)?.verdict === 'violated',
      span,
    })),
    ...claims.reaches.map(({ name, span }) => ({
      claim: `${words(name)} is reached in the run`,
      found: verdictOf(property(name)),
      met: property(name)?.verdict === 'reached',
      span,
    })),
    ...(claims.deadlock === null
      ? []
      : [
          {
            claim: claims.deadlock.value
              ? 'the run ends with an instance that waits forever'
              : 'no instance waits forever when the run ends',
            found: found.waiting ? 'one does' : 'none does',
            met: found.waiting === claims.deadlock.value,
            span: claims.deadlock.span,
          },
        ]),
    ...judgeRecovery(claims, found.recovery),
    ...claims.finally.map(({ text, span }, i) => ({
      claim: `at the end ${text}`,
      found: found.finals[i] === true ? 'it holds' : "it doesn't hold",
      met: found.finals[i] === true,
      span,
    })),
  ];
}

/** A claim in the write-up, its outcome, and its location in the text. */
export interface JudgedClaim extends ExpectationResult {
  readonly span: Span;
  /** The mark that the claim says is reached. */
  readonly mark?: string;
}

/**
 * Marks the claims of a variant that the base also meets. `base` contains the outcomes of the same claims for the base.
 */
export function withBase<Claim extends JudgedClaim>(
  claims: readonly Claim[],
  base: readonly JudgedClaim[],
): Claim[] {
  return claims.map((one, i) => (one.met && base[i]?.met === true ? { ...one, baseToo: true } : one));
}

/** A claim as it's published. */
export function expectationOf({ claim, found, met, baseToo }: JudgedClaim): ExpectationResult {
  return { claim, found, met, ...(baseToo === undefined ? {} : { baseToo }) };
}

/** The results to check claims against. */
export interface Findings {
  readonly marks: readonly MarkResult[];
  readonly properties: readonly PropertyResult[];
  /** True if nothing more could happen although an instance was still waiting. */
  readonly waiting: boolean;
  /** For each `finally` condition, true if it holds at the end of the run. */
  readonly finals: readonly boolean[];
  readonly recovery: Recovery | null;
}

function judgeRecovery({ metastable, recoversBy }: Claims, recovery: Recovery | null): JudgedClaim[] {
  const out: JudgedClaim[] = [];
  if (metastable !== null) {
    const { value, span } = metastable;
    const is = recovery?.metastable === true;
    const claim = value ? 'the run is metastable' : "the run isn't metastable";
    out.push({
      claim,
      found: is ? 'it is' : `it isn't: ${recoveryWords(recovery)}`,
      met: is === value,
      span,
    });
  }
  if (recoversBy !== null) {
    const { after, text, span } = recoversBy;
    const met = (recovery?.recoveredAfter ?? Number.POSITIVE_INFINITY) <= after;
    out.push({ claim: `the run recovers by ${text}`, found: recoveryWords(recovery), met, span });
  }
  return out;
}

function recoveryWords(recovery: Recovery | null): string {
  if (recovery === null || recovery.trigger === null) {
    return recovery?.triggers === undefined ? 'no fault started' : 'no trigger happened';
  }
  if (recovery.metastable) return 'it never recovers';
  const { recoveredAfter, steadyBefore, trigger } = recovery;
  if (recoveredAfter === null) {
    return trigger.to === null ? 'a fault is still active' : "it hasn't recovered by the end of the run";
  }
  if (recoveredAfter === 0) {
    return steadyBefore ? 'it never leaves its steady state' : 'its steady state starts with the trigger';
  }
  return `it recovers after ${formatMoment(recoveredAfter)}`;
}

function timeOf(mark: MarkResult | undefined): string {
  if (mark?.at != null) return `it happens at ${formatMoment(mark.at)}`;
  return mark?.status === 'never' ? 'it never does' : "it doesn't happen before the run ends";
}

function verdictOf(property: PropertyResult | undefined): string {
  if (property === undefined) return "this property doesn't exist";
  if (property.verdict === 'held') return 'it holds';
  return property.at === null
    ? `it is ${property.verdict}`
    : `it is ${property.verdict} at ${formatMoment(property.at)}`;
}

/** Time since the start of the run, in whole seconds if the time is at least 10 s. */
function formatMoment(at: number): string {
  return formatDuration(at < 10 * SECOND ? at : Math.round(at / SECOND) * SECOND);
}
