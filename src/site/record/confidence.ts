import type { TimelineEntry } from '../../incident/timeline.ts';
import { type LabelTally, labelTally } from '../../views/words/labels.ts';
import type { WriteUp } from './write-up.ts';

/** A summary of a write-up's evidence, in numbers that readers can check on the page. */
export interface Confidence {
  /** Entries in the observed timeline. */
  timeline: { entries: number; sourced: number; estimated: number };
  model: { scenarios: number; runs: number; searches: number; states: number; assumptions: number };
  /**
   * Labels of all comparisons with the observed timeline, except in illustrations; null while they are being
   * determined.
   */
  labels: LabelTally | null;
  /** Timeline entries that no run is compared with. Empty if there is no model. */
  unmodeled: readonly TimelineEntry[];
}

export function confidenceOf({ timeline, scenarios }: Pick<WriteUp, 'timeline' | 'scenarios'>): Confidence {
  const results = scenarios.map((scenario) => scenario.result);
  const searches = results.flatMap(({ explorations }) => explorations);
  const compared = new Set(
    results.flatMap(({ runs }) =>
      runs.flatMap(({ marks, facts, quantities }) => [
        ...marks.map(({ observed }) => observed),
        ...[...facts, ...quantities].map(({ id }) => id),
      ]),
    ),
  );
  return {
    timeline: {
      entries: timeline.length,
      sourced: timeline.filter((entry) => entry.evidence !== null).length,
      estimated: timeline.filter((entry) => entry.basis === 'estimated').length,
    },
    model: {
      scenarios: scenarios.length,
      runs: results.flatMap(({ runs }) => runs).length,
      searches: searches.length,
      states: searches.reduce((sum, { states }) => sum + states, 0),
      assumptions: results.reduce((sum, { assumes }) => sum + assumes.length, 0),
    },
    labels: labelTally(results.filter(({ card }) => card?.illustration !== true)),
    unmodeled: results.length === 0 ? [] : timeline.filter(({ id }) => !compared.has(id)),
  };
}
