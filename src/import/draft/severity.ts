import type { Severity } from './draft.ts';

/** Words for severities, by rank. */
const WORDS = [
  ['critical', 'blocker', 'highest', 'severe'],
  ['major', 'high', 'error'],
  ['minor', 'medium', 'moderate', 'warning'],
  ['low', 'none', 'trivial', 'cosmetic', 'info', 'informational'],
];

/**
 * The site's severity for a source's severity: the same name, or else the same rank. The highest number is the most
 * severe in some tools and the least severe in others, so only names with a known order are mapped.
 *
 * @param severities the site's ids, most severe first
 * @returns null if no severity matches
 */
export function severityFor(given: string, severities: readonly string[], from: string): Severity | null {
  const exact = severities.find((id) => id.toLowerCase() === given.trim().toLowerCase());
  if (exact !== undefined) return { id: exact, comment: null };
  const rank = rankOf(given);
  if (rank === null) return null;
  const id = severities[Math.min(rank, severities.length - 1)]!;
  return { id, comment: `TODO check: ${given} in ${from}, mapped by rank` };
}

function rankOf(given: string): number | null {
  const numbered = /^(?:p|s|sev|severity|prio|priority)[-_ ]?([0-5])$/i.exec(given.trim())?.[1];
  if (numbered !== undefined) return Math.max(0, Number(numbered) - 1);
  const word = given.trim().toLowerCase();
  const rank = WORDS.findIndex((words) => words.includes(word));
  return rank < 0 ? null : rank;
}
