import type { TimelineEntry } from '../../incident/timeline.ts';

/** Maximum number of key moments. A longer table is for looking up details, not for reading. */
export const MOST_MOMENTS = 13;

/** How much an entry's kind matters if the author hasn't marked key moments. */
const WEIGHT: Readonly<Record<TimelineEntry['kind'], number>> = {
  impact: 14,
  recovery: 12,
  response: 10,
  detection: 10,
  communication: 2,
  context: 0,
};

/**
 * An account of what happened in at most 13 entries, in chronological order. These are all entries in a short timeline,
 * or else those that the author marked. If none are marked, entries are chosen in this order: the first and last, the
 * first detection and post, those that models use, periods of impact, and then by kind.
 *
 * @param entries sorted by time
 * @param isUsed  true if a model on the page refers to the entry
 */
export function keyMoments(
  entries: readonly TimelineEntry[],
  isUsed: (entry: TimelineEntry) => boolean,
): TimelineEntry[] {
  if (entries.length <= MOST_MOMENTS) return [...entries];
  const marked = entries.filter(({ moment }) => moment !== null);
  if (marked.length > 0 && marked.length <= MOST_MOMENTS) return marked;
  const pool = marked.length > 0 ? marked : entries;
  const first = (kind: TimelineEntry['kind']): TimelineEntry | undefined =>
    pool.find((entry) => entry.kind === kind);
  const ends = new Set([pool[0], pool.at(-1)]);
  const firsts = new Set([first('detection'), first('communication'), first('impact')]);
  const score = (entry: TimelineEntry): number =>
    WEIGHT[entry.kind] +
    (ends.has(entry) ? 100 : 0) +
    (firsts.has(entry) ? 50 : 0) +
    (isUsed(entry) ? 25 : 0) +
    (entry.to === null ? 0 : 8);
  // Context entries that no model uses are only in the full table, unless the author marked them.
  const candidates = marked.length > 0 ? pool : pool.filter((entry) => score(entry) > 0);
  const chosen = new Set([...candidates].sort((a, b) => score(b) - score(a)).slice(0, MOST_MOMENTS));
  return pool.filter((entry) => chosen.has(entry));
}
