import {
  type EndedOrder,
  type EndedSearch,
  executeSearch,
  type SearchJob,
  type SearchOutcome,
} from './search-job.ts';

/** Limits for all searches of a scenario in this process, which take a fraction of a second and a few megabytes. */
const MOST = { states: 20_000, bytes: 2 ** 25, work: 1_000_000 } as const;
/** Scenarios with longer text aren't attempted, since they need too much work before the first state. */
const MOST_CHARACTERS = 50_000;

/** Thrown when a search turns out to be too large to attempt. */
class TooLarge extends Error {}

/** Executes a small job in this process; returns null for any other job. */
export function attemptSearch(job: SearchJob): SearchOutcome | null {
  if (job.source.text.length > MOST_CHARACTERS) return null;
  const searches: EndedSearch[] = [];
  const orders: EndedOrder[] = [];
  const maxBytes = Math.min(job.explore.maxBytes ?? MOST.bytes, MOST.bytes);
  const small = { ...job, explore: { ...job.explore, maxBytes, maxWork: MOST.work } };
  let before = 0;
  try {
    const evaluation = executeSearch(small, {
      began: () => undefined,
      ended(search) {
        searches.push(search);
        before += search.exploration.states;
      },
      ordered(one) {
        orders.push(one);
        before += one.order.states;
      },
      progress({ states }) {
        if (before + states > MOST.states) throw new TooLarge();
        return false;
      },
    });
    // In the search process, all limits except `max_states` are higher.
    const hits = [
      ...searches.map(({ exploration }) => exploration.hit),
      ...orders.map(({ order }) => order.hit),
    ];
    const isWhole = hits.every((hit) => hit?.startsWith('max_states ') ?? true);
    return isWhole ? { ...evaluation, searches, orders } : null;
  } catch {
    // Any other error is reported by the process that runs the job.
    return null;
  }
}
