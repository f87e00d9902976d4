import { MOMENTS } from '../../incident/incident.ts';
import { formatUtc } from '../../time/instant.ts';
import { type MomentClaim, type MomentName, RANKS } from '../record/record.ts';
import type { DraftMoment } from './draft.ts';

/** Pairs of moments in which the first can't be after the second. `hindcast check` enforces the same order. */
const ORDER: readonly (readonly [MomentName, MomentName])[] = [
  ['started_at', 'detected_at'],
  ['detected_at', 'acknowledged_at'],
  ['detected_at', 'identified_at'],
  ['started_at', 'mitigated_at'],
  ['started_at', 'resolved_at'],
  ['mitigated_at', 'resolved_at'],
];

/**
 * Chooses one claim for each moment. The order of preference is: an explicit field, a log, a chat, a status page, a
 * creation time. The other claims are listed in a comment.
 *
 * @param claims sorted by source; among claims of the same rank, the first is chosen
 */
export function chooseMoments(claims: readonly MomentClaim[]): Map<MomentName, DraftMoment> {
  const chosen = new Map<MomentName, MomentClaim>();
  const candidates = (moment: MomentName): MomentClaim[] =>
    claims
      .filter((one) => one.moment === moment)
      .sort((a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank));
  for (const moment of MOMENTS) {
    const best = candidates(moment)[0];
    if (best !== undefined) chosen.set(moment, best);
  }
  for (let round = 0; round < ORDER.length; round++) {
    const broken = ORDER.find(([a, b]) => (chosen.get(a)?.at ?? -Infinity) > (chosen.get(b)?.at ?? Infinity));
    if (broken === undefined) break;
    settle(chosen, broken, candidates);
  }
  return new Map(
    [...chosen].map(([moment, claim]) => [moment, momentOf(claim, candidates(moment))] as const),
  );
}

/**
 * Replaces one of two contradictory moments with another claim that fits. A start without such a claim is set to the
 * later moment.
 */
function settle(
  chosen: Map<MomentName, MomentClaim>,
  [earlier, later]: readonly [MomentName, MomentName],
  candidates: (moment: MomentName) => MomentClaim[],
): void {
  const [a, b] = [chosen.get(earlier)!, chosen.get(later)!];
  const sooner = candidates(earlier).find(({ at }) => at <= b.at);
  if (sooner !== undefined) {
    chosen.set(earlier, { ...sooner, guess: sooner.guess ?? `${a.from} is after ${later}` });
    return;
  }
  const after = candidates(later).find(({ at }) => at >= a.at);
  if (after !== undefined && earlier !== 'started_at') {
    chosen.set(later, { ...after, guess: after.guess ?? `${b.from} is before ${earlier}` });
    return;
  }
  if (earlier === 'started_at') {
    chosen.set(earlier, {
      ...b,
      moment: earlier,
      guess: `no later than ${later}; the impact may have begun earlier`,
    });
  } else chosen.delete(RANKS.indexOf(a.rank) > RANKS.indexOf(b.rank) ? earlier : later);
}

function momentOf(claim: MomentClaim, all: readonly MomentClaim[]): DraftMoment {
  const others = all.filter(({ at, rank }) => at !== claim.at && rank !== 'creation');
  const differing = [...new Map(others.map((one) => [`${one.from} ${one.at}`, one])).values()];
  const parts = [
    ...(claim.guess === null ? [] : [`TODO check: ${claim.guess}`]),
    `from ${claim.from}`,
    ...differing.map(({ from, at }) => `${from}: ${formatUtc(at)}`),
  ];
  return { at: claim.at, comment: parts.join('; '), guessed: claim.guess !== null };
}
